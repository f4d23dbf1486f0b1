/** From samples to constants: what counts, what is refused, what is warned about. */
import { expect, test } from 'vitest';
import { getBestTenth, getMedian, getPercentile, getSpread } from '../../server/advisor/statistics.ts';
import { defaultMachineProfile } from '../../server/advisor/machineProfile.ts';
import { getMedians, listMissing } from '../../server/host/measure/profileFromSamples.ts';

test('middle, percentiles, spread', () => {
  expect([getMedian([3, 1, 2]), getMedian([4, 1, 2, 3]), getMedian([])]).toEqual([2, 2.5, undefined]);
  expect([getPercentile([5, 1, 3], 0.99), getPercentile([5, 1, 3], 0), getPercentile([], 0.5)]).toEqual([5, 1, undefined]);
  expect(getSpread([10, 12, 11, 30])).toEqual({ min: 10, median: 11.5, max: 30, scatter: (12 - 10) / 11.5, count: 4 });
  expect(() => getSpread([])).toThrow('no samples');
});

test('a tenth of the samples is as good as the value given', () => {
  const samples = Array.from({ length: 20 }, (_, index) => index + 1);
  expect([getBestTenth(samples, 'low'), getBestTenth(samples, 'high'), getBestTenth([7], 'low'), getBestTenth([], 'high')]).toEqual([2, 19, 7, undefined]);
});

test('others on the machine do not move the result', () => {
  const { medians, nonsense, restless } = getMedians({ workerStartMs: [49, 50, 48.12345, 400, 49, 51, 300], scryptPerSecondSerial: [20, 21, 9] });
  expect(medians).toEqual({ workerStartMs: 48.12, scryptPerSecondSerial: 21 });
  expect([nonsense, restless]).toEqual([[], ['workerStartMs', 'scryptPerSecondSerial']]);
});

test.each([
  ['a suspended machine', { workerStartMs: [90_000, 91_000] }, ['workerStartMs = 90000']],
  ['a clock that stands still', { warmHopMs: [0, 0, 0] }, ['warmHopMs = 0']],
  ['no number', { cpuScore: [Number.NaN] }, ['cpuScore = NaN']],
  ['nothing', { transferMs: [] }, ['transferMs has no samples']],
])('nonsense is refused: %s', (_, samples, nonsense) => {
  expect(getMedians(samples)).toMatchObject({ medians: {}, nonsense });
});

test('the shipped defaults are no nonsense, and nothing is missing in them', () => {
  const { constants } = defaultMachineProfile;
  const samples = Object.fromEntries(Object.entries(constants).map(([key, value]) => [key, [value]]));
  expect(getMedians(samples)).toEqual({ medians: constants, nonsense: [], restless: [] });
  expect([listMissing(constants), listMissing({})]).toEqual([[], Object.keys(constants).sort((a, b) => listMissing({}).indexOf(a) - listMissing({}).indexOf(b))]);
});
