/** The workbench of the VS Code server in a browser, and what a person does there with the keyboard: opening files and commands. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { VscodeServerInstallation } from '../../../scripts/editorHost/install.ts';
import { startVscodeServer } from '../../../scripts/editorHost/vscodeServer.ts';
import { openBrowser } from '../hosts/browser.ts';
import type { EditorRun } from './editorRun.ts';

const deadlineMs = 60_000;

/** One test of a person's steps; a picture is taken when it fails. */
export type StepTest = (name: string, steps: () => Promise<void>) => Promise<void>;
export interface Workbench { readonly page: Page; readonly test: StepTest; /** Where the picture of that name goes. */ readonly screen: (name: string) => string }

/** Opens the example with the packed extension in a browser, runs the tests, and ends everything. */
export async function withWorkbench(run: EditorRun, installation: VscodeServerInstallation, chromium: string, client: string, body: (workbench: Workbench) => Promise<void>): Promise<void> {
  const server = await startVscodeServer({ installation, dataFolder: join(run.scratch, client), vsix: run.vsix, isTrusted: true });
  const browser = await openBrowser(chromium);
  const screen = (name: string): string => join(run.outputFolder, `${name}.png`);
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(deadlineMs);
    await page.goto(server.getUrl(run.workspace));
    await body({
      page, screen,
      test: (name, steps) => run.report.run(client, name, async () => {
        try {
          await steps();
        } catch (error) {
          await page.screenshot({ path: screen(`failed ${name}`) });
          throw error;
        }
      }),
    });
  } finally {
    await browser.close();
    await server.stop();
  }
}

export async function openFile(page: Page, file: string, line?: number, column?: number): Promise<void> {
  const name = file.split('/').at(-1) ?? file;
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
  // A search that starts before the workbench can search finds nothing and is not repeated.
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await page.keyboard.press('Control+KeyP');
    await page.locator('.quick-input-widget').waitFor();
    await page.keyboard.type(line === undefined ? file : `${file}:${line}:${column ?? 1}`);
    if (await row.waitFor({ timeout: 6_000 }).then(() => true, () => false)) break;
    await page.keyboard.press('Escape');
  }
  // The list of recent files may stand there a moment longer.
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

export async function openPalette(page: Page, text: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget').waitFor();
  await page.keyboard.type(text);
}

/** Runs the command with this title from the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await openPalette(page, title);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}
