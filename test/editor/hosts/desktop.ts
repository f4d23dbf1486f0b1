/**
 * Runs the suite in desktop VS Code, downloaded by @vscode/test-electron. Used where the download can be reached and there is a
 * display to open a window on.
 */
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { EditorRun } from '../support/editorRun.ts';
import type { Suite } from './buildSuite.ts';
import { followResults } from './results.ts';

/** The oldest version the manifest allows; the server host has a new one. */
const vscodeVersion = '1.100.0';
const releases = 'https://update.code.visualstudio.com/api/releases/stable';

/** LOOPWISE_EDITOR=desktop or =server decides; otherwise a display and an answer within three seconds do. */
export async function canUseDesktop(log: (line: string) => void): Promise<boolean> {
  const wanted = process.env['LOOPWISE_EDITOR'];
  if (wanted === 'desktop') return true;
  if (wanted === 'server') return false;
  const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  const isReachable = hasDisplay && await fetch(releases, { signal: AbortSignal.timeout(3_000) }).then((response) => response.ok, () => false);
  log(isReachable ? `Testing in desktop VS Code ${vscodeVersion}.` : `Testing in the VS Code server: ${hasDisplay ? 'the desktop version cannot be downloaded here' : 'there is no display for the desktop version'}.`);
  return isReachable;
}

export async function runInDesktop(run: EditorRun, suite: Suite): Promise<void> {
  const executable = await downloadAndUnzipVSCode({ version: vscodeVersion, cachePath: join(run.outputFolder, '../.host/desktop') });
  const folders = ['--user-data-dir', join(run.scratch, 'desktop/user'), '--extensions-dir', join(run.scratch, 'desktop/extensions')];
  const [command = executable, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  const installed = spawnSync(command, [...args, ...folders, '--install-extension', run.vsix, '--force'], { encoding: 'utf8', shell: process.platform === 'win32' });
  if (installed.status !== 0) throw new Error(`VS Code did not install ${run.vsix}:\n${installed.stdout}${installed.stderr}`);
  const finish = followResults(suite.results, run.report);
  let failure: unknown;
  try {
    await runTests({
      vscodeExecutablePath: executable, extensionDevelopmentPath: suite.driver, extensionTestsPath: suite.tests, extensionTestsEnv: { ...suite.env },
      reuseMachineInstall: true, launchArgs: [run.workspace, ...folders],
    });
  } catch (error) {
    // Failed tests end the window with an error too; those are in the results already.
    failure = error;
  }
  if (finish() === 0) throw new Error(`No test ran: ${String(failure)}`);
}
