/**
 * Numbers as the benches print them: medians, percentiles, seconds, megabytes, and plain aligned tables. It measures nothing.
 */

export { getMedian, getPercentile } from '../../server/advisor/statistics.ts';

export function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

export function toMilliseconds(ms: number | undefined): string {
  return ms === undefined ? '' : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

export function toMegabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${(bytes / 1e6).toFixed(0)} MB`;
}

/** Lines with the first column left and the others right aligned; a row of two cells under a wider head keeps its second as it is. */
export function toTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const full = rows.filter((row) => row.length === columns);
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...(column === 0 ? rows : full).map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => {
    if (column === 0) return cell.padEnd(widths[0] ?? 0);
    return row.length === columns ? cell.padStart(widths[column] ?? 0) : cell;
  }).join('  ').trimEnd() + '\n').join('');
}
