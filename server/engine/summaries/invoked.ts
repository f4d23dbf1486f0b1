/**
 * Which of its parameters a function calls while it runs, once or in a loop, and what callers hand it for that. Parameters that only a returned or stored function calls
 * are left out: when those run is somebody else's business.
 */
import type { Edge } from '../program/callGraph.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { perElementNames } from './builtins.ts';

export type Invocation = 'once' | 'each';
const known = new WeakMap<Program, Map<FunctionId, ReadonlyMap<number, Invocation>>>();

/** Edges from a call to the functions it hands to an own function that calls them while it runs. */
export function collectHanded(program: Program): readonly Edge[] {
  const edges: Edge[] = [];
  for (const unit of program.units) {
    unit.facts.calls.forEach((call, c) => {
      if (!call.args.some((arg) => arg.v.k === 'fn' || arg.v.k === 'ref' || arg.v.k === 'prop')) return;
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'own') continue;
        for (const i of findInvoked(program, target.id).keys()) {
          const arg = call.args[i + target.shift]?.v;
          if (!arg) continue;
          for (const value of program.resolver.resolve(unit, arg, call.f)) {
            if (value.v === 'function') edges.push({ from: unit.base + call.f, to: value.id, unit, call, kind: 'callback', guess: target.guess || value.guess === true });
          }
        }
      }
    });
  }
  return edges;
}

/** Parameters of `id` that are called, by index. */
export function findInvoked(program: Program, id: FunctionId): ReadonlyMap<number, Invocation> {
  let cache = known.get(program);
  if (!cache) known.set(program, (cache = new Map()));
  const found = cache.get(id) ?? collectInvoked(program.unitOf(id), id - program.unitOf(id).base);
  cache.set(id, found);
  return found;
}

function collectInvoked(unit: Unit, f: number): ReadonlyMap<number, Invocation> {
  const found = new Map<number, Invocation>();
  unit.facts.functions[f]!.params.forEach((param, i) => {
    if (param.b === undefined) return;
    for (const read of unit.facts.bindings[param.b]!.reads) {
      const isCalled = read.use.k === 'callee';
      const isHanded = read.use.k === 'argument' && isPerElement(unit, read.use.c);
      if (!isCalled && !isHanded) continue;
      const depth = reach(unit, read.f, f);
      if (depth === undefined) continue;
      if (isHanded || read.loop >= 0 || depth === 'each') found.set(i, 'each');
      else if (!found.has(i)) found.set(i, 'once');
    }
  });
  return found;
}

/** How the function a read stands in runs within `f`: as part of it, once per element, or not while `f` runs. */
function reach(unit: Unit, from: number, f: number): Invocation | undefined {
  let how: Invocation = 'once';
  for (let at = from; at !== f; at = unit.facts.functions[at]!.outer) {
    if (at < 0) return undefined;
    const { role } = unit.facts.functions[at]!;
    if (role?.k === 'argument') { if (isPerElement(unit, role.c)) how = 'each'; }
    else if (role?.k !== 'bound' && role !== undefined) return undefined;
  }
  return how;
}

function isPerElement(unit: Unit, c: number): boolean {
  const { callee } = unit.facts.calls[c]!;
  return callee.k === 'prop' && perElementNames.has(callee.n);
}
