/** Joins paths that all have `/` separators, on every platform: Node's own `posix.resolve` takes `C:/x` for a relative path. */
import path from 'node:path/posix';
import type { FilePath } from '../../engine/syntax/compiler.ts';

export function isAbsolutePath(target: string): boolean {
  return target.startsWith('/') || /^[a-z]:\//i.test(target);
}

/** `target` as seen from `folder`, without `.` and `..`; back slashes become slashes. */
export function resolvePath(folder: FilePath, target: string): FilePath {
  const slashed = target.replaceAll('\\', '/');
  const joined = path.normalize(isAbsolutePath(slashed) ? slashed : `${folder}/${slashed}`);
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/** The folder and every folder above it, nearest first. */
export function getFoldersUpward(folder: FilePath): FilePath[] {
  const folders = [folder];
  for (let at = folder; path.dirname(at) !== at && at !== '.'; at = path.dirname(at)) folders.push(path.dirname(at));
  return folders.filter((entry) => entry !== '.');
}

/** Whether `file` is `folder` or below it. */
export function isBelow(file: FilePath, folder: FilePath): boolean {
  return file === folder || file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
