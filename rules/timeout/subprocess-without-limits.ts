/**
 * A child process that is waited for has neither a time limit nor a signal: one that hangs keeps whoever waits, and a process slot, for good.
 *
 * Reported at the call. Silent for children somebody holds on to (kept, killed, unreferenced), for those whose output is streamed, and in
 * commands, builds and tests, where a person looks on.
 */
import { findSignalInScope } from '../../server/engine/summaries/deadlines.ts';
import { getDeadlineGiven } from '../../server/engine/summaries/raced.ts';
import { isWithinFunction } from '../../server/engine/summaries/timers.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Program, Reached, RuleFix, Unit } from '../../server/engine/lint/rule.ts';
import type { DeadlineModel } from '../../server/engine/summaries/deadlines.ts';

const defaultMs = 30_000;

export const subprocessWithoutLimits = defineRule({
  id: 'subprocess-without-limits',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', ui: 'info', startup: 'info', worker: 'warning', library: 'info', unknown: 'info' },
  check({ unit, program, summaries, options, report }) {
    unit.facts.calls.forEach((call, c) => {
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'api') continue;
        const { acquires, deadline, returns } = target.model ?? {};
        if (acquires?.what !== 'process' || !deadline || /fork$/.test(target.api)) continue;
        // `spawn` gives a handle; the others run a command to its end.
        const isWaitedFor = returns?.startsWith('promise') ? !isHeld(unit, call) : /spawn$|cross-spawn/.test(target.api) ? isAwaitedHandle(unit, call) : isCalledBack(unit, call);
        if (!isWaitedFor || isStreamed(program, unit, call) || getDeadlineGiven(program, unit, call, deadline) !== 'no') return;
        if (deadline.signal && findSignalInScope(summaries, unit, call.f)) return;
        const name = getCalledName(unit, call, target.api) || 'the command';
        const command = getCommand(call);
        const ms = typeof options['defaultMs'] === 'number' ? options['defaultMs'] : defaultMs;
        report({
          at: call.name, f: call.f, confidence: isQuick(call) ? 'possible' : target.guess ? 'likely' : 'certain',
          message: (reached) => chooseWording(
            ...(command ? [`\`${name}\` has no time limit; a \`${command}\` that hangs keeps ${who(reached)} waiting`] : []),
            `\`${name}\` has no time limit; a child that hangs keeps ${who(reached)} waiting`,
            `\`${name}\` has no time limit; a child that hangs keeps its caller waiting`, `\`${name}\` has no time limit`),
          sink: `${name} without a time limit`,
          fixes: getFixes(unit, call, deadline, ms),
        });
        return;
      }
    });
  },
});

function who({ context, label }: Reached): string {
  return context === 'request' && /^[A-Z]+ \//.test(label) ? `\`${label}\`` : context === 'request' ? 'the request' : context === 'event' ? `the ${label}` : 'its caller';
}

/** The promise is also a handle, and somebody uses it as one: `child.kill()`, `child.stdout.pipe(…)`. */
function isHeld(unit: Unit, { fate }: CallFact): boolean {
  if (fate.k === 'bound' && !fate.part) return unit.facts.bindings[fate.b]!.reads.some((read) => read.use.k === 'member' && /^(?:kill|stdout|stderr|stdin|stdio|all|pipe|on|once|unref|cancel|send|pid|child)$/.test(read.use.n));
  return fate.k === 'stored' || (fate.k === 'member' && /^(?:kill|stdout|stderr|stdin|pipe|unref|child|on|once)$/.test(fate.n));
}

/** `exec(command, callback)`: the handle goes nowhere. */
function isCalledBack(unit: Unit, call: CallFact): boolean {
  const { role } = unit.facts.functions[call.f]!;
  // What a promise's executor returns is thrown away.
  const isDropped = call.fate.k === 'discarded' || call.fate.k === 'void' || (call.fate.k === 'returned' && role?.k === 'argument' && unit.facts.calls[role.c]!.kind === 'new');
  return isDropped && call.args.at(-1)?.v.k !== 'spread';
}

/** `child.on('close', resolve)` inside a promise, and nothing that could end the child. */
function isAwaitedHandle(unit: Unit, { fate, f }: CallFact): boolean {
  if (fate.k !== 'bound' || fate.part) return false;
  const binding = unit.facts.bindings[fate.b]!;
  if (binding.f !== f) return false;
  let waits = false;
  for (const { use } of binding.reads) {
    if (use.k !== 'member') return false;
    if (/^(?:kill|unref|disconnect|send|pid|connected|ref)$/.test(use.n)) return false;
    if (/^(?:on|once)$/.test(use.n) && use.c !== undefined) {
      const call = unit.facts.calls[use.c]!;
      const event = call.args[0]?.v;
      if (event?.k === 'lit' && (event.v === 'close' || event.v === 'exit')) waits ||= isInExecutor(unit, call);
    }
  }
  // Output that goes elsewhere as it comes.
  const isPiped = unit.facts.calls.some(({ callee }) => callee.k === 'prop' && callee.n === 'pipe' && callee.o.k === 'prop' && callee.o.o.k === 'ref' && callee.o.o.b === fate.b);
  return waits && !isPiped;
}

function isInExecutor(unit: Unit, call: CallFact): boolean {
  return unit.facts.calls.some((made) => made.kind === 'new' && made.callee.k === 'global' && made.callee.n === 'Promise' && made.args[0]?.v.k === 'fn' && isWithinFunction(unit, call.f, made.args[0].v.f));
}

/** The child has the terminal, or lives on without us. */
function isStreamed(program: Program, unit: Unit, call: CallFact): boolean {
  const isSet = (e: Expr): boolean => e.k === 'obj' && e.p.some(({ n, v }) => (n === 'detached' && !(v.k === 'lit' && v.v === false)) || (/^(?:stdio|stdout|stderr)$/.test(n ?? '') && mentionsInherit(v)));
  return call.args.some(({ v }) => (v.k === 'obj' ? isSet(v) : v.k === 'ref' && program.resolver.resolve(unit, v, call.f).some((value) => value.v === 'object' && isSet(value.e))));
}

function mentionsInherit(e: Expr): boolean {
  return (e.k === 'lit' && (e.v === 'inherit' || e.v === 'ignore')) || ((e.k === 'arr' || e.k === 'or') && e.e.some(mentionsInherit));
}

/** `convert` of `exec('convert a b')`. */
function getCommand(call: CallFact): string {
  const first = call.args[0]?.v;
  const text = first?.k === 'lit' ? first.v : first?.k === 'tpl' && call.kind !== 'tag' ? first.q[0] : undefined;
  return typeof text === 'string' ? /^[\w./-]{1,24}(?=\s|$)/.exec(text)?.[0] ?? '' : '';
}

/** Commands that print what the machine knows anyway. */
function isQuick(call: CallFact): boolean {
  const words = call.args.slice(0, 2).flatMap(({ v }) => (v.k === 'arr' ? v.e : [v])).map((e) => (e.k === 'lit' && typeof e.v === 'string' ? e.v : '')).join(' ').trim();
  return /^(?:which|where|uname|hostname|whoami|id|arch|nproc|sw_vers|tput|stty|true|date|ps|pgrep|pidof|getconf|locale)\b|(?:^|\s)(?:--version|-v|--help)$|^git (?:rev-parse|branch|config|describe|remote|symbolic-ref|log|status|show)\b/.test(words);
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
