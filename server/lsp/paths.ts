/**
 * Between the editor's document URIs and the engine's file paths. Only `file:` documents have a path; every other scheme
 * (untitled, git, a notebook cell) is not analysed. It does not look at the disk and does not fold case.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FilePath } from '../engine/syntax/compiler.ts';

/** The absolute path with `/` separators, or `undefined` for a URI that names no local file. */
export function findPath(uri: string): FilePath | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(uri);
    const slashed = process.platform === 'win32' ? toDriveLetter(path.replaceAll('\\', '/')) : path;
    return slashed.length > 1 && slashed.endsWith('/') ? slashed.slice(0, -1) : slashed;
  } catch (error) {
    // A malformed URI (`%ZZ`, an encoded slash, a host name) names nothing we could open.
    if (error instanceof URIError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The URI of a path. An open document's own spelling (`file:///c%3A/x`) is the documents' business. */
export function toUri(path: FilePath): string {
  return pathToFileURL(path).href;
}

/** Editors write `c:` and `C:` for the same drive; one spelling keeps map keys equal. */
function toDriveLetter(path: string): string {
  return /^[a-z]:/.test(path) ? path.charAt(0).toUpperCase() + path.slice(1) : path;
}
