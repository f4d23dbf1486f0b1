/** The workbench of the VS Code server in a browser, and what a person does there with the keyboard: opening files and commands. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { VscodeServerInstallation } from '../../../scripts/editorHost/install.ts';
import { startVscodeServer } from '../../../scripts/editorHost/vscodeServer.ts';
import { openBrowser } from '../hosts/browser.ts';
import type { EditorRun } from './editorRun.ts';

const deadlineMs = 120_000;
/** For the workbench's own files; a machine under load takes its time. */
const pageDeadlineMs = 240_000;

/** One test of a person's steps; a picture is taken when it fails. */
export type StepTest = (name: string, steps: () => Promise<void>) => Promise<void>;
export interface Workbench { readonly page: Page; readonly test: StepTest; /** Where the picture of that name goes. */ readonly screen: (name: string) => string }

export interface WorkbenchOptions {
  readonly run: EditorRun;
  readonly installation: VscodeServerInstallation;
  /** The browser's executable. */
  readonly chromium: string;
  /** Under which name its tests are reported. */
  readonly client: string;
  /** A folder or a .code-workspace file; the example by default. */
  readonly opened?: string;
  /** Default: VS Code does not ask. */
  readonly isTrusted?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens a folder with the packed extension in a browser, runs the tests, and ends everything. */
export async function withWorkbench(options: WorkbenchOptions, body: (workbench: Workbench) => Promise<void>): Promise<void> {
  const { run, installation, client } = options;
  const server = await startVscodeServer({ installation, dataFolder: join(run.scratch, client), vsix: run.vsix, isTrusted: options.isTrusted ?? true, ...(options.env === undefined ? {} : { env: options.env }) });
  const browser = await openBrowser(options.chromium);
  const screen = (name: string): string => join(run.outputFolder, `${name}.png`);
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(deadlineMs);
    await page.goto(server.getUrl(options.opened ?? run.workspace), { timeout: pageDeadlineMs });
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: pageDeadlineMs });
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

/** Opens a file of the folder with the quick open box, and puts the cursor where it is asked to. */
export async function openFile(page: Page, file: string, line?: number, column?: number): Promise<void> {
  const name = file.split('/').at(-1) ?? file;
  const box = page.locator('.quick-input-widget');
  const chosen = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name });
  const opened = page.locator('.editor-group-container.active .tab.active', { hasText: name });
  // A search that starts before the workbench can search finds nothing and is not repeated; a list may change under the key.
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await page.keyboard.press('Control+KeyP');
    await box.waitFor();
    await page.keyboard.type(file);
    if (await chosen.waitFor({ timeout: 15_000 }).then(() => true, () => false)) {
      await page.waitForTimeout(300);
      await page.keyboard.press('Enter');
      await box.waitFor({ state: 'hidden' });
      if (await opened.waitFor({ timeout: 20_000 }).then(() => true, () => false)) {
        if (line !== undefined) await goToLine(page, line, column ?? 1);
        return;
      }
    } else await page.keyboard.press('Escape');
  }
  throw new Error(`${file} could not be opened.`);
}

/** Only once the file is open: with a line behind it, the quick open box finds no file for minutes. */
async function goToLine(page: Page, line: number, column: number): Promise<void> {
  const box = page.locator('.quick-input-widget');
  await page.keyboard.press('Control+KeyG');
  await box.waitFor();
  await page.keyboard.type(`${line}:${column}`);
  // The key does nothing before the box says where it leads.
  await page.locator('.quick-input-list .monaco-list-row', { hasText: new RegExp(`\\b${line}\\b.*\\b${column}\\b`) }).first().waitFor();
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
  await box.waitFor({ state: 'hidden' });
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
