/**
 * Applies the fixes to code that people wrote, in a copy: the safe ones, then the others. After each step every changed file must
 * parse, and a second run must change nothing. Where the project can be type-checked and tested, both must say what they said before.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform, type Loader } from 'esbuild';
import { z } from 'zod';
import { runProgram } from './npmTarball.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const reportSchema = z.object({
  changed: z.array(z.object({ file: z.string(), created: z.boolean() })),
  applied: z.array(z.object({ ruleId: z.string(), title: z.string(), file: z.string() })),
  left: z.array(z.object({ ruleId: z.string(), title: z.string(), reason: z.string(), file: z.string() })),
  refused: z.array(z.object({ file: z.string(), reason: z.string() })),
});
type FixReport = z.infer<typeof reportSchema>;

/** Shell commands that say something about the project as a whole; each must end as it did before. */
export interface ProjectChecks {
  readonly types?: string | undefined;
  readonly test?: string | undefined;
}

export interface FixedProject {
  readonly safe: number;
  readonly review: number;
  /** Reasons for which a fix was not applied, with how often. */
  readonly left: ReadonlyMap<string, number>;
  /** What went wrong; empty when every law holds. */
  readonly problems: readonly string[];
  readonly seconds: { readonly safe: number; readonly review: number };
}

/** Works in a copy that is gone afterwards, unless `keep` names a folder for it. Throws when the project does not check and test before. */
export async function fixProject(folder: string, paths: readonly string[], checks: ProjectChecks, keep?: string): Promise<FixedProject> {
  const copy = keep ?? await mkdtemp(path.join(tmpdir(), 'loopwise-fixes-'));
  try {
    await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
    const typesBefore = await runCheck(checks.types, copy);
    const testBefore = await runCheck(checks.test, copy);
    if (testBefore.code !== 0) throw new Error(`The tests fail before anything is changed:\n${testBefore.output.slice(-2000)}`);
    const problems: string[] = [];
    const step = async (name: string, args: readonly string[]): Promise<FixReport & { readonly seconds: number }> => {
      const started = performance.now();
      const report = await runFix(copy, paths, args);
      const seconds = (performance.now() - started) / 1000;
      for (const { file, reason } of report.refused) problems.push(`${name}: ${file} was refused: ${reason}`);
      problems.push(...(await findUnparsed(copy, report)).map((problem) => `${name}: ${problem}`));
      const types = await runCheck(checks.types, copy);
      problems.push(...findNewLines(typesBefore.output, types.output).map((line) => `${name}: new type error: ${line}`));
      const test = await runCheck(checks.test, copy);
      if (test.code !== 0) problems.push(`${name}: the tests fail:\n${test.output.slice(-3000)}`);
      const second = await runFix(copy, paths, args);
      for (const { ruleId, title, file } of second.applied) problems.push(`${name}: a second run changes ${file}: ${title} (${ruleId})`);
      return { ...report, seconds };
    };
    const safe = await step('safe', []);
    const review = await step('review', ['--review']);
    const left = new Map<string, number>();
    for (const { ruleId, title, reason } of review.left) {
      const key = `${ruleId}: ${title}: ${reason.replaceAll(copy, '')}`;
      left.set(key, (left.get(key) ?? 0) + 1);
    }
    return { safe: safe.applied.length, review: review.applied.length, left, problems, seconds: { safe: safe.seconds, review: review.seconds } };
  } finally {
    if (keep === undefined) await rm(copy, { recursive: true, force: true });
  }
}

async function runFix(folder: string, paths: readonly string[], args: readonly string[]): Promise<FixReport> {
  const output = await runProgram(process.execPath, [path.join(root, 'dist', 'cli.js'), 'fix', ...paths, '--format', 'json', ...args], { cwd: folder, accepted: [0, 1], deadlineMs: 1_800_000 });
  return reportSchema.parse(JSON.parse(output));
}

/** A command of the project, by a shell, with everything it printed. */
async function runCheck(command: string | undefined, folder: string): Promise<{ readonly code: number; readonly output: string }> {
  if (command === undefined) return { code: 0, output: '' };
  // The shell prints its exit code last, so that a failure is a result and no error.
  const output = await runProgram('sh', ['-c', `( ${command} ) 2>&1; echo "exit $?"`], { cwd: folder, deadlineMs: 900_000 });
  const [, code] = /exit (\d+)\s*$/.exec(output) ?? [];
  return { code: Number(code), output: output.replaceAll(folder, '') };
}

/** Compile errors that were not there, places aside: a fix moves lines. */
function findNewLines(before: string, after: string): string[] {
  const list = (output: string): string[] => output.split('\n').filter((line) => /error TS\d+/.test(line)).map((line) => line.replace(/[(:]\d+[,:]\d+\)?/, ''));
  const left = list(before);
  return list(after).filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** By another parser than the one the fixes are made with. */
async function findUnparsed(folder: string, report: FixReport): Promise<string[]> {
  const problems: string[] = [];
  for (const { file } of report.changed) {
    const [, extension = ''] = /\.[cm]?([jt]sx?)$/.exec(file) ?? [];
    const loader: Loader | undefined = extension === 'js' ? 'jsx' : extension === 'ts' || extension === 'tsx' || extension === 'jsx' ? extension : undefined;
    if (loader === undefined) continue;
    try {
      await transform(await readFile(path.join(folder, file), 'utf8'), { loader, logLevel: 'silent' });
    } catch (error) {
      problems.push(`${file} does not parse: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return problems;
}
