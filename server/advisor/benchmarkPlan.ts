/**
 * What to measure to prove an advice or refute it: the baseline, the candidates and the sweep around the numbers of the workload. It measures
 * nothing; `loopwise bench` does.
 */
import { bands } from './bench/verdict.ts';
import type { Alternative, BenchmarkPlan } from './advice.ts';
import type { Situation } from './situation.ts';

/** By speed-up over the baseline; the steps of `loopwise bench`. */
export const verdicts: BenchmarkPlan['verdicts'] = bands.map(({ verdict }, i) => ({ below: bands[i + 1]?.from ?? null, verdict }));

const samples = 5;
/** Larger ones fill the memory of every worker, unless they are what it is about. */
const mostKb = 100_000;
/** What can be run on one machine within a benchmark. */
const mostTasks = 10_000;

export function toBenchmarkPlan({ candidate, load }: Situation, alternatives: readonly Alternative[], target = '<file>:<function>'): BenchmarkPlan {
  const candidates = [candidate, ...alternatives.map(({ approach }) => approach)].filter((id) => id !== 'sequential' && id !== 'distributed');
  return {
    command: `loopwise bench new ${target}${candidates.length === 0 ? '' : ` --approaches ${candidates.join(' ')}`}`, baseline: 'sequential', candidates,
    sweep: {
      tasks: toSweep(Math.max(1, Math.min(mostTasks, load.tasks)), mostTasks).map((count) => Math.max(1, Math.round(count))).filter(isFirst),
      payloadKb: load.payloadKb === 0 ? [0] : toSweep(load.payloadKb, Math.max(load.payloadKb, mostKb)), workers: toWorkerCounts(load.cores),
    },
    samples, measures: ['burstMs (min, median, max)', 'CPU time', 'peak memory', 'event-loop delay p99'], verdicts,
  };
}

/** A tenth, the value, ten times it. */
function toSweep(value: number, most: number): number[] {
  return [value / 10, value, value * 10].filter((item) => item <= most).map((item) => Number(item.toPrecision(3)));
}

function toWorkerCounts(cores: number): number[] {
  const counts: number[] = [];
  for (let count = 1; count < cores; count *= 2) counts.push(count);
  return [...counts, cores];
}

function isFirst<T>(item: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(item) === index;
}
