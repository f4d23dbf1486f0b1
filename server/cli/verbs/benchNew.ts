/**
 * `loopwise bench new <file>:<function>`: writes a benchmark file for one exported function. What it holds is written by
 * server/advisor/bench; this verb finds the function, the place and what the project can run.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { findTarget } from '../../advisor/bench/target.ts';
import { writeBench, type BenchApproach, type WrittenBench } from '../../advisor/bench/writeBench.ts';
import type { EffectiveConfiguration, FilePath } from '../../engine/syntax/compiler.ts';
import { findInstalledMajor, findRuntime } from '../../host/measure/nodeRuntime.ts';
import { toFilePath, toRelative } from '../../host/paths.ts';
import { readText, writeAtomically } from '../../host/text.ts';
import { readDeclaringFiles } from '../benchTarget.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';

export interface BenchNewOptions {
  readonly out?: string;
  /** Replace a file that is there. */
  readonly force: boolean;
  readonly approaches?: readonly BenchApproach[];
}

/** The first version whose results this template reads. */
const leastTinybench = 6;

/** Writes the file and resolves with the exit code. */
export async function runBenchNew(given: string, options: BenchNewOptions, around: Surroundings): Promise<number> {
  const place = /^(?<file>.+):(?<name>[\w$.]+)$/.exec(given)?.groups;
  if (place === undefined) throw new UsageError(`"${given}" names no function. Write <file>:<function>, for example src/score.ts:score.`);
  const { file: givenFile = '', name = '' } = place;
  const file = toFilePath(givenFile, around.cwd);
  if (!/\.[cm]?[jt]sx?$/i.test(file)) throw new UsageError(`${givenFile} is no TypeScript or JavaScript file.`);
  const read = await readText(file);
  if ('reason' in read) throw new UsageError(`${givenFile} ${read.reason}.`);

  const engine = await around.openEngine(path.posix.dirname(file));
  let declared: Awaited<ReturnType<typeof readDeclaringFiles>>;
  let configuration: EffectiveConfiguration | undefined;
  try {
    declared = await readDeclaringFiles(file, engine.compiler);
    configuration = await engine.compiler.configurationOf(file);
  } finally {
    await engine.close();
  }
  if (declared === undefined) throw new UsageError(`${givenFile} could not be read by the compiler.`);
  const shownFile = toRelative(toFilePath(around.cwd), file);
  const result = findTarget(declared.own, name, shownFile);
  if ('problem' in result) throw new UsageError(result.problem);

  const { target } = result;
  const out = toFilePath(options.out ?? path.posix.join(path.posix.dirname(file), `${toFileName(target.name)}.bench.${target.isTypeScript ? 'mts' : 'mjs'}`), around.cwd);
  const shownBench = toRelative(toFilePath(around.cwd), out);
  if (target.isTypeScript && !/\.[mc]?ts$/.test(out)) throw new UsageError(`${shownBench} would hold TypeScript: give --out a name that ends in .mts.`);
  if (!target.isTypeScript && !/\.mjs$/.test(out)) throw new UsageError(`${shownBench} would hold an ES module whatever its package is: give --out a name that ends in .mjs.`);
  if (existsSync(out) && !options.force) throw new UsageError(`${shownBench} is there already, perhaps with your inputs in it. Pass --force to replace it, or --out for another name.`);
  const runtime = findRuntime(path.dirname(out), target.isTypeScript);
  const written = writeBench({
    target, files: declared.files, shownFile, shownBench, specifier: toSpecifier(out, file, configuration, runtime?.needsTsExtensions ?? false), command: `${runtime?.command ?? 'node --import tsx'} ${shownBench}`,
    hasTinybench: (findInstalledMajor(path.dirname(out), 'tinybench') ?? 0) >= leastTinybench, ...(options.approaches ? { approaches: options.approaches } : {}),
  });
  await mkdir(path.dirname(out), { recursive: true });
  await writeAtomically(out, written.text);
  await around.stdout.write(toReport(written, shownBench, runtime !== undefined));
  return exitCodes.clean;
}

function toFileName(name: string): string {
  return name === 'default' ? 'default-export' : name.replaceAll('.', '-');
}

/** TypeScript files are imported as their project imports them, so that the benchmark has no type error where its sources have none. */
function toSpecifier(out: FilePath, file: FilePath, configuration: EffectiveConfiguration | undefined, needsTsExtensions: boolean): string {
  const relative = toRelative(path.posix.dirname(out), file);
  const specifier = relative.startsWith('.') ? relative : `./${relative}`;
  const { allowImportingTsExtensions, rewriteRelativeImportExtensions } = configuration?.compilerOptions ?? {};
  if (needsTsExtensions || configuration?.configFile === undefined || allowImportingTsExtensions === true || rewriteRelativeImportExtensions === true) return specifier;
  return specifier.replace(/\.([cm]?)tsx?$/i, '.$1js');
}

function toReport(written: WrittenBench, shown: string, canRun: boolean): string {
  const lines = [`Wrote ${shown}: ${written.approaches.join(', ')}.`];
  for (const { approach, because } of written.leftOut) lines.push(`Left out ${approach}: ${because}.`);
  lines.push(written.guessed.length > 0
    ? `Put real inputs into \`makeInput\` first: the types do not say what ${written.guessed.map((name) => `\`${name}\``).join(', ')} ${written.guessed.length === 1 ? 'is' : 'are'}.`
    : 'The inputs in `makeInput` follow the types; real ones give a better answer.');
  if (!canRun) lines.push(`Node ${process.versions.node} does not run TypeScript by itself. Install tsx in the project (npm install --save-dev tsx), or use Node 22.18 or newer.`);
  lines.push(`Run it: loopwise bench run ${shown}`);
  return `${lines.join('\n')}\n`;
}
