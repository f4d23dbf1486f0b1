/**
 * `npm start [-- <check arguments>]`: builds when a source is newer than dist/, then checks what the arguments name, or the
 * example service of the repository. It holds no logic of the check itself.
 */
import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob } from 'tinyglobby';
import { mapAtOnce } from '../server/host/mapAtOnce.ts';
import { buildAll, stampFile } from './build.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Builds dist/ unless it is newer than every source. */
export async function buildIfStale(): Promise<void> {
  const built = await stat(stampFile).then((found) => found.mtimeMs, () => 0);
  const sources = await glob(['server/**/*.ts', 'client/src/**/*.ts', 'rules/**/*.{ts,md}', 'scripts/build.ts', 'package-lock.json'], { cwd: root, absolute: true });
  const times = await mapAtOnce(sources, 16, async (file) => (await stat(file)).mtimeMs);
  if (times.every((time) => time < built)) return;
  await buildAll();
}

async function main(): Promise<void> {
  await buildIfStale();
  const given = process.argv.slice(2);
  const target = given.length > 0 ? given : ['test/example'];
  // A path on the command line is relative to where npm was called, not to the repository.
  const cwd = given.length > 0 ? (process.env.INIT_CWD ?? process.cwd()) : root;
  const { status } = spawnSync(process.execPath, [path.join(root, 'dist', 'cli.js'), 'check', ...target], { cwd, stdio: 'inherit' });
  if (given.length > 0) process.exitCode = status ?? 2;
  else if (status === 0 || status === 1) {
    process.stdout.write('\nThis was the bundled example service (test/example); its findings are there on purpose.\nCheck your own code with `npm start -- <folder>`; there the exit code is 1 when something is found.\n');
  } else process.exitCode = status ?? 2;
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
