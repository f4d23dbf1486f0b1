/**
 * The workspace a folder belongs to, for those who want to know its packages without opening a project: which there are, and which
 * source file each name and subpath leads to. It starts no process.
 */
import type { FilePath } from '../engine/syntax/compiler.ts';
import { createOverlay } from './overlay.ts';
import { readManifest } from './projects/extendedConfig.ts';
import { createSourceReader } from './projects/sourceReader.ts';
import { findWorkspaceRoot, getPackagePaths, listWorkspacePackages } from './projects/workspacePackages.ts';
import type { WorkspacePackage } from './projects/workspacePackages.ts';

export type { WorkspacePackage };

export interface Workspace {
  readonly root: FilePath;
  readonly packages: readonly WorkspacePackage[];
}

/** The workspace of npm, pnpm or yarn at or above a folder. */
export function findWorkspace(folder: FilePath): Workspace | undefined {
  const reader = createSourceReader(createOverlay());
  const root = findWorkspaceRoot(folder, reader);
  return root === undefined ? undefined : { root, packages: listWorkspacePackages(root, () => [], reader) };
}

/** The package of a folder, in a workspace or not; `undefined` without a package.json that names it. */
export function findPackage(folder: FilePath): WorkspacePackage | undefined {
  const manifest = readManifest(`${folder}/package.json`, createSourceReader(createOverlay()));
  const name = manifest?.['name'];
  return manifest === undefined || typeof name !== 'string' || name === '' ? undefined : { name, folder, manifest };
}

/** The file each import of a package leads to, by subpath (`.`, `./parse`). What only a pattern of `exports` names is not listed. */
export function getEntries(of: WorkspacePackage, files: readonly FilePath[]): ReadonlyMap<string, FilePath> {
  const exact = [...getPackagePaths(of, new Set(files))].filter(([name]) => !name.endsWith('/*'));
  return new Map(exact.flatMap(([name, [file]]) => (file === undefined ? [] : [[`.${name.slice(of.name.length)}`, file] as const])));
}
