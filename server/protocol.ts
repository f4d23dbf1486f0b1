/**
 * The messages between the language server and an editor that the Language Server Protocol does not define, and the
 * options the server reads. Plain types only: the server, the VS Code client and the webview import this file, and it imports nothing
 * but the settings and the shape of an advice.
 */
import type { Advice } from './advisor/advice.ts';
import type { EditorSettings } from './editorSettings.ts';

/** What a client may hand over in `initialize` (`initializationOptions`). Every field is optional. */
export interface InitializationOptions {
  /** The client understands the `loopwise/status` notification. Others would warn about an unknown message. */
  readonly status?: boolean;
  /**
   * The client shows rule pages itself: *Show documentation* then carries the command {@link showRulePageCommand} with one
   * argument, the rule id. Other clients get a command the server executes through `window/showDocument`.
   */
  readonly rulePages?: boolean;
  /** The client has the commands {@link adviseCommand} and {@link showProblemsCommand}: code lenses and hovers may carry them. */
  readonly advisor?: boolean;
  /**
   * The client opens its preview for an edit of which something needs confirmation, and that something starts out unticked, as in VS
   * Code. A fix is whole or wrong, so it then comes ticked, and the confirmation is asked for by a change that does nothing.
   */
  readonly ticksPreviews?: boolean;
  /** Settings of the section `loopwise`, for clients that cannot be asked for them. */
  readonly settings?: Partial<EditorSettings>;
}

/** Notification, server to client, on every change of state. */
export const statusNotification = 'loopwise/status';

export interface ServerStatus {
  /**
   * `analysing`: work is under way. `idle`: what is shown is final. `degraded`: something is missing, `message` says what and
   * what to do. `stopped`: the analysis does not run any more; restart the server.
   */
  readonly state: 'idle' | 'analysing' | 'degraded' | 'stopped';
  /** Steps of the current stage that are done, and all of them; given together. */
  readonly done?: number;
  readonly total?: number;
  readonly message?: string;
  /** Milliseconds from the last change until the final results. */
  readonly ms?: number;
  /** Number of findings shown. */
  readonly findings?: number;
  /** Open documents that are left out, each with the reason as a phrase: `larger than 1 MB`, `minified`. */
  readonly notAnalysed?: readonly { readonly uri: string; readonly reason: string }[];
}

/** Request, client to server, no parameters: analyse and show the whole workspace from now on. Reports work-done progress. */
export const checkWorkspaceRequest = 'loopwise/checkWorkspace';

export interface CheckWorkspaceResult {
  /** A person cancelled: what is shown is as before. */
  readonly cancelled: boolean;
  /** Files analysed, and findings in them. */
  readonly files: number;
  readonly findings: number;
}

/** Request, client to server: {@link RulePageParams} to the page as Markdown, or `null` for a rule that does not exist. */
export const rulePageRequest = 'loopwise/rulePage';

export interface RulePageParams { readonly ruleId: string }

/** Request, client to server, no parameters: {@link DebugInformation}. */
export const debugInformationRequest = 'loopwise/debugInformation';

/** For a bug report. Holds no source text. */
export interface DebugInformation {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly folders: readonly string[];
  readonly openDocuments: number;
  readonly settings: EditorSettings;
  readonly status: ServerStatus;
  /** How often the engine thread was started again. */
  readonly engineRestarts: number;
  /** Resident memory of this process in bytes. */
  readonly memory: number;
  /** What the engine thread says about its last run; absent when it did not answer in time. */
  readonly engine?: EngineInformation;
}

export interface EngineInformation {
  readonly files: number;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly problems: readonly string[];
  /** Ids of the processes the engine has running: the native compiler. */
  readonly processes: readonly number[];
  readonly stats: readonly { readonly stage: string; readonly ms: number; readonly counts: Readonly<Record<string, number>> }[];
}

/** A command of the client (not the server), used by code actions when {@link InitializationOptions.rulePages} is set. */
export const showRulePageCommand = 'loopwise.showRulePage';

/** A command of the client: the workload advisor for the function at {@link AdviseArguments}. */
export const adviseCommand = 'loopwise.adviseFunction';
/** A command of the client: the problems of the document, at {@link AdviseArguments}. */
export const showProblemsCommand = 'loopwise.showFunctionProblems';
/** Where the function is: its document and the 0-based place of its name. */
export type AdviseArguments = readonly [uri: string, position: PlainPosition];

/** As in the Language Server Protocol: 0-based, in UTF-16 code units. */
export interface PlainPosition { readonly line: number; readonly character: number }
export interface PlainRange { readonly start: PlainPosition; readonly end: PlainPosition }
/** A step of a path or a piece of evidence. */
export interface PlainHop { readonly uri: string; readonly range: PlainRange; readonly label: string }

/** Request, client to server: {@link WorkloadsParams} to {@link Workloads}. Computes on the engine thread, for a large workspace some seconds. */
export const workloadsRequest = 'loopwise/workloads';

/** Without `uri` the functions of every analysed file. */
export interface WorkloadsParams { readonly uri?: string }

export type WorkloadClass = 'cpu' | 'io' | 'mixed' | 'trivial' | 'unknown';

export interface WorkloadFunction {
  /** Names from the outermost function to this one: `Reports > render`. */
  readonly name: string;
  readonly uri: string;
  /** Of the name. */
  readonly range: PlainRange;
  readonly workload: WorkloadClass;
  readonly confidence: 'certain' | 'likely' | 'possible';
  /** How its own time grows: `n^2`, in `rows`; '' when not known. */
  readonly growth: string;
  readonly input?: string;
  readonly evidence: readonly PlainHop[];
  /** Where it runs, most severe first, each with the path from the root; the first hop names the root. */
  readonly contexts: readonly { readonly context: string; readonly path: readonly PlainHop[] }[];
  /** Findings in the function itself. */
  readonly findings: number;
}

export interface Workloads {
  /** False while the analysis is still under way: classes may change. */
  readonly isFinal: boolean;
  readonly files: number;
  readonly functions: readonly WorkloadFunction[];
  /** Findings of all files, whether shown or not. */
  readonly findings: readonly { readonly family: string; readonly severity: 'error' | 'warning' | 'info'; readonly count: number }[];
  /** Roots that reach the most findings, at most ten. */
  readonly hotRoots: readonly (PlainHop & { readonly findings: number })[];
}

/** Request, client to server: {@link PathsParams} to the paths that lead through that line, the worst finding first. */
export const pathsRequest = 'loopwise/paths';

export interface PathsParams { readonly uri: string; readonly position: PlainPosition }
export interface FindingPath {
  readonly ruleId: string;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Root first, the place that does the damage last. */
  readonly hops: readonly PlainHop[];
}

/**
 * Request, client to server: {@link AdviseParams} to {@link AdviseResult}. Without `place` it is answered at once; with one the engine is
 * asked for the function. Sent again for every move of a slider, so it has to be cheap.
 */
export const adviseRequest = 'loopwise/advise';

export interface AdviseParams {
  /** The function whose code fills what `input` leaves out. */
  readonly place?: { readonly uri: string; readonly position: PlainPosition };
  /** What the person said, by the names of `loopwise advise --input`; null is not given. It wins over the code. */
  readonly input: Readonly<Record<string, number | boolean | string | null>>;
}

/** One field of the input as it counts. */
export interface AdviseField {
  readonly name: string;
  /** What it means, as a phrase. */
  readonly meaning: string;
  readonly kind: 'number' | 'flag' | 'choice';
  /** Of a choice. */
  readonly choices?: readonly string[];
  /** The value that counts; null when there is none. */
  readonly value: number | boolean | string | null;
  /** `given`: by the person. `code`: read from the function. `assumed`: nobody said. `none`: not needed. */
  readonly origin: 'given' | 'code' | 'assumed' | 'none';
  /** Why this value: the call or loop in the code, or what the assumption rests on. */
  readonly because?: string;
}

export interface AdviseResult {
  /** The answer, as `loopwise advise --format json` prints it; absent when `problems` has entries. */
  readonly advice?: Advice;
  /** Every field with the value that counts. */
  readonly fields: readonly AdviseField[];
  /** Fields that cannot be used, each with a sentence. */
  readonly problems: readonly { readonly field: string; readonly message: string }[];
  /** The function the place names. */
  readonly function?: WorkloadFunction;
  /** Where findings stand in it, in the order of the file. */
  readonly findings?: readonly PlainRange[];
  /** Whether the costs of this machine were measured (`loopwise calibrate`) or are the shipped defaults. */
  readonly machine: 'measured' | 'default';
  /** The whole answer as Markdown, for the clipboard. */
  readonly markdown: string;
}

/** Commands the server executes itself (`workspace/executeCommand`), for clients without an extension of ours. */
export const serverCommands = {
  /** Same as {@link checkWorkspaceRequest}. */
  checkWorkspace: 'loopwise.server.checkWorkspace',
  /** One argument: the rule id. */
  showRulePage: 'loopwise.server.showRulePage',
} as const;

/** `data` of every diagnostic: lets a code action find its finding again whatever was typed since. */
export interface DiagnosticData { readonly findingId: string }
