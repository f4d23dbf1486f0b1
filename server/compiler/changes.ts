/**
 * Joins the changes of one or more updates into one, puts their texts into the overlay, and sorts paths the way the native
 * compiler wants to hear about them. It decides what kind of change it is, not what follows from it.
 */
import { existsSync } from 'node:fs';
import path from 'node:path/posix';
import type { FilePath, SourceChanges } from '../engine/syntax/compiler.ts';
import type { Overlay } from './overlay.ts';

export interface Change {
  readonly files?: readonly FilePath[];
  /** Comes with `files`. */
  readonly known?: readonly FilePath[];
  readonly changed: readonly FilePath[];
  readonly created: readonly FilePath[];
  readonly deleted: readonly FilePath[];
  /** A lock file changed: installed packages are not what they were. */
  readonly isEverythingStale: boolean;
  /** A package.json, a workspace file or a declaration file came, went or changed: projects may look different. */
  readonly mayMoveFiles: boolean;
  /** Folders whose package.json changed: `type`, `exports` and `imports` decide how the files below resolve. */
  readonly packages: readonly FilePath[];
  /** Whether one of the configuration files a plan was made from is concerned. */
  touchesConfiguration(sources: ReadonlySet<FilePath>): boolean;
}

const lockFiles = new Set(['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', '.package-lock.json', '.modules.yaml']);
const declarationFile = /\.d\.(?:[^/]+\.)?[cm]?ts$/;
const planFiles = new Set(['package.json', 'pnpm-workspace.yaml', 'tsconfig.json', 'jsconfig.json']);

/**
 * Joins `updates`, oldest first, and brings the overlay up to date. `isKnown`: the compiler has the file in a project already;
 * telling it that such a file was created makes it look every import of every project up again.
 */
export function toChange(updates: readonly SourceChanges[], overlay: Overlay, isKnown: (file: FilePath) => boolean = () => false): Change {
  const paths = new Set<FilePath>();
  let files: readonly FilePath[] | undefined;
  let known: readonly FilePath[] = [];
  const before = new Set<FilePath>();
  for (const update of updates) {
    for (const file of update.released ?? []) {
      if (overlay.isFile(file)) before.add(file);
      overlay.release(file);
      paths.add(file);
    }
    for (const [file, text] of update.texts ?? []) {
      if (overlay.isFile(file)) before.add(file);
      overlay.set(file, text);
      paths.add(file);
    }
    for (const file of update.touched ?? []) paths.add(file);
    if (update.files === undefined) continue;
    files = [...new Set(update.files)];
    known = update.known ?? [];
  }
  const changed: FilePath[] = [];
  const created: FilePath[] = [];
  const deleted: FilePath[] = [];
  for (const file of paths) {
    const isThere = overlay.isFile(file) || existsSync(file);
    if (!isThere) deleted.push(file);
    else if (before.has(file) || (isKnown(file) && !declarationFile.test(file))) changed.push(file);
    // Whether the compiler has met any other file that the disk changed is not known here; it takes both at once.
    else {
      changed.push(file);
      created.push(file);
    }
  }
  const names = [...paths].map((file) => path.basename(file));
  return {
    ...(files === undefined ? {} : { files, known }),
    changed,
    created,
    deleted,
    isEverythingStale: names.some((name) => lockFiles.has(name)),
    mayMoveFiles: names.some((name) => planFiles.has(name)) || [...created, ...deleted].some((file) => declarationFile.test(file)),
    packages: [...paths].filter((file) => path.basename(file) === 'package.json').map((file) => path.dirname(file)),
    touchesConfiguration: (sources) => [...paths].some((file) => sources.has(file)),
  };
}
