/**
 * Awaits that give only microtasks a turn: of a value, of a promise that is settled already, of an own async function that runs through.
 * Timers and I/O wait meanwhile. Must-claims: whatever is not known may wait.
 */
import type { Expr, FunctionIndex, LoopIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { isInside } from './functionParts.ts';

const maxDepth = 5;
const microtasks = /^(?:(?:globalThis|window|self)\.)?(?:queueMicrotask|process\.nextTick|nextTick)$/;

/** Whether awaiting `e` in function `f` never lets a timer or I/O run. */
export function isSettled(program: Program, unit: Unit, e: Expr, f: FunctionIndex, depth = 0): boolean {
  if (depth > maxDepth) return false;
  switch (e.k) {
    case 'lit': case 'tpl': case 'op': case 'regex': return true;
    case 'or': return e.e.every((arm) => isSettled(program, unit, arm, f, depth + 1));
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      return binding.kind === 'const' && binding.init?.k !== 'ref' && binding.init !== undefined && isSettled(program, unit, binding.init, binding.f, depth + 1);
    }
    case 'call': {
      const call = unit.facts.calls[e.c]!;
      const { callee } = call;
      if (callee.k === 'prop' && callee.o.k === 'global' && callee.o.n === 'Promise' && callee.n === 'resolve') return call.args.length === 0 || isSettled(program, unit, call.args[0]!.v, f, depth + 1);
      if (call.kind === 'new' && callee.k === 'global' && callee.n === 'Promise') return call.args[0]?.v.k === 'fn' && resolvesAtOnce(unit, call.args[0].v.f);
      const targets = program.targetsOf(unit, e.c);
      return targets.length > 0 && targets.every((target) => target.kind === 'own' && !target.guess && runsThrough(program, target.id, depth + 1));
    }
    default: return false;
  }
}

/** `new Promise((resolve) => { resolve(); })`, `new Promise((resolve) => queueMicrotask(resolve))`. */
function resolvesAtOnce(unit: Unit, executor: FunctionIndex): boolean {
  const resolve = unit.facts.functions[executor]!.params[0]?.b;
  if (resolve === undefined) return false;
  const calls = unit.facts.calls.filter((call) => call.f === executor);
  return calls.length === 1 && calls.every((call) => (call.callee.k === 'ref' && call.callee.b === resolve)
    || (microtasks.test(describeExpr(unit, call.callee)) && call.args.some((arg) => arg.v.k === 'ref' && arg.v.b === resolve)));
}

/** An async function whose awaits are all settled and that is given nothing to wait for. */
function runsThrough(program: Program, id: FunctionId, depth: number): boolean {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const fact = unit.facts.functions[f]!;
  if (depth > maxDepth || fact.bodyless || fact.generator) return false;
  if (unit.facts.loops.some((loop) => loop.f === f && loop.kind === 'for-await')) return false;
  if (!unit.facts.awaits.every((item) => item.f !== f || isSettled(program, unit, item.e, f, depth + 1))) return false;
  const returned = fact.returns.flatMap((item) => (item.v ? [item.v] : []));
  if (!fact.async) return returned.length > 0 && returned.every((e) => isSettled(program, unit, e, f, depth + 1));
  // What an async function returns is awaited too; plain values are, calls may be promises.
  return returned.every((e) => isPlain(unit, e) || isSettled(program, unit, e, f, depth + 1));
}

function isPlain(unit: Unit, e: Expr): boolean {
  if (e.k === 'ref') { const { init, kind } = unit.facts.bindings[e.b]!; return kind !== 'param' && init?.k !== 'call' && init?.k !== 'param'; }
  return e.k === 'lit' || e.k === 'op' || e.k === 'tpl' || e.k === 'obj' || e.k === 'arr' || (e.k === 'prop' && e.n === 'length');
}

export interface Starving { readonly name: string; /** A literal or settled promise rather than an own function. */ readonly plain: boolean; readonly start: number; readonly end: number }

/** The await of a loop whose awaits all leave timers and I/O waiting; undefined when one may not, or there is none. */
export function findStarvingAwait(program: Program, unit: Unit, l: LoopIndex): Starving | undefined {
  const loop = unit.facts.loops[l]!;
  if (loop.kind === 'for-await' || unit.facts.loops.some((other) => other.kind === 'for-await' && other.f === loop.f && isInside(loop, other.start))) return undefined;
  const awaits = unit.facts.awaits.filter((item) => item.f === loop.f && isInside(loop, item.start));
  const [first] = awaits;
  if (!first || !awaits.every((item) => isSettled(program, unit, item.e, item.f))) return undefined;
  const name = first.e.k === 'call' ? describeExpr(unit, unit.facts.calls[first.e.c]!.callee) : first.e.k === 'lit' ? (first.e.v === null ? 'null' : first.e.v === undefined ? 'undefined' : 'a value') : describeExpr(unit, first.e) || 'a value';
  const plain = awaits.every((item) => item.e.k !== 'call' || /^(?:Promise(?:\.resolve)?)$/.test(describeExpr(unit, unit.facts.calls[item.e.c]!.callee)));
  return { name, plain, start: first.start, end: first.end };
}

/** The function call `c` hands to the microtask queue when that is the function the call stands in: it never lets go. */
export function findSelfScheduling(program: Program, unit: Unit, c: number): string | undefined {
  const call = unit.facts.calls[c]!;
  const name = describeExpr(unit, call.callee);
  const isMicrotask = microtasks.test(name) || program.targetsOf(unit, c).some((target) => target.kind === 'api' && /^(?:global#(?:queueMicrotask|process\.nextTick)|process#nextTick)$/.test(target.api));
  const isSettledThen = call.callee.k === 'prop' && call.callee.n === 'then' && call.callee.o.k === 'call' && isSettled(program, unit, call.callee.o, call.f) && /^Promise\.resolve$/.test(describeExpr(unit, unit.facts.calls[call.callee.o.c]!.callee));
  const [first] = call.args;
  if (!first || (!isMicrotask && !isSettledThen)) return undefined;
  const own = unit.base + call.f;
  const isSelf = first.v.k === 'fn'
    // `queueMicrotask(() => loop())`.
    ? unit.facts.calls.some((inner, i) => inner.f === (first.v as { readonly f: number }).f && program.targetsOf(unit, i).some((target) => target.kind === 'own' && target.id === own && !target.guess))
    : program.resolver.resolve(unit, first.v, call.f).some((value) => value.v === 'function' && value.id === own && !value.guess);
  return isSelf && call.f > 0 ? name : undefined;
}
