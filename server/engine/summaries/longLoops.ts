/**
 * Loops that keep their thread for long and never let go: as many rounds as the request says, a fixed number that is large, or every pair
 * of two collections that can be of any size. Loops that wait for something in their rounds are none.
 */
import type { Expr, LoopIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Bounds } from './bounds.ts';
import { getParts, isInside } from './functionParts.ts';
import { isMadeIn } from './inputs.ts';
import { evaluate } from './literals.ts';
import type { Magnitudes } from './numbers.ts';
import { describeWalked, findRepetition } from './repetition.ts';
import { refsOf } from './tripCount.ts';

export type LongLoop =
  | { readonly kind: 'asked'; readonly by: string; readonly certain: boolean }
  | { readonly kind: 'fixed'; readonly rounds: number }
  | { readonly kind: 'pairs'; readonly outer: string; readonly inner: string; readonly why: string };

/** Rounds of next to nothing that take some ten milliseconds. */
const manyRounds = 2e7;

export function findLongLoop(program: Program, bounds: Bounds, magnitudes: Magnitudes, unit: Unit, l: LoopIndex): LongLoop | undefined {
  const loop = unit.facts.loops[l]!;
  if (loop.kind === 'for-await' || loop.kind === 'for-in' || unit.facts.functions[loop.f]!.generator || waitsInside(unit, l)) return undefined;
  return findAsked(magnitudes, unit, l) ?? findFixed(program, unit, l) ?? findPairs(program, bounds, unit, l);
}

/** Any `await` or `yield` between its start and its end: it lets go, or another rule's concern begins. */
function waitsInside(unit: Unit, l: LoopIndex): boolean {
  const loop = unit.facts.loops[l]!;
  return unit.facts.awaits.some((item) => item.f === loop.f && isInside(loop, item.start)) || unit.facts.loops.some((other) => other.kind === 'for-await' && other.f === loop.f && isInside(loop, other.start));
}

function findAsked(magnitudes: Magnitudes, unit: Unit, l: LoopIndex): LongLoop | undefined {
  const limit = findLimit(unit, l);
  if (!limit) return undefined;
  const loop = unit.facts.loops[l]!;
  const magnitude = magnitudes.of(unit, limit, loop.f, loop.start);
  return magnitude.is === 'asked' ? { kind: 'asked', by: magnitude.by ?? '', certain: !loop.exits } : undefined;
}

/** What the counter of a loop is compared with; the only thing its test asks. */
function findLimit(unit: Unit, l: LoopIndex): Expr | undefined {
  const { test } = unit.facts.loops[l]!;
  if (test?.k !== 'op' || !/^(?:[<>]=?|!==?)$/.test(test.op) || test.e.length !== 2) return undefined;
  const [left, right] = test.e as readonly [Expr, Expr];
  const isRising = /^[<!]/.test(test.op);
  const counter = isRising ? left : right;
  const steps = refsOf(counter).flatMap((b) => unit.facts.bindings[b]!.writes.filter((write) => isInside(unit.facts.loops[l]!, write.start)));
  // A counter that is multiplied gets there quickly; one that nothing changes is no counter.
  if (steps.length === 0 || steps.some((write) => /^(?:\*|<<|\*\*)=$/.test(write.op) || (write.op === '=' && !isStep(write.value)))) return findFallingStart(unit, l, test.op, left, right);
  return isRising ? right : left;
}

/** `i = i + 2`. */
function isStep(e: Expr): boolean {
  return e.k === 'unknown' || (e.k === 'op' && (e.op === '+' || e.op === '-'));
}

/** `for (let i = n; i > 0; i--)`: where it starts counts. */
function findFallingStart(unit: Unit, l: LoopIndex, op: string, left: Expr, right: Expr): Expr | undefined {
  const counter = op.startsWith('>') ? left : right;
  if (counter.k !== 'ref') return undefined;
  const { init, kind, writes } = unit.facts.bindings[counter.b]!;
  const isFalling = writes.length > 0 && writes.every((write) => (write.op === '--' || write.op === '-=') && isInside(unit.facts.loops[l]!, write.start));
  return isFalling && kind !== 'param' ? init : undefined;
}

/** Rounds of a counting loop whose start, end and step the code fixes. */
function countRounds(program: Program, unit: Unit, l: LoopIndex): number | undefined {
  const loop = unit.facts.loops[l]!;
  const { test } = loop;
  if (loop.exits || test?.k !== 'op' || test.e.length !== 2 || !/^<=?$/.test(test.op) || test.e[0]!.k !== 'ref') return undefined;
  const end = evaluate(program, unit, test.e[1]!);
  const counter = unit.facts.bindings[test.e[0]!.b]!;
  const start = counter.init && evaluate(program, unit, counter.init);
  const steps = counter.writes.filter((write) => isInside(loop, write.start));
  if (end === undefined || start === undefined || steps.length !== 1 || steps[0]!.op !== '++') return undefined;
  return Math.max(0, end - start);
}

function findFixed(program: Program, unit: Unit, l: LoopIndex): LongLoop | undefined {
  let rounds = 1;
  for (let at: LoopIndex = l; at >= 0; at = unit.facts.loops[at]!.outer) {
    const own = countRounds(program, unit, at);
    if (own === undefined) break;
    rounds *= own;
  }
  if (rounds < manyRounds || countRounds(program, unit, l) === undefined) return undefined;
  // Reported once, at the innermost loop.
  const hasInner = getParts(unit, unit.facts.loops[l]!.f).get(l)?.loops.some((inner) => countRounds(program, unit, inner) !== undefined) === true;
  return hasInner ? undefined : { kind: 'fixed', rounds };
}

/** A loop over something of any size, for each element of something of any size, which the outer element does not bring along. */
function findPairs(program: Program, bounds: Bounds, unit: Unit, l: LoopIndex): LongLoop | undefined {
  const loop = unit.facts.loops[l]!;
  const walked = findWalkedBy(unit, l);
  if (!walked) return undefined;
  const inner = bounds.boundOfLoop(unit, l);
  if (inner.is !== 'unbounded') return undefined;
  const outer = findRepetition(program, bounds, unit, loop.f, loop.outer);
  if (!outer || outer.bound.is !== 'unbounded' || isMadeIn(unit, walked, outer) || (loop.outer >= 0 && waitsInside(unit, loop.outer))) return undefined;
  const outerName = outer.over || (loop.outer >= 0 ? describeExpr(unit, findWalkedBy(unit, loop.outer) ?? walked) : '');
  return { kind: 'pairs', outer: outerName, inner: describeWalked(unit, walked), why: inner.why ?? 'outside' };
}

/** What a loop walks: its iterable, or what its counter runs along. */
function findWalkedBy(unit: Unit, l: LoopIndex): Expr | undefined {
  const { iterable, test } = unit.facts.loops[l]!;
  if (iterable) return iterable;
  const limit = test?.k === 'op' && test.e.length === 2 ? test.e[1] : undefined;
  return limit?.k === 'prop' && limit.n === 'length' ? limit.o : undefined;
}
