/**
 * `loopwise check`: reads the project, runs the session, filters by the baseline, prints a report and decides the exit code.
 * Everything with an effect comes in through {@link Surroundings}; what a finding is, the engine decides.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import pico from 'picocolors';
import { findWorkspace } from '../../compiler/workspace.ts';
import type { Confidence, Finding, Severity } from '../../engine/lint/finding.ts';
import { fromPackagePath } from '../../engine/relocation.ts';
import type { Report } from '../../engine/report.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { baselineFileName, filterByBaseline, readBaseline, writeBaseline } from '../../host/baseline.ts';
import { isInside, toFilePath, toRelative } from '../../host/paths.ts';
import { readProject, type Project } from '../../host/project.ts';
import { readText, writeAtomically } from '../../host/text.ts';
import { hasColors } from '../color.ts';
import { ProgressLine } from '../progress.ts';
import { toAgent, toUnix } from '../reporters/lines.ts';
import { toGithub, toStepSummary } from '../reporters/github.ts';
import { toJson } from '../reporters/json.ts';
import { toPretty } from '../reporters/pretty.ts';
import { toSarif } from '../reporters/sarif.ts';
import { toStats } from '../reporters/stats.ts';
import { severities, toCount, toOneLine, type CheckResult, type Reporter, type View } from '../result.ts';
import { acceptSummaries, readSummaries, type AcceptedSummaries } from '../summaryFiles.ts';
import { exitCodes, orInterrupted, UsageError, type Engine, type Surroundings } from '../surroundings.ts';
import { printConfiguration } from './printConfiguration.ts';

export const reporters = { pretty: toPretty, json: toJson, github: toGithub, sarif: toSarif, agent: toAgent, unix: toUnix } as const satisfies Record<string, Reporter>;
export type Format = keyof typeof reporters;

export interface CheckOptions {
  readonly format: Format;
  readonly failOn: Severity | 'never';
  readonly minConfidence?: Confidence;
  readonly functions: boolean;
  readonly stats: boolean;
  readonly printConfig: boolean;
  /** True: the configured or default file. */
  readonly baseline?: string | boolean;
  readonly updateBaseline?: string | boolean;
  /** What paths and ids are relative to; the workspace's root when summaries are given, else the folder checked. */
  readonly root?: string;
  /** Files of `loopwise summarize`, for packages that are not analysed again. */
  readonly summaries?: readonly string[];
  /** False with `--no-color`; otherwise the terminal and the environment decide. */
  readonly color: boolean;
}

export type PrintOptions = Pick<CheckOptions, 'format' | 'stats' | 'color'>;

const skippedShown = 5;

/** Runs a check and resolves with the exit code. Throws `UsageError`, `ConfigurationError`, `BaselineError`, `PathNotFound`, `Interrupted`. */
export async function runCheck(paths: readonly string[], options: CheckOptions, around: Surroundings): Promise<number> {
  const startedAt = around.now();
  const given = paths.length > 0 ? paths : ['.'];
  const workspace = options.summaries === undefined ? undefined : findWorkspace(toFilePath(given[0] ?? '.', around.cwd));
  const { offered, problems: misplaced } = await readSummaries(options.summaries ?? [], around.cwd, workspace, given.map((each) => toFilePath(each, around.cwd)));
  const root = options.root ?? workspace?.root;
  const project = await readProject({
    paths: [...given, ...offered.map(({ folder }) => folder).filter((folder) => existsSync(folder))], cwd: around.cwd, ruleIds: around.ruleIds, signal: around.signal, ...(root === undefined ? {} : { root }),
  });
  const baseline = getBaselineFile(options, project, around.cwd);
  // Read before the long part, so that a broken baseline is told at once.
  const baselined = baseline === undefined || isUpdating(options) ? [] : await readBaseline(baseline);

  const engine = await around.openEngine(project.root);
  try {
    if (options.printConfig) return await orInterrupted(printConfiguration(project, engine.compiler, around), around.signal);
    const accepted = await acceptSummaries(offered, project, workspace, engine.compilerVersion);
    const report = await runSession(engine, project, accepted, options, around);
    const findings = report.byFile.flatMap((file) => file.findings);
    if (baseline !== undefined && isUpdating(options)) return await updateBaseline(baseline, findings, project, report, around);

    const checked = new Set([...project.files, ...accepted.placed.flatMap(({ folder, summary }) => summary.files.map(({ file }) => fromPackagePath(folder, file)))]);
    const filtered = baseline === undefined ? { remaining: findings, baselined: [], stale: [] } : filterByBaseline(baseline, baselined, findings, checked);
    const result: CheckResult = {
      root: project.root, files: report.files, findings: filtered.remaining, baselined: filtered.baselined, staleEntries: filtered.stale.length,
      ...(options.functions ? { functions: engine.session.functions() } : {}),
      ...(options.root === undefined && options.summaries === undefined ? {} : { analysed: [...checked].sort() }),
      skipped: report.skipped, problems: [...misplaced, ...accepted.problems, ...project.problems, ...report.problems], stats: report.stats, ms: around.now() - startedAt,
    };
    await print(result, options, around, report.complete);
    return getExitCode(result.findings, options.failOn);
  } finally {
    await engine.close();
  }
}

/** 1 when a finding is at least as severe as asked, else 0. */
export function getExitCode(findings: readonly Finding[], failOn: Severity | 'never'): number {
  if (failOn === 'never') return exitCodes.clean;
  const limit = severities.indexOf(failOn);
  return findings.some((finding) => severities.indexOf(finding.severity) <= limit) ? exitCodes.findings : exitCodes.clean;
}

async function runSession(engine: Engine, project: Project, { files, placed }: AcceptedSummaries, options: CheckOptions, around: Surroundings): Promise<Report> {
  const progress = new ProgressLine(around.stderr, around.now);
  const { signal } = around;
  const running = { cancel: { get requested() { return signal.aborted; } }, onProgress: progress.show };
  const settings = options.minConfidence === undefined ? project.settings
    : { ...project.settings, minConfidence: options.minConfidence, hash: `${project.settings.hash}:${options.minConfidence}` };
  try {
    await orInterrupted(engine.session.update({ files, skipped: project.skipped, packages: project.packages, settings, ...(placed.length > 0 ? { summaries: placed } : {}) }, running), signal);
    return await orInterrupted(engine.session.refine(running), signal);
  } finally {
    await progress.clear();
  }
}

function isUpdating(options: CheckOptions): boolean {
  return options.updateBaseline !== undefined && options.updateBaseline !== false;
}

/** A file named on the command line, else the configured one, else (when asked for one) the default beside the checked folder's files. */
function getBaselineFile(options: CheckOptions, project: Project, cwd: string): FilePath | undefined {
  const asked = isUpdating(options) ? options.updateBaseline : options.baseline;
  if (options.baseline === false) return undefined;
  if (typeof asked === 'string') return toFilePath(asked, cwd);
  return project.baseline ?? (asked === true ? path.posix.join(project.root, baselineFileName) : undefined);
}

async function updateBaseline(file: FilePath, findings: readonly Finding[], project: Project, report: Report, around: Surroundings): Promise<number> {
  if (!report.complete) throw new UsageError('The baseline is left as it was, because the compiler did not answer everything and findings may be missing. Run the command again.');
  const size = await writeBaseline(file, findings, new Set(project.files));
  const hint = project.baseline === undefined ? ' Use it with `--baseline`, or name it as "baseline" in loopwise.config.jsonc.' : '';
  await around.stdout.write(`Accepted ${toCount(findings.length, 'finding')} in ${toRelative(toFilePath(around.cwd), file)}${size > findings.length ? ` (${size} with those of files not checked now)` : ''}.${hint}\n`);
  return exitCodes.clean;
}

/** Prints a report: findings to stdout, everything about the run to stderr. */
export async function print(result: CheckResult, options: PrintOptions, around: Surroundings, isComplete: boolean): Promise<void> {
  const view = await getView(result, options, around);
  const notes = toNotes(result, isComplete, view, options.stats);
  if (notes !== '') await around.stderr.write(notes);
  await around.stdout.write(reporters[options.format](result, view));
  if (options.format === 'github') await appendStepSummary(result, view, around);
  if (options.stats) await around.stderr.write(toStats(result));
}

/** Problems and refused files go to stderr in every format, so that a report in a file stays a report. */
function toNotes(result: CheckResult, isComplete: boolean, view: View, isFull: boolean): string {
  const lines = result.problems.map((problem) => {
    const start = problem.range === undefined ? '' : `:${problem.range.start.line}:${problem.range.start.column}`;
    return `${problem.file === undefined ? '' : `${toRelative(view.base, problem.file)}${start}: `}${toOneLine(problem.message)}`;
  });
  const shown = isFull ? result.skipped : result.skipped.slice(0, skippedShown);
  lines.push(...shown.map(({ file, reason }) => `skipped ${toRelative(view.base, file)}: ${reason}`));
  if (result.skipped.length > shown.length) lines.push(`skipped ${toCount(result.skipped.length - shown.length, 'more file')} (--stats names them)`);
  if (result.files === 0) lines.push('Nothing to check: no TypeScript or JavaScript file was found. Files in .gitignore, node_modules and build output count only when they are named.');
  if (!isComplete) lines.push('The compiler did not answer every question, so findings may be missing. Run the check again; --stats shows how far it came.');
  return lines.map((line) => `${line}\n`).join('');
}

async function getView(result: CheckResult, options: PrintOptions, around: Surroundings): Promise<View> {
  const texts = new Map<FilePath, string>();
  if (options.format === 'pretty') {
    for (const file of new Set(result.findings.map((finding) => finding.file))) {
      const read = await readText(file);
      if ('text' in read) texts.set(file, read.text);
    }
  }
  return {
    base: getBase(result.root, options.format, around), colors: pico.createColors(hasColors(options, around)), width: around.stdout.columns ?? 100, version: around.version,
    findText: (file) => texts.get(file), findRulePage: (ruleId) => around.findRulePage(ruleId),
  };
}

/**
 * A person and an editor read paths from where they are; GitHub reads them from the repository. Outside of these, and in
 * SARIF for other readers, the folder checked is the base.
 */
function getBase(root: FilePath, format: Format, around: Surroundings): FilePath {
  const isForGithub = format === 'github' || format === 'sarif';
  const start = isForGithub ? around.env.GITHUB_WORKSPACE : around.cwd;
  if (start === undefined || start === '') return format === 'github' ? toFilePath(around.cwd) : root;
  const base = toFilePath(start);
  return isInside(base, root) ? base : root;
}

async function appendStepSummary(result: CheckResult, view: View, around: Surroundings): Promise<void> {
  const file = around.env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  const earlier = await readText(file);
  await writeAtomically(file, `${'text' in earlier ? earlier.text : ''}${toStepSummary(result, view)}`);
}
