/**
 * Numbers as a person reads them: milliseconds, seconds and hours, megabytes, factors, counts. Rounded to what matters, never for arithmetic.
 */

/** `0.1 ms`, `62 ms`, `6.5 s`, `12 min`, `3.5 h`, `2 days`. */
export function toTime(ms: number): string {
  if (ms < 1000) return `${toNumber(ms)} ms`;
  if (ms < 120_000) return `${toNumber(ms / 1000)} s`;
  if (ms < 7_200_000) return `${toNumber(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${toNumber(ms / 3_600_000)} h` : `${toNumber(ms / 86_400_000)} days`;
}

/** Two digits that count, as far as a whole number does not need more. */
export function toNumber(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 10) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(2)));
}

/** `1 task`, `2,000 tasks`. */
export function toAmount(count: number, noun: string): string {
  return `${toNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `3.4 times as fast`, `as fast`, `0.7 times as fast`. */
export function toFactor(factor: number): string {
  return factor > 0.98 && factor < 1.02 ? 'as fast' : `${toNumber(factor)} times as fast`;
}

/** `40 kB`, `2 MB`, `1.5 GB`. */
export function toSize(kb: number): string {
  if (kb < 1024) return `${toNumber(kb)} kB`;
  return kb < 1024 * 1024 ? `${toNumber(kb / 1024)} MB` : `${toNumber(kb / 1024 / 1024)} GB`;
}

/** `35 %`; never 100 % of what is not the whole. */
export function toShare(part: number): string {
  if (part > 0.99 && part < 1) return 'over 99 %';
  return `${toNumber(part * 100)} %`;
}
