/**
 * Paths that hold in any folder: files of a package by their path in it, files of its neighbours by package name and path. Pure text
 * work; which packages there are is handed in.
 */
import type { PackagePath, Place } from './packageSummary.ts';
import type { FilePath } from './syntax/compiler.ts';

export interface NamedFolder { readonly name: string; readonly folder: FilePath }

/** `file` as seen from `folder`, with `../` where it lies outside; `.` for the folder itself. */
export function toPackagePath(folder: FilePath, file: FilePath): PackagePath {
  if (file === folder) return '.';
  const from = folder.split('/');
  const to = file.split('/');
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}

/** The inverse of {@link toPackagePath}. */
export function fromPackagePath(folder: FilePath, path: PackagePath): FilePath {
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The innermost of the packages that holds the file. */
export function findPackageOf<Package extends { readonly folder: FilePath }>(file: FilePath, packages: readonly Package[]): Package | undefined {
  return packages.filter(({ folder }) => file.startsWith(`${folder}/`)).reduce<Package | undefined>((best, each) => (best === undefined || each.folder.length > best.folder.length ? each : best), undefined);
}

/** How the package at `folder` names a file; `undefined` for installed packages, which are the same for everyone. */
export function toPlace(folder: FilePath, others: readonly NamedFolder[], file: FilePath): Place | undefined {
  if (file.includes('/node_modules/')) return undefined;
  const owner = findPackageOf(file, [...others, { name: '', folder }]);
  return owner === undefined || owner.folder === folder ? toPackagePath(folder, file) : [owner.name, toPackagePath(owner.folder, file)];
}

/** The file a place means in this run; `undefined` for a package that is not in it. */
export function fromPlace(folder: FilePath, folderOf: (name: string) => FilePath | undefined, place: Place): FilePath | undefined {
  if (typeof place === 'string') return fromPackagePath(folder, place);
  const other = folderOf(place[0]);
  return other === undefined ? undefined : fromPackagePath(other, place[1]);
}
