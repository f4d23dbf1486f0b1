/**
 * Reads the package.json files at and above the checked files into what the engine needs of them, with the versions that are
 * really installed. A broken package.json becomes a problem to show; it never stops a check.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PackageInfo, Problem } from '../engine/report.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { mapAtOnce } from './mapAtOnce.ts';
import { parseShippedModels, shippedModelsFile } from './shippedModels.ts';
import type { ShippedModels } from './modelSchema.ts';
import { getErrorCode } from './text.ts';

export interface ReadPackages {
  /** Sorted by folder. */
  readonly packages: readonly PackageInfo[];
  readonly problems: readonly Problem[];
}

type Json = Readonly<Record<string, unknown>>;

const foldersAtOnce = 4;
const versionsAtOnce = 8;

const dependencyFields = ['optionalDependencies', 'peerDependencies', 'devDependencies', 'dependencies'];

/** Every package that holds one of the files, outer ones (workspace roots) included. `isTop` ends the way up. */
export async function readPackages(files: readonly FilePath[], isTop: (folder: FilePath) => boolean = () => false): Promise<ReadPackages> {
  const folders = new Set<FilePath>();
  for (const file of files) {
    for (let folder = path.posix.dirname(file); !folders.has(folder); folder = path.posix.dirname(folder)) {
      folders.add(folder);
      if (isTop(folder)) break;
    }
  }
  const versions = new Map<string, Promise<Installed | undefined>>();
  const broken: Problem[] = [];
  const read = await mapAtOnce([...folders].sort(), foldersAtOnce, (folder) => readPackage(folder, versions, broken));
  return {
    packages: read.flatMap((result) => (result !== undefined && 'folder' in result ? [result] : [])),
    problems: [...read.flatMap((result) => (result !== undefined && 'message' in result ? [result] : [])), ...broken],
  };
}

/** What is read of an installed package. */
interface Installed { readonly version?: string; readonly models?: ShippedModels }

async function readPackage(folder: FilePath, versions: Map<string, Promise<Installed | undefined>>, broken: Problem[]): Promise<PackageInfo | Problem | undefined> {
  const file = path.posix.join(folder, 'package.json');
  const manifest = await readJson(file);
  if (manifest === undefined) return undefined;
  if (typeof manifest === 'string') return { file, message: `package.json is not used: ${manifest}. Entry points and library versions of this package are unknown until it is mended.` };
  const declared: Record<string, string> = {};
  for (const field of dependencyFields) Object.assign(declared, toStrings(manifest[field]));
  const dependencies = await mapAtOnce(Object.entries(declared), versionsAtOnce, async ([name, range]) => [name, range, await findInstalled(folder, name, versions, broken)] as const);
  const models = dependencies.flatMap(([, , installed]) => installed?.models ?? []);
  return {
    folder,
    ...(typeof manifest.name === 'string' ? { name: manifest.name } : {}),
    ...(manifest.type === 'module' || manifest.type === 'commonjs' ? { type: manifest.type } : {}),
    bin: collectPaths(folder, [manifest.bin]),
    exports: collectPaths(folder, [manifest.main, manifest.module, manifest.exports]),
    scripts: toStrings(manifest.scripts),
    dependencies: Object.fromEntries(dependencies.map(([name, range, installed]) => [name, installed?.version ?? range])),
    ...(models.length === 0 ? {} : { models }),
    private: manifest.private === true,
  };
}

/** The package in the nearest node_modules that has it, as Node would find it. */
async function findInstalled(folder: FilePath, name: string, known: Map<string, Promise<Installed | undefined>>, broken: Problem[]): Promise<Installed | undefined> {
  const home = path.posix.join(folder, 'node_modules', name);
  let installed = known.get(home);
  if (installed === undefined) {
    installed = readInstalled(home, name, broken);
    known.set(home, installed);
  }
  const parent = path.posix.dirname(folder);
  return (await installed) ?? (parent === folder ? undefined : findInstalled(parent, name, known, broken));
}

async function readInstalled(home: FilePath, name: string, broken: Problem[]): Promise<Installed | undefined> {
  const manifest = await readJson(path.posix.join(home, 'package.json'));
  if (typeof manifest !== 'object') return undefined;
  const file = path.posix.join(home, shippedModelsFile);
  const text = await readFile(file, 'utf8').catch(() => undefined); // Most packages have none, and one that cannot be read is as good as none.
  const models = text === undefined ? undefined : parseShippedModels(name, file, text);
  if (models !== undefined && 'message' in models) broken.push(models);
  return { ...(typeof manifest.version === 'string' ? { version: manifest.version } : {}), ...(models !== undefined && 'rows' in models ? { models } : {}) };
}

/** The object in a JSON file; undefined when there is no file; a few words when there is no object in it. */
async function readJson(file: string): Promise<Json | string | undefined> {
  try {
    const value: unknown = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : 'it holds no JSON object';
  } catch (error) {
    if (error instanceof SyntaxError) return `it is not valid JSON (${error.message})`;
    const code = getErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code !== '') return `it cannot be read (${code})`;
    throw error;
  }
}

function toStrings(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Every path in nested conditions and subpaths, in the order written, each once. */
function collectPaths(folder: FilePath, values: readonly unknown[]): FilePath[] {
  const found = new Set<FilePath>();
  const pending = values.toReversed();
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string') found.add(path.posix.join(folder, value));
    else if (typeof value === 'object' && value !== null) pending.push(...Object.values(value).reverse());
  }
  return [...found];
}
