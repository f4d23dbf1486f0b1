/**
 * `loopwise fix`: checks, applies fixes in memory until nothing more can be done, and writes the files that changed. Which fixes hold is
 * decided in fixing/rounds.ts; here is what touches the disk and what is said about it.
 */
import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import pico from 'picocolors';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { getTextHash } from '../../engine/syntax/textHash.ts';
import { toRelative } from '../../host/paths.ts';
import { readProject } from '../../host/project.ts';
import { readSource, writeAtomically } from '../../host/text.ts';
import { hasColors } from '../color.ts';
import { FixRounds, type FixResult } from '../fixing/rounds.ts';
import { ProgressLine } from '../progress.ts';
import { toFixJson, toFixPretty, type FixOutput } from '../reporters/fixes.ts';
import { toOneLine } from '../result.ts';
import { exitCodes, orInterrupted, UsageError, type Surroundings } from '../surroundings.ts';

export interface FixOptions {
  readonly review: boolean;
  readonly rule: readonly string[];
  readonly dryRun: boolean;
  readonly format: 'pretty' | 'json';
  readonly color: boolean;
}

/** Exit code 0 when everything that was to be written is, 1 when a file was refused. Throws as `runCheck` does. */
export async function runFix(paths: readonly string[], options: FixOptions, around: Surroundings): Promise<number> {
  const startedAt = around.now();
  const unknown = options.rule.find((id) => !around.ruleIds.includes(id));
  if (unknown !== undefined) throw new UsageError(`There is no rule ${unknown}. \`loopwise explain\` lists them.`);
  const project = await readProject({ paths: paths.length > 0 ? paths : ['.'], cwd: around.cwd, ruleIds: around.ruleIds, signal: around.signal });
  for (const problem of project.problems) await around.stderr.write(`${toOneLine(problem.message)}\n`);
  const engine = await around.openEngine(project.root);
  const progress = new ProgressLine(around.stderr, around.now);
  try {
    const work = async (): Promise<FixResult> => {
      await engine.session.update({ files: project.files, skipped: project.skipped, packages: project.packages, settings: project.settings }, { onProgress: progress.show });
      const report = await engine.session.refine({ onProgress: progress.show });
      if (!report.complete) throw new UsageError('Nothing was changed, because the compiler did not answer everything. Run the command again.');
      return new FixRounds(engine, project, { review: options.review, ruleIds: options.rule }, readSource).run(report);
    };
    const result = await orInterrupted(work(), around.signal);
    await progress.clear();
    const refused = options.dryRun ? [] : await writeAll(result);
    const output: FixOutput = { root: project.root, result, refused, isDryRun: options.dryRun, ms: around.now() - startedAt };
    await around.stdout.write(options.format === 'json' ? toFixJson(output) : toFixPretty(output, pico.createColors(hasColors(options, around)), (file) => toRelative(around.cwd.replaceAll('\\', '/'), file)));
    return refused.length > 0 ? exitCodes.findings : exitCodes.clean;
  } finally {
    await progress.clear();
    await engine.close();
  }
}

/**
 * Writes every changed file, or none: a file that is not what was analysed refuses the whole run, since the fixes of the others may
 * rest on the changes in it.
 */
async function writeAll({ texts, hashes }: FixResult): Promise<readonly { readonly file: FilePath; readonly reason: string }[]> {
  const refused: { file: FilePath; reason: string }[] = [];
  for (const file of texts.keys()) {
    const there = await readSource(file);
    const hash = hashes.get(file);
    if (hash === undefined ? there !== undefined : there === undefined || getTextHash(there) !== hash) refused.push({ file, reason: hash === undefined ? 'is there already' : 'has changed since it was analysed' });
  }
  if (refused.length > 0) return refused;
  // New files first: whoever watches the folder never sees an import of a file that is not there.
  for (const [file, text] of [...texts].sort(([a], [b]) => Number(hashes.has(a)) - Number(hashes.has(b)))) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeAtomically(file, text);
  }
  return [];
}
