/**
 * Brings real editors onto this machine for the tests: the VS Code server from the npm registry with the Node 24 it needs, and
 * Chromium, Neovim and Emacs from Debian. Everything is installed on demand, once, and a second call finds it and does nothing.
 * Starting and stopping what was installed is not done here.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Versions are pinned, so that a failing test is never a new editor's doing. */
const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

export const repositoryFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const hostFolder = join(repositoryFolder, 'test/editor/.host');

/** Where the parts of a VS Code server are; absolute paths. */
export interface VscodeServerInstallation {
  /** Node 24: VS Code 1.139 does not start under Node 20. */
  readonly node: string;
  /** `out/server-main.js` of the VS Code server itself, not of the wrapper it comes in. */
  readonly serverMain: string;
}

/** Where progress is told; one line per call. */
export type Log = (line: string) => void;

/**
 * Installs the VS Code server into `test/editor/.host` unless it is there already (about half a minute, 1 GB).
 * @throws Error when npm fails, with the end of its output.
 */
export function installVscodeServer(log: Log): VscodeServerInstallation {
  const nodePackage = getNodePackageName();
  const stampFile = join(hostFolder, 'installed.txt');
  const stamp = `code-server ${codeServerVersion}, ${nodePackage} ${nodeVersion}\n`;
  const vscodeFolder = join(hostFolder, 'node_modules/code-server/lib/vscode');
  const installation: VscodeServerInstallation = {
    node: join(hostFolder, 'node_modules', nodePackage, 'bin', 'node'),
    serverMain: join(vscodeFolder, 'out/server-main.js'),
  };
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return installation;

  log(`Installing the VS Code server (code-server ${codeServerVersion}) into ${hostFolder}.`);
  rmSync(hostFolder, { recursive: true, force: true });
  mkdirSync(hostFolder, { recursive: true });
  const dependencies = { 'code-server': codeServerVersion, [nodePackage]: nodeVersion };
  writeFileSync(join(hostFolder, 'package.json'), JSON.stringify({ name: 'loopwise-editor-host', private: true, dependencies }));
  // No install script runs: the platform's Node is a package that holds the binary, and the server's native modules
  // (spdlog, sqlite3, a watchdog) are ones it runs without.
  for (const folder of [hostFolder, vscodeFolder, join(vscodeFolder, 'extensions')]) {
    runNpm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  }
  writeFileSync(`${stampFile}.new`, stamp);
  renameSync(`${stampFile}.new`, stampFile);
  return installation;
}

/** What apt calls a program, and the command or file that shows it is there. */
const debianPackages = {
  chromium: { package: 'chromium', names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] },
  neovim: { package: 'neovim', names: ['nvim'] },
  emacs: { package: 'emacs-nox', names: ['emacs'] },
  pngquant: { package: 'pngquant', names: ['pngquant'] },
} as const;

export type Program = keyof typeof debianPackages;

/**
 * Finds the programs on PATH and installs the missing ones with apt where that is possible (about 40 seconds for all of them).
 * `LOOPWISE_CHROMIUM` names a browser that is elsewhere.
 * @returns the absolute path of each.
 * @throws Error saying what to install by hand, where apt is missing or the user is not root.
 */
export function installPrograms<Name extends Program>(programs: readonly Name[], log: Log): Record<Name, string> {
  const missing = programs.filter((name) => findProgram(name) === undefined);
  const packages: string[] = missing.map((name) => debianPackages[name].package);
  if (programs.some((name) => name === 'emacs') && !hasEglot()) packages.push('elpa-eglot');
  if (packages.length > 0) {
    const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    if (findOnPath('apt-get') === undefined) {
      throw new Error(`The editor tests need ${packages.join(', ')}, and this machine has no apt-get to install them with. Install them and run the tests again.`);
    }
    if (process.getuid?.() !== 0) {
      throw new Error(`The editor tests need ${packages.join(', ')}, and only root can install them. Run: sudo ${command}`);
    }
    log(`Installing ${packages.join(', ')} with apt-get.`);
    run('apt-get', ['update', '-q'], '/');
    run('apt-get', command.split(' ').slice(1), '/');
  }
  return Object.fromEntries(programs.map((name) => {
    const found = findProgram(name);
    if (found === undefined) throw new Error(`${name} is not on PATH although its package is installed. Check PATH and run the tests again.`);
    return [name, found];
  })) as Record<Name, string>;
}

/** The absolute path of a command, if PATH has it. */
export function findOnPath(command: string): string | undefined {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const suffix of suffixes) {
      const candidate = join(folder, command + suffix);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

function findProgram(program: Program): string | undefined {
  const named = program === 'chromium' ? process.env['LOOPWISE_CHROMIUM'] : undefined;
  if (named !== undefined && named !== '') return named;
  for (const name of debianPackages[program].names) {
    const found = findOnPath(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Emacs 29 brings eglot itself; Debian's 28 needs the package. */
function hasEglot(): boolean {
  const emacs = findProgram('emacs');
  if (emacs === undefined) return false;
  return spawnSync(emacs, ['--batch', '--eval', "(progn (package-initialize) (require 'eglot))"], { stdio: 'ignore' }).status === 0;
}

function getNodePackageName(): string {
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  const platform = `${process.platform}-${process.arch}`;
  if (known.includes(platform)) return `node-${platform}`;
  throw new Error(`There is no VS Code server for ${platform}. Run the editor tests with LOOPWISE_EDITOR=desktop.`);
}

function runNpm(args: readonly string[], folder: string): void {
  // Started through `npm run`, npm names its own script here; that spares a search for it, and a shell on Windows.
  const npmScript = process.env['npm_execpath'];
  if (npmScript?.endsWith('.js') === true) run(process.execPath, [npmScript, ...args], folder);
  else run('npm', args, folder);
}

function run(command: string, args: readonly string[], folder: string): void {
  const result = spawnSync(command, args, {
    cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.status === 0) return;
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-15).join('\n');
  throw new Error(`"${command} ${args.join(' ')}" failed in ${folder}: ${result.error?.message ?? `exit code ${result.status}`}\n${output}`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Not there or not ours to run: the same to the caller.
  }
}
