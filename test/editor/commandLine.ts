/**
 * Compares what `loopwise check --format json` says about the workspace with what the editor is expected to show: the same findings,
 * but for the echoes, which only editors have.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../scripts/editorHost/install.ts';
import type { EditorRun } from './support/editorRun.ts';
import { echoRule, sortFindings, toDifference, toLine, type ExpectedFindings, type Shown } from './support/lines.ts';

/** The parts of DESIGN.md's JSON that are compared. */
interface CheckReport {
  readonly findings: readonly {
    readonly ruleId: string; readonly severity: Shown['severity']; readonly message: string; readonly file: string;
    readonly range: { readonly start: { line: number; column: number }; readonly end: { line: number; column: number } };
  }[];
}

/** @throws Error listing the differences, or saying what the command line wrote when it failed. */
export function compareCommandLine(run: EditorRun): void {
  const expected = JSON.parse(readFileSync(run.expectedFile, 'utf8')) as ExpectedFindings;
  const withoutEchoes = Object.fromEntries(Object.entries(expected).map(([file, lines]) => [file, lines.filter((line) => !line.includes(` ${echoRule}: `))]));
  const result = spawnSync(process.execPath, [join(repositoryFolder, 'dist/cli.js'), 'check', run.workspace, '--format', 'json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, cwd: run.workspace });
  if (result.status !== 0 && result.status !== 1) throw new Error(`loopwise check ended with ${result.status ?? result.signal}:\n${result.stdout}${result.stderr}`);
  const { findings } = JSON.parse(result.stdout) as CheckReport;
  const shown: Record<string, string[]> = {};
  for (const { file, range: { start, end }, severity, ruleId, message } of findings) {
    const range = { start: { line: start.line - 1, character: start.column - 1 }, end: { line: end.line - 1, character: end.column - 1 } };
    (shown[file] ??= []).push(toLine({ range, severity, rule: ruleId, message }));
  }
  const difference = toDifference(sortFindings(withoutEchoes), sortFindings(shown));
  if (difference !== '') throw new Error(`expected.json (as the editor shows it) and the command line differ:\n${difference}`);
}
