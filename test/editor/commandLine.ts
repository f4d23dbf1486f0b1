/**
 * Compares what `loopwise check --format json` says about the workspace with what VS Code shows: the same findings in the same words,
 * but for the echoes, which only editors have.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../scripts/editorHost/install.ts';
import type { EditorRun } from './support/editorRun.ts';
import { sortFindings, toDifference, toLine, toLineWithMessage, withoutEchoes, type ExpectedFindings, type Shown } from './support/lines.ts';

/** The parts of DESIGN.md's JSON that are compared. */
interface CheckReport {
  readonly findings: readonly {
    readonly ruleId: string; readonly severity: Shown['severity']; readonly message: string; readonly file: string;
    readonly range: { readonly start: { line: number; column: number }; readonly end: { line: number; column: number } };
  }[];
}

/**
 * Compares with what VS Code showed, words and all; when its suite did not run, with what it is expected to show.
 * @throws Error listing the differences, or saying what the command line wrote when it failed.
 */
export function compareCommandLine(run: EditorRun): void {
  const hasWords = existsSync(run.shownFile);
  const inEditor = JSON.parse(readFileSync(hasWords ? run.shownFile : run.expectedFile, 'utf8')) as ExpectedFindings;
  const result = spawnSync(process.execPath, [join(repositoryFolder, 'dist/cli.js'), 'check', run.workspace, '--format', 'json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, cwd: run.workspace });
  if (result.status !== 0 && result.status !== 1) throw new Error(`loopwise check ended with ${result.status ?? result.signal}:\n${result.stdout}${result.stderr}`);
  const { findings } = JSON.parse(result.stdout) as CheckReport;
  const printed: Record<string, string[]> = {};
  for (const { file, range: { start, end }, severity, ruleId, message } of findings) {
    const range = { start: { line: start.line - 1, character: start.column - 1 }, end: { line: end.line - 1, character: end.column - 1 } };
    const shown: Shown = { range, severity, rule: ruleId };
    (printed[file] ??= []).push(hasWords ? toLineWithMessage(shown, message) : toLine(shown));
  }
  const difference = toDifference(sortFindings(withoutEchoes(inEditor)), sortFindings(printed));
  if (difference !== '') throw new Error(`VS Code (missing here) and the command line (too much here) differ:\n${difference}`);
}
