/**
 * `loopwise summarize`: writes down what is known about one package, so that checks of other packages need not look at it again. The same
 * sources give the same bytes on every machine and in every folder, as task runners want it.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { findPackage, findWorkspace, getEntries, type WorkspacePackage } from '../../compiler/workspace.ts';
import { toPackagePath } from '../../engine/relocation.ts';
import { getSourcesHash } from '../../engine/summaryWriter.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { toFilePath, toRelative } from '../../host/paths.ts';
import { readProject } from '../../host/project.ts';
import { writeAtomically } from '../../host/text.ts';
import { findHash, getSourceHashes, groupByPackage, listDependencies } from '../packageSources.ts';
import { toCount } from '../result.ts';
import { exitCodes, UsageError, type Engine, type Surroundings } from '../surroundings.ts';

export interface SummarizeOptions {
  /** Compressed when the name ends in `.gz`. */
  readonly out: string;
}

/** Writes the summary and resolves with the exit code. Throws {@link UsageError} for a folder that is no named package. */
export async function runSummarize(given: string, options: SummarizeOptions, around: Surroundings): Promise<number> {
  const folder = toFilePath(given, around.cwd);
  const described = findPackage(folder);
  if (described === undefined) throw new UsageError(`${given} is not the folder of a package: it needs a package.json with a name, by which other packages import it.`);
  const workspace = findWorkspace(folder);
  const others = (workspace?.packages ?? []).filter((each) => each.folder !== folder);
  const project = await readProject({ paths: [folder], cwd: around.cwd, root: folder, ruleIds: around.ruleIds, signal: around.signal });
  const folders = [folder, ...others.map((each) => each.folder)];
  const files = groupByPackage(folders, project.files).get(folder) ?? [];
  const dependencies = listDependencies(described, others);
  const neighbours = dependencies.length === 0 ? [] : (await readProject({ paths: dependencies.map((each) => each.folder), cwd: around.cwd, ruleIds: around.ruleIds, signal: around.signal })).files;

  // The check's root: files without a tsconfig.json share one project below it.
  const engine = await around.openEngine(workspace?.root ?? folder);
  try {
    await engine.session.update({ files, known: neighbours, packages: project.packages, settings: project.settings });
    const report = await engine.session.refine();
    const missing = files.length - report.files - report.skipped.length;
    for (const problem of report.problems) await around.stderr.write(`${problem.message}\n`);
    if (missing > 0) throw new UsageError(`Nothing was written: the compiler did not read ${toCount(missing, 'file')} of ${described.name}. Run the command again, or check the package to see why.`);
    const summary = await engine.session.summarize({
      name: described.name, folder, others, compiler: engine.compilerVersion,
      sources: await getSourceHashes(folder, files),
      configuration: await getConfiguration(engine, folder, files),
      dependencies: await getDependencyHashes(dependencies, groupByPackage(folders, neighbours)),
      entries: Object.fromEntries([...getEntries(described, files)].map(([subpath, file]) => [subpath, toPackagePath(folder, file)])),
      packages: project.packages.filter((info) => info.folder === folder || info.folder.startsWith(`${folder}/`)),
    });
    const bytes = await write(toFilePath(options.out, around.cwd), `${JSON.stringify(summary)}\n`);
    await around.stdout.write(`Wrote ${toRelative(toFilePath(around.cwd), toFilePath(options.out, around.cwd))}: ${described.name}, ${toCount(summary.files.length, 'file')}, ${Math.ceil(bytes / 1024).toLocaleString('en')} kB. Use it with \`loopwise check <other packages> --summaries\`.\n`);
    return exitCodes.clean;
  } finally {
    await engine.close();
  }
}

/** One after the other: each reads all files of a package, many at once. */
async function getDependencyHashes(dependencies: readonly WorkspacePackage[], files: ReadonlyMap<FilePath, readonly FilePath[]>): Promise<Readonly<Record<string, string>>> {
  const hashes: [string, string][] = [];
  for (const { name, folder } of dependencies) hashes.push([name, getSourcesHash(await getSourceHashes(folder, files.get(folder) ?? []))]);
  return Object.fromEntries(hashes);
}

/** What the compiler read to type the files, and the configurations it would read were they there. */
async function getConfiguration(engine: Engine, folder: FilePath, files: readonly FilePath[]): Promise<Readonly<Record<string, string | null>>> {
  const sources = new Set([`${folder}/tsconfig.json`, `${folder}/jsconfig.json`]);
  for (const file of files) for (const source of (await engine.compiler.configurationOf(file))?.sources ?? []) sources.add(source);
  const hashes: [string, string | null][] = [];
  for (const source of [...sources].sort()) hashes.push([toPackagePath(folder, source), (await findHash(source)) ?? null]);
  return Object.fromEntries(hashes);
}

/** Resolves with the number of bytes. */
async function write(file: FilePath, text: string): Promise<number> {
  await mkdir(path.dirname(file), { recursive: true });
  if (!file.endsWith('.gz')) {
    await writeAtomically(file, text);
    return Buffer.byteLength(text);
  }
  const bytes = await promisify(gzip)(text, { level: 9 });
  // The header names the operating system; everything else is the same everywhere.
  bytes[9] = 255;
  await writeAtomically(file, bytes);
  return bytes.length;
}
