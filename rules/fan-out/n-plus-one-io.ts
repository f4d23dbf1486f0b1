/**
 * One query per element of a collection, each waiting for the one before, where one query for all of them exists.
 *
 * Reported at the call in the loop. Only reads by a single key count; loops that end early, write, run in a transaction or ask a cache
 * first are left alone, and so is what the rules about unbounded fan-out report already.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import type { Bound } from '../../server/engine/summaries/bounds.ts';
import { asksCache, findLookup, isWrite, mentions } from '../../server/engine/summaries/batchLookups.ts';
import type { Follows } from '../../server/engine/summaries/batchLookups.ts';
import { isKept } from '../../server/engine/summaries/kept.ts';
import { findLimiterUses } from '../../server/engine/summaries/limiters.ts';
import { describeWalked } from '../../server/engine/summaries/repetition.ts';
import { chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, FunctionIndex, Program, Rule, Span, Unit } from '../../server/engine/lint/rule.ts';
import type { Summaries } from '../../server/engine/summaries/solve.ts';

/** Where data is read for somebody who waits; a migration or a script reads once. */
const contexts: Rule['contexts'] = { request: 'warning', event: 'warning', ui: 'warning', worker: 'warning', library: 'warning', unknown: 'warning', startup: 'info', cli: 'info' };
const onceFiles = /(?:^|\/)(?:migrations?|migrate|seeds?|seeders?|scripts?|fixtures?|bin|tools|examples?|benchmarks?)\//i;

interface Walk extends Span {
  readonly bound: Bound;
  readonly over: string;
  /** The functions in which what stands there runs once per element. */
  readonly f: FunctionIndex;
  readonly follows: Follows;
}

export const nPlusOneIo = defineRule({
  id: 'n-plus-one-io',
  family: 'fan-out',
  contexts,
  check({ unit, program, summaries, report }) {
    if (onceFiles.test(unit.facts.file)) return;
    const bounds = new Bounds(program, summaries);
    unit.facts.calls.forEach((call, c) => {
      if (!isAwaitedInPlace(unit, call)) return;
      const walk = findWalk(program, bounds, unit, call);
      if (!walk || walk.bound.is === 'bounded') return;
      const lookup = findLookup(program, summaries, unit, c, walk.follows);
      if (!lookup || isKept(unit, call) || asksCache(unit, call) || writesInside(program, summaries, unit, walk)) return;
      const sure = walk.bound.is === 'unbounded' && !lookup.guess;
      const one = `Waits for one \`${lookup.name}\` per element`;
      report({
        at: call.name, f: call.f, confidence: sure ? 'certain' : 'likely',
        ...(walk.bound.is === 'unknown' ? { atMost: 'info' as const } : {}),
        message: chooseWording(
          ...(walk.over ? [`${one} of \`${walk.over}\`, where one \`${lookup.by}\` gets them all`] : []),
          `${one}, where one \`${lookup.by}\` gets them all`,
          `${one}; \`${lookup.by}\` gets all`,
        ),
        sink: `asks once per element with ${lookup.name}`,
      });
    });
  },
});

/** The round goes on when the answer is there: awaited, or given back by a callback that somebody awaits per element. */
function isAwaitedInPlace(unit: Unit, call: CallFact): boolean {
  let { fate } = call;
  for (let hops = 0; hops < 20 && fate.k === 'member' && fate.c !== undefined; hops++) fate = unit.facts.calls[fate.c]!.fate;
  return fate.k === 'awaited' || (fate.k === 'returned' && unit.facts.functions[call.f]!.role?.k === 'argument');
}

/** The elements walked around a call: a loop over them, or a callback that a limiter or an API that waits calls for each. */
function findWalk(program: Program, bounds: Bounds, unit: Unit, call: CallFact): Walk | undefined {
  const { facts } = unit;
  if (call.loop >= 0) {
    const loop = facts.loops[call.loop]!;
    // A loop that ends early may need fewer answers; a stream gives its elements one by one.
    if (loop.exits || (loop.kind !== 'for-of' && loop.kind !== 'for')) return undefined;
    const length = loop.kind === 'for' && loop.test?.k === 'op' && loop.test.op === '<' ? loop.test.e[1] : undefined;
    const walked = loop.iterable ?? (length?.k === 'prop' && length.n === 'length' ? length.o : undefined);
    if (!walked || facts.functions[loop.f]!.returns.some((item) => item.start >= loop.start && item.end <= loop.end)) return undefined;
    const vars = new Set(loop.vars);
    return { f: loop.f, start: loop.body.start, end: loop.body.end, bound: bounds.boundOfLoop(unit, call.loop), over: describeWalked(unit, walked), follows: (e) => mentions(unit, e, (part) => part.k === 'ref' && vars.has(part.b)) };
  }
  // `limit(() => find(id))` in a mapper: the thunk belongs to it.
  let f = call.f;
  for (let hops = 0; hops < 3; hops++) {
    const { role, outer } = facts.functions[f]!;
    if (role?.k !== 'argument') return undefined;
    const use = findLimiterUses(program, unit).get(role.c);
    const around = facts.calls[role.c]!;
    if (use?.kind === 'task' && around.loop < 0) { f = outer; continue; }
    const isEach = use?.kind === 'each' ? around.args[0]?.v : hops > 0 && around.callee.k === 'prop' && /^(?:map|flatMap)$/.test(around.callee.n) ? around.callee.o : undefined;
    return isEach && toWalk(bounds, unit, f, isEach, around);
  }
  return undefined;
}

function toWalk(bounds: Bounds, unit: Unit, f: FunctionIndex, walked: Expr, around: CallFact): Walk {
  const { start, end } = unit.facts.functions[f]!;
  return { f, start, end, bound: bounds.boundOf(unit, walked, around.f), over: describeWalked(unit, walked), follows: (e) => mentions(unit, e, (part) => part.k === 'param' && part.f === f && part.i === 0) };
}

/** A write in the same round: the next read may depend on it. */
function writesInside(program: Program, summaries: Summaries, unit: Unit, walk: Walk): boolean {
  return unit.facts.calls.some((other, c) => other.start >= walk.start && other.end <= walk.end && isWrite(program, summaries, unit, c));
}
