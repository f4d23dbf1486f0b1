/**
 * What is on the disk of a package that is summarized or has been: which source files are its own, what they hash to, and which packages of
 * the workspace it rests on. Reads files; judges nothing.
 */
import path from 'node:path';
import type { WorkspacePackage } from '../compiler/workspace.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { getTextHash } from '../engine/syntax/textHash.ts';
import { toPackagePath } from '../engine/relocation.ts';
import { mapAtOnce } from '../host/mapAtOnce.ts';
import { readText } from '../host/text.ts';

const readsAtOnce = 16;

/** The files of each package by its folder: those in it and not in another of the packages further inside. */
export function groupByPackage(folders: readonly FilePath[], files: readonly FilePath[]): ReadonlyMap<FilePath, readonly FilePath[]> {
  const groups = new Map<FilePath, FilePath[]>(folders.map((folder) => [folder, []]));
  for (const file of files) {
    let folder = path.posix.dirname(file);
    while (!groups.has(folder) && path.posix.dirname(folder) !== folder) folder = path.posix.dirname(folder);
    groups.get(folder)?.push(file);
  }
  return groups;
}

/** Hash of each file's text by its path in the package. What cannot be read hashes to the reason. */
export async function getSourceHashes(folder: FilePath, files: readonly FilePath[]): Promise<Readonly<Record<string, string>>> {
  const entries = await mapAtOnce([...files].sort(), readsAtOnce, async (file): Promise<readonly [string, string]> => [toPackagePath(folder, file), (await findHash(file)) ?? 'unreadable']);
  return Object.fromEntries(entries);
}

/** Hash of a file's text without a byte order mark, as facts have it. */
export async function findHash(file: FilePath): Promise<string | undefined> {
  const read = await readText(file);
  return 'text' in read ? getTextHash(read.text.replace(/^\uFEFF/, '')) : undefined;
}

const dependencyFields = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** The packages of the workspace that one of them needs, directly or through others, sorted by name. */
export function listDependencies(of: WorkspacePackage, packages: readonly WorkspacePackage[]): readonly WorkspacePackage[] {
  const byName = new Map(packages.map((each) => [each.name, each]));
  const found = new Set<WorkspacePackage>();
  const pending = [of];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const field of dependencyFields) {
      for (const name of Object.keys(toRecord(at.manifest[field]))) {
        const next = byName.get(name);
        if (next === undefined || next.folder === of.folder || found.has(next)) continue;
        found.add(next);
        pending.push(next);
      }
    }
  }
  return [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
