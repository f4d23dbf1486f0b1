/**
 * Calls that a loop makes and does not wait for: their promises are collected for later, or let go. Batches, slots and limiters inside the
 * loop hold them back, so that there is no spawn then; a promise nobody observes at all is none either.
 */
import type { CallFact, CallIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Bounds } from './bounds.ts';
import { findRepetition, isLimited, isLimiterName } from './repetition.ts';
import type { Repetition } from './repetition.ts';
import { isCaughtInChain } from './solve.ts';
import type { Summaries } from './solve.ts';
import { findWorkOfCall } from './startedWork.ts';
import type { StartedWork } from './startedWork.ts';

export interface Spawn {
  readonly work: StartedWork;
  readonly repetition: Repetition;
  /** The list the promises are collected in; absent when they are let go. */
  readonly list: number | undefined;
}

/** The work a call starts in each round of what repeats it, when no round waits for it and the number of rounds is not small. */
export function findSpawn(program: Program, summaries: Summaries, bounds: Bounds, unit: Unit, c: CallIndex): Spawn | undefined {
  const call = unit.facts.calls[c]!;
  const work = findWorkOfCall(program, summaries, unit, c);
  const kept = work && getKeeping(unit, call);
  if (!kept) return undefined;
  const repetition = findRepetition(program, bounds, unit, call.f, call.loop);
  if (!repetition || repetition.bound.is === 'bounded') return undefined;
  if (kept.list !== undefined && (isFlushedInside(unit, kept.list, repetition) || isLimitedLater(program, unit, kept.list))) return undefined;
  if (endsLoop(unit, call, repetition)) return undefined;
  return isLimited(program, unit.base + call.f, repetition) || waitsInside(unit, call, repetition) ? undefined : { work, repetition, list: kept.list };
}

/** Methods that put a promise into a list or set. */
const collects = new Set(['push', 'add']);

/**
 * What becomes of the promise: collected in a list made outside the loop (`list`), or let go with its rejection handled or `void`ed.
 * Undefined for everything that waits, and for promises nobody looks at, which are another rule's.
 */
function getKeeping(unit: Unit, call: CallFact): { list?: number } | undefined {
  let { fate } = call;
  for (let hops = 0; hops < 30; hops++) {
    if (fate.k === 'member' && fate.c !== undefined && (fate.n === 'then' || fate.n === 'catch' || fate.n === 'finally')) fate = unit.facts.calls[fate.c]!.fate;
    else break;
  }
  if (fate.k === 'argument') {
    const outer = unit.facts.calls[fate.c]!;
    if (outer.callee.k === 'prop' && collects.has(outer.callee.n) && outer.callee.o.k === 'ref') return { list: outer.callee.o.b };
    return undefined;
  }
  if (fate.k === 'bound') {
    // `const p = save(row); ps.push(p)`.
    for (const read of unit.facts.bindings[fate.b]!.reads) {
      if (read.use.k === 'awaited') return undefined;
      if (read.use.k !== 'argument') continue;
      const outer = unit.facts.calls[read.use.c]!;
      if (outer.callee.k === 'prop' && collects.has(outer.callee.n) && outer.callee.o.k === 'ref') return { list: outer.callee.o.b };
    }
    return undefined;
  }
  if (fate.k === 'void') return {};
  return fate.k === 'discarded' && isCaughtInChain(unit, call) ? {} : undefined;
}

/** Inside the loop the collected list is awaited, raced, emptied or measured: batches, a sliding window. */
function isFlushedInside(unit: Unit, list: number, repetition: Repetition): boolean {
  return unit.facts.bindings[list]!.reads.some((read) => {
    if (read.start < repetition.start || read.end > repetition.end) return false;
    if (read.use.k === 'member') return !collects.has(read.use.n);
    return read.use.k === 'argument' || read.use.k === 'iterated' || read.use.k === 'spread-array';
  }) || unit.facts.bindings[list]!.writes.some((write) => write.start >= repetition.start && write.end <= repetition.end)
    // Made anew in each round: `for (…) { const batch = []; … }`.
    || (unit.facts.bindings[list]!.start >= repetition.start && unit.facts.bindings[list]!.end <= repetition.end);
}

/** In an arm that returns: the loop ends with it. */
function endsLoop(unit: Unit, call: CallFact, repetition: Repetition): boolean {
  if (repetition.kind !== 'loop') return false;
  for (let b = call.branch; b >= 0; b = unit.facts.branches[b]!.outer) {
    const branch = unit.facts.branches[b]!;
    if (branch.start < repetition.start) return false;
    if (branch.leaves && unit.facts.functions[call.f]!.returns.some((item) => item.branch === b)) return true;
  }
  return false;
}

/** `tasks.map((task) => limit(() => task))`: a limiter that comes too late, which is another rule's. */
function isLimitedLater(program: Program, unit: Unit, list: number): boolean {
  return unit.facts.bindings[list]!.reads.some(({ use }) => use.k === 'member' && use.c !== undefined && /^(?:map|forEach)$/.test(use.n)
    && unit.facts.calls[use.c]!.args.some(({ v }) => v.k === 'fn' && isLimited(program, unit.base + v.f)));
}

/** The round waits after all: an await of a slot, a pause, a drain. Awaiting the next element of `for await` is not one. */
function waitsInside(unit: Unit, call: CallFact, repetition: Repetition): boolean {
  return unit.facts.awaits.some((item) => {
    if (item.f !== call.f || item.start < repetition.start || item.end > repetition.end || item.e.k !== 'call') return false;
    const awaited = unit.facts.calls[item.e.c]!;
    const text = describeExpr(unit, awaited.callee);
    return isLimiterName(unit, awaited) || /race|drain|ready|slot|turn|backpressure|idle|onempty/i.test(text);
  });
}
