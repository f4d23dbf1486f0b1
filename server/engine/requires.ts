/**
 * Where a relative `require` leads among the user's own files. The compiler resolves imports, and `require` only where it initialises a
 * variable; `app.use(require('./routes'))` is as common, and the CommonJS steps for relative paths are few and fixed. Packages are not resolved.
 */
import type { FilePath } from './syntax/compiler.ts';

const extensions = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.jsx', '.tsx'];

/** The own file that `require(specifier)` in `from` loads: the path itself, with an extension, or the `index` of a folder. */
export function findRequiredFile(from: FilePath, specifier: string, isOwn: (file: FilePath) => boolean): FilePath | undefined {
  if (!/^\.\.?(?:\/|$)/.test(specifier)) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const path = parts.join('/');
  return [path, ...extensions.map((extension) => path + extension), ...extensions.map((extension) => `${path}/index${extension}`)].find(isOwn);
}
