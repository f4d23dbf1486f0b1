/**
 * A request handler gives its work a signal of its own making that nothing links to the request: the client goes away, the work goes on.
 *
 * Reported at the call that gets the signal. Silent where the handler listens for the client going away, for work nobody waits for or that
 * starts after the answer is sent, for a single call with a short limit, and, unless it only reads, for what a client sends to be done.
 */
import { findFreshSignal, findSignalArgument } from '../../server/engine/summaries/freshSignals.ts';
import type { FreshSignal } from '../../server/engine/summaries/freshSignals.ts';
import { isInHandler } from '../../server/engine/summaries/solve.ts';
import { isWithinFunction } from '../../server/engine/summaries/timers.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';
import type { CallFact, FunctionIndex, Program, Unit } from '../../server/engine/lint/rule.ts';

/** One call that gives up by itself within this time is not worth a word. */
const shortMs = 30_000;
const reads = /^(?:get|load|fetch|find|search|query|list|read|stream|render|generate|complete|summari[sz]e|translate|suggest|ask|chat|lookup|resolve|compute|preview)/i;
const survives = /job|queue|background|audit|webhook|enqueue|schedule|publish|notify|track|record|persist|log(?:ger)?\./i;

export const detachedCancellationRoot = defineRule({
  id: 'detached-cancellation-root',
  family: 'timeout',
  contexts: { request: 'warning' },
  check({ unit, program, summaries, report }) {
    unit.facts.calls.forEach((call, c) => {
      const handler = findRequestHandler(program, unit, call.f);
      const given = handler && findSignalArgument(program, summaries, unit, call, c);
      if (!given) return;
      const fresh = findFreshSignal(program, unit, given.e, handler.f);
      if (!fresh || isInHandler(unit, call) || listensForEnd(unit, handler.f) || !isAwaited(unit, call) || isAnswered(unit, call, handler.f)) return;
      const path = describeExpr(unit, call.callee);
      if (survives.test(path)) return;
      const name = getCalledName(unit, call) || 'the work';
      const isShort = typeof fresh.ends === 'number' && fresh.ends <= shortMs;
      const changes = /^(?:POST|PUT|PATCH|DELETE)\b/.test(handler.label) && !reads.test(name);
      const ends = describeEnd(fresh);
      report({
        at: call.name, f: call.f, confidence: (isShort && !given.own) || changes ? 'possible' : given.own || fresh.ends === 'never' ? 'certain' : 'likely',
        ...(fresh.ends === 'never' ? {} : { atMost: 'info' as const }),
        message: chooseWording(`\`${name}\` goes on${ends} after the client of \`${handler.label}\` has gone`, `\`${name}\` goes on${ends} after the client has gone`, `\`${name}\` goes on after the client has gone`),
        sink: `${name} with a signal of its own`,
      });
    });
  },
});

function describeEnd({ ends }: FreshSignal): string {
  return typeof ends === 'number' ? ` for up to ${ends.toLocaleString('en-US')} ms` : '';
}

/** The function of this file that a framework calls for a request and in which the place stands; it is given the request. */
function findRequestHandler(program: Program, unit: Unit, f: FunctionIndex): { readonly f: FunctionIndex; readonly label: string } | undefined {
  for (let at = f; at > 0; at = unit.facts.functions[at]!.outer) {
    if (unit.facts.functions[at]!.params.length === 0) continue;
    const id = unit.base + at;
    const registration = program.contexts.registrationsTo(id).find(({ callback }) => callback.context === 'request');
    const root = program.contexts.rootsOf(id).find(({ context }) => context === 'request');
    if (registration ?? root) return { f: at, label: (registration ?? root)!.label };
  }
  return undefined;
}

/** Somewhere in the handler somebody waits for the client to go away, or hands the request's own signal on. */
function listensForEnd(unit: Unit, handler: FunctionIndex): boolean {
  return unit.facts.calls.some((call) => {
    if (!isWithinFunction(unit, call.f, handler)) return false;
    const first = call.args[0]?.v;
    return call.callee.k === 'prop' && /^(?:on|once|addListener|addEventListener|onAbort)$/.test(call.callee.n) && (call.callee.n === 'onAbort' || (first?.k === 'lit' && /^(?:close|abort(?:ed)?|end|finish)$/.test(String(first.v))));
  });
}

/** Somebody in the handler waits for it; a loose promise, and one that is only caught, is meant to outlive the request. */
function isAwaited(unit: Unit, call: CallFact): boolean {
  let { fate } = call;
  for (let hops = 0; hops < 20; hops++) {
    if (fate.k === 'member' && fate.c !== undefined) fate = unit.facts.calls[fate.c]!.fate;
    else if (fate.k === 'element') fate = fate.of;
    else if (fate.k === 'argument') fate = unit.facts.calls[fate.c]!.fate;
    else if (fate.k === 'bound') return unit.facts.bindings[fate.b]!.reads.some((read) => read.use.k !== 'discarded' && read.use.k !== 'void');
    else return fate.k !== 'discarded' && fate.k !== 'void';
  }
  return false;
}

/** The answer was sent before: `response.status(202).end()`. */
function isAnswered(unit: Unit, call: CallFact, handler: FunctionIndex): boolean {
  return unit.facts.calls.some(({ f, end, branch, callee }) => f === handler && end <= call.start && branch < 0 && callee.k === 'prop' && /^(?:end|send|json|sendStatus|redirect)$/.test(callee.n));
}
