/**
 * The table of `--stats`: time and counts of each stage, for people who wonder where the time goes. Printed beside any format.
 */
import type { CheckResult } from '../result.ts';

/** One line per stage, ending in a line break. */
export function toStats(result: CheckResult): string {
  const rows = [...result.stats, { stage: 'whole run', ms: result.ms, counts: { files: result.files, findings: result.findings.length } }];
  const width = Math.max(...rows.map((row) => row.stage.length));
  return rows.map(({ stage, ms, counts }) => {
    const list = Object.entries(counts).map(([name, count]) => `${name} ${count.toLocaleString('en')}`).join(', ');
    return `${stage.padEnd(width)}  ${ms.toFixed(0).padStart(7)} ms  ${list}`.trimEnd() + '\n';
  }).join('');
}
