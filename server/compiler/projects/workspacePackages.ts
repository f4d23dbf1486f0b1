/**
 * Maps the packages of an npm, pnpm or yarn workspace to their source files, so that one package sees another's code whether
 * or not it has been built. A file counts as source when it is one of the user's own files; a package without any is left to
 * the ordinary lookup in node_modules.
 */
import path from 'node:path/posix';
import { globSync } from 'tinyglobby';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { readManifest } from './extendedConfig.ts';
import { isRecord, toStrings } from './json.ts';
import { getFoldersUpward, resolvePath } from './paths.ts';
import type { SourceReader } from './sourceReader.ts';

/** Entries for `paths`: package name (or name and subpath) to source files. */
export type WorkspacePaths = ReadonlyMap<string, readonly FilePath[]>;

const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** The nearest folder at or above `folder` that declares a workspace. */
export function findWorkspaceRoot(folder: FilePath, reader: SourceReader): FilePath | undefined {
  return getFoldersUpward(folder).find((above) => getPatterns(above, reader).length > 0);
}

/** A package of a workspace that has a name. */
export interface WorkspacePackage { readonly name: string; readonly folder: FilePath; readonly manifest: Readonly<Record<string, unknown>> }

/** The named packages of the workspace at `root`, sorted by folder; the root itself is none of them. */
export function listWorkspacePackages(root: FilePath, listVirtual: (folder: FilePath) => readonly FilePath[], reader: SourceReader): readonly WorkspacePackage[] {
  const patterns = getPatterns(root, reader);
  const found = reader.isFolder(root) ? globSync(patterns.map((pattern) => `${pattern}/package.json`), { cwd: root, ignore: ['**/node_modules/**'], dot: false, expandDirectories: false, followSymbolicLinks: false }) : [];
  const manifests = new Set(found.map((file) => resolvePath(root, file)));
  for (const file of listVirtual(root)) if (file.endsWith('/package.json') && !file.includes('/node_modules/')) manifests.add(file);
  return [...manifests].sort().flatMap((file): WorkspacePackage[] => {
    const folder = path.dirname(file);
    const manifest = readManifest(file, reader);
    const name = manifest?.['name'];
    return manifest === undefined || typeof name !== 'string' || name === '' || folder === root ? [] : [{ name, folder, manifest }];
  });
}

/** What `paths` needs so that the packages of the workspace at `root` resolve to their source. */
export function getWorkspacePaths(root: FilePath, ownFiles: ReadonlySet<FilePath>, listVirtual: (folder: FilePath) => readonly FilePath[], reader: SourceReader): WorkspacePaths {
  return new Map(listWorkspacePackages(root, listVirtual, reader).flatMap((each) => [...getPackagePaths(each, ownFiles)]));
}

/** The same for one package. Its `name/*` entry has folders to look in, every other one a file. */
export function getPackagePaths({ name, folder, manifest }: WorkspacePackage, ownFiles: ReadonlySet<FilePath>): WorkspacePaths {
  const paths = new Map<string, readonly FilePath[]>();
  const exports = manifest['exports'];
  const subpaths = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.')) ? exports : { '.': exports };
  for (const [subpath, target] of Object.entries(subpaths)) {
    if (subpath === '.') continue;
    const sources = getTargets(target).map((entry) => findSource(folder, entry, ownFiles)).filter((source) => source !== undefined);
    const first = sources[0];
    if (first !== undefined && !subpath.includes('*')) paths.set(`${name}${subpath.slice(1)}`, [first]);
  }
  const entries = [...getTargets(subpaths['.']), ...['source', 'types', 'typings', 'module', 'main'].flatMap((field) => toStrings(manifest[field]))];
  const main = [...entries, './src/index.js', './index.js', './lib/index.js'].map((entry) => findSource(folder, entry, ownFiles)).find((source) => source !== undefined);
  if (main !== undefined) paths.set(name, [main]);
  const hasSource = main !== undefined || [...ownFiles].some((file) => file.startsWith(`${folder}/`));
  if (hasSource) paths.set(`${name}/*`, [`${folder}/src/*`, `${folder}/*`]);
  return paths;
}

/** Every file an entry of `exports` may lead to, over all conditions. */
function getTargets(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry];
  if (Array.isArray(entry)) return entry.flatMap(getTargets);
  return isRecord(entry) ? Object.values(entry).flatMap(getTargets) : [];
}

/** The own source file behind a published file: itself, or its twin when output folders are replaced by `src`. */
function findSource(folder: FilePath, entry: string, ownFiles: ReadonlySet<FilePath>): FilePath | undefined {
  const published = resolvePath(folder, entry);
  const stem = published.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  const inside = stem.startsWith(`${folder}/`) ? stem.slice(folder.length + 1).split('/') : [];
  const stems = [stem];
  // dist/x, dist/esm/x and dist/src/x all usually come from src/x; sometimes from x itself.
  for (let cut = 1; cut < inside.length; cut += 1) {
    const rest = inside.slice(cut).join('/');
    stems.push(`${folder}/src/${rest}`, `${folder}/${rest}`);
  }
  for (const candidate of stems) {
    if (ownFiles.has(candidate) && !candidate.endsWith('.d.ts')) return candidate;
    for (const extension of sourceExtensions) if (ownFiles.has(candidate + extension)) return candidate + extension;
    for (const extension of sourceExtensions) if (ownFiles.has(`${candidate}/index${extension}`)) return `${candidate}/index${extension}`;
  }
  return undefined;
}

/** Globs of the workspace's packages; none when the folder declares no workspace. */
function getPatterns(folder: FilePath, reader: SourceReader): string[] {
  const workspaces = readManifest(`${folder}/package.json`, reader)?.['workspaces'];
  const listed = isRecord(workspaces) ? toStrings(workspaces['packages']) : toStrings(workspaces);
  const pnpm = reader.readText(`${folder}/pnpm-workspace.yaml`);
  return [...listed, ...(pnpm === undefined ? [] : getPnpmPatterns(pnpm))].map((pattern) => pattern.replace(/^\.\//, '').replace(/\/+$/, ''));
}

/** The `packages:` list of pnpm-workspace.yaml. Limit: only the block and one-line list forms that pnpm documents are read. */
function getPnpmPatterns(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => /^packages\s*:/.test(line));
  if (start < 0) return [];
  const inline = /^packages\s*:\s*\[(.*)\]/.exec(lines[start] ?? '')?.[1];
  if (inline !== undefined) return inline.split(',').map(unquote).filter((pattern) => pattern !== '');
  const patterns: string[] = [];
  for (const line of lines.slice(start + 1)) {
    const item = /^\s*-\s+(.*)$/.exec(line)?.[1];
    if (item !== undefined) patterns.push(unquote(item.replace(/\s+#.*$/, '')));
    else if (line.trim() !== '' && !line.trimStart().startsWith('#')) break;
  }
  return patterns;
}

function unquote(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/, '$2');
}
