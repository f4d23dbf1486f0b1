/**
 * How a benchmark file can be run here: with Node alone, or through tsx for TypeScript where Node does not strip types itself. Nothing is
 * installed or downloaded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { getFoldersAbove, getOwnRoot } from '../ownFiles.ts';

export interface NodeRuntime {
  /** Arguments of Node that stand before the file. */
  readonly args: readonly string[];
  /** The command for a person who runs the file without us. */
  readonly command: string;
  /** Import specifiers of TypeScript files have to end in `.ts`, because nothing maps `.js` to it. */
  readonly needsTsExtensions: boolean;
}

/** The project's tsx first: it knows the project's tsconfig.json. Undefined when this Node cannot run TypeScript at all. */
export function findRuntime(folder: string, isTypeScript: boolean): NodeRuntime | undefined {
  if (!isTypeScript) return { args: [], command: 'node', needsTsExtensions: false };
  const own = findTsx(folder);
  if (own !== undefined) return toTsxRuntime(own);
  if (canStripTypes(process.features)) return { args: [], command: 'node', needsTsExtensions: true };
  const ours = findTsx(getOwnRoot());
  return ours === undefined ? undefined : toTsxRuntime(ours);
}

function toTsxRuntime(loader: string): NodeRuntime {
  return { args: ['--import', pathToFileURL(loader).href], command: 'node --import tsx', needsTsExtensions: false };
}

/** Node says so from 22.10 on. */
export function canStripTypes(features: object): boolean {
  return 'typescript' in features && typeof features.typescript === 'string';
}

function findTsx(folder: string): string | undefined {
  try {
    return createRequire(path.join(folder, 'index.js')).resolve('tsx');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** The major version of a package as files of this folder import it; undefined where they cannot. */
export function findInstalledMajor(folder: string, name: string): number | undefined {
  const manifest = getFoldersAbove(folder).map((each) => path.join(each, 'node_modules', name, 'package.json')).find((file) => existsSync(file));
  if (manifest === undefined) return undefined;
  const major = /"version"\s*:\s*"(\d+)\./.exec(readFileSync(manifest, 'utf8'))?.[1];
  return major === undefined ? undefined : Number(major);
}
