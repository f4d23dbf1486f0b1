/**
 * A list is searched, or copied whole, in each round of a walk over another list: work that grows with the product of both.
 *
 * Reported at the search or the copy, never above a warning. Silent for short lists, strings, sets, and where nothing shows that the lists
 * are data: names compared with names are most often a handful. Known misses are FN cases in test/rules/quadratic-scan-in-loop.md.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import { findCopying, findCopyingReduce, findScan } from '../../server/engine/summaries/scans.ts';
import type { Scan } from '../../server/engine/summaries/scans.ts';
import { Trips } from '../../server/engine/summaries/tripCount.ts';
import { chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { Confidence, Severity } from '../../server/engine/lint/finding.ts';

export const quadraticScanInLoop = defineRule({
  id: 'quadratic-scan-in-loop',
  family: 'blocking',
  contexts: { request: 'warning', event: 'warning', ui: 'warning', startup: 'info', cli: 'info', worker: 'info', library: 'info', unknown: 'info' },
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    const trips = new Trips(program, bounds);
    unit.facts.calls.forEach((call, c) => {
      const scan = findScan(program, bounds, trips, unit, c);
      if (scan) {
        const name = call.callee.k === 'prop' ? call.callee.n : '';
        const list = scan.searched || 'a list';
        report({
          at: call.name, f: call.f, ...judge(scan), sink: `${name} searches ${list}`,
          message: chooseWording(`\`${name}\` searches all of \`${list}\` for each of \`${scan.walked || 'the others'}\`; the work is quadratic`, `\`${name}\` searches all of \`${list}\` in each round; the work is quadratic`, `\`${name}\` searches a whole list in each round; the work is quadratic`),
        });
        return;
      }
      const copying = findCopyingReduce(bounds, trips, unit, c);
      if (copying) report({ at: call.name, f: call.f, ...judge(copying), sink: `copies ${copying.searched}`, message: describeCopy(copying) });
    });
    unit.facts.loops.forEach((loop, l) => {
      const copying = findCopying(program, bounds, trips, unit, l);
      if (copying) report({ at: { start: copying.at, end: copying.end }, f: loop.f, ...judge(copying), sink: `copies ${copying.searched}`, message: describeCopy(copying) });
    });
  },
});

function judge({ unbounded, isJoin }: Scan): { readonly confidence: Confidence; readonly atMost: Severity } {
  return { confidence: unbounded === 2 || isJoin ? 'likely' : 'possible', atMost: unbounded === 2 || (unbounded > 0 && isJoin) ? 'warning' : 'info' };
}

function describeCopy({ searched, walked }: Scan): string {
  return chooseWording(`Copies all of \`${searched}\` for each of \`${walked || 'the elements'}\`; the work is quadratic`, `Copies all of \`${searched}\` in each round; the work is quadratic`, 'Copies everything so far in each round; the work is quadratic');
}
