/**
 * Which folders and files a walk leaves out: version control and dependency folders, build output, and what `.gitignore` files
 * say, nested ones and those above the walk included. Holds no configuration of ours; that is asked separately.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { isInside, toRelative } from './paths.ts';
import { getErrorCode } from './text.ts';

/** Never the user's own source, wherever they are. */
const foreignFolders = new Set([
  'node_modules', 'bower_components', 'jspm_packages', '.git', '.hg', '.svn', '.yarn', '.pnpm-store', '.venv',
  '.next', '.nuxt', '.output', '.svelte-kit', '.turbo', '.vercel', '.netlify', '.angular', '.astro', '.parcel-cache', '.docusaurus', '.wrangler',
  '.serverless', '.cache', '.nyc_output', '.vscode-test', '.loopwise',
]);

/** Output by convention, but also a name people give to source folders: see {@link isForeignFolder}. */
const outputFolders = new Set(['dist', 'build', 'out', 'coverage']);

/** True for a folder nobody wrote. `src/build` is somebody's source; `build` beside a package.json, or in a package without `src` above it, is output. */
export function isForeignFolder(folder: FilePath, packageFolder: FilePath): boolean {
  const name = path.posix.basename(folder);
  if (foreignFolders.has(name)) return true;
  if (!outputFolders.has(name)) return false;
  const between = toRelative(packageFolder, path.posix.dirname(folder)).split('/');
  return !between.some((segment) => segment === 'src' || segment === 'source' || segment === 'sources');
}

/** The `.gitignore` files that govern a folder, outermost first. */
export interface GitIgnore {
  readonly layers: readonly { readonly folder: FilePath; readonly rules: Ignore }[];
}

/** What governs `folder` from above it, up to its git repository, or only the folder itself outside one. */
export function readGitIgnoreAbove(folder: FilePath, stop: (folder: FilePath) => boolean): GitIgnore {
  const above: FilePath[] = [];
  let current = folder;
  while (!isRepositoryRoot(current) && !stop(current)) {
    const parent = path.posix.dirname(current);
    if (parent === current) return { layers: [] };
    above.unshift(parent);
    current = parent;
  }
  let rules: GitIgnore = { layers: [] };
  for (const each of above) rules = addGitIgnore(rules, each);
  // A folder named by hand is wanted, so a file that ignores the whole of it has no say about what is inside.
  return { layers: rules.layers.filter((layer) => !layer.rules.ignores(`${toRelative(layer.folder, folder)}/`)) };
}

function isRepositoryRoot(folder: FilePath): boolean {
  // `.git` is a file in worktrees and submodules.
  return statSync(path.posix.join(folder, '.git'), { throwIfNoEntry: false }) !== undefined;
}

/** The rules with those of the folder's own `.gitignore` added. Unreadable ones count as empty, as git takes them. */
export function addGitIgnore(above: GitIgnore, folder: FilePath): GitIgnore {
  try {
    const rules = ignore({ allowRelativePaths: false }).add(readFileSync(path.posix.join(folder, '.gitignore'), 'utf8'));
    return { layers: [...above.layers, { folder, rules }] };
  } catch (error) {
    if (getErrorCode(error) !== '') return above;
    throw error;
  }
}

/** True when git would ignore the path; the innermost file that says anything decides. */
export function isGitIgnored(rules: GitIgnore, file: FilePath, isFolder: boolean): boolean {
  for (const layer of rules.layers.toReversed()) {
    if (!isInside(layer.folder, file) || layer.folder === file) continue;
    const verdict = layer.rules.test(toRelative(layer.folder, file) + (isFolder ? '/' : ''));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}
