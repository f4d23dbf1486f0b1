/**
 * Paths as the engine wants them: absolute, with `/` separators, in the spelling the file system gave. Pure text work; whether
 * a path exists is asked elsewhere.
 */
import path from 'node:path';
import type { FilePath } from '../engine/syntax/compiler.ts';

/** An absolute path in the engine's spelling; relative ones are taken from `base`. */
export function toFilePath(file: string, base: string = process.cwd()): FilePath {
  const absolute = path.resolve(base, file);
  return path.sep === '/' ? absolute : absolute.replaceAll(path.sep, '/');
}

/** `file` relative to `folder` with `/` separators, `../` where it lies outside, `.` for the folder itself. */
export function toRelative(folder: FilePath, file: FilePath): string {
  const relative = path.relative(folder, file);
  if (relative === '') return '.';
  return path.sep === '/' ? relative : relative.replaceAll(path.sep, '/');
}

/** True for the folder itself and everything below it. */
export function isInside(folder: FilePath, file: FilePath): boolean {
  return file === folder || file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The deepest folder that holds all of them. Empty input gives undefined. */
export function findCommonFolder(folders: readonly FilePath[]): FilePath | undefined {
  let common = folders[0];
  for (const folder of folders) {
    while (common !== undefined && !isInside(common, folder)) {
      const parent = path.posix.dirname(common);
      common = parent === common ? undefined : parent;
    }
  }
  return common;
}
