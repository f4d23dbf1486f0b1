/**
 * Pinned npm tarballs: downloaded once, compared with their integrity hash, unpacked without running anything of them. For the corpus
 * and for compilers of platforms other than this one.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** `sha512-` and the hash in base64, as lock files have it. */
  readonly integrity: string;
  /** Where the integrity is written, for the message when it differs. */
  readonly pinnedIn: string;
}

/** Runs a program to its end and gives what it printed. Rejects on a start failure, the deadline, or an exit code not in `accepted`. */
export async function runProgram(command: string, args: readonly string[], options: { readonly cwd: string; readonly accepted?: readonly number[]; readonly deadlineMs: number }): Promise<string> {
  // On Windows npm is a .cmd file, which only a shell can start; its arguments are pinned names and versions.
  const isNpmOnWindows = process.platform === 'win32' && command === 'npm';
  return await new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: options.deadlineMs, killSignal: 'SIGKILL', shell: isNpmOnWindows });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => { out.push(chunk); });
    child.stderr.on('data', (chunk: Buffer) => { err.push(chunk); });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code !== null && (options.accepted ?? [0]).includes(code)) resolve(Buffer.concat(out).toString('utf8'));
      else reject(new Error(`\`${path.basename(command)} ${args.join(' ')}\` ended with ${signal ?? `exit code ${String(code)}`}.\n${Buffer.concat(err).toString('utf8').trim()}`));
    });
  });
}

/**
 * Unpacks the named files of the package (all when empty) into `target`, which appears only when it is complete.
 * @param folder where the tarball is kept.
 * @throws Error when the tarball is not the pinned one; it is deleted then.
 */
export async function unpackPinned(pinned: PinnedPackage, folder: string, target: string, files: readonly string[] = []): Promise<void> {
  if (existsSync(target)) return;
  await mkdir(folder, { recursive: true });
  const tarball = path.join(folder, `${toSlug(pinned.name)}-${pinned.version}.tgz`);
  if (!existsSync(tarball)) {
    await runProgram('npm', ['pack', `${pinned.name}@${pinned.version}`, '--pack-destination', folder, '--ignore-scripts', '--loglevel=error'], { cwd: folder, deadlineMs: 300_000 });
  }
  const integrity = `sha512-${createHash('sha512').update(await readFile(tarball)).digest('base64')}`;
  if (integrity !== pinned.integrity) {
    await rm(tarball);
    throw new Error(`The tarball of ${pinned.name}@${pinned.version} has the integrity ${integrity}, and ${pinned.pinnedIn} pins ${pinned.integrity}. It was deleted; run the command again, or look at the registry setting.`);
  }
  const partial = `${target}.${String(process.pid)}.partial`;
  await mkdir(partial, { recursive: true });
  await runProgram('tar', ['-xzf', tarball, '-C', partial, '--strip-components=1', ...files.map((file) => `package/${file}`)], { cwd: folder, deadlineMs: 120_000 });
  await rename(partial, target);
}

/** A package's name as part of a file name. */
export function toSlug(name: string): string {
  return name.replace('@', '').replaceAll('/', '-');
}
