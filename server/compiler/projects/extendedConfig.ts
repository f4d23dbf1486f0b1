/**
 * Finds the file that an `extends` entry means: a path, or a configuration inside an installed package, the way TypeScript
 * looks for it. It reads package.json only for the `tsconfig` field and for `exports`.
 */
import path from 'node:path/posix';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { isRecord } from './json.ts';
import { getFoldersUpward, isAbsolutePath, resolvePath } from './paths.ts';
import type { SourceReader } from './sourceReader.ts';

export interface ExtendedConfig {
  readonly file?: FilePath;
  /** Where was looked, found or not. */
  readonly tried: readonly FilePath[];
}

/** Looks for `name` as written in a configuration of `folder`. */
export function findExtended(name: string, folder: FilePath, reader: SourceReader): ExtendedConfig {
  const tried: FilePath[] = [];
  const pick = (candidates: readonly FilePath[]): FilePath | undefined => {
    tried.push(...candidates);
    return candidates.find((candidate) => reader.isFile(candidate));
  };
  const specifier = name.replaceAll('\\', '/');
  if (specifier.startsWith('.') || isAbsolutePath(specifier)) {
    const target = resolvePath(folder, specifier);
    return toResult(pick([target, `${target}.json`]), tried);
  }
  const [packageName, subpath] = splitSpecifier(specifier);
  for (const above of getFoldersUpward(folder)) {
    const target = path.join(above, 'node_modules', specifier);
    const packageFolder = path.join(above, 'node_modules', packageName);
    const manifest = readManifest(path.join(packageFolder, 'package.json'), reader);
    const exported = findExported(manifest, subpath);
    const fromField = subpath === undefined && typeof manifest?.['tsconfig'] === 'string' ? [path.join(packageFolder, manifest['tsconfig'])] : [];
    const found = pick([...(exported === undefined ? [] : [path.join(packageFolder, exported)]), ...fromField, target, `${target}.json`, path.join(target, 'tsconfig.json')]);
    if (found !== undefined) return toResult(found, tried);
  }
  return { tried };
}

function toResult(file: FilePath | undefined, tried: readonly FilePath[]): ExtendedConfig {
  return file === undefined ? { tried } : { file, tried };
}

function splitSpecifier(specifier: string): readonly [string, string | undefined] {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  const rest = parts.slice(length).join('/');
  return [parts.slice(0, length).join('/'), rest === '' ? undefined : rest];
}

/** package.json as an object, or `undefined` when there is none that can be read. */
export function readManifest(file: FilePath, reader: SourceReader): Record<string, unknown> | undefined {
  const text = reader.readText(file);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    // A package.json that is being typed is no package.json yet; npm itself will say what is wrong with it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The target of an exact entry of `exports`, conditions taken in their order. Patterns are not followed. */
function findExported(manifest: Record<string, unknown> | undefined, subpath: string | undefined): string | undefined {
  const exports = manifest?.['exports'];
  if (!isRecord(exports)) return undefined;
  let entry: unknown = exports[subpath === undefined ? '.' : `./${subpath}`];
  while (isRecord(entry)) entry = entry['default'] ?? Object.values(entry)[0];
  return typeof entry === 'string' && entry.endsWith('.json') ? entry : undefined;
}
