/**
 * `loopwise merge`: the JSON reports of several checks as one report. Reads reports only: no source is analysed. Fixes keep their titles and
 * lose their edits, which the JSON does not hold.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Finding, Severity } from '../../engine/lint/finding.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { toFilePath } from '../../host/paths.ts';
import { getErrorCode, toReadFailure } from '../../host/text.ts';
import type { CheckResult } from '../result.ts';
import { UsageError, type Surroundings } from '../surroundings.ts';
import { mergeReports, type PartialReport } from '../union.ts';
import { getExitCode, print, type Format } from './check.ts';

export interface MergeOptions {
  readonly format: Format;
  readonly failOn: Severity | 'never';
  /** False with `--no-color`. */
  readonly color: boolean;
}

const position = z.object({ line: z.number(), column: z.number() });
const hop = z.object({ file: z.string(), range: z.object({ start: position, end: position }), label: z.string() });
const finding = hop.omit({ label: true }).extend({
  id: z.string(), ruleId: z.string(), message: z.string(), trace: z.array(hop), otherPaths: z.array(z.array(hop)).optional(),
  family: z.enum(['blocking', 'fan-out', 'fire-and-forget', 'timeout', 'race', 'leak', 'ipc', 'backpressure', 'sequential', 'directive']),
  severity: z.enum(['error', 'warning', 'info']), confidence: z.enum(['certain', 'likely', 'possible']),
  context: z.enum(['request', 'event', 'ui', 'startup', 'cli', 'build', 'test', 'worker', 'library', 'unknown']),
  fixes: z.array(z.object({ title: z.string(), kind: z.enum(['quickfix', 'refactor.rewrite', 'refactor.move']), safety: z.enum(['safe', 'review']) })),
});
const report = z.object({ version: z.literal(1), findings: z.array(finding), analysed: z.array(z.string()) });

/** Prints the joined report and resolves with the exit code. Throws {@link UsageError} for a file that is no report of one part. */
export async function runMerge(files: readonly string[], options: MergeOptions, around: Surroundings): Promise<number> {
  const startedAt = around.now();
  const root = toFilePath(around.cwd);
  const reports: PartialReport[] = [];
  for (const file of files) reports.push(await readReport(file, root));
  const analysed = [...new Set(reports.flatMap((each) => [...each.analysed]))].sort();
  const result: CheckResult = {
    root, files: analysed.length, findings: mergeReports(reports), baselined: [], staleEntries: 0, analysed, skipped: [], problems: [], stats: [], ms: around.now() - startedAt,
  };
  await print(result, { ...options, stats: false }, around, true);
  return getExitCode(result.findings, options.failOn);
}

async function readReport(name: string, root: FilePath): Promise<PartialReport> {
  const read = await readJson(name, root);
  const parsed = report.safeParse(read);
  if (!parsed.success) {
    const hint = typeof read === 'object' && read !== null && 'findings' in read && !('analysed' in read) ? 'it does not say which files it speaks about' : 'it is no report of `loopwise check`';
    throw new UsageError(`${name} cannot be joined: ${hint}. Make it with \`loopwise check <package> --root . --format json\` in this folder, with --summaries where other packages are used.`);
  }
  const absolute = (file: string): FilePath => path.posix.join(root, file);
  return {
    analysed: new Set(parsed.data.analysed.map(absolute)),
    findings: parsed.data.findings.map(({ otherPaths, ...each }): Finding => ({
      ...each, file: absolute(each.file), trace: each.trace.map((at) => ({ ...at, file: absolute(at.file) })),
      ...(otherPaths === undefined ? {} : { otherPaths: otherPaths.map((trace) => trace.map((at) => ({ ...at, file: absolute(at.file) }))) }),
      fixes: each.fixes, functionName: '',
    })),
  };
}

async function readJson(name: string, root: FilePath): Promise<unknown> {
  try {
    return JSON.parse(await readFile(toFilePath(name, root), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (getErrorCode(error) === '') throw error;
    throw new UsageError(`The report ${name} ${toReadFailure(error)}.`);
  }
}
