/**
 * The constant work of a stretch of code: arithmetic, assignments, look-ups, conversions, weighed by what they add to one round of a loop.
 * Calls of the user's own functions, loops and everything that grows with an input are cost.ts's business.
 */
import type { CallFact, Expr, FunctionIndex, LoopIndex } from '../facts/fileFacts.ts';
import type { Unit } from '../program/unit.ts';
import { conversions, convertingGlobals, entryMembers } from './builtins.ts';
import type { PlacedWrite, Region } from './functionParts.ts';
import { refsOf } from './tripCount.ts';
import { weights } from './work.ts';

const arithmetic = /^(?:[-+*/%]|\*\*|[&|^]|<<|>>>?)$/;
const maxDepth = 30;

/** Weight of a region's own statements, without calls of own functions and without inner loops. */
export function weighSteps(unit: Unit, f: FunctionIndex, region: Region): number {
  const { facts } = unit;
  const loop = region.loop < 0 ? undefined : facts.loops[region.loop]!;
  const counters = loop ? new Set([...loop.vars, ...(loop.test ? refsOf(loop.test) : [])]) : new Set<number>();
  let sum = 0;
  const isOpen = loop !== undefined && (loop.kind === 'while' || loop.kind === 'do');
  for (const placed of region.writes) {
    // What a `for` counts with is no work; what a `while` computes until it fits is.
    if (!counters.has(placed.b) || (isOpen && weighExpression(placed.write.value) >= 0.2)) sum += weighWrite(unit, f, region.loop, placed);
  }
  for (const assign of region.assigns) {
    const isCarry = assign.op !== '=' ? !/^(?:\?\?|\|\||&&)=$/.test(assign.op) : countArithmetic(assign.value) > 0 && assign.target.k === 'elem' && readsSameTable(assign.value, assign.target);
    if (isCarry) sum += assign.op === '++' || assign.op === '--' ? (assign.target.k === 'elem' ? 1.3 : 0.5) : weights.carry;
    // `groups[key] ??= []`: the look-up of grouping.
    else sum += (assign.op !== '=' && assign.target.k === 'elem' ? 0.8 : 0.35) + weighExpression(assign.value);
  }
  for (const binding of region.bindings) if (binding.init) sum += 0.05 + weighExpression(binding.init);
  for (const value of region.values) sum += weighExpression(value);
  return sum;
}

function weighWrite(unit: Unit, f: FunctionIndex, loop: LoopIndex, { b, write }: PlacedWrite): number {
  const binding = unit.facts.bindings[b]!;
  const isOutside = binding.f !== f || (loop >= 0 && binding.start < unit.facts.loops[loop]!.start);
  if (write.op === '++' || write.op === '--') return isOutside ? 0.5 : 0.1;
  if (write.op !== '=' && write.op !== '??=' && write.op !== '||=' && write.op !== '&&=') return isOutside ? weights.carry : 0.25;
  const weight = weighExpression(write.value);
  return isOutside && readsBinding(unit, write.value, b) ? Math.max(weights.carry, weight) : (isOutside && loop >= 0 ? 0.4 : 0.15) + weight;
}

/** `total = total * 31 + c`, `best = Math.max(best, x)`. */
function readsBinding(unit: Unit, e: Expr, b: number): boolean {
  if (e.k === 'call') return unit.facts.calls[e.c]!.args.some((arg) => readsBinding(unit, arg.v, b));
  return refsOf(e).includes(b);
}

/** `counts[key] = (counts[key] ?? 0) + 1`. */
function readsSameTable(e: Expr, target: Expr & { readonly k: 'elem' }): boolean {
  if (target.o.k !== 'ref') return false;
  const { b } = target.o;
  return refsOf(e).includes(b);
}

function countArithmetic(e: Expr): number {
  return weighExpression(e) >= 0.2 ? 1 : 0;
}

/** Operators and literals an expression evaluates; calls and functions in it weigh elsewhere. */
export function weighExpression(e: Expr, depth = 0): number {
  if (depth > maxDepth) return 0;
  const all = (parts: readonly Expr[]): number => parts.reduce((sum, part) => sum + weighExpression(part, depth + 1), 0);
  switch (e.k) {
    case 'op': return all(e.e) + (arithmetic.test(e.op) ? 0.2 * Math.max(1, e.e.length - 1) : 0.05);
    case 'prop': return weighExpression(e.o, depth + 1);
    case 'elem': return 0.05 + weighExpression(e.o, depth + 1) + weighExpression(e.i, depth + 1);
    case 'or': return all(e.e) / (e.op === '?:' ? 2 : 1) + (e.test ? weighExpression(e.test, depth + 1) : 0) + 0.05;
    case 'tpl': return 0.15 + all(e.e);
    case 'obj': return 0.05 + e.p.reduce((sum, entry) => sum + (entry.kind === 'spread' ? 0.15 : 0.02) + weighExpression(entry.v, depth + 1), 0);
    case 'arr': return 0.05 + all(e.e);
    case 'spread': return 0.15 + weighExpression(e.e, depth + 1);
    case 'await': case 'each': case 'rest': return weighExpression(e.e, depth + 1);
    case 'set': return weighExpression(e.value, depth + 1);
    case 'seq': return all(e.e);
    case 'yield': return 0.1 + (e.e ? weighExpression(e.e, depth + 1) : 0);
    case 'jsx': return 0.1;
    default: return 0;
  }
}

/** Weight of one call that is over in constant time, its arguments' arithmetic included. */
export function weighCall(call: CallFact): number {
  const { callee } = call;
  const args = call.args.reduce((sum, arg) => sum + weighExpression(arg.v), 0);
  if (callee.k === 'prop') {
    if (callee.n === 'push' && callee.o.k === 'ref' && call.args.some((arg) => weighExpression(arg.v) >= 0.2 && refsOf(arg.v).includes((callee.o as { readonly b: number }).b))) return weights.carry + args;
    if (entryMembers.has(callee.n)) return (callee.n === 'set' && call.args[1] && weighExpression(call.args[1].v) >= 0.2 ? weights.carry - 0.2 : 0.4) + args;
    if (callee.o.k === 'global' && callee.o.n === 'Math') return 0.3 + args;
    return (conversions.test(callee.n) ? 0.45 : 0.2) + args;
  }
  if (callee.k === 'global') return (convertingGlobals.has(callee.n) ? 0.4 : 0.15) + args;
  return 0.3 + args;
}
