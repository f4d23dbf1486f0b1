/**
 * What a check came to, as the reporters get it, and what they may know of the terminal. Reporters are pure functions from these
 * two to text; reading, writing and exit codes belong to the verb.
 */
import type { Colors } from 'picocolors/types';
import type { Finding, Severity } from '../engine/lint/finding.ts';
import type { FunctionReport, Problem, SkippedFile, StageStat } from '../engine/report.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';

export interface CheckResult {
  /** The folder checked; paths in JSON and SARIF are relative to it. */
  readonly root: FilePath;
  /** Number of files analysed. */
  readonly files: number;
  /** Sorted by file, position, rule. Without those in the baseline. */
  readonly findings: readonly Finding[];
  /** Findings the baseline accepts. */
  readonly baselined: readonly Finding[];
  /** Baseline entries that match nothing any more. */
  readonly staleEntries: number;
  readonly functions?: readonly FunctionReport[];
  /** The files looked at, for reports that are one of several over the same root. */
  readonly analysed?: readonly FilePath[];
  readonly skipped: readonly SkippedFile[];
  readonly problems: readonly Problem[];
  readonly stats: readonly StageStat[];
  /** Wall time of the whole check. */
  readonly ms: number;
}

export interface View {
  /** What printed paths are relative to. */
  readonly base: FilePath;
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly width: number;
  readonly version: string;
  /** Source text for code frames. */
  findText(file: FilePath): string | undefined;
  /** The rule's page in Markdown. */
  findRulePage(ruleId: string): string | undefined;
}

export type Reporter = (result: CheckResult, view: View) => string;

export const severities = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** Number of findings of each severity. */
export function countBySeverity(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) counts[finding.severity]++;
  return counts;
}

/** `1 error`, `2 errors`. */
export function toCount(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** `4 errors, 1 warning`; severities without findings are left out. */
export function toSeverityCounts(findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  const nouns = { error: 'error', warning: 'warning', info: 'note' };
  return severities.filter((severity) => counts[severity] > 0).map((severity) => toCount(counts[severity], nouns[severity])).join(', ');
}

/** Control and direction characters made visible one for one, so that a source text cannot write to the terminal and columns stay. */
export function toVisible(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
    .replace(/[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Message and labels as one line. */
export function toOneLine(text: string): string {
  return toVisible(text.replace(/\s*\r?\n\s*/g, ' '));
}
