/**
 * A finding: one defect, at one place, with the path that leads to it. Plain data; the shape `loopwise check --format json`
 * prints is a subset of it. Rendering (LSP, terminal, SARIF) happens elsewhere.
 */

export type Family =
  | 'blocking' | 'fan-out' | 'fire-and-forget' | 'timeout' | 'race' | 'leak' | 'ipc' | 'backpressure' | 'sequential'
  /** Problems with our own directive comments; not a hazard family and never severe. */
  | 'directive';

export type Severity = 'error' | 'warning' | 'info';

/** `certain`: resolved API and proven path. `likely`: one step was inferred. `possible`: shown only on request. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Where code runs. `library`: exported, callers unknown. */
export type Context =
  | 'request' | 'event' | 'ui' | 'startup' | 'cli' | 'build' | 'test' | 'worker' | 'library' | 'unknown';

/** 1-based line and 1-based UTF-16 column. */
export interface Position { readonly line: number; readonly column: number }
export interface Range { readonly start: Position; readonly end: Position }

/** A place in a file of the user, absolute path with `/`. */
export interface Location { readonly file: string; readonly range: Range }

/** One hop of the way from a root (where the runtime enters the code) to the sink. */
export interface Hop extends Location {
  /** What happens here, in a few words: `GET /report handler`, `calls renderPage`, `readFileSync blocks`. */
  readonly label: string;
}

/** Root first, sink last. */
export type Trace = readonly Hop[];

export type FixSafety = 'safe' | 'review';

export interface TextEdit { readonly file: string; readonly start: number; readonly end: number; readonly newText: string }

/** A change a person can apply. Offsets are UTF-16, in the text the finding was computed from. */
export interface Fix {
  /** A verb phrase with the concrete value: "Await this call". */
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite' | 'refactor.move';
  readonly safety: FixSafety;
  /** Absent: made when it is chosen, see `Session.makeFix`. */
  readonly edits?: readonly TextEdit[];
  /** Shown and never applied: why it cannot be done here. */
  readonly disabled?: string;
}

/** A fix that was made: what to change, and the texts it counts in. */
export interface MadeFix {
  readonly edits: readonly TextEdit[];
  /** Files that are not there yet. */
  readonly created: readonly { readonly file: string; readonly text: string }[];
  /** Hash of each edited file's text, as `getTextHash` gives it: a file with another text must not be edited. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** The fix, or why there is none: a sentence without its full stop. */
export type FixOutcome = MadeFix | { readonly refused: string };

/** The fixes that can be applied. */
export function listApplicable(fixes: readonly Fix[]): readonly Fix[] {
  return fixes.filter((fix) => fix.disabled === undefined);
}

export interface Finding extends Location {
  /** Stable across edits elsewhere: a hash of rule, file (relative to `Settings.root`), function identity, sink text, ordinal among equals. */
  readonly id: string;
  readonly ruleId: string;
  readonly family: Family;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What happens and its consequence, under 90 characters to the first line break. */
  readonly message: string;
  readonly context: Context;
  /** Shortest path of the most severe root. At least the sink itself. */
  readonly trace: Trace;
  readonly otherPaths?: readonly Trace[];
  readonly fixes: readonly Fix[];
  /** Names of the function the finding is in, outermost first, for display. */
  readonly functionName: string;
}

/** The echo of a finding at the first call, in the root, that leads to it. Same id as its finding; shown in editors only. */
export interface Echo extends Location {
  readonly findingId: string;
  readonly ruleId: 'transitive-blocking-call';
  readonly message: string;
  readonly trace: Trace;
}
