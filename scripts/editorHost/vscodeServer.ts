/**
 * Starts an installed VS Code server on a free loopback port, and stops it with everything it started. Nothing here knows what is
 * shown in it; tests and `npm run vscode` both open it.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VscodeServerInstallation } from './install.ts';

export interface VscodeServerOptions {
  readonly installation: VscodeServerInstallation;
  /** Folder for user data, server data and extensions; made when missing. */
  readonly dataFolder: string;
  /** A packed extension to install first. */
  readonly vsix?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Lets a page run an extension under development and its tests. */
  readonly tests?: boolean;
  /** The folder is our own: VS Code does not ask whether it is to be trusted. */
  readonly isTrusted: boolean;
}

export interface VscodeServer {
  readonly pid: number;
  /** `127.0.0.1:<port>`. */
  readonly authority: string;
  /** The page that shows a folder or a .code-workspace file (absolute path); `payload` is passed to the workbench as it is. */
  getUrl(opened: string, payload?: readonly (readonly [string, string])[]): string;
  /** Everything the server wrote so far. */
  getOutput(): string;
  /** Ends the server and every process it started; resolves when it is gone. */
  stop(): Promise<void>;
}

/** So that a page shows the code and nothing that asks for attention. A person's own settings come before these. */
const machineSettings = {
  // In a browser VS Code saves by itself; on the desktop it does not.
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true, 'git.enabled': false, 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'workbench.startupEditor': 'none',
  'typescript.disableAutomaticTypeAcquisition': true,
};

const startDeadlineMs = 60_000;

/**
 * @throws Error when the extension cannot be installed or the server does not listen within a minute; with its output.
 */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  const { installation, dataFolder } = options;
  const folders = [
    '--user-data-dir', join(dataFolder, 'user'), '--server-data-dir', join(dataFolder, 'server'), '--extensions-dir', join(dataFolder, 'extensions'),
  ];
  mkdirSync(join(dataFolder, 'extensions'), { recursive: true });
  mkdirSync(join(dataFolder, 'user', 'Machine'), { recursive: true });
  writeFileSync(join(dataFolder, 'user', 'Machine', 'settings.json'), JSON.stringify(machineSettings, null, 2));
  const env = { ...process.env, ...options.env };
  if (options.vsix !== undefined) {
    const installed = spawnSync(installation.node, [installation.serverMain, ...folders, '--install-extension', options.vsix, '--force'], { encoding: 'utf8', env });
    if (installed.status !== 0) {
      throw new Error(`VS Code did not install ${options.vsix}:\n${installed.stdout}${installed.stderr}`);
    }
  }
  const args = [
    installation.serverMain, ...folders, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms',
    '--disable-telemetry', ...(options.isTrusted ? ['--disable-workspace-trust'] : []), ...(options.tests === true ? ['--enable-smoke-test-driver'] : []),
  ];
  // A group of its own: stopping the group also ends extension hosts and what they started.
  const child = spawn(installation.node, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`Cannot start ${installation.node}. Remove test/editor/.host and run again.`);
  const stopAtExit = (): void => killGroup(pid);
  process.once('exit', stopAtExit);
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (what: string): void => {
      killGroup(pid);
      reject(new Error(`The VS Code server ${what}:\n${output}`));
    };
    const deadline = setTimeout(() => fail('did not listen within a minute'), startDeadlineMs);
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const found = /Extension host agent listening on (\d+)/.exec(output);
      if (found === null) return;
      clearTimeout(deadline);
      resolve(Number(found[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(deadline);
      fail(`ended with code ${code}`);
    });
  });
  const authority = `127.0.0.1:${port}`;
  return {
    pid,
    authority,
    getUrl(opened, payload) {
      const query = `${opened.endsWith('.code-workspace') ? 'workspace' : 'folder'}=${encodeURI(opened)}`;
      return `http://${authority}/?${query}${payload === undefined ? '' : `&payload=${encodeURIComponent(JSON.stringify(payload))}`}`;
    },
    getOutput: () => output,
    async stop() {
      process.removeListener('exit', stopAtExit);
      await stopGroup(child, pid);
    },
  };
}

async function stopGroup(child: ChildProcess, pid: number): Promise<void> {
  const isGone = child.exitCode !== null || child.signalCode !== null;
  const gone = isGone ? Promise.resolve() : new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  killGroup(pid);
  await gone;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // The group may have ended by itself, and that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
