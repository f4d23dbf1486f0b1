/**
 * From editor events to what a session is given: which files exist, their packages and settings. Runs in the engine thread,
 * because reading folders takes time. The folders are read anew only when an event says that the list may be another one;
 * an edit never reads the disk.
 */
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Problem, SessionChanges } from '../engine/report.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { configurationFileName } from '../host/configuration.ts';
import { hasSourceExtension } from '../host/files.ts';
import { isInside } from '../host/paths.ts';
import { readProject, type Project } from '../host/project.ts';
import type { ProjectSource } from './analysisLoop.ts';
import type { EngineChange } from './engineMessages.ts';

const projectMarks = ['tsconfig.json', 'jsconfig.json', 'package.json', configurationFileName];
/** Files that decide which files are ours, or how they are judged. */
const decidingFiles = new Set([configurationFileName, 'package.json', '.gitignore']);

export class ProjectFiles implements ProjectSource {
  readonly #ruleIds: readonly string[];
  #folders: readonly FilePath[] = [];
  #opened: readonly FilePath[] = [];
  /** What was read last: the folders given, and what they hold. */
  #read: { readonly paths: readonly FilePath[]; readonly project: Project } | undefined;
  #files = new Set<FilePath>();
  #sentFiles = '';
  #isRestWaiting = false;
  /** Source files, and folders of nothing else, that a walk left out: build output changes all the time and is not worth a walk each. */
  readonly #leftOut = new Set<FilePath>();

  constructor(ruleIds: readonly string[]) { this.#ruleIds = ruleIds; }

  get opened(): readonly FilePath[] { return this.#opened.filter((file) => this.#files.has(file)); }

  get packages(): Project['packages'] { return this.#read?.project.packages ?? []; }

  async take(change: EngineChange): ReturnType<ProjectSource['take']> {
    if (change.folders !== undefined) this.#folders = change.folders;
    if (change.opened !== undefined) this.#opened = change.opened;
    const touched = change.touched ?? [];
    const isOnlyText = this.#read !== undefined && change.folders === undefined && change.opened === undefined && touched.length === 0 && change.isRescan !== true;
    if (isOnlyText) return { changes: { ...(change.texts === undefined ? {} : { texts: change.texts }) }, isPartial: this.#isRestWaiting, problems: this.#problems };
    const paths = await this.#getPaths();
    let isAnew = change.isRescan === true || this.#read === undefined || touched.some((file) => this.#isDeciding(file)) || paths.join('\n') !== this.#read.paths.join('\n');
    if (isAnew) this.#leftOut.clear();

    const unknown: FilePath[] = [];
    for (const file of touched) {
      if (!hasSourceExtension(file)) continue;
      const exists = await isFile(file);
      if (!exists) this.#files.delete(file);
      else if (!this.#files.has(file) && !this.#leftOut.has(file) && !this.#leftOut.has(path.posix.dirname(file))) unknown.push(file);
    }
    isAnew ||= unknown.length > 0;

    if (isAnew) {
      const first = this.#read === undefined ? await this.#findFirstPaths(paths) : undefined;
      this.#isRestWaiting = first !== undefined;
      await this.#readAnew(first ?? paths, paths);
      this.#remember(unknown);
    }
    return {
      changes: {
        ...(change.texts === undefined ? {} : { texts: change.texts }), ...(change.released === undefined ? {} : { released: change.released }), touched,
        ...await this.#getListChanges(isAnew),
      },
      isPartial: this.#isRestWaiting,
      problems: this.#problems,
    };
  }

  get #problems(): readonly Problem[] { return this.#read?.project.problems ?? []; }

  async rest(): Promise<SessionChanges> {
    this.#isRestWaiting = false;
    const paths = await this.#getPaths();
    await this.#readAnew(paths, paths);
    return this.#getListChanges(true);
  }

  /** The workspace folders that exist, and for each open document outside them the folder it belongs to, or itself. */
  async #getPaths(): Promise<FilePath[]> {
    const paths = new Set<FilePath>();
    for (const folder of this.#folders) if (await isFolder(folder)) paths.add(folder);
    for (const file of this.#opened) {
      if (this.#folders.some((folder) => isInside(folder, file))) continue;
      const folder = await findProjectFolder(file, '/');
      if (folder !== undefined) paths.add(folder);
      else if (await isFile(file)) paths.add(file);
    }
    return [...paths];
  }

  /** The projects of the open documents, when they are less than everything. */
  async #findFirstPaths(all: readonly FilePath[]): Promise<FilePath[] | undefined> {
    const first = new Set<FilePath>();
    for (const file of this.#opened) {
      const within = all.find((folder) => isInside(folder, file));
      if (within === undefined) continue;
      first.add(within === file ? file : await findProjectFolder(file, within) ?? within);
    }
    return first.size === 0 || all.every((folder) => first.has(folder)) ? undefined : [...first];
  }

  async #readAnew(now: readonly FilePath[], paths: readonly FilePath[]): Promise<void> {
    const root = this.#folders[0] ?? now.find((each) => !hasSourceExtension(each)) ?? path.posix.dirname(now[0] ?? '/x');
    const project = await readProject({ paths: now, cwd: root, root, ruleIds: this.#ruleIds, isTolerant: true });
    this.#read = { paths, project };
    this.#files = new Set(project.files);
  }

  /** What the session must be told about the list of files, and about packages and settings when they were read. */
  async #getListChanges(isAnew: boolean): Promise<Pick<SessionChanges, 'files' | 'skipped' | 'packages' | 'settings'>> {
    const project = this.#read?.project;
    const refused = new Set(project?.skipped.map((each) => each.file));
    for (const file of this.#opened) {
      // A document that is not on the disk (yet, or any more) is still one the person is working on.
      if (!this.#files.has(file) && !refused.has(file) && !(await isFile(file))) this.#files.add(file);
    }
    const files = [...this.#files].sort();
    const written = files.join('\n');
    const isNewList = written !== this.#sentFiles;
    this.#sentFiles = written;
    return {
      ...(isNewList ? { files } : {}),
      ...(isAnew && project !== undefined ? { skipped: project.skipped, packages: project.packages, settings: project.settings } : {}),
    };
  }

  #isDeciding(file: FilePath): boolean {
    return decidingFiles.has(path.posix.basename(file)) || this.#read?.project.configurationFiles.includes(file) === true;
  }

  #remember(unknown: readonly FilePath[]): void {
    const folders = new Set([...this.#files].map((file) => path.posix.dirname(file)));
    for (const file of unknown) {
      if (this.#files.has(file)) continue;
      this.#leftOut.add(file);
      if (!folders.has(path.posix.dirname(file))) this.#leftOut.add(path.posix.dirname(file));
    }
  }
}

/** The nearest folder at or above a file's, up to `top`, that looks like a project. Never a home folder or the root of the disk. */
async function findProjectFolder(file: FilePath, top: FilePath): Promise<FilePath | undefined> {
  const home = homedir().replaceAll('\\', '/');
  for (let folder = path.posix.dirname(file); isInside(top, folder); folder = path.posix.dirname(folder)) {
    if (folder === home || path.posix.dirname(folder) === folder) return undefined;
    for (const mark of projectMarks) if (await isFile(path.posix.join(folder, mark))) return folder;
  }
  return undefined;
}

function isFile(file: FilePath): Promise<boolean> { return stat(file).then((found) => found.isFile(), () => false); }
function isFolder(file: FilePath): Promise<boolean> { return stat(file).then((found) => found.isDirectory(), () => false); }
