/**
 * `loopwise bench run <file>`: runs a benchmark file after asking, shows how far it is, keeps the result and a chart, and prints the
 * verdicts. It runs code of the person, so nothing starts without a yes.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pico from 'picocolors';
import { eventSchema, type BenchCell, type BenchEvent, type BenchResult } from '../../advisor/bench/benchResult.ts';
import { toChart } from '../../advisor/bench/chart.ts';
import { findRuntime } from '../../host/measure/nodeRuntime.ts';
import { getFingerprint } from '../../host/measure/profileFile.ts';
import { runBenchFile } from '../../host/measure/runBench.ts';
import { toFilePath, toRelative } from '../../host/paths.ts';
import { writeAtomically } from '../../host/text.ts';
import { hasColors } from '../color.ts';
import { ProgressLine } from '../progress.ts';
import { toBenchReport, type BenchFormat } from '../reporters/bench.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';

export interface BenchRunOptions {
  readonly yes: boolean;
  /** Seconds. */
  readonly deadline: number;
  readonly out?: string;
  /** A line to stderr for each step, terminal or not. */
  readonly progress?: boolean;
  readonly format: BenchFormat;
  readonly color: boolean;
}

export interface BenchRunSurroundings extends Surroundings {
  /** ISO 8601, UTC. */
  readonly today: () => string;
}

/** Resolves with the exit code: 2 when the baseline could not be measured. */
export async function runBenchRun(given: string, options: BenchRunOptions, around: BenchRunSurroundings): Promise<number> {
  const file = toFilePath(given, around.cwd);
  const shown = toRelative(toFilePath(around.cwd), file);
  if (!existsSync(file)) throw new UsageError(`${shown} does not exist. \`loopwise bench new <file>:<function>\` writes a benchmark.`);
  const runtime = findRuntime(path.dirname(file), /\.[cm]?tsx?$/i.test(file));
  if (runtime === undefined) throw new UsageError(`${shown} is TypeScript, which Node ${process.versions.node} does not run by itself. Install tsx in the project (npm install --save-dev tsx), or use Node 22.18 or newer.`);
  if (!options.yes) {
    if (!around.stdin.isTerminal) throw new UsageError(`${shown} runs code of this project with your rights. Pass --yes to run it.`);
    const answer = await around.stdin.ask(`Run ${shown}? It runs code of this project with your rights, on all cores, for at most ${options.deadline} s. [y/N] `);
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
      await around.stderr.write('Nothing was run.\n');
      return exitCodes.clean;
    }
  }
  const result = await measure(file, shown, runtime.args, options, around);
  const name = path.basename(shown).replace(/\.bench\.[cm]?[jt]s$|\.[cm]?[jt]s$/, '');
  const out = toFilePath(options.out ?? `.loopwise/bench/${name}-${result.measuredAt.replace(/[-:]|\.\d+/g, '').replace('T', '-').replace('Z', '')}.json`, around.cwd);
  await mkdir(path.dirname(out), { recursive: true });
  if (options.out === undefined) await ignoreFolder(toFilePath('.loopwise', around.cwd));
  await writeAtomically(out, `${JSON.stringify(result, null, 2)}\n`);
  const chart = `${out.replace(/\.json$/, '')}.svg`;
  await writeAtomically(chart, toChart(result));
  const kept = { json: toRelative(toFilePath(around.cwd), out), chart: toRelative(toFilePath(around.cwd), chart) };
  await around.stdout.write(toBenchReport(result, options.format, pico.createColors(hasColors(options, around)), kept));
  return result.cells.some((cell) => cell.sweep === 'main') ? exitCodes.clean : exitCodes.failure;
}

/** Results are of one machine and one day: nothing to commit. */
async function ignoreFolder(folder: string): Promise<void> {
  const file = path.join(folder, '.gitignore');
  if (!existsSync(file)) await writeFile(file, '*\n');
}

async function measure(file: string, shown: string, nodeArgs: readonly string[], options: BenchRunOptions, around: BenchRunSurroundings): Promise<BenchResult> {
  const progress = new ProgressLine(around.stderr, around.now, options.progress === true);
  const cells: BenchCell[] = [];
  const failures: { approach: string; message: string }[] = [];
  let plan: Extract<BenchEvent, { readonly event: 'plan' }> | undefined;
  let isWhole = false;
  const onLine = (line: string): void => {
    const event = parseEvent(line);
    // Whatever else the person's code prints is theirs.
    if (event === undefined) return;
    if (event.event === 'plan') plan = event;
    else if (event.event === 'cell') cells.push(event.cell);
    else if (event.event === 'failure') failures.push({ approach: event.approach, message: event.message });
    else ({ isWhole } = event);
    progress.show({ stage: event.event === 'cell' ? `measuring ${event.cell.approach}, ${event.cell.tasks} tasks` : 'measuring', done: cells.length, total: plan?.cells ?? 0 });
  };
  const measuredAt = around.today();
  let end: Awaited<ReturnType<typeof runBenchFile>>;
  try {
    end = await runBenchFile({ args: [...nodeArgs, file, '--json'], cwd: path.dirname(file), deadlineMs: options.deadline * 1000, signal: around.signal, onLine });
  } finally {
    await progress.clear();
  }
  if (plan === undefined) {
    const reason = end.isLate ? `It did not get to its first measurement within ${options.deadline} s.` : end.stderr.trim() === '' ? `It ended with code ${end.code ?? 'none'} and measured nothing.` : end.stderr.trim();
    throw new UsageError(`${shown} could not be measured. ${reason}\nCheck what \`makeInput\` gives; the file can also be run by itself to see more.`);
  }
  if (end.isLate) await around.stderr.write(`Ended after ${options.deadline} s; what was measured until then counts. --deadline gives it more.\n`);
  return { version: 1, function: plan.function, file: plan.file, measuredAt, machine: getFingerprint(), sampler: plan.sampler, cells, failures, isWhole: isWhole && !end.isLate };
}

function parseEvent(line: string): BenchEvent | undefined {
  if (!line.startsWith('{"event":')) return undefined;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
