/**
 * A child process that is waited for has neither a time limit nor a signal: one that hangs keeps whoever waits, and a process slot, for good.
 *
 * Reported at the call. Silent for children somebody holds on to (kept, killed, unreferenced), for those whose output is streamed, and in
 * commands, builds and tests, where a person looks on.
 */
import { findUnlimitedChild } from '../../server/engine/summaries/unlimitedChildren.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';
import type { CallFact, Reached, RuleFix, Unit } from '../../server/engine/lint/rule.ts';
import type { DeadlineModel } from '../../server/engine/summaries/deadlines.ts';

const defaultMs = 30_000;

export const subprocessWithoutLimits = defineRule({
  id: 'subprocess-without-limits',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', ui: 'info', startup: 'info', worker: 'warning', library: 'info', unknown: 'info' },
  check({ unit, program, summaries, options, report }) {
    unit.facts.calls.forEach((call, c) => {
      const child = findUnlimitedChild(program, summaries, unit, c);
      if (!child) return;
      const name = getCalledName(unit, call, child.api) || 'the command';
      const command = getCommand(call);
      const ms = typeof options['defaultMs'] === 'number' ? options['defaultMs'] : defaultMs;
      report({
        at: call.name, f: call.f, confidence: child.quick ? 'possible' : child.guess ? 'likely' : 'certain',
        message: (reached) => chooseWording(
          ...(command ? [`\`${name}\` has no time limit; a \`${command}\` that hangs keeps ${who(reached)} waiting`] : []),
          `\`${name}\` has no time limit; a child that hangs keeps ${who(reached)} waiting`,
          `\`${name}\` has no time limit; a child that hangs keeps its caller waiting`, `\`${name}\` has no time limit`),
        // Where `process-or-worker-per-item` would speak of the burst, the child that never ends is the graver half.
        sink: `${name} without a time limit${program.contexts.has(unit.base + call.f, 'request') ? ', and each request starts one' : ''}`,
        fixes: getFixes(unit, call, child.deadline, ms),
      });
    });
  },
});

function who({ context, label }: Reached): string {
  return context === 'request' && /^[A-Z]+ \//.test(label) ? `\`${label}\`` : context === 'request' ? 'the request' : context === 'event' ? `the ${label}` : 'its caller';
}

/** `convert` of `exec('convert a b')`. */
function getCommand(call: CallFact): string {
  const first = call.args[0]?.v;
  const text = first?.k === 'lit' ? first.v : first?.k === 'tpl' && call.kind !== 'tag' ? first.q[0] : undefined;
  return typeof text === 'string' ? /^[\w./-]{1,24}(?=\s|$)/.exec(text)?.[0] ?? '' : '';
}

function getFixes(unit: Unit, call: CallFact, deadline: DeadlineModel, ms: number): readonly RuleFix[] {
  if (!deadline.names.includes('timeout')) return [];
  const text = `timeout: ${ms.toLocaleString('en-US').replace(/,/g, '_')}`;
  const given = call.args.filter((arg) => arg.v.k !== 'fn');
  const last = given.at(-1);
  if (!last || call.kind === 'tag') return [];
  const make = (start: number, newText: string): readonly RuleFix[] => [{ title: `Add \`${text}\``, kind: 'quickfix', safety: 'review', edits: [{ start, end: start, newText }] }];
  if (last.v.k === 'obj') return make(last.start + 1, last.v.p.length === 0 ? ` ${text} ` : ` ${text},`);
  const isNamed = last.v.k === 'ref' && unit.facts.bindings[last.v.b]!.init?.k === 'obj';
  return isNamed || last.v.k === 'spread' ? [] : make(last.end, `, { ${text} }`);
}
