/**
 * What kind of program a file belongs to, from its place, its package and what it starts with: tests, build scripts and
 * configuration, commands, workers. Most files have no role: their code runs where it is called from.
 */
import type { FileFacts } from '../facts/fileFacts.ts';
import type { PackageInfo } from '../report.ts';
import type { FileSettings } from '../settings.ts';
import type { FileRole } from './unit.ts';

const testFile = /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|e2e|cypress|fixtures?)\/|[.-](?:test|tests|spec|e2e|bench|benchmark|stories)\.[cm]?[jt]sx?$|(?:^|\/)(?:test|tests|setup-?tests?|jest\.setup)\.[cm]?[jt]s$/i;
const buildFile = /(?:^|\/)(?:scripts?|build|migrations?|seeds?|seeders?|benchmarks?|bench|examples?|docs|website)\/|^(?:tools?|tasks)\/|\.(?:config|conf|setup)\.[cm]?[jt]s$|(?:^|\/)(?:gulpfile|gruntfile|jakefile|rollup\.\w+|webpack\.[\w.]+|vite\.[\w.]+|karma\.conf|\.?eslintrc|babel\.config|seed|migrate|release|postinstall|preinstall)\.[cm]?[jt]s$/i;
/** `src/commands` of a server are what it is told to do; only a package with a command has them for the command line. */
const commandFile = /(?:^|\/)commands?\//i;
const cliFile = /(?:^|\/)(?:bin|cli)\/|(?:^|\/)(?:cli|bin|command)\.[cm]?[jt]s$/i;

const commandPackages = ['commander', 'yargs', 'cac', 'citty', 'clipanion', '@oclif/core', 'sade', 'meow'];

/** `folder`: the nearest package's folder, else the root of the check; only the path below it counts. `isStarted`: some file starts it as a worker. */
export function findFileRole(facts: FileFacts, folder: string, info: PackageInfo | undefined, settings: FileSettings, isStarted = false): FileRole | undefined {
  if (settings.entry === 'workers') return 'worker';
  if (settings.entry === 'cli') return 'cli';
  if (settings.entry === 'handlers') return 'handlers';
  const path = facts.file.startsWith(`${folder}/`) ? facts.file.slice(folder.length + 1) : facts.file;
  if (testFile.test(path)) return 'test';
  if (facts.shebang || info?.bin.some((bin) => isSameSource(bin, facts.file))) return 'cli';
  if (isStarted || isWorker(facts)) return 'worker';
  if (buildFile.test(path)) return 'build';
  const script = findScript(path, info);
  if (script) return script;
  return cliFile.test(path) || (commandFile.test(path) && (info === undefined || info.bin.length > 0 || commandPackages.some((name) => name in info.dependencies))) ? 'cli' : undefined;
}

/** `bin` often names build output: `dist/cli.js` of `src/cli.ts`. */
function isSameSource(bin: string, file: string): boolean {
  if (bin === file) return true;
  const stem = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/(?:dist|lib|build|out|src)\//, '/');
  return stem(bin) === stem(file);
}

/** A file that listens on `parentPort`, or on `self` as only workers do. */
function isWorker(facts: FileFacts): boolean {
  const fromThreads = new Set(facts.imports.flatMap((row, m) => (/^(?:node:)?worker_threads$/.test(row.specifier) ? [m] : [])));
  const parentPort = facts.bindings.some((binding) => (binding.imported && fromThreads.has(binding.imported.m) && binding.imported.n === 'parentPort' && binding.reads.length > 0)
    || (binding.n === 'parentPort' && binding.init?.k === 'prop'));
  if (parentPort && !facts.calls.some((call) => call.kind === 'new' && call.callee.k === 'ref' && facts.bindings[call.callee.b]!.n === 'Worker')) return true;
  if (/[.-]worker\.[cm]?[jt]s$/.test(facts.file)) return true;
  return facts.assigns.some((assign) => assign.f === 0 && assign.target.k === 'prop' && assign.target.n === 'onmessage' && assign.target.o.k === 'global' && assign.target.o.n === 'self');
}

/** A file that only a script of package.json runs; `start` and `dev` run the program itself. */
function findScript(path: string, info: PackageInfo | undefined): FileRole | undefined {
  for (const [name, command] of Object.entries(info?.scripts ?? {})) {
    // Most commands do not name the file at all, and a pattern per file and command is dear.
    if (!command.includes(path) || /^(?:pre|post)?(?:start|dev|serve|watch|server|worker)/.test(name)) continue;
    if (new RegExp(`(?:^|\\s|\\./)${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:\\s|$)`).test(command)) return 'build';
  }
  return undefined;
}
