/**
 * Which files a check looks at, from the paths a person gave: walks folders, expands globs, leaves out what nobody wrote, and
 * names every file it refuses with the reason. A file named by hand wins over ignore rules, never over the limits of size and
 * encoding. Reads texts only to judge them; the compiler reads them again.
 */
import { type Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { SkippedFile } from '../engine/report.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { findGeneratedReason } from './generated.ts';
import { addGitIgnore, isForeignFolder, isGitIgnored, readGitIgnoreAbove, type GitIgnore } from './ignoreRules.ts';
import { mapAtOnce } from './mapAtOnce.ts';
import { isInside, toFilePath } from './paths.ts';
import { getErrorCode, readText, toReadFailure } from './text.ts';

/** What a walk found. Both lists are sorted by path and name each file once. */
export interface FoundFiles {
  readonly files: readonly FilePath[];
  readonly skipped: readonly SkippedFile[];
}

export interface FileSearch {
  /** Base of relative paths. */
  readonly cwd: string;
  /** What the configuration says about a file or folder met on a walk. */
  readonly isExcluded?: (file: FilePath, isFolder: boolean) => boolean;
  /** Where the search for `.gitignore` files above a walk ends. */
  readonly isTop?: (folder: FilePath) => boolean;
  readonly signal?: AbortSignal;
}

/** A path on the command line leads nowhere. */
export class PathNotFound extends Error {
  override readonly name = 'PathNotFound';
}

const readsAtOnce = 16;

/** True for the file names Loopwise analyses. Declaration files hold no code that runs. */
export function hasSourceExtension(file: string): boolean {
  return /\.(?:[jt]sx?|[cm][jt]s)$/i.test(file) && !/\.d(?:\.[^./]+)?\.[cm]?ts$/i.test(file);
}

/** The files of the given paths (files, folders, globs). Throws {@link PathNotFound}; everything else is a {@link SkippedFile}. */
export async function findFiles(paths: readonly string[], search: FileSearch): Promise<FoundFiles> {
  const named: FilePath[] = [];
  const folders: FilePath[] = [];
  for (const given of paths) {
    const file = toFilePath(given, search.cwd);
    const found = await stat(file).catch(() => undefined);
    if (found?.isDirectory() === true) folders.push(file);
    else if (found !== undefined) named.push(file);
    else if (isDynamicPattern(given)) named.push(...await expandGlob(given, search.cwd));
    else throw new PathNotFound(`There is no file or folder ${given}. Paths are relative to the folder you are in; quote globs.`);
  }
  const walk = new Walk(search, folders);
  for (const folder of folders) await walk.start(folder);
  return judge(new Set(named), walk.files, walk.skipped, search);
}

async function expandGlob(pattern: string, cwd: string): Promise<FilePath[]> {
  const found = await glob(pattern, { cwd, absolute: true, dot: true, ignore: ['**/node_modules/**', '**/.git/**'] });
  return found.map((file) => toFilePath(file)).filter(hasSourceExtension);
}

/** One walk over the given folders. Links to folders outside them are followed to their real place; each place is visited once. */
class Walk {
  readonly files = new Set<FilePath>();
  readonly skipped: SkippedFile[] = [];
  readonly #visited = new Set<FilePath>();
  readonly #search: FileSearch;
  readonly #roots: readonly FilePath[];

  constructor(search: FileSearch, roots: readonly FilePath[]) {
    this.#search = search;
    this.#roots = roots;
  }

  async start(root: FilePath): Promise<void> {
    const rules = readGitIgnoreAbove(root, (folder) => this.#search.isTop?.(folder) ?? false);
    const pending: { folder: FilePath; rules: GitIgnore; packageFolder: FilePath }[] = [{ folder: root, rules, packageFolder: await findPackageFolder(root) }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      this.#search.signal?.throwIfAborted();
      const entries = await this.#read(next.folder);
      const inside = addGitIgnore(next.rules, next.folder);
      const packageFolder = entries.some((entry) => entry.name === 'package.json') ? next.folder : next.packageFolder;
      for (const entry of entries) {
        const file = path.posix.join(next.folder, entry.name);
        const target = entry.isSymbolicLink() ? await this.#follow(file) : entry.isDirectory() || entry.isFile() ? { file, isFolder: entry.isDirectory() } : undefined;
        if (target === undefined || this.#isLeftOut(target, file, inside, packageFolder)) continue;
        if (target.isFolder) pending.push({ folder: target.file, rules: inside, packageFolder });
        else this.files.add(target.file);
      }
    }
  }

  /** Entries of a folder not yet visited, or none. */
  async #read(folder: FilePath): Promise<Dirent[]> {
    try {
      const real = await realpath(folder);
      if (this.#visited.has(real)) return [];
      this.#visited.add(real);
      return await readdir(folder, { withFileTypes: true });
    } catch (error) {
      this.skipped.push({ file: folder, reason: toReadFailure(error) });
      return [];
    }
  }

  /** Where a link leads, when that is not visited anyway. */
  async #follow(link: FilePath): Promise<{ file: FilePath; isFolder: boolean } | undefined> {
    try {
      const file = toFilePath(await realpath(link));
      if (this.#roots.some((root) => isInside(root, file))) return undefined;
      return { file, isFolder: (await stat(file)).isDirectory() };
    } catch (error) {
      if (hasSourceExtension(link)) this.skipped.push({ file: link, reason: getErrorCode(error) === 'ENOENT' ? 'a link to a file that does not exist' : toReadFailure(error) });
      return undefined;
    }
  }

  #isLeftOut(target: { file: FilePath; isFolder: boolean }, spelled: FilePath, rules: GitIgnore, packageFolder: FilePath): boolean {
    if (target.isFolder ? isForeignFolder(spelled, packageFolder) : !hasSourceExtension(spelled)) return true;
    return isGitIgnored(rules, spelled, target.isFolder) || (this.#search.isExcluded?.(spelled, target.isFolder) ?? false);
  }
}

async function findPackageFolder(start: FilePath): Promise<FilePath> {
  for (let folder = start; ; folder = path.posix.dirname(folder)) {
    const found = await stat(path.posix.join(folder, 'package.json')).catch(() => undefined);
    if (found?.isFile() === true) return folder;
    if (path.posix.dirname(folder) === folder) return start;
  }
}

/** Reads each candidate once and keeps those that can be analysed. */
async function judge(named: ReadonlySet<FilePath>, walked: ReadonlySet<FilePath>, refused: readonly SkippedFile[], search: FileSearch): Promise<FoundFiles> {
  const candidates = [...new Set([...named, ...walked])].sort(byCodeUnits);
  const skipped = [...refused];
  const files: FilePath[] = [];
  await mapAtOnce(candidates, readsAtOnce, async (file) => {
    search.signal?.throwIfAborted();
    const reason = await findRefusal(file, named.has(file));
    if (reason === undefined) files.push(file);
    else skipped.push({ file, reason });
  });
  return { files: files.sort(byCodeUnits), skipped: skipped.sort((left, right) => byCodeUnits(left.file, right.file)) };
}

async function findRefusal(file: FilePath, isNamed: boolean): Promise<string | undefined> {
  if (!hasSourceExtension(file)) return 'not a TypeScript or JavaScript source file';
  const result = await readText(file);
  if ('reason' in result) return result.reason;
  return isNamed ? undefined : findGeneratedReason(path.posix.basename(file), result.text);
}

function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
