/**
 * What the advisor answers: the shape of `loopwise advise --format json`, which is stable, and the names of the approaches. Plain data
 * that crosses threads and processes.
 */
import type { InputField } from './input.ts';

/** From the simplest to the most involved; of two that do equally well, the earlier one is better. */
export const approachIds = ['sequential', 'async', 'worker-pool', 'shared-memory-workers', 'processes', 'hybrid', 'distributed'] as const;
export type ApproachId = (typeof approachIds)[number];

/** `high`: the answer stays the same when every number given is off by a third. `low`: it hangs on a number nobody gave, or stands next to a break-even. */
export type AdviceConfidence = 'high' | 'medium' | 'low';

/** `measured`: on this machine, from numbers given. `estimated`: a number of the model is a default or follows from the code. `assumed`: nobody gave what it rests on. */
export type Basis = 'measured' | 'estimated' | 'assumed';

/** One step of the way through the framework. */
export interface PathStep {
  readonly question: string;
  readonly answer: string;
  /** With the numbers that decide it. */
  readonly because: string;
}

export interface Expected {
  /** Over `sequential`; below 1 it is slower. */
  readonly speedup: number;
  readonly burstMs: number;
  readonly loopDelayMs: number;
  readonly memoryMb: number;
  readonly basis: Readonly<Record<'speedup' | 'burstMs' | 'loopDelayMs' | 'memoryMb', Basis>>;
}

export interface Alternative {
  readonly approach: ApproachId;
  readonly tradeoffs: readonly string[];
  readonly whyNot: string;
}

/** One thing that would change the answer. */
export interface BreakEven {
  readonly field: InputField;
  /** The value from which the answer is another. */
  readonly value: number | boolean;
  /** What it then is. */
  readonly approach: ApproachId;
  readonly text: string;
}

export type Level = 'low' | 'medium' | 'high';

export interface MigrationStep {
  readonly title: string;
  readonly detail: string;
  readonly effort: Level;
  readonly risk: Level;
  readonly code?: string;
}

export interface Migration {
  readonly from: ApproachId;
  readonly to: ApproachId;
  readonly effort: Level;
  readonly risk: Level;
  readonly steps: readonly MigrationStep[];
}

/** What to measure, so that the advice is proved or refuted. */
export interface BenchmarkPlan {
  readonly command: string;
  readonly baseline: ApproachId;
  readonly candidates: readonly ApproachId[];
  readonly sweep: { readonly tasks: readonly number[]; readonly payloadKb: readonly number[]; readonly workers: readonly number[] };
  readonly samples: number;
  readonly measures: readonly string[];
  /** By speed-up over the baseline. */
  readonly verdicts: readonly { readonly below: number | null; readonly verdict: string }[];
}

export interface Advice {
  readonly version: 1;
  readonly approach: ApproachId;
  readonly confidence: AdviceConfidence;
  readonly path: readonly PathStep[];
  readonly reasons: readonly string[];
  readonly expected: Expected;
  readonly alternatives: readonly Alternative[];
  readonly breakEven: readonly BreakEven[];
  readonly safeguards: readonly string[];
  readonly migration: Migration;
  readonly benchmark: BenchmarkPlan;
}
