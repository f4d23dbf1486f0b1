/**
 * Results of benchmarks for a terminal, as Markdown and as JSON: a row for each approach with its verdict, then where each one begins to
 * pay. What the numbers mean is decided in server/advisor/bench/verdict.ts.
 */
import type { Colors } from 'picocolors/types';
import type { BenchResult } from '../../advisor/bench/benchResult.ts';
import { toFactor } from '../../advisor/bench/chart.ts';
import { bands, findCrossover, getSweep, listVerdicts, type ApproachVerdict, type Comparison } from '../../advisor/bench/verdict.ts';
import type { Spread } from '../../advisor/statistics.ts';
import { toMs } from './profile.ts';

export type BenchFormat = 'pretty' | 'json' | 'md';

interface Kept { readonly json: string; readonly chart: string }

/** Ends with a newline. */
export function toBenchReport(result: BenchResult, format: BenchFormat, colors: Colors, kept?: Kept): string {
  const verdicts = listVerdicts(result);
  if (format === 'json') {
    const list = verdicts.map(({ approach, speedup, verdict, isClear, burst, cell }) => ({ approach, speedup, verdict: verdict ?? 'baseline', isClear, minMs: burst.min, medianMs: burst.median, maxMs: burst.max, cpuMs: cell.cpuMs, peakMemoryMb: cell.peakMemoryMb, loopDelayP99Ms: cell.loopDelayP99Ms }));
    return `${JSON.stringify({ ...result, bands, verdicts: list, crossovers: listCrossovers(result, verdicts), ...(kept ? { kept } : {}) }, null, 2)}\n`;
  }
  const rows = [['approach', 'min', 'median', 'max', 'CPU', 'peak memory', 'loop p99', 'speed-up', 'verdict'], ...verdicts.map(toRow)];
  const cell = verdicts[0]?.cell;
  const head = cell === undefined ? [`${result.function} (${result.file}): the baseline could not be measured.`]
    : [`${result.function} (${result.file}): ${cell.tasks} tasks of size ${cell.size} a burst, ${verdicts[0]?.burst.count ?? 0} samples each, ${result.machine.cores} cores, Node ${result.machine.nodeVersion}`];
  const notes = [...toNotes(result, verdicts), ...(kept ? [`Kept in ${kept.json} and ${kept.chart}`] : [])];
  if (format === 'md') return `${[`## ${head[0] ?? ''}`, '', ...(verdicts.length > 0 ? toMarkdownTable(rows) : []), '', ...notes.map((note) => `- ${note}`)].join('\n')}\n`;
  const table = verdicts.length > 0 ? toTable(rows).map((line, index) => (index === 0 ? colors.dim(line) : paint(line, verdicts[index - 1], colors))) : [];
  return `${[...head, '', ...table, '', ...notes].join('\n')}\n`;
}

function toRow({ approach, burst, cell, speedup, verdict }: ApproachVerdict): string[] {
  const name = cell.workers > 1 ? `${approach} (${cell.workers})` : approach;
  return [name, toMs(burst.min), toMs(burst.median), toMs(burst.max), toMs(cell.cpuMs), `${cell.peakMemoryMb.toFixed(0)} MB`, toMs(cell.loopDelayP99Ms), toFactor(speedup), verdict ?? 'baseline'];
}

function paint(line: string, each: ApproachVerdict | undefined, colors: Colors): string {
  if (each?.verdict === undefined) return line;
  const color = each.verdict === 'do not use' ? colors.red : each.verdict === 'overhead not justified' ? colors.yellow : colors.green;
  return color(line);
}

export interface Crossover { readonly approach: string; readonly by: 'tasks' | 'size'; /** null: never in what was measured; 0: always. */ readonly from: number | null }

/** Where each approach begins to be worth considering. */
export function listCrossovers(result: BenchResult, verdicts: readonly ApproachVerdict[]): readonly Crossover[] {
  return verdicts.filter(({ verdict }) => verdict !== undefined).flatMap(({ approach }) => (['tasks', 'size'] as const).flatMap((by) => {
    const points = getSweep(result, approach, by);
    return points.length < 2 ? [] : [{ approach, by, from: findCrossover(points) ?? null }];
  }));
}

function toNotes(result: BenchResult, verdicts: readonly ApproachVerdict[]): readonly string[] {
  const notes: string[] = [];
  const crossovers = listCrossovers(result, verdicts);
  for (const { approach, verdict } of verdicts) {
    if (verdict === undefined) continue;
    const parts = crossovers.filter((each) => each.approach === approach && each.from !== null).map(({ by, from }) => {
      const what = by === 'tasks' ? 'tasks a burst' : 'size';
      return from === 0 ? `at every ${by === 'tasks' ? 'number of tasks' : 'size'} measured` : `from about ${by === 'tasks' ? Math.ceil(Number(toRounded(from ?? 0))) : toRounded(from ?? 0)} ${what}`;
    });
    if (parts.length > 0) notes.push(`${approach} pays (${bands[2].from}× or more) ${parts.join(', ')}.`);
    const scale = getSweep(result, approach, 'workers');
    if (scale.length > 1) notes.push(`${approach} scales: ${scale.map((point) => `${point.value} ${point.value === 1 ? 'worker' : 'workers'} ${toFactor(point.speedup)}`).join(', ')}.`);
  }
  const unclear = verdicts.filter((each) => each.verdict !== undefined && !each.isClear).map((each) => each.approach);
  if (unclear.length > 0) notes.push(`Samples of ${unclear.join(', ')} overlap with the baseline's: the difference may be noise.`);
  const restless = verdicts.filter((each) => each.burst.scatter > 0.5).map((each) => each.approach);
  if (restless.length > 0) notes.push(`The machine was busy: samples of ${restless.join(', ')} scatter by more than half of their median. Run it again when it is calmer.`);
  for (const { approach, message } of result.failures) notes.push(`${approach} failed: ${message}`);
  if (!result.isWhole) notes.push('The run ended early; sweeps may be missing.');
  return notes;
}

function toRounded(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** Ends with a newline. */
export function toComparisonReport(comparison: Comparison, [before, after]: readonly [BenchResult, BenchResult], format: BenchFormat, colors: Colors): string {
  if (format === 'json') return `${JSON.stringify({ before: { measuredAt: before.measuredAt, function: before.function }, after: { measuredAt: after.measuredAt, function: after.function }, ...comparison }, null, 2)}\n`;
  const rows = [['approach', 'before', 'after', 'time', 'speed-up before', 'after', ''], ...comparison.changes.map((change) => [
    change.approach, toRange(change.before), toRange(change.after), `${change.ratio >= 1 ? '+' : '-'}${Math.abs((change.ratio - 1) * 100).toFixed(0)} %`,
    change.speedupBefore === undefined ? 'baseline' : toFactor(change.speedupBefore), change.speedupAfter === undefined ? 'baseline' : toFactor(change.speedupAfter),
    change.isClear ? change.ratio < 1 ? 'faster' : 'slower' : 'within noise',
  ])];
  const notes = [...comparison.warnings, ...(comparison.unmatched.length > 0 ? [`Only in one of them: ${comparison.unmatched.join(', ')}.`] : [])];
  const head = `${after.function} (${after.file}): ${before.measuredAt} and ${after.measuredAt}`;
  if (format === 'md') return `${[`## ${head}`, '', ...toMarkdownTable(rows), '', ...notes.map((note) => `- ${note}`)].join('\n')}\n`;
  const table = toTable(rows).map((line, index) => {
    const change = comparison.changes[index - 1];
    return change === undefined ? colors.dim(line) : !change.isClear ? line : change.ratio < 1 ? colors.green(line) : colors.red(line);
  });
  return `${[head, '', ...table, ...(notes.length > 0 ? [''] : []), ...notes].join('\n')}\n`;
}

function toRange({ min, median, max }: Spread): string {
  return `${toMs(median)} (${toMs(min)} to ${toMs(max)})`;
}

/** First and last column to the left, numbers to the right. */
function toTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((text, column) => (column === 0 || column === row.length - 1 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join('  ').trimEnd());
}

function toMarkdownTable(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...rest] = rows.map((row) => `| ${row.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`);
  return [String(head), `| ${(rows[0] ?? []).map((_, column, all) => (column === 0 || column === all.length - 1 ? '---' : '---:')).join(' | ')} |`, ...rest];
}
