/**
 * What a benchmark says: the verdict of each approach by its speed-up over the baseline, from where on it pays, and what changed between
 * two runs. Pure arithmetic over the samples.
 */
import { getSpread, type Spread } from '../statistics.ts';
import { baseline, type BenchCell, type BenchResult } from './benchResult.ts';

/** From the least speed-up up; the last band has no end. */
export const bands = [
  { from: 0, verdict: 'do not use' },
  { from: 1, verdict: 'overhead not justified' },
  { from: 1.2, verdict: 'worth considering for larger loads' },
  { from: 2, verdict: 'clear winner' },
] as const;
export type Verdict = (typeof bands)[number]['verdict'];

/** A speed-up on the border belongs to the better band: 1.2 is worth considering, 2.0 a clear winner. */
export function getVerdict(speedup: number): Verdict {
  return bands.findLast((band) => speedup >= band.from)?.verdict ?? 'do not use';
}

export interface ApproachVerdict {
  readonly approach: string;
  readonly cell: BenchCell;
  readonly burst: Spread;
  /** Of the medians. */
  readonly speedup: number;
  /** Undefined for the baseline. */
  readonly verdict: Verdict | undefined;
  /** The slowest of its samples is faster than the fastest of the baseline, or the other way round: noise did not decide. */
  readonly isClear: boolean;
}

/** Verdicts at the judged point, the baseline first, then the fastest first. Empty without a baseline. */
export function listVerdicts(result: BenchResult): readonly ApproachVerdict[] {
  const cells = result.cells.filter((cell) => cell.sweep === 'main');
  const base = cells.find((cell) => cell.approach === baseline);
  if (base === undefined) return [];
  const own = getSpread(base.samplesMs);
  return cells.map((cell): ApproachVerdict => {
    const burst = getSpread(cell.samplesMs);
    const speedup = getSpeedup(own.median, burst.median);
    return { approach: cell.approach, cell, burst, speedup, verdict: cell === base ? undefined : getVerdict(speedup), isClear: cell === base || burst.max < own.min || burst.min > own.max };
  }).sort((a, b) => Number(b.cell === base) - Number(a.cell === base) || a.burst.median - b.burst.median);
}

/** Bursts too short for the clock gain nothing. */
export function getSpeedup(baselineMs: number, ms: number): number {
  return ms <= 0 ? 1 : baselineMs / ms;
}

export interface SweepPoint { readonly value: number; readonly ms: number; readonly speedup: number }
export type SweptBy = 'tasks' | 'size' | 'workers';

/** One approach along one sweep, the judged point last; speed-ups against the baseline at the same point. */
export function getSweep(result: BenchResult, approach: string, by: SweptBy): readonly SweepPoint[] {
  const baseOf = (cell: BenchCell): BenchCell | undefined => result.cells.find((each) => each.approach === baseline && each.tasks === cell.tasks && each.size === cell.size);
  return result.cells.filter((cell) => cell.approach === approach && (cell.sweep === by || cell.sweep === 'main')).flatMap((cell) => {
    const base = baseOf(cell);
    if (base === undefined) return [];
    const ms = getSpread(cell.samplesMs).median;
    return [{ value: cell[by], ms, speedup: getSpeedup(getSpread(base.samplesMs).median, ms) }];
  }).sort((a, b) => a.value - b.value);
}

/**
 * Where an approach begins to be worth it (speed-up 1.2), between the points that were measured, on a scale of magnitudes. Undefined when
 * it never is, 0 when it always was.
 */
export function findCrossover(points: readonly SweepPoint[], least = 1.2): number | undefined {
  const last = points.findLastIndex((point) => point.speedup < least);
  if (last === points.length - 1) return undefined;
  const [below, above] = [points[last], points[last + 1]];
  if (above === undefined) return undefined;
  if (below === undefined) return 0;
  const share = (least - below.speedup) / (above.speedup - below.speedup);
  return below.value * (above.value / below.value) ** share;
}

export interface Change {
  readonly approach: string;
  readonly before: Spread;
  readonly after: Spread;
  /** After over before: below 1 is faster. */
  readonly ratio: number;
  /** No sample of one run lies among the other's. */
  readonly isClear: boolean;
  readonly speedupBefore: number | undefined;
  readonly speedupAfter: number | undefined;
}

export interface Comparison {
  readonly changes: readonly Change[];
  /** Approaches only one of the runs has. */
  readonly unmatched: readonly string[];
  /** What makes the two hard to compare, one sentence each. */
  readonly warnings: readonly string[];
}

/** Compares the judged points of two runs. */
export function compareResults(before: BenchResult, after: BenchResult): Comparison {
  const [old, now] = [listVerdicts(before), listVerdicts(after)];
  const changes = old.flatMap((each): Change[] => {
    const other = now.find(({ approach }) => approach === each.approach);
    if (other === undefined) return [];
    return [{
      approach: each.approach, before: each.burst, after: other.burst, ratio: each.burst.median === 0 ? 1 : other.burst.median / each.burst.median,
      isClear: each.burst.max < other.burst.min || each.burst.min > other.burst.max, speedupBefore: each.verdict && each.speedup, speedupAfter: other.verdict && other.speedup,
    }];
  });
  const names = (list: readonly ApproachVerdict[]): string[] => list.map(({ approach }) => approach);
  const unmatched = [...names(old).filter((name) => !names(now).includes(name)), ...names(now).filter((name) => !names(old).includes(name))];
  const warnings: string[] = [];
  if (before.function !== after.function || before.file !== after.file) warnings.push(`They are about different functions: ${before.function} (${before.file}) and ${after.function} (${after.file}).`);
  if (JSON.stringify(before.machine) !== JSON.stringify(after.machine)) warnings.push(`They ran on different machines or versions of Node: ${toMachine(before)} and ${toMachine(after)}.`);
  const [a, b] = [old[0]?.cell, now[0]?.cell];
  if (a !== undefined && b !== undefined && (a.tasks !== b.tasks || a.size !== b.size)) warnings.push(`They did different work: ${a.tasks} tasks of size ${a.size}, and ${b.tasks} of size ${b.size}. Set both in the benchmark's settings to compare times; speed-ups can be compared all the same.`);
  return { changes, unmatched, warnings };
}

function toMachine({ machine }: BenchResult): string {
  return `${machine.cpuModel}, ${machine.cores} cores, Node ${machine.nodeVersion}`;
}
