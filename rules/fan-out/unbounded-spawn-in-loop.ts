/**
 * A loop that starts an asynchronous operation per round without waiting for it: collected for a later `Promise.all`, or let go.
 *
 * Reported at the call that starts the work. Silent when the loop is provably short, the loop itself waits for what it collected
 * (batches), or the work goes through a limiter. A promise nobody observes at all is `floating-promise`'s.
 */
import { Bounds, directoryListing } from '../../server/engine/summaries/bounds.ts';
import { getConfidence } from '../../server/engine/summaries/fanOutConfidence.ts';
import { findPoolWork } from '../../server/engine/summaries/poolWork.ts';
import { findSpawn } from '../../server/engine/summaries/spawns.ts';
import { listLoopFixes } from '../../server/engine/fixes/boundLoop.ts';
import { chooseWording, defineRule, hintUnlessHot, loadContexts } from '../../server/engine/lint/rule.ts';

export const unboundedSpawnInLoop = defineRule({
  id: 'unbounded-spawn-in-loop',
  family: 'fan-out',
  contexts: loadContexts,
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    unit.facts.calls.forEach((call, c) => {
      const spawn = findSpawn(program, summaries, bounds, unit, c);
      if (!spawn || findPoolWork(program, summaries, unit, call.callee, call.f)) return;
      const { work, repetition } = spawn;
      const { over, bound, perElement } = repetition;
      const confidence = getConfidence(unit, work, bound, { e: unit.facts.loops[call.loop]?.iterable, name: over });
      const start = `Starts one ${work.name === '' ? 'async function' : `\`${work.name}\``} per ${perElement ? 'element' : 'round'}`;
      const many = bound.why ? `${perElement ? 'they come' : 'their number comes'} from ${bound.why}` : 'no upper bound found';
      report({
        at: call.name, f: call.f, confidence,
        // The thread pool takes files a few at a time, so that a folder's are a matter of memory and of open files.
        ...(bound.is === 'unknown' ? { atMost: 'info' as const } : work.on === 'disk' && bound.why === directoryListing ? { atMost: hintUnlessHot } : {}),
        message: chooseWording(
          ...(over ? [`${start} of \`${over}\` without waiting; ${many}`] : []),
          ...(over && bound.why ? [`${start} without waiting; \`${over}\` comes from ${bound.why}`] : []),
          `${start} without waiting; ${many}`,
          `${start} without waiting`,
        ),
        sink: `starts ${work.name || 'async function'} again and again`,
        fixes: listLoopFixes(program, { unit, call, loop: call.loop, list: spawn.list, on: work.on }),
      });
    });
  },
});
