/**
 * Finds the native TypeScript compiler that the client in `typescript/unstable/*` talks to. The client's own search breaks once
 * it is bundled, so the path is always handed over. Starting and ending the process is the compiler port's business.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { getFoldersAbove } from './ownFiles.ts';

export interface CompilerBinarySearch {
  /** A path someone configured; wins, and is not second-guessed when it does not exist. */
  readonly explicit?: string;
  /** Stands for `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder the search goes upward from; our own by default. */
  readonly from?: string;
  readonly platform?: string;
  readonly arch?: string;
}

/** No usable compiler; the message says which package is missing and what to do. */
export class CompilerMissing extends Error {
  override readonly name = 'CompilerMissing';
}

/**
 * Absolute path of the compiler's executable. Order: `explicit`, the variable `LOOPWISE_TSC`, `native/lib/` of an unpacked
 * .vsix, then node_modules upward from our own file. Throws {@link CompilerMissing}.
 */
export function getCompilerBinary(search: CompilerBinarySearch = {}): string {
  const env = search.env ?? process.env;
  const platform = search.platform ?? process.platform;
  const name = platform === 'win32' ? 'tsc.exe' : 'tsc';
  const configured = search.explicit ?? env.LOOPWISE_TSC;
  if (configured !== undefined && configured !== '') return getConfigured(configured, name, search.explicit === undefined ? 'LOOPWISE_TSC' : 'the compiler path in the settings');

  const packageName = `@typescript/typescript-${platform}-${search.arch ?? process.arch}`;
  for (const folder of getFoldersAbove(search.from)) {
    const packed = path.join(folder, 'native', 'lib', name);
    if (existsSync(packed)) return packed;
    const installed = path.join(folder, 'node_modules', packageName, 'lib', name);
    if (existsSync(installed)) return installed;
    // Package managers with isolated folders keep a platform package only beside the real folder of its parent.
    const parent = path.join(folder, 'node_modules', 'typescript');
    const beside = existsSync(parent) ? path.join(path.dirname(realpathSync(parent)), packageName, 'lib', name) : undefined;
    if (beside !== undefined && existsSync(beside)) return beside;
  }
  const isPacked = getFoldersAbove(search.from).some((folder) => existsSync(path.join(folder, 'native', 'lib')));
  throw new CompilerMissing(isPacked
    ? `Install Loopwise for ${platform}-${search.arch ?? process.arch}: this one was packed for another platform and has no TypeScript compiler for it. Or name one in the variable LOOPWISE_TSC, and restart the server.`
    : `The native TypeScript compiler for this machine is missing: the package ${packageName} is not installed. ` +
    'It is an optional dependency of `typescript`: run `npm ci` without `--omit=optional` and on the platform that runs Loopwise, or name a compiler in the variable LOOPWISE_TSC.',
  );
}

/** The version of a compiler by its executable, as the package it is in says; `unknown` for one that stands alone. */
export function getCompilerVersion(executable: string): string {
  const file = path.join(path.dirname(path.dirname(executable)), 'package.json');
  if (!existsSync(file)) return 'unknown';
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}

function getConfigured(configured: string, name: string, source: string): string {
  const file = path.resolve(configured);
  if (!existsSync(file)) throw new CompilerMissing(`There is no TypeScript compiler at ${configured}, which ${source} names. Correct the path or remove the setting.`);
  if (!statSync(file).isDirectory()) return file;
  // A folder is taken for the `lib` of a platform package, or for the package itself.
  const inside = [path.join(file, name), path.join(file, 'lib', name)].find((candidate) => existsSync(candidate));
  if (inside === undefined) throw new CompilerMissing(`The folder ${configured}, which ${source} names, holds no ${name}. Name the compiler's executable itself.`);
  return inside;
}
