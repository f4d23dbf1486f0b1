/**
 * What a person can configure, after defaults and overrides are merged and validated (that happens in `server/host`).
 * The engine takes this as data and never looks for configuration itself.
 */
import type { Confidence, Severity } from './lint/finding.ts';

export type RuleLevel = 'off' | Severity;

export interface RuleSetting {
  /** `undefined`: the rule's own severity for the context. `error`, `warning`, `info`: a ceiling and a floor at once. */
  readonly level?: RuleLevel;
  readonly options: Readonly<Record<string, unknown>>;
}

/** APIs and functions the user declares. Written `package#export.path`, `./relative/file#export.path`, or `Type.member`. */
export interface DeclaredApis {
  /** Blocks the event loop when called. */
  readonly blocking: readonly string[];
  /** Believed not to block, whatever it calls. */
  readonly nonBlocking: readonly string[];
  /** Bounds how many of the tasks handed to it run at once. */
  readonly limiters: readonly string[];
  /** Makes a network request. */
  readonly network: readonly string[];
  /** Handles the promise it returns itself: not awaiting it is fine. */
  readonly detachedOk: readonly string[];
  /** Whole rows about library APIs, by `package#export.path`; they win over built-in ones and over those that packages ship. */
  readonly rows: import('./models/model.ts').ModelTable;
}

/** Globs, relative to the configuration file, that say where code runs when nothing in the code does. */
export interface EntryGlobs {
  readonly handlers: readonly string[];
  readonly cli: readonly string[];
  readonly workers: readonly string[];
}

/** Settings of one file, overrides already applied. */
export interface FileSettings {
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly apis: DeclaredApis;
  /** Which entry kind the file was declared to be, if any. */
  readonly entry?: 'handlers' | 'cli' | 'workers';
}

export interface Settings {
  /** The folder finding ids and printed paths are relative to. Absolute, `/` separators, no trailing slash. */
  readonly root: string;
  readonly minConfidence: Confidence;
  /** A suppression comment without ` -- reason` is reported. */
  readonly requireReason: boolean;
  /** Settings of a file; the same object for files with the same settings. */
  forFile(file: string): FileSettings;
  /** Changes when any setting changes. */
  readonly hash: string;
}

export const noDeclaredApis: DeclaredApis = { blocking: [], nonBlocking: [], limiters: [], network: [], detachedOk: [], rows: {} };

/** Settings of a folder nobody configured. */
export function getDefaultSettings(root: string): Settings {
  const file: FileSettings = { rules: new Map(), apis: noDeclaredApis };
  return { root, minConfidence: 'likely', requireReason: true, forFile: () => file, hash: 'default' };
}
