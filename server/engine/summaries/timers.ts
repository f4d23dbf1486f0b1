/**
 * Promises that a timer settles: a pause, a time limit that rejects, a helper that makes either. Also who stops the timer. A timer whose handle
 * goes somewhere we do not follow counts as stopped there.
 */
import type { CallFact, CallIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getOptionGiven } from './deadlines.ts';
import { evaluate } from './literals.ts';

/** The timer behind a promise. */
export interface Timer {
  /** The call that starts it, in `unit`. */
  readonly unit: Unit;
  readonly call: CallFact;
  /** `setTimeout` with a callback, or a call that gives the promise itself. */
  readonly kind: 'callback' | 'promise';
  /** Cleared, unreferenced, given a signal, or its handle is kept by somebody. */
  readonly stopped: boolean;
  /** How long it runs, in milliseconds, where the code fixes it. */
  readonly ms: number | undefined;
  /** The call by which the asker gets it: the timer itself where it is written in place, else the helper that makes it. */
  readonly at: { readonly unit: Unit; readonly call: CallFact };
}

const maxDepth = 6;
const startsTimer = /^(?:global|timers)#setTimeout$/;
const pauses = /^(?:timers\/promises#(?:setTimeout|scheduler\.wait)|delay#default|sleep-promise#default|bluebird#(?:Promise\.)?delay)$/;
/** What nobody but a pause is called. */
const pauseNames = /^(?:sleep|delay|pause|snooze|wait|waitFor|waitMs|sleepMs|delayMs|backoff|setTimeoutAsync|setTimeoutPromise|timeout|wait_?for_?seconds)$/i;

/** The timer that settles `e`, when nothing but a timer does so in time. */
export function findTimer(program: Program, unit: Unit, e: Expr, depth = 0): Timer | undefined {
  if (depth > maxDepth) return undefined;
  if (e.k === 'await') return findTimer(program, unit, e.e, depth + 1);
  if (e.k === 'ref') {
    const binding = unit.facts.bindings[e.b]!;
    const made = binding.init ?? (binding.writes.length === 1 ? binding.writes[0]!.value : undefined);
    return made && binding.kind !== 'param' ? findTimer(program, unit, made, depth + 1) : undefined;
  }
  return e.k === 'call' ? findTimerOfCall(program, unit, e.c, depth) : undefined;
}

function findTimerOfCall(program: Program, unit: Unit, c: CallIndex, depth: number): Timer | undefined {
  const call = unit.facts.calls[c]!;
  const { callee } = call;
  if (callee.k === 'prop' && /^(?:then|catch|finally)$/.test(callee.n)) return findTimer(program, unit, callee.o, depth + 1);
  if (call.kind === 'new' && callee.k === 'global' && callee.n === 'Promise') {
    const executor = call.args[0]?.v;
    return executor?.k === 'fn' ? findSettlingTimer(program, unit, executor.f) : undefined;
  }
  for (const target of program.targetsOf(unit, c)) {
    if (target.kind === 'api') {
      // `promisify(setTimeout)` is the promise form under the callback form's name.
      const isPromised = startsTimer.test(target.api) && target.model?.returns === 'promise';
      if (!isPromised && !pauses.test(target.api)) continue;
      const options = call.args[target.api === 'timers/promises#scheduler.wait' ? 1 : 2]?.v;
      const stopped = getOptionGiven(program, unit, options, call.f, ['signal', 'ref']) !== 'no';
      return { unit, call, kind: 'promise', stopped, ms: evaluateDelay(program, unit, call.args[0]?.v), at: { unit, call } };
    }
    const found = findTimerOfFunction(program, target.id, depth);
    if (found) return { ...found, ms: found.ms ?? evaluateDelay(program, unit, call.args.find(({ v }) => v.k !== 'fn')?.v), at: { unit, call } };
  }
  return undefined;
}

function evaluateDelay(program: Program, unit: Unit, e: Expr | undefined): number | undefined {
  return e && evaluate(program, unit, e);
}

/** A function of the user's that gives a timer's promise, or that waits for nothing but one. */
function findTimerOfFunction(program: Program, id: number, depth: number): Timer | undefined {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const fact = unit.facts.functions[f]!;
  if (fact.generator || fact.bodyless) return undefined;
  const returned = fact.returns.filter((item) => item.v !== undefined && item.v.k !== 'lit');
  if (returned.length === 1 && returned[0]!.v?.k !== 'await') return findTimer(program, unit, returned[0]!.v!, depth + 1);
  if (!fact.async || returned.length > 1) return undefined;
  const awaits = unit.facts.awaits.filter((item) => item.f === f);
  const timers = awaits.map((item) => findTimer(program, unit, item.e, depth + 1));
  return timers.length === 1 ? timers[0] : undefined;
}

/** The timer in a promise's executor that calls one of its two functions. */
export function findSettlingTimer(program: Program, unit: Unit, executor: FunctionIndex): Timer | undefined {
  const { facts } = unit;
  for (const [c, call] of facts.calls.entries()) {
    if (call.f !== executor || !isTimerCall(program, unit, c)) continue;
    const callback = call.args[0]?.v;
    if (!settles(unit, callback, executor) || isRepeating(program, unit, callback)) continue;
    return { unit, call, kind: 'callback', stopped: isStopped(unit, call, executor), ms: evaluateDelay(program, unit, call.args[1]?.v), at: { unit, call } };
  }
  return undefined;
}

/** The callback sets the next timer: it looks again and again rather than giving up. */
function isRepeating(program: Program, unit: Unit, e: Expr | undefined): boolean {
  const f = e?.k === 'fn' ? e.f : e?.k === 'ref' && unit.facts.bindings[e.b]!.init?.k === 'fn' ? (unit.facts.bindings[e.b]!.init as Expr & { k: 'fn' }).f : undefined;
  return f !== undefined && unit.facts.calls.some((call, c) => isWithinFunction(unit, call.f, f) && isTimerCall(program, unit, c));
}

export function isTimerCall(program: Program, unit: Unit, c: CallIndex): boolean {
  return program.targetsOf(unit, c).some((target) => target.kind === 'api' && startsTimer.test(target.api) && target.model?.returns !== 'promise');
}

/** A parameter of the executor, handed over or called inside: `resolve`, `() => reject(error)`, `resolve.bind(null, 1)`. */
export function settles(unit: Unit, e: Expr | undefined, executor: FunctionIndex, depth = 0): boolean {
  if (!e || depth > 4) return false;
  if (e.k === 'ref') {
    const binding = unit.facts.bindings[e.b]!;
    if (binding.kind === 'param') return binding.f === executor;
    return binding.init?.k === 'fn' && settles(unit, binding.init, executor, depth + 1);
  }
  if (e.k === 'call') {
    const { callee } = unit.facts.calls[e.c]!;
    return callee.k === 'prop' && callee.n === 'bind' && settles(unit, callee.o, executor, depth + 1);
  }
  if (e.k !== 'fn') return false;
  return unit.facts.calls.some((call) => isWithinFunction(unit, call.f, e.f) && (settles(unit, call.callee, executor, depth + 1) || call.args.some(({ v }) => v.k === 'ref' && settles(unit, v, executor, depth + 1))));
}

/** Whether function `inner` is `outer` or stands inside it. */
export function isWithinFunction(unit: Unit, inner: FunctionIndex, outer: FunctionIndex): boolean {
  for (let f = inner; f >= 0; f = unit.facts.functions[f]!.outer) if (f === outer) return true;
  return false;
}

const stops = /^(?:clearTimeout|clearInterval|clear|cancel)$/;

/** What becomes of the handle that `setTimeout` gives. `inside`: a function whose own result is thrown away, such as a promise's executor. */
function isStopped(unit: Unit, call: CallFact, inside: FunctionIndex): boolean {
  const { facts } = unit;
  const { fate } = call;
  switch (fate.k) {
    case 'discarded': case 'void': return false;
    case 'returned': return call.f !== inside;
    case 'bound': return facts.bindings[fate.b]!.reads.some((read) => read.use.k !== 'discarded' && read.use.k !== 'condition');
    case 'member': return fate.n !== 'ref' && fate.n !== 'hasRef' && fate.n !== 'then';
    case 'stored': {
      const { target } = fate;
      // Kept in a field: whoever clears a field of that name anywhere in the file stops it.
      return target.k !== 'prop' || facts.calls.some((other) => stops.test(getLastName(unit, other)) && other.args.some(({ v }) => v.k === 'prop' && v.n === target.n));
    }
    default: return true;
  }
}

function getLastName(unit: Unit, { callee }: CallFact): string {
  return callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
}

/** Whether waiting for `e` is a pause: a timer, or a call that nobody can look into and that is named after one. */
export function isPause(program: Program, unit: Unit, e: Expr): boolean {
  if (findTimer(program, unit, e)) return true;
  if (e.k !== 'call') return false;
  const call = unit.facts.calls[e.c]!;
  if (!pauseNames.test(getLastName(unit, call))) return false;
  return program.targetsOf(unit, e.c).every((target) => target.kind === 'own' ? program.functionOf(target.id).bodyless === true : !target.model);
}
