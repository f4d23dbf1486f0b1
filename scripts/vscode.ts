/**
 * `npm run vscode [folder]`: shows the example, or a folder, in VS Code with the extension loaded: in the desktop one where `code` is
 * on PATH, otherwise in a VS Code server on this machine, whose address is printed. Nothing is installed into the person's own VS Code.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildAll } from './build.ts';
import { findOnPath, installVscodeServer, repositoryFolder } from './editorHost/install.ts';
import { startVscodeServer } from './editorHost/vscodeServer.ts';
import { packExtension } from './package.ts';

const example = join(repositoryFolder, 'test/example');
const folder = resolve(process.argv[2] ?? example);
if (!existsSync(folder)) {
  process.stderr.write(`There is no folder ${folder}. Run "npm run vscode" for the example, or name a folder that exists.\n`);
  process.exit(2);
}

const desktop = process.env['LOOPWISE_EDITOR'] === 'server' ? undefined : findOnPath('code');
if (desktop !== undefined) await openDesktop(desktop);
else await serve();

async function openDesktop(command: string): Promise<void> {
  mkdirSync(join(repositoryFolder, 'dist'), { recursive: true });
  await buildAll();
  process.stdout.write(`Opening ${folder} in VS Code with the extension of this checkout.\n`);
  const { status } = spawnSync(command, [`--extensionDevelopmentPath=${repositoryFolder}`, folder], { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = status ?? 1;
}

/** Serves until Ctrl+C. */
async function serve(): Promise<void> {
  const installation = installVscodeServer((line) => { process.stdout.write(`${line}\n`); });
  const dataFolder = mkdtempSync(join(tmpdir(), 'loopwise-vscode-'));
  const vsix = await packExtension(dataFolder);
  const server = await startVscodeServer({ installation, dataFolder, vsix, isTrusted: folder === example });
  const url = server.getUrl(folder);
  process.stdout.write(`\nVS Code shows ${folder} at\n\n  ${url}\n\nPress Ctrl+C to end it.\n`);
  openBrowser(url);
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => { done(); });
  });
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
}

function openBrowser(url: string): void {
  const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  const opener = findOnPath(process.platform === 'darwin' ? 'open' : 'xdg-open');
  if (!hasDisplay || opener === undefined) return;
  // A browser that does not open is no error: the address is on the screen.
  spawn(opener, [url], { stdio: 'ignore', detached: true }).once('error', () => undefined).unref();
}
