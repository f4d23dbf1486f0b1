/**
 * How often a place is reached through its callers: once per element of something, and whether a limiter stands on every way to it.
 * Ways are followed backwards over calls and callbacks, the shortest first.
 */
import type { CallFact } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { Bounds } from './bounds.ts';
import { findLimiterUses } from './limiters.ts';
import type { Repetition } from './repetition.ts';
import { findRepetition, isLimited } from './repetition.ts';

const mostVisited = 200;
const mostHops = 6;

/** The nearest repetition of no small bound around a call, in its own function or where that is called; none behind a limiter. */
export function findRepeated(program: Program, bounds: Bounds, unit: Unit, call: CallFact): Repetition | undefined {
  const own = findRepetition(program, bounds, unit, call.f, call.loop);
  if (own) return own.bound.is === 'bounded' || isLimited(program, unit.base + call.f, own) ? undefined : own;
  const seen = new Set<FunctionId>([unit.base + call.f]);
  const queue: { readonly id: FunctionId; readonly hops: number }[] = [{ id: unit.base + call.f, hops: 0 }];
  for (let at = 0; at < queue.length && at < mostVisited; at++) {
    const { id, hops } = queue[at]!;
    for (const edge of program.contexts.edgesTo(id)) {
      if (edge.once || edge.guess || seen.has(edge.from) || hops >= mostHops || isLimiterEdge(program, edge.unit, edge.call)) continue;
      const isPerElement = edge.kind === 'call' ? findRepetition(program, bounds, edge.unit, edge.call.f, edge.call.loop) : findRepetition(program, bounds, program.unitOf(id), id - program.unitOf(id).base, -1);
      if (isPerElement && isPerElement.bound.is !== 'bounded' && !isLimited(program, edge.from, isPerElement)) return isPerElement;
      // A short list makes it a few per caller.
      if (isPerElement) continue;
      seen.add(edge.from);
      queue.push({ id: edge.from, hops: hops + 1 });
    }
  }
  return undefined;
}

/** Every way to function `id` that is seen leads through a limiter, the function's own included. */
export function isBehindLimiter(program: Program, id: FunctionId): boolean {
  if (isLimited(program, id)) return true;
  const seen = new Set<FunctionId>([id]);
  const queue: FunctionId[] = [id];
  let limited = false;
  for (let at = 0; at < queue.length && at < mostVisited; at++) {
    const edges = program.contexts.edgesTo(queue[at]!);
    // A root, or a function nobody seen calls: reached without a limiter.
    if (edges.length === 0 || program.contexts.registrationsTo(queue[at]!).length > 0) {
      if (at > 0 || !limited) return false;
    }
    for (const edge of edges) {
      if (isLimiterEdge(program, edge.unit, edge.call) || isLimited(program, edge.from)) { limited = true; continue; }
      if (seen.has(edge.from)) continue;
      seen.add(edge.from);
      queue.push(edge.from);
    }
  }
  return limited;
}

function isLimiterEdge(program: Program, unit: Unit, call: CallFact): boolean {
  const use = findLimiterUses(program, unit).get(unit.facts.calls.indexOf(call));
  return use !== undefined && use.limiter.slots !== Infinity && use.limiter.madeIn === undefined;
}
