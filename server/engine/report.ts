/**
 * What a session hands out: findings and everything said about the files they come from. Plain data that can cross a thread.
 */
import type { Confidence, Echo, Finding, FixOutcome, Hop, Location } from './lint/finding.ts';
import type { PackageSummary, PlacedSummary, SummaryRequest } from './packageSummary.ts';
import type { FilePath } from './syntax/compiler.ts';

export type Workload = 'cpu' | 'io' | 'mixed' | 'trivial' | 'unknown';

/** How a function's own time grows with one of its inputs; see `CostClaim` in summaries/functionSummary.ts. */
export interface FunctionCost {
  readonly class: 'constant' | 'linear' | 'superlinear' | 'exponential' | 'unknown';
  /** `1`, `log n`, `n`, `n log n`, `n^2` …, `2^n`; '' for `unknown`. */
  readonly growth: string;
  readonly input?: string;
  /** The loop or call that shows it. */
  readonly proof?: Hop;
}

/** One function's workload class, for `check --functions` and hover. */
export interface FunctionReport extends Location {
  readonly name: string;
  readonly workload: Workload;
  readonly confidence: Confidence;
  /** Loops, calls and hops that lead to the class, the strongest first. */
  readonly evidence: readonly Hop[];
  readonly cost: FunctionCost;
  /** Contexts the function runs in, most severe first, each with the way it is reached. */
  readonly contexts: readonly { readonly context: import('./lint/finding.ts').Context; readonly trace: readonly Hop[] }[];
}

/** One claim of a function's summary, in words, with the calls that lead to what proves it. */
export interface SummaryClaim { readonly text: string; readonly trace: readonly Hop[] }

export interface FunctionExplanation extends FunctionReport {
  readonly claims: readonly SummaryClaim[];
}

/** What a parameter's type and name say about the data it brings. `value`: a number, a flag, a short text. */
export type DataKind = 'bytes' | 'text' | 'list' | 'object' | 'value' | 'function' | 'unknown';

/** A place that calls a function, as far as it says how often and beside what. */
export interface CallSiteReport extends Location {
  /** The function around it; '' at the top level of a module. */
  readonly caller: string;
  readonly contexts: readonly import('./lint/finding.ts').Context[];
  /** Within one run of the caller. Absent: once. */
  readonly repeated?: {
    /** What is walked; '' when it has no short name. */
    readonly over: string;
    readonly bound: 'bounded' | 'unbounded' | 'unknown';
    /** For `unbounded`, where the elements come from. */
    readonly why?: string;
  };
  /** `together`: further calls start before the first is done. `limited`: that, through something that bounds how many. */
  readonly manner: 'in turn' | 'together' | 'limited';
  /** A round's result is an argument of the next. */
  readonly ordered: boolean;
}

/** Something from outside that a function uses and another thread would not have. */
export interface CapturedReport {
  readonly name: string;
  /** Where it lives. A module's constants come along when the module is loaded elsewhere, what changes does not. */
  readonly scope: 'module' | 'function' | 'this';
  readonly changes: boolean;
}

/** What the advisor has to know of one function. */
export interface FunctionProfile extends FunctionReport {
  readonly isAsync: boolean;
  /** Other files can import it by {@link FunctionReport.name}. */
  readonly isExported: boolean;
  readonly parameters: readonly { readonly name: string; readonly data: DataKind }[];
  readonly captured: readonly CapturedReport[];
  /** What it mostly waits on: `net`, `disk`, `db` … */
  readonly waitsOn?: string;
  /** The synchronous call on its way that holds the thread while it waits, what for, and the asynchronous form of it where there is one. */
  readonly blocks?: { readonly api: string; readonly on: string; readonly twin?: string };
  /** A known call that burns CPU however small its input (`crypto#scryptSync`), and the API's name. */
  readonly burns?: string;
  /** It runs code that is only known at run time: the API it does that with. */
  readonly runsForeignCode?: string;
  /** It walks data from outside its parameters: their name. */
  readonly walksShared?: string;
  /** Sorted by file and position; calls from tests are left out. */
  readonly callSites: readonly CallSiteReport[];
}

/** One call on the line, and what each thing it may call is known to do. */
export interface CallExplanation { readonly name: string; readonly range: Location['range']; readonly targets: readonly string[] }

/** Everything known at one line. */
export interface PlaceExplanation {
  readonly file: FilePath;
  /** 1-based. */
  readonly line: number;
  /** Functions the line is part of, innermost first; empty at the top level of a module. */
  readonly functions: readonly FunctionExplanation[];
  readonly calls: readonly CallExplanation[];
  readonly findings: readonly Finding[];
}

/** A file that was asked for and not analysed. */
export interface SkippedFile {
  readonly file: FilePath;
  /** `larger than 1 MB`, `minified`, `not UTF-8`, `more than 200,000 syntax nodes`, … */
  readonly reason: string;
}

/** Something that went wrong and did not stop the run. */
export interface Problem {
  readonly file?: FilePath;
  readonly range?: import('./lint/finding.ts').Range;
  /** What happened, where, and what to do next. */
  readonly message: string;
}

/** Milliseconds and counts per stage, for `--stats`. */
export interface StageStat { readonly stage: string; readonly ms: number; readonly counts: Readonly<Record<string, number>> }

export interface FileFindings {
  readonly file: FilePath;
  readonly findings: readonly Finding[];
  readonly echoes: readonly Echo[];
  /** Hash of the findings and echoes: equal hashes mean nothing to show anew. */
  readonly hash: string;
}

export interface Report {
  /** Grows with every update of the session. */
  readonly version: number;
  /** Number of files analysed. */
  readonly files: number;
  /** Per file, sorted by path, files without findings left out; findings sorted by position, then rule. */
  readonly byFile: readonly FileFindings[];
  readonly skipped: readonly SkippedFile[];
  readonly problems: readonly Problem[];
  /** False while answers from the compiler are still out: findings may then be missing, never wrong about the text. */
  readonly complete: boolean;
  readonly stats: readonly StageStat[];
}

/** Set from another thread; long synchronous stages poll it and throw {@link Cancelled}. */
export interface CancelFlag { readonly requested: boolean }

export class Cancelled extends Error {
  constructor() { super('The analysis was cancelled because a newer one replaces it.'); }
}

export interface Progress {
  /** `projects`, `facts`, `program`, `types`, `findings`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** What the engine needs to know of one package.json; read by the host. */
export interface PackageInfo {
  /** Folder of the package.json, absolute. */
  readonly folder: FilePath;
  readonly name?: string;
  readonly type?: 'module' | 'commonjs';
  /** Absolute paths of files named by `bin`, as written (they may point at build output). */
  readonly bin: readonly FilePath[];
  /** Absolute paths named by `main`, `module`, `exports`, as written. */
  readonly exports: readonly FilePath[];
  readonly scripts: Readonly<Record<string, string>>;
  /** Declared dependencies of every kind, with the installed version where found, else the range as written. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** What installed dependencies say of themselves in a `loopwise.models.json`; absent when none does. */
  readonly models?: readonly { readonly package: string; readonly file: FilePath; readonly rows: import('./models/model.ts').ModelTable }[];
  readonly private: boolean;
}

export interface SessionChanges {
  /** Text that replaces the disk's, by path (unsaved documents, virtual fixtures). */
  readonly texts?: ReadonlyMap<FilePath, string>;
  readonly released?: readonly FilePath[];
  readonly touched?: readonly FilePath[];
  /** The whole list of own files to analyse, when it changed. */
  readonly files?: readonly FilePath[];
  /** Files the host refused, with the reason, when the list changed. */
  readonly skipped?: readonly SkippedFile[];
  readonly packages?: readonly PackageInfo[];
  readonly settings?: import('./settings.ts').Settings;
  /** Files of other packages that imports may lead to and that are not analysed; counts when `files` is given. */
  readonly known?: readonly FilePath[];
  /** Packages that are known from summaries; their files are none of `files`. All of them, when they changed. */
  readonly summaries?: readonly PlacedSummary[];
}

/** The one door to the engine; `createSession` in session.ts makes one. */
export interface Session {
  /** Applies changes: compiler snapshot, then facts of the files whose text changed. Calls queue; the newest wins. */
  update(changes: SessionChanges, options?: { readonly cancel?: CancelFlag; readonly onProgress?: (progress: Progress) => void }): Promise<void>;
  /** The report from the answers at hand, without asking the compiler. Synchronous work only, some milliseconds after an edit. */
  current(): Report;
  /** Asks what is still open and resolves with the final report; rejects with {@link Cancelled}. */
  refine(options?: { readonly cancel?: CancelFlag; readonly onProgress?: (progress: Progress) => void }): Promise<Report>;
  /** Workload class, contexts and evidence of every function of the given files (all when absent). */
  functions(files?: readonly FilePath[]): readonly FunctionReport[];
  /** The profile of the function whose name stands at a 1-based place, else of the innermost one around it; undefined where there is none. */
  profileAt(file: FilePath, line: number, column?: number): FunctionProfile | undefined;
  /** Everything known at a 1-based line, with the answers at hand; undefined for a file that is not analysed. */
  explainAt(file: FilePath, line: number): PlaceExplanation | undefined;
  /** The given files and every own file that reaches one of them by imports: where a change of types can be felt. */
  importersOf(files: readonly FilePath[]): readonly FilePath[];
  /** Makes a fix of a finding of the newest report, against the texts as they are now; refused when either is gone. */
  makeFix(findingId: string, title: string): Promise<FixOutcome>;
  close(): Promise<void>;
}

/** A session that can also write down what it knows. */
export interface SummarizingSession extends Session {
  /** The package that the session's files are, as data for runs that do not have them; after {@link Session.refine}. */
  summarize(request: SummaryRequest): Promise<PackageSummary>;
}
