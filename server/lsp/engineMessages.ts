/**
 * What the protocol thread and the engine thread say to each other. Plain data that survives a structured clone; no behaviour.
 */
import type { FixOutcome, MadeFix } from '../engine/lint/finding.ts';
import type { FileFindings, FunctionProfile, FunctionReport, Problem, Progress, SkippedFile } from '../engine/report.ts';
import type { CommentPlace } from '../engine/syntax/commentPlace.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { EngineInformation } from '../protocol.ts';
import type { FixVerdict } from './fixTrial.ts';

/** Everything that happened in the editor since the last message, newest state only. */
export interface EngineChange {
  /** The workspace folders, when they changed. */
  readonly folders?: readonly FilePath[];
  /** Every open document of ours, when the list changed. */
  readonly opened?: readonly FilePath[];
  /** Text of open documents that changed. */
  readonly texts?: ReadonlyMap<FilePath, string>;
  /** Documents that were closed: the disk counts again. */
  readonly released?: readonly FilePath[];
  /** Files the disk changed, created or deleted. */
  readonly touched?: readonly FilePath[];
  /** Something about the folders may have changed that no file event names (a folder was renamed): look again. */
  readonly isRescan?: boolean;
}

export type EngineQuestion =
  | { readonly type: 'commentPlace'; readonly file: FilePath; readonly offset: number }
  /** Every function of the given files, of all files when absent. */
  | { readonly type: 'functions'; readonly files?: readonly FilePath[] }
  /** The function at a 1-based place. */
  | { readonly type: 'profile'; readonly file: FilePath; readonly line: number; readonly column: number }
  | { readonly type: 'makeFix'; readonly findingId: string; readonly title: string }
  /** Does the result parse and compile? */
  | { readonly type: 'checkFix'; readonly made: MadeFix }
  | { readonly type: 'information' };

export interface EngineAnswers {
  readonly commentPlace: CommentPlace | undefined;
  readonly functions: readonly FunctionReport[];
  /** `null`: there is no function. */
  readonly profile: FunctionProfile | null;
  readonly makeFix: FixOutcome;
  readonly checkFix: FixVerdict;
  readonly information: EngineInformation;
}

export type ToEngine =
  /** `generation` grows with every change; results name the newest one they include. */
  | { readonly kind: 'change'; readonly generation: number; readonly change: EngineChange }
  | { readonly kind: 'ask'; readonly id: number; readonly question: EngineQuestion }
  | { readonly kind: 'close' };

export type PlacedProblem = Problem & Required<Pick<Problem, 'file' | 'range'>>;

export interface ReportMessage {
  readonly kind: 'report';
  /** The newest change these results include. */
  readonly generation: number;
  /** No answers are out and no files wait: the results are final until the next change. */
  readonly isFinal: boolean;
  /** Files whose findings differ from the last message, and files that have none any more. */
  readonly changed: readonly FileFindings[];
  readonly removed: readonly FilePath[];
  /** Number of files analysed. */
  readonly files: number;
  readonly skipped: readonly SkippedFile[];
  /** Sentences for the log and the status: what happened, where, what to do next. */
  readonly problems: readonly string[];
  /** Those of them that stand somewhere: mistakes in configuration files. */
  readonly placed: readonly PlacedProblem[];
  /** Milliseconds since the change arrived at the engine. */
  readonly ms: number;
}

export type FromEngine =
  | ReportMessage
  /** The change was read and the next one may be sent. */
  | { readonly kind: 'taken'; readonly generation: number }
  /** Functions of open documents whose reports changed. */
  | { readonly kind: 'functions'; readonly files: readonly (readonly [FilePath, readonly FunctionReport[]])[] }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** A step failed and the engine goes on; results for this generation will not come. */
  | { readonly kind: 'failed'; readonly generation: number; readonly message: string }
  | { readonly kind: 'log'; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: EngineAnswers[keyof EngineAnswers] }
  | { readonly kind: 'unanswered'; readonly id: number; readonly message: string }
  | { readonly kind: 'closed' };

/** Slots of the shared Int32Array: the only thing the engine can see of the other thread while it computes. */
export const sharedSlots = {
  /** The newest generation that exists; a run for an older one is out of date. */
  generation: 0,
  /** Runs for this generation or an older one were cancelled by a person. */
  cancelled: 1,
  length: 2,
} as const;

/** `workerData` of the engine thread. */
export interface EngineWorkerData {
  readonly shared: SharedArrayBuffer;
  /** The first workspace folder, where there is one. */
  readonly folder: FilePath | undefined;
}
