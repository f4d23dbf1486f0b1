/**
 * What is said about a handful of samples: middle, extremes, percentiles and how far they scatter. Medians and quartiles rather than
 * means and deviations, because one pause of the machine must not move the answer.
 */

/** The middle value; the mean of the two middle ones for even counts; `undefined` for none. */
export function getMedian(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** The smallest value that at least `share` (0 to 1) of the values do not exceed. */
export function getPercentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/**
 * The value that a tenth of the samples reach or beat. What else a machine does only ever adds time, so on a busy machine this says what
 * the work costs where the median says how busy it was; on a calm one the two are the same.
 */
export function getBestTenth(values: readonly number[], better: 'low' | 'high'): number | undefined {
  const sorted = [...values].sort((a, b) => (better === 'low' ? a - b : b - a));
  return sorted[Math.max(0, Math.ceil(sorted.length / 10) - 1)];
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** Distance of the quartiles as a share of the median: below 0.1 is calm, above 0.5 the machine was busy. */
  readonly scatter: number;
  readonly count: number;
}

/** Throws for no samples: a median of nothing is nothing to report. */
export function getSpread(values: readonly number[]): Spread {
  const median = getMedian(values);
  if (median === undefined) throw new RangeError('There are no samples.');
  const [low = median, high = median] = [getPercentile(values, 0.25), getPercentile(values, 0.75)];
  return { min: Math.min(...values), median, max: Math.max(...values), scatter: median === 0 ? 0 : (high - low) / median, count: values.length };
}
