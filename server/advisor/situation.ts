/**
 * A workload as the framework's questions see it: the numbers that decide, each worked out once and named. The limits are here, each with
 * the reason for its height; which answer follows from them is framework.ts.
 */
import type { ApproachId } from './advice.ts';
import { nativePoolThreads, predictWorkload, usualBound, type Prediction, type Predictions } from './predict.ts';
import type { Machine, Workload } from './workload.ts';

export const limits = {
  /** Waiting below a twentieth of a task is a detail of a computing task, whatever it is called. */
  leastWaitShare: 0.05,
  /** Computing below a tenth of a task is a detail of a waiting task, */
  leastCpuShare: 0.1,
  /** unless it alone holds the loop as long as browsers call a long task. */
  longTaskMs: 50,
  /** A task called `cpu` has to wait for half of its time before the name is doubted. */
  waitShareOfCpu: 0.5,
  /** Less waiting than this, all tasks together, is not worth overlapping. */
  leastWaitMs: 10,
  /** Below it a parallel program is not worth its code (the verdicts of `loopwise bench` use the same steps). */
  leastSpeedup: 1.2,
  /** And it has to save this much, or nobody notices but the reader of the code. */
  leastSavedMs: 100,
  /** Where a task mostly waits, only a clear gain is worth a second stage: a second of computing in all is none. */
  leastSpeedupOfIo: 2, leastSavedMsOfIo: 1000,
  /** A loop that is busy for longer than this share lets lines grow: M/D/1 doubles the time of an answer at two thirds. */
  fullLoop: 0.7,
  /** Requests shorter than this hold nobody up, and what cannot be sent away (reading, routing, answering) is a good part: more of them ask for more loops. */
  shortRequestMs: 5,
  /** A task that only computes can be sent away until the hop is a noticeable part of it. */
  shortTaskMs: 2,
  /** More cores than one machine commonly has; counts where nobody said how many there are. */
  mostCores: 32,
  /** In a chain a worker gains no time: while a step takes no more than half of the budget, giving others a turn between two steps keeps it, */
  breathShare: 0.5,
  /** as long as the loop is not shared that way for longer than this; then everybody else is slow for too long. */
  longestBreathingMs: 2000,
  /** A burst longer than this, on all cores, will meet a restart or a deploy. */
  longestBurstMs: 8 * 3_600_000,
} as const;

/** Fewer places than this refuse callers who only come together. */
const leastServiceBound = 10;

/** Long enough that the turns cost nothing, short enough that nobody notices. */
const usualSliceMs = 5;

export interface Situation {
  readonly load: Workload;
  readonly machine: Machine;
  readonly predictions: Predictions;
  /** What the walk has come to so far. */
  readonly candidate: ApproachId;
  readonly isService: boolean;
  readonly isBrowser: boolean;
  /** What a task is, by its name and its numbers. */
  readonly kind: 'cpu' | 'io' | 'mixed' | 'unknown';
  /** Two tasks can be under way at once. */
  readonly canOverlap: boolean;
  readonly cpuMs: number;
  readonly waitMs: number;
  /** Of one task's time. */
  readonly waitShare: number;
  /** Cores the arrivals keep busy; 0 without a rate. */
  readonly busyCores: number;
  /** The arrivals need more than one loop. */
  readonly isOverloaded: boolean;
  /** Longest hold of the loop when it computes itself. */
  readonly holdMs: number;
  /** It stays within the budget because others get a turn between two steps of a chain. */
  readonly breathes: boolean;
  /** It is longer than allowed. */
  readonly breaksBudget: boolean;
  /** Threads that compute: with a shared data set over shared memory. */
  readonly threads: 'worker-pool' | 'shared-memory-workers';
  readonly offLoop: Prediction;
  /** Holding the loop to send a task away is a small part of holding it for the task. */
  readonly sendsCheaply: boolean;
  /** Gain of threads over computing on the loop. */
  readonly cpuGain: Gain;
  /** Gain of a pool behind the loop over the loop alone. */
  readonly mixGain: Gain;
}

export interface Gain { readonly speedup: number; readonly savedMs: number }

/** Works the numbers out; the walk starts at `sequential`. */
export function toSituation(load: Workload, machine: Machine): Situation {
  const predicted = predictWorkload(load, machine);
  const isService = load.ratePerSecond !== undefined;
  const kind = getKind(load);
  const waits = kind !== 'cpu' && load.waitMs > 0;
  const busyCores = ((load.ratePerSecond ?? 0) * load.taskMs) / 1000;
  // Arrivals come one by one, and between waits the loop is let go; a burst of pure computing holds it to the end.
  const wholeMs = isService && load.tasks <= 1 ? load.taskMs : waits ? load.taskMs : load.tasks * load.taskMs;
  const breathes = load.ordered && load.latencyMs !== undefined && wholeMs > load.latencyMs && wholeMs <= limits.longestBreathingMs && load.taskMs <= load.latencyMs * limits.breathShare;
  const workMs = breathes ? getSliceMs(load) + load.taskMs : wholeMs;
  const predictions = breathes ? { ...predicted, sequential: { ...predicted.sequential, loopDelayMs: workMs } } : predicted;
  const threads = load.sharedState && !load.ordered ? 'shared-memory-workers' : 'worker-pool';
  const offLoop = predictions[threads];
  // A server initialises before it listens; a page does it before somebody's eyes.
  const holdMs = load.platform === 'browser' && load.tasks > 0 ? Math.max(workMs, load.startupMs) : workMs;
  return {
    load, machine, predictions, candidate: 'sequential', isService, isBrowser: load.platform === 'browser', kind,
    canOverlap: !load.ordered && (load.tasks > 1 || isService),
    cpuMs: load.tasks * load.taskMs, waitMs: load.tasks * load.waitMs, waitShare: load.taskMs + load.waitMs === 0 ? 0 : load.waitMs / (load.taskMs + load.waitMs),
    busyCores, isOverloaded: busyCores >= limits.fullLoop, holdMs, breathes, breaksBudget: load.latencyMs !== undefined && holdMs > load.latencyMs, threads, offLoop,
    sendsCheaply: getSendMs(load, offLoop) < Math.max(load.taskMs, holdMs > workMs ? holdMs : 0) / 2,
    cpuGain: getGainOver(predictions.sequential, offLoop), mixGain: getGainOver(predictions.async, predictions.hybrid),
  };
}

/** How long a loop that breathes works before others get their turn: a few milliseconds, less where the budget is small. */
export function getSliceMs({ latencyMs = Infinity }: Workload): number {
  return Math.min(usualSliceMs, latencyMs * (1 - limits.breathShare));
}

/** Longest hold for one task's message. */
function getSendMs(load: Workload, offLoop: Prediction): number {
  return load.tasks === 0 ? 0 : offLoop.loopDelayMs / offLoop.batch;
}

function getGainOver(before: Prediction, after: Prediction): Gain {
  return { speedup: after.burstMs === 0 ? 1 : before.burstMs / after.burstMs, savedMs: before.burstMs - after.burstMs };
}

function getKind({ named, taskMs, waitMs }: Workload): Situation['kind'] {
  if (named === undefined) return 'unknown';
  const share = taskMs + waitMs === 0 ? undefined : waitMs / (taskMs + waitMs);
  if (named === 'cpu') return share !== undefined && share >= limits.waitShareOfCpu ? 'mixed' : 'cpu';
  if (share !== undefined && share < limits.leastWaitShare) return 'cpu';
  return named === 'mixed' && share !== undefined && 1 - share < limits.leastCpuShare && taskMs < limits.longTaskMs ? 'io' : named;
}

/** Tasks in flight on the loop, where nobody set another bound: in a service twice what the rate keeps under way (Little's law), so that a gust passes. */
export function getBound(load: Workload): number {
  if (load.nativePool) return Math.min(nativePoolThreads, load.ratePerSecond === undefined ? Math.max(1, load.tasks) : nativePoolThreads);
  if (load.ratePerSecond === undefined || load.tasks > 1) return Math.min(usualBound, Math.max(1, load.tasks));
  return Math.max(leastServiceBound, Math.ceil((2 * load.ratePerSecond * (load.waitMs + load.taskMs)) / 1000));
}
