/**
 * What is known about a function as a whole, through everything it calls. Each field says what exactly it claims; a claim carries
 * the step that proves it, and following the steps gives the path.
 */
import type { CallFact, Span } from '../facts/fileFacts.ts';
import type { ApiModel, WaitKind } from '../models/model.ts';
export type { WaitKind };
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';

/** One step of a proof: the call in this function, and the function it leads into, or the API where the path ends. */
export interface Step {
  readonly unit: Unit;
  readonly call: CallFact;
  readonly next?: FunctionId;
  readonly api?: string;
  readonly model?: ApiModel;
  /** True when the call's target was inferred rather than resolved, here or further down. */
  readonly guess: boolean;
  /** Number of calls to the sink, 1 for the sink itself. */
  readonly length: number;
}

/** What kind of work a function is; see work.ts for the units and workload.ts for the rule. */
export interface WorkloadClaim {
  /**
   * `io`: it may wait on something outside its thread, or block the thread in synchronous I/O, and computes little. `cpu`: it may
   * compute for long and waits on nothing known. `mixed`: both. `trivial`: neither is known. `unknown`: calls that could do anything decide.
   */
  readonly class: 'cpu' | 'io' | 'mixed' | 'trivial' | 'unknown';
  /** `certain`: known APIs and plain loops. `likely`: a step was inferred, or the weight is near the limit. `possible`: open calls. */
  readonly confidence: 'certain' | 'likely' | 'possible';
  /** Loops, calls and hops that lead to the class, way by way, the strongest first; empty when nothing speaks against `trivial`. */
  readonly evidence: readonly Proof[];
}

/** How the time a call spends on its thread grows, waiting left out. */
export interface CostClaim {
  /** May: the worst growth known on some path. `constant`: none is known. `unknown`: calls that could do anything decide. */
  readonly class: 'constant' | 'linear' | 'superlinear' | 'exponential' | 'unknown';
  /** `1`, `log n`, `n`, `n log n`, `n^2` …, `2^n`; '' for `unknown`. */
  readonly growth: string;
  /** The input whose length is n: a parameter's name, `this`, a captured name. Absent: made in the function, or several. */
  readonly input?: string;
  /** The loop or call that shows it. */
  readonly proof?: Proof;
}

/** One place that proves a claim, in the file of `unit`. */
export interface Proof { readonly unit: Unit; readonly at: Span; readonly label: string }

export interface FunctionSummary {
  /** May: some path through the function blocks its thread (file system, child process …). Absent: no such path is known. */
  readonly blocks?: Step;
  /** May: some path starts an asynchronous operation that waits on something outside the thread. Absent: none known. */
  readonly waits?: Step;
  /** What the path in `waits` ends at. */
  readonly waitsOn?: WaitKind;
  /** May: some path burns CPU in a known expensive call (`JSON.parse`, hashing, compression). */
  readonly burns?: Step;
  /**
   * Must: calling (and awaiting) the function never throws and never rejects. False also means not known.
   * Calls inside a `catch` are taken not to throw: a logger that throws is not what a reader looks for.
   */
  readonly neverRejects: boolean;
  /** Solved when first read, as far as this function reaches. */
  readonly workload: WorkloadClaim;
  /** Solved when first read, as far as this function reaches. */
  readonly cost: CostClaim;
  /**
   * How a signal gets in: a parameter of its own, or `option` of an options parameter; `local` is the name it has inside where the
   * parameter is a pattern that takes it out. Absent: it takes none.
   */
  readonly signal?: { readonly parameter: number; readonly option?: string; readonly local?: string };
  /**
   * The parameter that reaches, unchanged, the place where a call below takes a signal: `option` of it, or itself. Absent: none is known.
   * Found when first read.
   */
  readonly passedSignal?: { readonly parameter: number; readonly option?: string } | undefined;
}
