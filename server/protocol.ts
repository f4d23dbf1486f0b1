/**
 * The messages between the language server and an editor that the Language Server Protocol does not define, and the
 * options the server reads. Plain types only: the server, the VS Code client and the webview import this file and it imports nothing.
 */

/** What a client may hand over in `initialize` (`initializationOptions`). Every field is optional. */
export interface InitializationOptions {
  /** The client understands the `loopwise/status` notification. Others would warn about an unknown message. */
  readonly status?: boolean;
  /**
   * The client shows rule pages itself: *Show documentation* then carries the command {@link showRulePageCommand} with one
   * argument, the rule id. Other clients get a command the server executes through `window/showDocument`.
   */
  readonly rulePages?: boolean;
  /** Settings of the section `loopwise`, for clients that cannot be asked for them. */
  readonly settings?: Partial<EditorSettings>;
}

/** The configuration section `loopwise`, as `workspace/configuration` answers it. Unknown fields are ignored. */
export interface EditorSettings {
  /** `open`: findings of open documents, until *Check Workspace* was run. `workspace`: of every file of the workspace. */
  readonly scope: 'open' | 'workspace';
  /** `false` shows nothing and analyses nothing. */
  readonly enable: boolean;
}

export const defaultEditorSettings: EditorSettings = { scope: 'open', enable: true };

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

/** Commands the server executes itself (`workspace/executeCommand`), for clients without an extension of ours. */
export const serverCommands = {
  /** Same as {@link checkWorkspaceRequest}. */
  checkWorkspace: 'loopwise.server.checkWorkspace',
  /** One argument: the rule id. */
  showRulePage: 'loopwise.server.showRulePage',
} as const;

/** `data` of every diagnostic: lets a code action find its finding again whatever was typed since. */
export interface DiagnosticData { readonly findingId: string }
