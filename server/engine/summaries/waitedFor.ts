/**
 * Whether a function's own result has to wait for one of its calls, and what a function calls or runs in its flow. Judged by what
 * becomes of the call's promise; a promise that is kept somewhere else counts as not waited for.
 */
import type { CallFact, Fate } from '../facts/fileFacts.ts';
import type { Edge } from '../program/callGraph.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getList } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';

const maxHops = 30;

/** The call's promise is awaited, returned, or part of a combined one that is. */
export function isWaitedFor(unit: Unit, call: CallFact): boolean {
  return isFateWaitedFor(unit, call.fate, 0);
}

function isFateWaitedFor(unit: Unit, fate: Fate, hops: number): boolean {
  if (hops > maxHops) return false;
  switch (fate.k) {
    case 'awaited': case 'returned': return true;
    case 'iterated': return fate.await;
    case 'member': return fate.c !== undefined && isFateWaitedFor(unit, unit.facts.calls[fate.c]!.fate, hops + 1);
    case 'element': case 'property': return isFateWaitedFor(unit, fate.of, hops + 1);
    // `Promise.all([a(), b()])`, `tasks.push(a())`.
    case 'argument': {
      const outer = unit.facts.calls[fate.c]!;
      const { callee } = outer;
      if (callee.k !== 'prop') return false;
      if (callee.o.k === 'global' && callee.o.n === 'Promise') return isFateWaitedFor(unit, outer.fate, hops + 1);
      return (callee.n === 'push' || callee.n === 'add') && callee.o.k === 'ref' && isBindingWaitedFor(unit, callee.o.b, hops + 1);
    }
    case 'bound': return isBindingWaitedFor(unit, fate.b, hops + 1);
    default: return false;
  }
}

function isBindingWaitedFor(unit: Unit, b: number, hops: number): boolean {
  return hops < 8 && unit.facts.bindings[b]!.reads.some((read) => isFateWaitedFor(unit, read.use, hops + 1));
}

const edgesOf = new WeakMap<Program, ReadonlyMap<FunctionId, readonly Edge[]>>();

/** The calls of a function and the callbacks they run, as edges of the graph. */
export function getEdgesFrom(program: Program, id: FunctionId): readonly Edge[] {
  let edges = edgesOf.get(program);
  if (!edges) {
    const made = new Map<FunctionId, Edge[]>();
    for (const edge of program.graph.edges) getList(made, edge.from).push(edge);
    edgesOf.set(program, (edges = made));
  }
  return edges.get(id) ?? [];
}
