/**
 * First step of `npm start` and `npm test` on a fresh clone: checks the Node version and installs the dependencies when what is
 * installed is not what the lock file says. Plain Node without imports from node_modules, because nothing is installed yet.
 * It prints nothing when there is nothing to do, and does not build.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const lockFile = path.join(root, 'package-lock.json');
const installed = path.join(root, 'node_modules');
const stamp = path.join(installed, '.loopwise-setup');

requireNode(20, 19);
if (!isUpToDate()) install();

/** Ends the process with a message unless this Node is at least `major.minor`. */
function requireNode(major, minor) {
  const [ourMajor = 0, ourMinor = 0] = process.versions.node.split('.').map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  fail(
    `Loopwise needs Node ${major}.${minor} or newer, and this is Node ${process.versions.node} (${process.execPath}).`,
    'Install a newer one from https://nodejs.org/ or with your version manager, then run the same command again.',
  );
}

/** True when node_modules holds exactly the versions of the lock file. */
function isUpToDate() {
  if (!existsSync(installed)) return false;
  const hash = hashOfLockFile();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  // Someone ran npm by hand: npm's own record of what it installed is compared before anything is thrown away.
  if (hash === '' || !hasInstalledVersions()) return false;
  writeFileSync(stamp, hash);
  return true;
}

function hashOfLockFile() {
  return existsSync(lockFile) ? createHash('sha256').update(readFileSync(lockFile)).digest('hex') : '';
}

function hasInstalledVersions() {
  const record = path.join(installed, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readPackages(lockFile);
  const present = readPackages(record);
  return Object.entries(wanted).every(([name, entry]) =>
    name === '' || entry.link === true || (present[name] === undefined ? entry.optional === true : present[name].version === entry.version));
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

function install() {
  const command = existsSync(lockFile) ? 'ci' : 'install';
  process.stderr.write('Installing dependencies (once, about a minute) …\n');
  // On Windows npm is a .cmd file, which only a shell can start; the arguments are constants.
  const result = spawnSync('npm', [command, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root, encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1 << 26,
  });
  if (result.error !== undefined) fail(`npm could not be started: ${result.error.message}`, 'npm comes with Node; check that `npm --version` works in this folder.');
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    fail(`\`npm ${command}\` failed in ${root}.`, 'Its messages are above. Check the network or the registry setting (`npm config get registry`), then run the same command again.');
  }
  writeFileSync(stamp, hashOfLockFile());
}

function fail(what, next) {
  process.stderr.write(`${what}\n${next}\n`);
  process.exit(1);
}
