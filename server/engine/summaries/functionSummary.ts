/**
 * What is known about a function as a whole, through everything it calls. Each field says what exactly it claims; a claim carries
 * the step that proves it, and following the steps gives the path.
 */
import type { CallFact } from '../facts/fileFacts.ts';
import type { ApiModel, WaitKind } from '../models/model.ts';
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
  /** How a signal gets in: a parameter of its own, or `name` of an options parameter. Absent: it takes none. */
  readonly signal?: { readonly parameter: number; readonly option?: string };
}
