/**
 * Reads the package.json files at and above the checked files into what the engine needs of them, with the versions that are
 * really installed. A broken package.json becomes a problem to show; it never stops a check.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PackageInfo, Problem } from '../engine/report.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { mapAtOnce } from './mapAtOnce.ts';
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
  const versions = new Map<string, Promise<string | undefined>>();
  const read = await mapAtOnce([...folders].sort(), foldersAtOnce, (folder) => readPackage(folder, versions));
  return {
    packages: read.flatMap((result) => (result !== undefined && 'folder' in result ? [result] : [])),
    problems: read.flatMap((result) => (result !== undefined && 'message' in result ? [result] : [])),
  };
}

async function readPackage(folder: FilePath, versions: Map<string, Promise<string | undefined>>): Promise<PackageInfo | Problem | undefined> {
  const file = path.posix.join(folder, 'package.json');
  const manifest = await readJson(file);
  if (manifest === undefined) return undefined;
  if (typeof manifest === 'string') return { file, message: `package.json is not used: ${manifest}. Entry points and library versions of this package are unknown until it is mended.` };
  const declared: Record<string, string> = {};
  for (const field of dependencyFields) Object.assign(declared, toStrings(manifest[field]));
  const dependencies = await mapAtOnce(Object.entries(declared), versionsAtOnce, async ([name, range]) => [name, (await findInstalled(folder, name, versions)) ?? range] as const);
  return {
    folder,
    ...(typeof manifest.name === 'string' ? { name: manifest.name } : {}),
    ...(manifest.type === 'module' || manifest.type === 'commonjs' ? { type: manifest.type } : {}),
    bin: collectPaths(folder, [manifest.bin]),
    exports: collectPaths(folder, [manifest.main, manifest.module, manifest.exports]),
    scripts: toStrings(manifest.scripts),
    dependencies: Object.fromEntries(dependencies),
    private: manifest.private === true,
  };
}

/** The version in the nearest node_modules that has the package, as Node would find it. */
async function findInstalled(folder: FilePath, name: string, known: Map<string, Promise<string | undefined>>): Promise<string | undefined> {
  const file = path.posix.join(folder, 'node_modules', name, 'package.json');
  let version = known.get(file);
  if (version === undefined) {
    version = readJson(file).then((manifest) => (typeof manifest === 'object' && typeof manifest.version === 'string' ? manifest.version : undefined));
    known.set(file, version);
  }
  const parent = path.posix.dirname(folder);
  return (await version) ?? (parent === folder ? undefined : findInstalled(parent, name, known));
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
