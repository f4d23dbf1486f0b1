/**
 * A file in the middle of its project: the whole folder is read and analysed, not the file alone, because where its code runs and who calls it
 * is said elsewhere.
 */
import path from 'node:path';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { isInside, toFilePath } from '../host/paths.ts';
import { readProject } from '../host/project.ts';
import type { Engine, Surroundings } from './surroundings.ts';

export interface FolderAround {
  readonly file: FilePath;
  readonly session: Engine['session'];
  /** Why the file is not among those analysed, where reading it said so. */
  readonly skippedBecause: string | undefined;
}

/** Analyses the folder it is run in, or the file's own when that is elsewhere; the engine is closed when `use` is done. Throws what reading the folder throws. */
export async function withFolderAround<R>(given: string, around: Surroundings, use: (folder: FolderAround) => Promise<R>): Promise<R> {
  const file = toFilePath(given, around.cwd);
  const here = toFilePath(around.cwd);
  const folder = isInside(here, file) ? here : path.posix.dirname(file);
  const project = await readProject({ paths: [folder, file], cwd: around.cwd, root: folder, ruleIds: around.ruleIds, signal: around.signal });
  const engine = await around.openEngine(project.root);
  try {
    await engine.session.update({ files: project.files, skipped: project.skipped, packages: project.packages, settings: project.settings });
    await engine.session.refine();
    return await use({ file, session: engine.session, skippedBecause: project.skipped.find((skipped) => skipped.file === file)?.reason });
  } finally {
    await engine.close();
  }
}
