/**
 * The native compiler of a platform, for packing: this machine's is installed, the others are the tarballs that package-lock.json pins.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getCompilerBinary } from '../server/host/compilerBinary.ts';
import { unpackPinned } from './npmTarball.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Platforms the extension is packed for; VS Code's names are Node's `platform-arch`. */
export const targets = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64'] as const;
export type Target = (typeof targets)[number];

/** This machine as a target; undefined where the extension is not packed for it. */
export function findOwnTarget(): Target | undefined {
  return targets.find((target) => target === `${process.platform}-${process.arch}`);
}

/** The folder of the platform package: `lib` with the executable, LICENSE and NOTICE.txt. */
export async function ensureCompilerPackage(target: Target): Promise<string> {
  if (target === findOwnTarget()) return path.dirname(path.dirname(getCompilerBinary({ from: root, env: {} })));
  const name = `@typescript/typescript-${target}`;
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string; integrity: string } | undefined> };
  const entry = lock.packages[`node_modules/${name}`];
  if (entry === undefined) throw new Error(`package-lock.json has no ${name}, so there is no compiler to pack for ${target}. Run \`npm install\` and try again.`);
  const folder = path.join(root, '.loopwise', 'compilers');
  const unpacked = path.join(folder, `${target}-${entry.version}`);
  await unpackPinned({ name, version: entry.version, integrity: entry.integrity, pinnedIn: 'package-lock.json' }, folder, unpacked);
  return unpacked;
}
