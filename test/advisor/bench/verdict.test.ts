/** What a benchmark says, from samples written by hand; the chart is a golden beside. */
import { expect, test } from 'vitest';
import { createColors } from 'picocolors';
import { benchResultSchema, type BenchCell, type BenchResult } from '../../../server/advisor/bench/benchResult.ts';
import { toChart, toFactor } from '../../../server/advisor/bench/chart.ts';
import { compareResults, findCrossover, getSweep, getVerdict, listVerdicts } from '../../../server/advisor/bench/verdict.ts';
import { listCrossovers, toBenchReport, toComparisonReport } from '../../../server/cli/reporters/bench.ts';

function makeCell(approach: string, ms: number, part: Partial<BenchCell> = {}): BenchCell {
  return { approach, sweep: 'main', tasks: 64, size: 256, workers: approach === 'sequential' ? 1 : 2, samplesMs: [ms * 1.1, ms, ms * 0.9, ms, ms * 1.05], cpuMs: ms, peakMemoryMb: 60, loopDelayP99Ms: ms / 2, ...part };
}

function makeResult(cells: readonly BenchCell[], part: Partial<BenchResult> = {}): BenchResult {
  return benchResultSchema.parse({
    version: 1, function: 'score', file: 'src/score.ts', measuredAt: '2026-01-02T03:04:05.000Z', machine: { cpuModel: 'Example 9000', cores: 2, nodeVersion: '20.20.2', platform: 'linux', arch: 'x64' },
    sampler: 'own', cells, failures: [], isWhole: true, ...part,
  });
}

const result = makeResult([
  makeCell('sequential', 200), makeCell('worker-pool', 90), makeCell('processes', 150), makeCell('hybrid', 190), makeCell('async', 220),
  makeCell('sequential', 3, { sweep: 'tasks', tasks: 1 }), makeCell('worker-pool', 6, { sweep: 'tasks', tasks: 1 }),
  makeCell('sequential', 50, { sweep: 'tasks', tasks: 16 }), makeCell('worker-pool', 40, { sweep: 'tasks', tasks: 16 }),
  makeCell('worker-pool', 220, { sweep: 'workers', workers: 1 }),
]);

test.each([
  [0.99, 'do not use'], [1, 'overhead not justified'], [1.19, 'overhead not justified'], [1.2, 'worth considering for larger loads'], [1.99, 'worth considering for larger loads'], [2, 'clear winner'], [40, 'clear winner'], [0, 'do not use'],
])('%d times as fast: %s', (speedup, verdict) => {
  expect(getVerdict(speedup)).toBe(verdict);
});

test('the baseline first, then the fastest', () => {
  expect(listVerdicts(result).map(({ approach, verdict, isClear }) => [approach, verdict, isClear])).toEqual([
    ['sequential', undefined, true], ['worker-pool', 'clear winner', true], ['processes', 'worth considering for larger loads', true],
    ['hybrid', 'overhead not justified', false], ['async', 'do not use', false],
  ]);
  expect(listVerdicts(makeResult([makeCell('worker-pool', 5)]))).toEqual([]);
});

test('where it begins to pay', () => {
  const points = getSweep(result, 'worker-pool', 'tasks');
  expect(points.map(({ value, ms }) => [value, ms])).toEqual([[1, 6], [16, 40], [64, 90]]);
  expect(findCrossover(points)).toBeCloseTo(16 ** ((1.2 - 0.5) / (1.25 - 0.5)));
  expect(findCrossover(points.map((point) => ({ ...point, speedup: 3 })))).toBe(0);
  expect(findCrossover(points.map((point) => ({ ...point, speedup: 0.5 })))).toBeUndefined();
  // Paying at one point by luck and not above it is not paying.
  expect(findCrossover([{ value: 1, ms: 1, speedup: 2 }, { value: 4, ms: 1, speedup: 1 }, { value: 16, ms: 1, speedup: 1.4 }])).toBeCloseTo(4 * 4 ** 0.5);
  expect(getSweep(result, 'worker-pool', 'workers').map(({ value, speedup }) => [value, toFactor(speedup)])).toEqual([[1, '0.91×'], [2, '2.22×']]);
  expect(listCrossovers(result, listVerdicts(result))).toEqual([{ approach: 'worker-pool', by: 'tasks', from: expect.closeTo(13.3, 1) }]);
});

test('the chart', async () => {
  const chart = toChart(result);
  expect(toChart(makeResult([]))).toContain('The baseline was not measured.');
  expect(toChart({ ...result, function: '<b>&"' })).toContain('&lt;b&gt;&amp;&quot;');
  await expect(chart).toMatchFileSnapshot('goldens/chart.svg');
});

test('reports', () => {
  expect(toBenchReport(result, 'pretty', createColors(false), { json: 'a.json', chart: 'a.svg' })).toBe([
    'score (src/score.ts): 64 tasks of size 256 a burst, 5 samples each, 2 cores, Node 20.20.2', '',
    'approach            min  median     max     CPU  peak memory  loop p99  speed-up  verdict',
    'sequential       180 ms  200 ms  220 ms  200 ms        60 MB    100 ms     1.00×  baseline',
    'worker-pool (2)   81 ms   90 ms   99 ms   90 ms        60 MB     45 ms     2.22×  clear winner',
    'processes (2)    135 ms  150 ms  165 ms  150 ms        60 MB     75 ms     1.33×  worth considering for larger loads',
    'hybrid (2)       171 ms  190 ms  209 ms  190 ms        60 MB     95 ms     1.05×  overhead not justified',
    'async (2)        198 ms  220 ms  242 ms  220 ms        60 MB    110 ms     0.91×  do not use', '',
    'worker-pool pays (1.2× or more) from about 13 tasks a burst.',
    'worker-pool scales: 1 worker 0.91×, 2 workers 2.22×.',
    "Samples of hybrid, async overlap with the baseline's: the difference may be noise.",
    'Kept in a.json and a.svg', '',
  ].join('\n'));
  expect(toBenchReport(result, 'md', createColors(false))).toContain('| worker-pool (2) | 81 ms | 90 ms | 99 ms | 90 ms | 60 MB | 45 ms | 2.22× | clear winner |');
  expect(JSON.parse(toBenchReport(result, 'json', createColors(false)))).toMatchObject({ version: 1, verdicts: [{ approach: 'sequential', verdict: 'baseline' }, { approach: 'worker-pool', verdict: 'clear winner', medianMs: 90 }, {}, {}, {}] });
  expect(toBenchReport(makeResult([], { isWhole: false, failures: [{ approach: 'processes', message: 'boom' }] }), 'pretty', createColors(false))).toMatch(/could not be measured\.\n\n\nprocesses failed: boom\nThe run ended early/);
});

test('two runs', () => {
  const faster = makeResult([makeCell('sequential', 210), makeCell('worker-pool', 60), makeCell('new', 1)], { machine: { ...result.machine, nodeVersion: '24.0.0' }, measuredAt: '2026-02-02T03:04:05.000Z' });
  const comparison = compareResults(result, faster);
  expect(comparison.changes.map(({ approach, ratio, isClear }) => [approach, ratio.toFixed(2), isClear])).toEqual([['sequential', '1.05', false], ['worker-pool', '0.67', true]]);
  expect(comparison.unmatched).toEqual(['processes', 'hybrid', 'async', 'new']);
  expect(comparison.warnings).toEqual(['They ran on different machines or versions of Node: Example 9000, 2 cores, Node 20.20.2 and Example 9000, 2 cores, Node 24.0.0.']);
  expect(toComparisonReport(comparison, [result, faster], 'pretty', createColors(false)).split('\n').slice(2, 5)).toEqual([
    'approach                        before                      after   time  speed-up before     after',
    'sequential   200 ms (180 ms to 220 ms)  210 ms (189 ms to 231 ms)   +5 %         baseline  baseline  within noise',
    'worker-pool     90 ms (81 ms to 99 ms)     60 ms (54 ms to 66 ms)  -33 %            2.22×     3.50×  faster',
  ]);
  expect(toComparisonReport(comparison, [result, faster], 'md', createColors(false))).toContain('| worker-pool | 90 ms (81 ms to 99 ms) | 60 ms (54 ms to 66 ms) | -33 % |');
  const other = compareResults(result, makeResult([makeCell('sequential', 1, { tasks: 3 })], { function: 'other' }));
  expect(other.warnings).toHaveLength(2);
});
