/**
 * Where a rejection of a function's promise could come from: an await, a returned promise or a `throw` that nothing in the function
 * handles. A call that might throw before the first await is not counted: any function might, and a caller without `await` loses no more
 * there than a synchronous caller would.
 */
import type { CallFact, CallIndex, Expr } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { isCalmHandler, isCaught, isCaughtInChain } from './solve.ts';

/**
 * `open`: a source of rejections is left to the caller, or cannot be seen through. `handled`: there are sources, and the function
 * handles all of them itself. `calm`: there is none.
 */
export type Rejection = 'open' | 'handled' | 'calm';

const known = new WeakMap<Program, Map<FunctionId, Rejection>>();
/** APIs whose promise is never rejected, or only by an abort the caller asked for. */
const calmApis = /^(?:global#Promise\.(?:allSettled|resolve)|timers\/promises#|global#setTimeout|global#queueMicrotask)/;
const maxDepth = 12;

export function getRejection(program: Program, id: FunctionId): Rejection {
  const memo = known.get(program) ?? new Map<FunctionId, Rejection>();
  known.set(program, memo);
  return solve(program, id, memo, 0);
}

/** Where a rejection of the promise that `e` gives could come from; `e` is evaluated in function `f`. `alone`: what follows in its chain is left out. */
export function getPromiseRejection(program: Program, unit: Unit, e: Expr, f: number, alone = false): Rejection {
  const memo = known.get(program) ?? new Map<FunctionId, Rejection>();
  known.set(program, memo);
  return e.k === 'call' ? getCallSource(program, unit, e.c, memo, 0, alone) : getSource(program, unit, e, f, memo, 0);
}

/** The same for the promises of the list `e`: `rows.map(save)`, an array literal. */
export function getListRejection(program: Program, unit: Unit, e: Expr, f: number): Rejection {
  const memo = known.get(program) ?? new Map<FunctionId, Rejection>();
  known.set(program, memo);
  return getElementsSource(program, unit, e, f, memo, 0);
}

function solve(program: Program, id: FunctionId, memo: Map<FunctionId, Rejection>, depth: number): Rejection {
  const found = memo.get(id);
  if (found) return found;
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const fact = unit.facts.functions[f]!;
  if (fact.bodyless || fact.generator || depth > maxDepth) return 'open';
  // A cycle adds no source of its own.
  memo.set(id, 'calm');
  let result: Rejection = fact.throws && fact.async ? 'open' : 'calm';
  const take = (e: Expr | undefined, isHandledHere: boolean): void => {
    if (result === 'open' || !e) return;
    if (isHandledHere) { result = 'handled'; return; }
    const inner = getSource(program, unit, e, f, memo, depth);
    if (inner === 'open' || (inner === 'handled' && result === 'calm')) result = inner;
  };
  for (const item of unit.facts.awaits) if (item.f === f) take(item.e, isCaught(unit, item));
  for (const item of fact.returns) take(item.v, fact.async && isCaught(unit, { f, tryIn: item.tryIn, start: item.start }) && item.v?.k === 'await');
  for (const loop of unit.facts.loops) if (loop.f === f && loop.kind === 'for-await') take({ k: 'unknown' }, isCaught(unit, { f, tryIn: -1, start: loop.start }));
  // `work().catch(log);` inside shows that somebody thought of it.
  if (result === 'calm' && unit.facts.calls.some((call) => call.f === f && call.callee.k === 'prop' && call.callee.n === 'catch' && isCalmHandler(unit, call.args[0]))) result = 'handled';
  memo.set(id, result);
  return result;
}

/** What the awaited or returned expression adds. Values that are no promises add nothing. */
function getSource(program: Program, unit: Unit, e: Expr, f: number, memo: Map<FunctionId, Rejection>, depth: number): Rejection {
  switch (e.k) {
    case 'lit': case 'tpl': case 'op': case 'obj': case 'fn': case 'class': case 'regex': case 'jsx': case 'this': return 'calm';
    case 'await': return 'calm';
    case 'or': return toWorst(e.e.map((arm) => getSource(program, unit, arm, f, memo, depth)));
    case 'arr': return toWorst(e.e.map((item) => getSource(program, unit, item.k === 'spread' ? item.e : item, f, memo, depth)));
    case 'call': return getCallSource(program, unit, e.c, memo, depth);
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.kind === 'const' && binding.init && binding.writes.length === 0 && binding.init.k !== 'param') return getSource(program, unit, binding.init, f, memo, depth);
      return isPlain(program, unit, e, f) ? 'calm' : 'open';
    }
    default: return isPlain(program, unit, e, f) ? 'calm' : 'open';
  }
}

function getCallSource(program: Program, unit: Unit, c: CallIndex, memo: Map<FunctionId, Rejection>, depth: number, alone = false): Rejection {
  const call = unit.facts.calls[c]!;
  if ((!alone && isCaughtInChain(unit, call)) || endsInCatch(unit, call)) return 'handled';
  const { callee } = call;
  // `work().then(f)` rejects when either part does; the last `catch` of the chain was looked at above.
  if (callee.k === 'prop' && (callee.n === 'then' || callee.n === 'finally') && callee.o.k === 'call') return getCallSource(program, unit, callee.o.c, memo, depth, alone);
  const targets = program.targetsOf(unit, c);
  if (targets.length === 0) return isPlain(program, unit, { k: 'call', c, x: call.x }, call.f) ? 'calm' : 'open';
  return toWorst(targets.map((target): Rejection => {
    if (target.kind === 'own') return solve(program, target.id, memo, depth + 1);
    if (calmApis.test(target.api)) return 'calm';
    if (target.model?.combinator === 'all' || target.model?.combinator === 'race' || target.model?.combinator === 'any') return call.args[0] ? getElementsSource(program, unit, call.args[0].v, call.f, memo, depth) : 'open';
    return target.model?.returns !== undefined && !/promise|^this$|^arg0$/.test(target.model.returns) ? 'calm' : 'open';
  }));
}

/** `Promise.all(xs.map(f))` rejects when `f` does. */
function getElementsSource(program: Program, unit: Unit, list: Expr, f: number, memo: Map<FunctionId, Rejection>, depth: number): Rejection {
  if (list.k === 'arr') return getSource(program, unit, list, f, memo, depth);
  if (list.k !== 'call') return 'open';
  const map = unit.facts.calls[list.c]!;
  if (map.callee.k !== 'prop' || map.callee.n !== 'map') return 'open';
  const callbacks = program.resolver.resolve(unit, map.args[0]?.v, map.f);
  return toWorst(callbacks.map((value) => (value.v === 'function' ? solve(program, value.id, memo, depth + 1) : 'open')));
}

/** The call is itself `x.catch(f)`, or `x.then(f, g)`. */
function endsInCatch(unit: Unit, call: CallFact): boolean {
  const { callee } = call;
  if (callee.k !== 'prop') return false;
  return (callee.n === 'catch' && isCalmHandler(unit, call.args[0])) || (callee.n === 'then' && isCalmHandler(unit, call.args[1]));
}

function isPlain(program: Program, unit: Unit, e: Expr, f: number): boolean {
  return program.resolver.resolve(unit, e, f).every((value) => value.v === 'plain' || value.v === 'object' || value.v === 'instance' || value.v === 'list');
}

function toWorst(parts: readonly Rejection[]): Rejection {
  return parts.includes('open') ? 'open' : parts.includes('handled') ? 'handled' : 'calm';
}
