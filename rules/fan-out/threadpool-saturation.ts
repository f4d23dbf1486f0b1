/**
 * More long work for libuv's thread pool than it has threads: key derivations, compressions, name look-ups that are all started at once, so
 * that every other file access and look-up of the process waits behind them.
 *
 * Reported at the combinator, at the call in the loop, or at the limiter that lets too many through. File access in itself is left to
 * the rules about unbounded fan-out, and so is work that waits on the network.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import type { Bound } from '../../server/engine/summaries/bounds.ts';
import { findLimiterUses } from '../../server/engine/summaries/limiters.ts';
import { findCalledBackPoolWork, findPoolWork, getPoolSize } from '../../server/engine/summaries/poolWork.ts';
import type { PoolWork } from '../../server/engine/summaries/poolWork.ts';
import { describeWalked, findRepetition, isLimited } from '../../server/engine/summaries/repetition.ts';
import { findSpawn } from '../../server/engine/summaries/spawns.ts';
import { findMap } from '../../server/engine/summaries/startedWork.ts';
import { listLoopFixes } from '../../server/engine/fixes/boundLoop.ts';
import { listMapFixes } from '../../server/engine/fixes/boundMap.ts';
import type { RuleFix } from '../../server/engine/lint/fix.ts';
import { chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Program, Rule, Unit } from '../../server/engine/lint/rule.ts';

/** Pages have no such pool, and in tests and builds nobody else waits for it. */
const contexts: Rule['contexts'] = { request: 'error', event: 'error', startup: 'info', cli: 'info', worker: 'warning', library: 'warning', unknown: 'warning' };
/** A list of a fixed length up to this many is done in a few turns. */
const fewTurns = 16;

export const threadpoolSaturation = defineRule({
  id: 'threadpool-saturation',
  family: 'fan-out',
  contexts,
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    const size = getPoolSize(program, unit);
    const threads = size === undefined ? 'the thread pool' : `${size} pool ${size === 1 ? 'thread' : 'threads'}`;
    const add = (call: CallFact, work: PoolWork, bound: Bound, over: string, per: string, fixes: readonly RuleFix[] = []): void => {
      if (bound.is === 'bounded' && (bound.count === undefined || bound.count <= Math.max(fewTurns, size ?? fewTurns))) return;
      const sure = bound.is === 'unbounded' && !work.guess;
      const start = `Starts one \`${work.name}\` per ${per}`;
      report({
        at: call.name, f: call.f, confidence: sure ? 'certain' : 'likely',
        ...(bound.is === 'unknown' ? { atMost: 'info' as const } : {}),
        message: chooseWording(
          ...(over ? [`${start} of \`${over}\` on ${threads}; file access and look-ups wait behind`, `${start} of \`${over}\` on ${threads}; file access waits`] : []),
          `${start} on ${threads}; file access and look-ups wait behind them`, `${start} on ${threads}; file access waits`,
        ),
        sink: `starts one ${work.name} per ${per}`,
        fixes,
      });
    };
    const uses = findLimiterUses(program, unit);
    unit.facts.calls.forEach((call, c) => {
      const use = uses.get(c);
      if (use) {
        const { slots } = use.limiter;
        if (use.kind === 'slot' || slots === undefined || size === undefined || slots <= size) return;
        const work = use.tasks.map(({ v }) => findPoolWork(program, summaries, unit, v, call.f)).find((found) => found !== undefined);
        const bound = use.kind === 'each' ? bounds.boundOf(unit, call.args[0]?.v, call.f) : getRepeated(program, bounds, unit, call);
        if (!work || !bound || bound.is === 'bounded') return;
        if (slots === Infinity) { add(call, work, bound, '', 'task'); return; }
        report({
          at: call.name, f: call.f, confidence: work.guess || use.guess ? 'likely' : bound.is === 'unbounded' ? 'certain' : 'likely', atMost: 'warning',
          message: chooseWording(`\`${use.limiter.name}\` runs ${slots} \`${work.name}\` at once on ${threads}; file access and look-ups wait`, `Runs ${slots} \`${work.name}\` at once on ${threads}; file access waits`),
          sink: `runs ${slots} ${work.name} at once`,
        });
        return;
      }
      const combinator = program.targetsOf(unit, c).find((target) => target.kind === 'api' && (target.model?.combinator === 'all' || target.model?.combinator === 'allSettled'));
      if (combinator) {
        const map = findMap(program, unit, call.args[0]?.v);
        const work = map && !isMapperLimited(program, unit, map.mapper, map.call) ? findPoolWork(program, summaries, unit, map.mapper, map.call.f) : undefined;
        if (map && work) add(call, work, bounds.boundOf(unit, map.over, map.call.f), describeWalked(unit, map.over), 'element', listMapFixes(program, { unit, combinator: call, isSettled: combinator.kind === 'api' && combinator.model?.combinator === 'allSettled', map: map.call, mapper: map.mapper, on: 'pool' }));
        return;
      }
      const spawn = findSpawn(program, summaries, bounds, unit, c);
      const work = spawn ? findPoolWork(program, summaries, unit, call.callee, call.f) : findCalledBackPoolWork(program, unit, c);
      const repetition = spawn?.repetition ?? (work ? findRepetition(program, bounds, unit, call.f, call.loop) : undefined);
      if (work && repetition && !isLimited(program, unit.base + call.f, repetition)) add(call, work, repetition.bound, repetition.over, repetition.perElement ? 'element' : 'round', spawn ? listLoopFixes(program, { unit, call, loop: call.loop, list: spawn.list, on: 'pool' }) : []);
    });
  },
});

function isMapperLimited(program: Program, unit: Unit, mapper: CallFact['callee'] | undefined, call: CallFact): boolean {
  return program.resolver.resolve(unit, mapper, call.f).some((value) => value.v === 'function' && isLimited(program, value.id));
}

/** How often a task is handed to a limiter at one place. */
function getRepeated(program: Program, bounds: Bounds, unit: Unit, call: CallFact): Bound | undefined {
  return findRepetition(program, bounds, unit, call.f, call.loop)?.bound;
}
