/**
 * Promises made by hand: `new Promise` whose resolver is kept for later waits on whoever calls it; one that is resolved on the spot does
 * not. Combinators over promises that come from elsewhere wait too.
 */
import type { CallFact, CallIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { everydayMembers, perElementNames } from './builtins.ts';
import { findCalledParameter } from './components.ts';
import { getParts } from './functionParts.ts';

export interface PromiseWait { readonly label: string; readonly kind: 'waits' | 'yields'; readonly guess: boolean }

const yieldNames = /^(?:setImmediate|queueMicrotask|nextTick|requestAnimationFrame)$/;

/** What a promise made or combined by `call` waits on; undefined when it is none, or settled at once. */
export function findPromiseWait(program: Program, unit: Unit, call: CallFact): PromiseWait | undefined {
  const { callee } = call;
  if (call.kind === 'new' && callee.k === 'global' && callee.n === 'Promise') {
    const executor = call.args[0]?.v;
    return executor?.k === 'fn' ? findResolverUse(unit, executor.f) : undefined;
  }
  if (callee.k !== 'prop' || callee.o.k !== 'global' || callee.o.n !== 'Promise') return undefined;
  if (callee.n === 'withResolvers') return { label: 'waits until a resolver is called', kind: 'waits', guess: false };
  if (!/^(?:all|allSettled|race|any)$/.test(callee.n)) return undefined;
  const list = call.args[0]?.v;
  return list && isFromElsewhere(program, unit, list, call.f, 0) ? { label: `Promise.${callee.n} waits for promises made elsewhere`, kind: 'waits', guess: true } : undefined;
}

function findResolverUse(unit: Unit, executor: FunctionIndex): PromiseWait | undefined {
  const fact = unit.facts.functions[executor]!;
  let wait: PromiseWait | undefined;
  for (const param of fact.params.slice(0, 2)) {
    if (param.b === undefined) continue;
    for (const { f, use } of unit.facts.bindings[param.b]!.reads) {
      // Kept for somebody who calls it later: in a function, as an argument, in a field.
      if (f === executor && use.k !== 'argument' && use.k !== 'stored' && use.k !== 'property' && use.k !== 'bound') continue;
      const c = f === executor ? (use.k === 'argument' ? use.c : undefined) : findHandedTo(unit, f, executor);
      const name = c === undefined ? '' : getCalled(unit, c);
      // Called before the executor is over, or when another promise is: that one's wait is counted where it is made.
      if (/^(?:forEach|map|some|every|filter|then|catch|finally)$/.test(name)) continue;
      if (!yieldNames.test(name)) return { label: name === 'setTimeout' ? 'waits for a timer' : name ? `waits until ${name} calls back` : 'waits until its resolver is called', kind: 'waits', guess: name !== 'setTimeout' };
      wait = { label: `${name} lets others go first`, kind: 'yields', guess: false };
    }
  }
  return wait;
}

/** The call that the function around a read is handed to, up to the executor. */
function findHandedTo(unit: Unit, from: FunctionIndex, executor: FunctionIndex): number | undefined {
  let c: number | undefined;
  for (let at = from; at >= 0 && at !== executor; at = unit.facts.functions[at]!.outer) {
    const { role } = unit.facts.functions[at]!;
    c = role?.k === 'argument' ? role.c : undefined;
  }
  return c;
}

function getCalled(unit: Unit, c: number): string {
  const { callee } = unit.facts.calls[c]!;
  return callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
}

/** A method that nobody knows, of an object that was passed in or kept: the promise is made behind it. */
function isOpenCall(program: Program, unit: Unit, c: CallIndex): boolean {
  const { callee } = unit.facts.calls[c]!;
  return callee.k === 'prop' && !perElementNames.has(callee.n) && !everydayMembers.has(callee.n) && program.targetsOf(unit, c).length === 0;
}

/** A list whose promises no call in sight makes. */
function isFromElsewhere(program: Program, unit: Unit, e: Expr, f: FunctionIndex, depth: number): boolean {
  if (depth > 6) return false;
  switch (e.k) {
    case 'arr': return e.e.some((item) => isFromElsewhere(program, unit, item.k === 'spread' ? item.e : item, f, depth + 1));
    case 'prop': return true;
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.kind === 'param') return true;
      return binding.init !== undefined && binding.init.k !== 'arr' && isFromElsewhere(program, unit, binding.init, f, depth + 1);
    }
    case 'call': {
      const { callee, args } = unit.facts.calls[e.c]!;
      if (isOpenCall(program, unit, e.c)) return true;
      const handed = args.find((arg) => arg.v.k === 'fn' || arg.v.k === 'ref')?.v;
      if (callee.k !== 'prop' || !handed) return false;
      // `items.map(work)` with a function that was passed in, or one that awaits such a function.
      if (handed.k === 'ref' && unit.facts.bindings[handed.b]!.kind === 'param') return true;
      const inner = handed.k === 'fn' ? handed.f : handed.k === 'ref' && unit.facts.bindings[handed.b]!.init?.k === 'fn' ? (unit.facts.bindings[handed.b]!.init as { readonly f: number }).f : undefined;
      return inner !== undefined && [...getParts(unit, inner).values()].some((region) => region.calls.some((at) => findCalledParameter(unit, unit.facts.calls[at]!) || (unit.facts.calls[at]!.fate.k === 'returned' && isOpenCall(program, unit, at))));
    }
    default: return false;
  }
}
