/**
 * Functions that start themselves over: after a failure, or while an answer is not right yet, at once or from a timer. A call that passes on
 * something else than it was given counts down or moves on, and one under a condition that asks for a limit ends.
 */
import type { CallFact, CallIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { asksForLimit, someExpr } from './retries.ts';
import type { EndlessRetry } from './retries.ts';
import { isInHandler } from './solve.ts';
import { isPause, isTimerCall, isWithinFunction } from './timers.ts';

export function findEndlessRecursions(program: Program, unit: Unit): readonly EndlessRetry[] {
  return unit.facts.calls.flatMap((call, c) => judgeCall(program, unit, call, c) ?? []);
}

function judgeCall(program: Program, unit: Unit, call: CallFact, c: CallIndex): EndlessRetry | undefined {
  const again = findAgain(program, unit, call, c);
  if (!again) return undefined;
  const { f, timed } = again;
  const isFailed = isAfterFailure(unit, call, f);
  // A callback that goes on with the next step after an error is no second try, unless the name says so.
  if (isFailed && !timed && !unit.facts.functions[f]!.async && call.fate.k !== 'awaited' && !/retry|again|attempt|reconnect|^try|connect/i.test(unit.facts.functions[f]!.n)) return undefined;
  if (!isFailed && (timed || !isPausedBefore(program, unit, call))) return undefined;
  if (isLimited(unit, call, f) || asksPerson(unit, f)) return undefined;
  const pause = timed ? call.args[1]?.v : undefined;
  // A timer that starts a connection over is what a service that has to stay up does: said quietly.
  return { at: call.name, f: call.f, kind: isFailed ? 'retry' : 'poll', call: undefined, pause, certain: !timed && unit.facts.functions[f]!.async };
}

/** The call starts the function over it stands in, itself or by a timer, with what that was given. */
function findAgain(program: Program, unit: Unit, call: CallFact, c: CallIndex): { readonly f: FunctionIndex; readonly timed: boolean } | undefined {
  const enclosing = (id: number): FunctionIndex | undefined => {
    const f = id - unit.base;
    return f > 0 && f < unit.facts.functions.length && isWithinFunction(unit, call.f, f) ? f : undefined;
  };
  for (const target of program.targetsOf(unit, c)) {
    if (target.kind !== 'own' || target.guess) continue;
    const f = enclosing(target.id);
    if (f === undefined || isInTimer(program, unit, call.f, f) || !passesSame(unit, call, f)) continue;
    return { f, timed: false };
  }
  if (!isTimerCall(program, unit, c)) return undefined;
  const callback = call.args[0]?.v;
  if (!callback || call.args.length > 2) return undefined;
  if (callback.k === 'fn') {
    for (const [inner, other] of unit.facts.calls.entries()) {
      if (other.f !== callback.f) continue;
      const f = program.targetsOf(unit, inner).map((target) => (target.kind === 'own' ? enclosing(target.id) : undefined)).find((found) => found !== undefined);
      if (f !== undefined) return passesSame(unit, other, f) ? { f, timed: true } : undefined;
    }
    return undefined;
  }
  for (const value of program.resolver.resolve(unit, callback, call.f)) {
    const f = value.v === 'function' ? enclosing(value.id) : undefined;
    if (f !== undefined) return { f, timed: true };
  }
  return undefined;
}

/** The callback of a timer inside `f`: the timer is the place that is judged. */
function isInTimer(program: Program, unit: Unit, at: FunctionIndex, f: FunctionIndex): boolean {
  for (let g = at; g > f; g = unit.facts.functions[g]!.outer) {
    const { role } = unit.facts.functions[g]!;
    if (role?.k === 'argument' && isTimerCall(program, unit, role.c)) return true;
  }
  return false;
}

/** Every argument is the parameter of the same place, or something that does not change. */
function passesSame(unit: Unit, call: CallFact, f: FunctionIndex): boolean {
  return call.args.every(({ v }, i) => {
    // `again(options, true)`: the second time is another.
    if (v.k === 'lit') return false;
    if (v.k !== 'ref') return v.k === 'prop' && v.o.k === 'this';
    const binding = unit.facts.bindings[v.b]!;
    if (binding.writes.length > 0) return false;
    return binding.kind === 'param' ? binding.f !== f || (binding.init?.k === 'param' && binding.init.i === i) : !isWithinFunction(unit, binding.f, f);
  });
}

/** In a `catch`, in the callback of `.catch`, or where an error parameter is set. */
function isAfterFailure(unit: Unit, call: CallFact, f: FunctionIndex): boolean {
  if (isInCatch(unit, call)) return true;
  for (let g = call.f; g > f; g = unit.facts.functions[g]!.outer) {
    const { role } = unit.facts.functions[g]!;
    if (role?.k !== 'argument') continue;
    const { callee } = unit.facts.calls[role.c]!;
    if (callee.k === 'prop' && (callee.n === 'catch' || (callee.n === 'then' && role.i === 1))) return true;
  }
  for (let branch = call.branch; branch >= 0; branch = unit.facts.branches[branch]!.outer) {
    const { test, negated } = unit.facts.branches[branch]!;
    if (test && !negated && test.k === 'ref' && unit.facts.bindings[test.b]!.kind === 'param' && /^(?:e|err|error)$/i.test(unit.facts.bindings[test.b]!.n)) return true;
  }
  return false;
}

function isInCatch(unit: Unit, call: CallFact): boolean {
  return isInHandler(unit, call) && unit.facts.tries.some(({ handler, f }) => f === call.f && handler !== undefined && call.start >= handler.start && call.end <= handler.end);
}

/** `await sleep(1000); return poll(id);` under a condition, or as what is left after the other ways out. */
function isPausedBefore(program: Program, unit: Unit, call: CallFact): boolean {
  return (call.fate.k === 'returned' || call.fate.k === 'awaited') && unit.facts.awaits.some((item) => item.f === call.f && item.end <= call.start && item.branch === call.branch && isPause(program, unit, item.e));
}

/** A condition around the call, or a way out before it, asks for a limit; or a signal is handed on. */
function isLimited(unit: Unit, call: CallFact, f: FunctionIndex): boolean {
  const { branches, functions, calls } = unit.facts;
  const span = functions[f]!;
  const tests = branches.flatMap((branch) => (branch.test && isWithinFunction(unit, branch.f, f) && (branch.leaves || (branch.start <= call.start && call.end <= branch.end)) ? [branch.test] : []));
  if (tests.some((test) => asksForLimit(unit, test, { start: -1, end: -1 }) || someExpr(unit, test, (e) => isCounted(unit, e)))) return true;
  return calls.some((other) => other.start >= span.start && other.end <= span.end && other.args.some(({ v }) => someExpr(unit, v, (e) => e.k === 'ref' && /abort|signal|cancel/i.test(unit.facts.bindings[e.b]!.n))));
}

/** Somebody at the keyboard decides whether it goes on. */
function asksPerson(unit: Unit, f: FunctionIndex): boolean {
  return unit.facts.calls.some(({ f: at, callee }) => isWithinFunction(unit, at, f) && callee.k === 'prop' && /^(?:prompt|question|confirm|password|ask|select|input)$/.test(callee.n));
}

/** A variable that is counted up or down somewhere. */
function isCounted(unit: Unit, e: Expr): boolean {
  if (e.k === 'ref') return unit.facts.bindings[e.b]!.writes.some((write) => write.op !== '=');
  return e.k === 'prop' && unit.facts.assigns.some((assign) => assign.op !== '=' && assign.target.k === 'prop' && assign.target.n === e.n);
}
