/**
 * A loop that starts an asynchronous operation per round without waiting for it: collected for a later `Promise.all`, or let go.
 *
 * Reported at the call that starts the work. Silent when the loop is provably short, the loop itself waits for what it collected
 * (batches), or the work goes through a limiter. A promise nobody observes at all is `floating-promise`'s.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import { findRepetition, isLimited, isLimiterName } from '../../server/engine/summaries/repetition.ts';
import type { Repetition } from '../../server/engine/summaries/repetition.ts';
import { isUnseenPromise } from '../../server/engine/summaries/promises.ts';
import { isCaughtInChain } from '../../server/engine/summaries/solve.ts';
import { listLoopFixes } from '../../server/engine/fixes/boundLoop.ts';
import { chooseWording, defineRule, loadContexts } from '../../server/engine/lint/rule.ts';
import type { CallFact, Program, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import type { Summaries } from '../../server/engine/summaries/solve.ts';
import type { Confidence } from '../../server/engine/lint/finding.ts';
import type { WaitKind } from '../../server/engine/summaries/functionSummary.ts';

export const unboundedSpawnInLoop = defineRule({
  id: 'unbounded-spawn-in-loop',
  family: 'fan-out',
  contexts: loadContexts,
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    unit.facts.calls.forEach((call, c) => {
      const work = getWork(program, summaries, unit, c);
      if (!work) return;
      const kept = getKeeping(unit, call);
      if (!kept) return;
      const repetition = findRepetition(program, bounds, unit, call.f, call.loop);
      if (!repetition || repetition.bound.is === 'bounded') return;
      if (kept.list !== undefined && isFlushedInside(unit, kept.list, repetition)) return;
      if (isLimited(program, unit.base + call.f) || waitsInside(unit, call, repetition)) return;
      const confidence: Confidence = work.certain ? (repetition.bound.is === 'unbounded' ? 'certain' : 'likely') : repetition.bound.is === 'unbounded' ? 'likely' : 'possible';
      const { over, bound, perElement } = repetition;
      const start = `Starts one ${work.name === '' ? 'async function' : `\`${work.name}\``} per ${perElement ? 'element' : 'round'}`;
      const many = bound.why ? `${perElement ? 'they come' : 'their number comes'} from ${bound.why}` : 'no upper bound found';
      report({
        at: call.name, f: call.f, confidence,
        ...(bound.is === 'unknown' ? { atMost: 'info' as const } : {}),
        message: chooseWording(
          ...(over ? [`${start} of \`${over}\` without waiting; ${many}`] : []),
          ...(over && bound.why ? [`${start} without waiting; \`${over}\` comes from ${bound.why}`] : []),
          `${start} without waiting; ${many}`,
          `${start} without waiting`,
        ),
        sink: `starts ${work.name || 'async function'} again and again`,
        fixes: listLoopFixes(program, { unit, call, loop: call.loop, list: kept.list, on: work.on }),
      });
    });
  },
});

interface Work { readonly name: string; readonly certain: boolean; readonly on?: WaitKind | undefined }

/** The call starts something that waits on the outside. */
function getWork(program: Program, summaries: Summaries, unit: Unit, c: number): Work | undefined {
  const call = unit.facts.calls[c]!;
  if (call.callee.k === 'fn') return getInlineWork(program, summaries, unit, call);
  for (const target of program.targetsOf(unit, c)) {
    const name = describeExpr(unit, call.callee).replace(/^this\./, '') || 'task';
    if (target.kind === 'api') {
      if (!target.model?.waits || target.model.waits === 'timer' || target.model.limits || !target.model.returns?.startsWith('promise')) continue;
      return { name, certain: !target.guess, on: target.model.waits };
    }
    if (isUnseenPromise(program, target.id)) return { name, certain: false };
    const summary = summaries.of(target.id);
    if (!summary.waits || summary.waitsOn === 'timer' || isLimited(program, target.id) || isLimiterName(unit, call)) continue;
    // Only what gives a promise goes on after the call; a function that merely registers something does not.
    const fact = program.functionOf(target.id);
    if (!fact.async && !program.resolver.returnsOf(target.id).some((value) => value.v === 'promise')) continue;
    return { name, certain: !target.guess && !summary.waits.guess, on: summary.waitsOn };
  }
  return undefined;
}

/** `(async () => { … })()` inside the loop. */
function getInlineWork(program: Program, summaries: Summaries, unit: Unit, call: CallFact): Work | undefined {
  if (call.callee.k !== 'fn' || !unit.facts.functions[call.callee.f]!.async) return undefined;
  const { waits, waitsOn } = summaries.of(unit.base + call.callee.f);
  return waits && waitsOn !== 'timer' && !isLimited(program, unit.base + call.callee.f) ? { name: '', certain: !waits.guess, on: waitsOn } : undefined;
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

/** The round waits after all: an await of a slot, a pause, a drain. Awaiting the next element of `for await` is not one. */
function waitsInside(unit: Unit, call: CallFact, repetition: Repetition): boolean {
  return unit.facts.awaits.some((item) => {
    if (item.f !== call.f || item.start < repetition.start || item.end > repetition.end || item.e.k !== 'call') return false;
    const awaited = unit.facts.calls[item.e.c]!;
    const text = describeExpr(unit, awaited.callee);
    return isLimiterName(unit, awaited) || /race|drain|ready|slot|turn|backpressure|idle|onempty/i.test(text);
  });
}
