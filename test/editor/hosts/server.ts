/**
 * Runs the suite in a VS Code server that Chromium opens. The page hands over the suite the way VS Code's own web tests do, and
 * `run()` is called in the server's extension host, where the packed extension is installed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VscodeServerInstallation } from '../../../scripts/editorHost/install.ts';
import { startVscodeServer } from '../../../scripts/editorHost/vscodeServer.ts';
import type { EditorRun } from '../support/editorRun.ts';
import type { Suite } from './buildSuite.ts';
import { openBrowser } from './browser.ts';
import { followResults } from './results.ts';

/** Longer than any run that still moves; a hung one ends. */
const deadlineMs = 10 * 60_000;
/** For the workbench's own files; a machine under load takes its time. */
const pageDeadlineMs = 120_000;

export async function runInServer(run: EditorRun, suite: Suite, installation: VscodeServerInstallation, chromium: string): Promise<void> {
  const server = await startVscodeServer({ installation, dataFolder: join(run.scratch, 'server'), vsix: run.vsix, env: suite.env, tests: true, isTrusted: true });
  const browser = await openBrowser(chromium);
  const finish = followResults(suite.results, run.report);
  const lines: string[] = [];
  try {
    const page = await browser.newPage();
    page.on('console', (message) => lines.push(message.text()));
    const ended = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => { reject(new Error(`The suite did not end within ${deadlineMs / 60_000} minutes.`)); }, deadlineMs);
      void page.exposeFunction('codeAutomationExit', (code: number) => {
        clearTimeout(timer);
        resolve(code);
      });
    });
    await page.exposeFunction('codeAutomationLog', () => undefined);
    const remote = `vscode-remote://${server.authority}`;
    await page.goto(server.getUrl(run.workspace, [['extensionDevelopmentPath', remote + suite.driver], ['extensionTestsPath', remote + suite.tests]]), { timeout: pageDeadlineMs });
    const code = await ended;
    // A suite that does not load has no results, and its reason is only in the log.
    if (finish() === 0) throw new Error(`No test ran (code ${code}).\n${lines.slice(-15).join('\n')}`);
  } finally {
    finish();
    writeFileSync(join(run.outputFolder, 'vscode-server.log'), `${server.getOutput()}\n--- browser ---\n${lines.join('\n')}\n`);
    await browser.close();
    await server.stop();
  }
}
