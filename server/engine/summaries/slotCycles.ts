/**
 * Tasks that hold a slot of a limiter and wait for another slot of the same one: followed from the task through the calls it waits for.
 * Tasks that are passed through parameters are not followed: who is called there depends on the caller.
 */
import type { CallFact, CallIndex, Expr, Span } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { findCalledParameter } from './components.ts';
import { findLimiterUses } from './limiters.ts';
import type { Limiter, LimiterUse } from './limiters.ts';
import { getEdgesFrom, isWaitedFor } from './waitedFor.ts';

export interface SlotCycle {
  readonly outer: LimiterUse;
  readonly inner: LimiterUse;
  /** The last call on the way that still stands inside the task, where the task waits. */
  readonly at: { readonly unit: Unit; readonly call: CallFact };
  readonly guess: boolean;
  /** The inner call is the outer one again: the task starts its own kind. */
  readonly recursive: boolean;
}

const maxVisited = 300;

/** The slots a task of `use` waits for while it holds one. */
export function findSlotCycle(program: Program, use: LimiterUse): SlotCycle | undefined {
  if (use.limiter.slots === Infinity || !isObject(use.limiter)) return undefined;
  if (use.kind === 'slot') return findInRegion(program, use);
  const call = use.unit.facts.calls[use.c]!;
  for (const { v } of use.tasks) {
    for (const value of program.resolver.resolve(use.unit, v, call.f)) {
      if (value.v !== 'function') continue;
      const fact = program.functionOf(value.id);
      const cycle = search(program, use, value.id, () => true, program.unitOf(value.id) === use.unit && v.k === 'fn' ? fact : undefined, value.guess === true);
      if (cycle) return cycle;
    }
  }
  return undefined;
}

/** A limiter made for this one call holds nobody else up. */
function isObject(limiter: Limiter): boolean {
  return !/:(?:call|made)\d+$/.test(limiter.key);
}

interface Step { readonly id: FunctionId; readonly at: { readonly unit: Unit; readonly call: CallFact } | undefined; readonly guess: boolean }

function search(program: Program, outer: LimiterUse, from: FunctionId, starts: (call: CallFact) => boolean, task: Span | undefined, isGuess: boolean): SlotCycle | undefined {
  const { limiter } = outer;
  const seen = new Set<FunctionId>([from]);
  const queue: Step[] = [{ id: from, at: undefined, guess: isGuess }];
  for (let at = 0; at < queue.length && at < maxVisited; at++) {
    const step = queue[at]!;
    const unit = program.unitOf(step.id);
    const f = step.id - unit.base;
    const uses = findLimiterUses(program, unit);
    const toPlace = (call: CallFact): Step['at'] => (unit === outer.unit && task && call.start >= task.start && call.end <= task.end ? { unit, call } : step.at);
    for (const [c, inner] of uses) {
      const call = unit.facts.calls[c]!;
      if (call.f !== f || inner.limiter.key !== limiter.key || !isWaitedFor(unit, call) || (at === 0 && !starts(call))) continue;
      return { outer, inner, at: toPlace(call) ?? { unit: outer.unit, call: outer.unit.facts.calls[outer.c]! }, guess: step.guess || inner.guess || outer.guess, recursive: inner.unit === outer.unit && inner.c === outer.c };
    }
    const follow = (id: FunctionId, call: CallFact, guess: boolean): void => {
      // Entered anew, the function makes another limiter.
      if (seen.has(id) || id === limiter.madeIn) return;
      seen.add(id);
      queue.push({ id, at: toPlace(call), guess: step.guess || guess });
    };
    for (const edge of getEdgesFrom(program, step.id)) {
      const { call } = edge;
      if ((at === 0 && !starts(call)) || edge.once || !isWaitedFor(unit, call)) continue;
      const use = uses.get(unit.facts.calls.indexOf(call));
      // Another limiter's task runs while this slot is held; what the limiter's own body calls may be anybody's task.
      if (use && edge.kind === 'call') { for (const id of getTasks(program, use)) follow(id, call, edge.guess); continue; }
      if (findCalledParameter(unit, call) && edge.kind === 'call') continue;
      // A field is the same object only for calls on the same `this`.
      if (limiter.isField && edge.kind === 'call' && !(call.callee.k === 'prop' && (call.callee.o.k === 'this' || call.callee.o.k === 'super'))) continue;
      follow(edge.to, call, edge.guess);
    }
  }
  return undefined;
}

function getTasks(program: Program, use: LimiterUse): readonly FunctionId[] {
  const call = use.unit.facts.calls[use.c]!;
  return use.tasks.flatMap(({ v }) => program.resolver.resolve(use.unit, v, call.f).flatMap((value) => (value.v === 'function' ? [value.id] : [])));
}

/** Between `await semaphore.acquire()` and its `release()`. */
function findInRegion(program: Program, use: LimiterUse): SlotCycle | undefined {
  const call = use.unit.facts.calls[use.c]!;
  if (call.fate.k !== 'awaited' && call.fate.k !== 'bound') return undefined;
  const release = findRelease(use.unit, use.c);
  if (release === undefined) return undefined;
  return search(program, use, use.unit.base + call.f, (inner) => inner.start > call.end && inner.end <= release, { start: call.end, end: release }, false);
}

function findRelease(unit: Unit, c: CallIndex): number | undefined {
  const call = unit.facts.calls[c]!;
  const receiver = call.callee.k === 'prop' ? JSON.stringify(strip(call.callee.o)) : undefined;
  for (const other of unit.facts.calls) {
    if (other.f !== call.f || other.start < call.end) continue;
    const { callee } = other;
    if (callee.k === 'prop' && /^(?:release|unlock)$/.test(callee.n) && JSON.stringify(strip(callee.o)) === receiver) return other.start;
    if (callee.k === 'ref' && (/release|unlock/i.test(unit.facts.bindings[callee.b]!.n) || comesFrom(unit.facts.bindings[callee.b]!.init, c))) return other.start;
  }
  return undefined;
}

/** `const [value, release] = await semaphore.acquire()`. */
function comesFrom(e: Expr | undefined, c: CallIndex): boolean {
  if (e?.k === 'await' || e?.k === 'each') return comesFrom(e.e, c);
  return e?.k === 'call' && e.c === c;
}

function strip(e: Expr): unknown {
  return e.k === 'prop' ? { o: strip(e.o), n: e.n } : e.k === 'ref' ? e.b : e.k;
}
