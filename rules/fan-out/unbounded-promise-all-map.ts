/**
 * `Promise.all` over a collection of unknown size whose mapper starts I/O: every element's request, query or file is in flight at once.
 *
 * Reported at the combinator. Silent when the collection is provably small, the mapper does no I/O or goes through a limiter.
 */
import { Bounds, directoryListing } from '../../server/engine/summaries/bounds.ts';
import { getConfidence } from '../../server/engine/summaries/fanOutConfidence.ts';
import { findPoolWork } from '../../server/engine/summaries/poolWork.ts';
import { describeWalked } from '../../server/engine/summaries/repetition.ts';
import { findMap, findWorkOf } from '../../server/engine/summaries/startedWork.ts';
import { listMapFixes } from '../../server/engine/fixes/boundMap.ts';
import { chooseWording, defineRule, hintUnlessHot, loadContexts } from '../../server/engine/lint/rule.ts';

export const unboundedPromiseAllMap = defineRule({
  id: 'unbounded-promise-all-map',
  family: 'fan-out',
  contexts: loadContexts,
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    unit.facts.calls.forEach((call, c) => {
      const combinator = program.targetsOf(unit, c).find((target) => target.kind === 'api' && (target.model?.combinator === 'all' || target.model?.combinator === 'allSettled'));
      if (!combinator) return;
      const map = findMap(program, unit, call.args[0]?.v);
      if (!map) return;
      const bound = bounds.boundOf(unit, map.over, map.call.f);
      if (bound.is === 'bounded') return;
      const work = findWorkOf(program, summaries, unit, map.mapper, map.call.f);
      if (!work || findPoolWork(program, summaries, unit, map.mapper, map.call.f)) return;
      const over = describeWalked(unit, map.over);
      const confidence = getConfidence(unit, work, bound, { e: map.over, name: over });
      const start = `Starts one \`${work.name}\` per element`;
      const many = bound.why ? `${over ? `\`${over}\`` : 'they'} ${over ? 'comes' : 'come'} from ${bound.why}` : 'no upper bound found';
      report({
        at: call.name, f: call.f, confidence,
        // The thread pool takes files a few at a time, so that a folder's are a matter of memory and of open files.
        ...(bound.is === 'unknown' ? { atMost: 'info' as const } : work.on === 'disk' && bound.why === directoryListing ? { atMost: hintUnlessHot } : {}),
        message: chooseWording(
          ...(over ? [`${start} of \`${over}\` at once; ${many}`] : []),
          `${start} at once; ${many}`,
          `${start} at once; ${bound.why ? `they come from ${bound.why}` : many}`,
        ),
        sink: `starts one ${work.name} per element`,
        fixes: listMapFixes(program, { unit, combinator: call, isSettled: combinator.kind === 'api' && combinator.model?.combinator === 'allSettled', map: map.call, mapper: map.mapper, on: work.on }),
      });
    });
  },
});
