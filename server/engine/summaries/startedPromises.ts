/**
 * Promises whose work is already under way where they are used: the value of a call made earlier, or an element of a list that a `map`, a
 * literal or `push` filled with such calls. Followed inside one file, through names and callbacks per element.
 */
import type { CallIndex, Expr } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { findLimiterUses } from './limiters.ts';
import type { Summaries } from './solve.ts';
import { findMap, findWorkOf, findWorkOfCall } from './startedWork.ts';
import type { MapCall, StartedWork } from './startedWork.ts';

export interface StartedPromise {
  readonly work: StartedWork;
  /** The name that holds the promise, or the list of them. */
  readonly b?: number;
  /** The `map` that started a list. */
  readonly map?: MapCall;
  /** The call that started a single one. */
  readonly c?: CallIndex;
  readonly isList: boolean;
}

const maxDepth = 5;

/** What started the promise `e`; undefined when it is none, or nobody knows. */
export function findStartedPromise(program: Program, summaries: Summaries, unit: Unit, e: Expr, depth = 0): StartedPromise | undefined {
  if (depth > maxDepth) return undefined;
  switch (e.k) {
    case 'call': return findStartedCall(program, summaries, unit, e.c);
    case 'elem': return findStartedList(program, summaries, unit, e.o, depth + 1);
    case 'each': return findStartedList(program, summaries, unit, e.e, depth + 1);
    case 'param': return findElement(program, summaries, unit, e, depth);
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.writes.length > 0 || !binding.init || binding.imported) return undefined;
      const found = findStartedPromise(program, summaries, unit, binding.init, depth + 1);
      return found && !found.isList ? { ...found, b: e.b } : found;
    }
    default: return undefined;
  }
}

function findStartedCall(program: Program, summaries: Summaries, unit: Unit, c: CallIndex): StartedPromise | undefined {
  // `load(id).then(parse)` was started by `load`.
  const call = unit.facts.calls[c]!;
  if (call.callee.k === 'prop' && /^(?:then|catch|finally)$/.test(call.callee.n) && call.callee.o.k === 'call') return findStartedCall(program, summaries, unit, call.callee.o.c);
  if (findLimiterUses(program, unit).has(c)) return undefined;
  const work = findWorkOfCall(program, summaries, unit, c);
  return work && { work, c, isList: false };
}

/** The parameter of a callback that is called per element of a list of promises. */
function findElement(program: Program, summaries: Summaries, unit: Unit, e: Expr & { readonly k: 'param' }, depth: number): StartedPromise | undefined {
  const { role } = unit.facts.functions[e.f]!;
  if (e.i !== 0 || role?.k !== 'argument' || role.i !== 0) return undefined;
  const { callee } = unit.facts.calls[role.c]!;
  return callee.k === 'prop' && /^(?:map|flatMap|forEach)$/.test(callee.n) ? findStartedList(program, summaries, unit, callee.o, depth + 1) : undefined;
}

/** A list of promises: what started them. */
export function findStartedList(program: Program, summaries: Summaries, unit: Unit, e: Expr, depth = 0): StartedPromise | undefined {
  if (depth > maxDepth) return undefined;
  const map = findMap(program, unit, e);
  if (map) {
    const work = findWorkOf(program, summaries, unit, map.mapper, map.call.f);
    return work && givesPromise(program, unit, map) ? { work, map, isList: true, ...(e.k === 'ref' ? { b: e.b } : {}) } : undefined;
  }
  if (e.k === 'arr') {
    for (const item of e.e) {
      const found = item.k === 'call' ? findStartedCall(program, summaries, unit, item.c) : undefined;
      if (found) return { work: found.work, isList: true };
    }
    return undefined;
  }
  if (e.k !== 'ref') return undefined;
  const binding = unit.facts.bindings[e.b]!;
  if (binding.init?.k !== 'arr') return binding.init?.k === 'ref' && binding.writes.length === 0 ? findStartedList(program, summaries, unit, binding.init, depth + 1) : undefined;
  for (const { use } of binding.reads) {
    if (use.k !== 'member' || use.n !== 'push' || use.c === undefined) continue;
    const pushed = unit.facts.calls[use.c]!.args[0]?.v;
    const found = pushed?.k === 'call' ? findStartedCall(program, summaries, unit, pushed.c) : undefined;
    if (found) return { work: found.work, isList: true, b: e.b };
  }
  return findStartedList(program, summaries, unit, binding.init, depth + 1);
}

/** The mapper gives the promise itself, not a function that will start it or an object around it. */
function givesPromise(program: Program, unit: Unit, { mapper, call }: MapCall): boolean {
  return program.resolver.resolve(unit, mapper, call.f).some((value) => value.v !== 'function' || program.resolver.returnsOf(value.id).some((returned) => returned.v === 'promise' || returned.v === 'unknown'));
}
