/**
 * Limiters of the user's own: functions that take a task and bound how many tasks run at once, known by what they do. Two shapes are read:
 * a counter that goes up and down and is compared with a limit, and a tail of promises that each task is chained to. Names play no part.
 */
import type { Expr, Fate, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { getParts } from './functionParts.ts';

export interface OwnLimiter {
  /** Parameter that takes the task. */
  readonly parameter: number;
  /** 1 for a chain; absent for a counter, whose limit is a number of somebody's. */
  readonly slots?: number;
}

const known = new WeakMap<Program, Map<FunctionId, OwnLimiter | null>>();

/** What function `id` bounds, when it bounds anything. */
export function findOwnLimiter(program: Program, id: FunctionId): OwnLimiter | undefined {
  const map = known.get(program) ?? new Map<FunctionId, OwnLimiter | null>();
  known.set(program, map);
  let found = map.get(id);
  if (found === undefined) map.set(id, (found = solve(program, id) ?? null));
  return found ?? undefined;
}

function solve(program: Program, id: FunctionId): OwnLimiter | undefined {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const fact = unit.facts.functions[f]!;
  if (fact.bodyless) return undefined;
  for (const [parameter, { b }] of fact.params.entries()) {
    if (b === undefined) continue;
    const isStored = isPutAway(unit, b);
    if (!isStored && !isRunLater(unit, f, b)) continue;
    if (isChained(unit, f, b)) return { parameter, slots: 1 };
    if (isCounted(unit, f, collectNear(program, unit, f))) return { parameter };
  }
  return undefined;
}

/** The functions in `f`, and those of the same file that they call, two calls deep. */
function collectNear(program: Program, unit: Unit, f: FunctionIndex): ReadonlySet<FunctionIndex> {
  const near = new Set<FunctionIndex>();
  const add = (from: FunctionIndex, hops: number): void => {
    unit.facts.functions.forEach((_, inner) => {
      if (near.has(inner) || !isInside(unit, inner, from)) return;
      near.add(inner);
      if (hops === 0) return;
      for (const region of getParts(unit, inner).values()) {
        for (const c of region.calls) for (const target of program.targetsOf(unit, c)) if (target.kind === 'own' && program.unitOf(target.id) === unit) add(target.id - unit.base, hops - 1);
      }
    });
  };
  add(f, 2);
  return near;
}

/** `f` or a function inside it. */
function isInside(unit: Unit, inner: FunctionIndex, f: FunctionIndex): boolean {
  for (let at: number = inner; at >= 0; at = unit.facts.functions[at]!.outer) if (at === f) return true;
  return false;
}

/** Called in the function after something else was waited for, or given to a promise to call. */
function isRunLater(unit: Unit, f: FunctionIndex, b: number): boolean {
  return unit.facts.bindings[b]!.reads.some(({ f: at, use, start }) => {
    if (use.k === 'argument') return /^(?:then|finally)$/.test(memberOf(unit, use.c));
    if (use.k !== 'callee' || !isInside(unit, at, f)) return false;
    const isThen = at !== f && unit.facts.functions[at]!.role?.k === 'argument' && /^(?:then|finally)$/.test(memberOf(unit, (unit.facts.functions[at]!.role as { readonly c: number }).c));
    return isThen || unit.facts.awaits.some((item) => isInside(unit, item.f, f) && item.end <= start);
  });
}

/** Put into a list, for somebody who calls it when there is room. */
function isPutAway(unit: Unit, b: number): boolean {
  const puts = /^(?:push|unshift|add|enqueue|append)$/;
  const isPut = (use: Fate): boolean => {
    if (use.k === 'argument') return puts.test(memberOf(unit, use.c));
    if (use.k === 'property' || use.k === 'element') return isPut(use.of);
    return false;
  };
  return unit.facts.bindings[b]!.reads.some(({ f, use }) => {
    if (isPut(use)) return true;
    // `queue.push(() => { task().then(…); })`.
    const { role } = unit.facts.functions[f]!;
    return use.k === 'callee' && role !== undefined && isPut(role);
  });
}

function memberOf(unit: Unit, c: number): string {
  const { callee } = unit.facts.calls[c]!;
  return callee.k === 'prop' ? callee.n : '';
}

/** A stable name for state that outlives one call of `f`: a variable of a function around it, a field of `this`. */
function toState(unit: Unit, e: Expr, f: FunctionIndex): string | undefined {
  if (e.k === 'ref') return isInside(unit, unit.facts.bindings[e.b]!.f, f) ? undefined : `b${e.b}`;
  return e.k === 'prop' && e.o.k === 'this' ? `this.${e.n}` : undefined;
}

/** `tail = tail.then(task)`: what is chained to is replaced by the chain, in the same function. */
function isChained(unit: Unit, f: FunctionIndex, b: number): boolean {
  return unit.facts.calls.some((call) => {
    if (!isInside(unit, call.f, f) || call.callee.k !== 'prop' || (call.callee.n !== 'then' && call.callee.n !== 'finally')) return false;
    const state = toState(unit, throughLocal(unit, call.callee.o), f);
    if (state === undefined || !call.args.some(({ v }) => isTask(unit, v, b))) return false;
    return state.startsWith('b')
      ? unit.facts.bindings[Number(state.slice(1))]!.writes.some((write) => isInside(unit, write.f, f))
      : unit.facts.assigns.some((assign) => isInside(unit, assign.f, f) && toState(unit, assign.target, f) === state);
  });
}

function throughLocal(unit: Unit, e: Expr): Expr {
  if (e.k !== 'ref') return e;
  const { init, kind, writes } = unit.facts.bindings[e.b]!;
  return init && kind === 'const' && writes.length === 0 && (init.k === 'ref' || init.k === 'prop') ? init : e;
}

/** The task itself, or a function that calls it. */
function isTask(unit: Unit, e: Expr, b: number): boolean {
  if (e.k === 'ref') return e.b === b;
  return e.k === 'fn' && unit.facts.bindings[b]!.reads.some(({ f, use }) => use.k === 'callee' && isInside(unit, f, (e as { readonly f: number }).f));
}

/** A number (or the size of a list) that is raised, lowered and compared, here or in a neighbour that shares it. */
function isCounted(unit: Unit, f: FunctionIndex, near: ReadonlySet<FunctionIndex>): boolean {
  const isNear = (at: FunctionIndex): boolean => near.has(at);
  const compared = new Set<string>();
  const tests = [...unit.facts.branches.map(({ f: at, test }) => ({ at, test })), ...unit.facts.loops.map(({ f: at, test }) => ({ at, test }))];
  for (const { at, test } of tests) if (test && isNear(at)) collectCompared(unit, test, f, compared);
  return [...compared].some((state) => isRaisedAndLowered(unit, state, f, isNear));
}

function collectCompared(unit: Unit, e: Expr, f: FunctionIndex, into: Set<string>): void {
  if (e.k === 'or') { for (const part of e.e) collectCompared(unit, part, f, into); return; }
  if (e.k !== 'op') return;
  if (/^(?:[<>]=?|[!=]==?)$/.test(e.op)) {
    for (const part of e.e) {
      const counted = part.k === 'prop' && (part.n === 'size' || part.n === 'length') ? part.o : part;
      const state = toState(unit, counted, f);
      if (state !== undefined) into.add(state);
    }
  } else if (e.op === '!' || e.op === '++' || e.op === '--') {
    for (const part of e.e) {
      const state = toState(unit, part, f);
      if (state !== undefined && e.op !== '!') into.add(state);
      collectCompared(unit, part, f, into);
    }
  }
}

function isRaisedAndLowered(unit: Unit, state: string, f: FunctionIndex, isNear: (at: FunctionIndex) => boolean): boolean {
  let up = false;
  let down = false;
  const note = (op: string): void => {
    up ||= op === '++' || op === '+=';
    down ||= op === '--' || op === '-=';
  };
  if (state.startsWith('b')) for (const write of unit.facts.bindings[Number(state.slice(1))]!.writes) { if (isNear(write.f)) note(write.op); }
  else for (const assign of unit.facts.assigns) { if (isNear(assign.f) && toState(unit, assign.target, f) === state) note(assign.op); }
  if (up && down) return true;
  // A set of what is running: added to, taken from.
  let added = false;
  let taken = false;
  for (const call of unit.facts.calls) {
    if (call.callee.k !== 'prop' || !isNear(call.f) || toState(unit, call.callee.o, f) !== state) continue;
    added ||= call.callee.n === 'add';
    taken ||= call.callee.n === 'delete';
  }
  return added && taken;
}
