/** What a person does with the keyboard in VS Code: opening files and commands. */
import type { Page } from 'playwright-core';

export async function openFile(page: Page, file: string, line?: number, column?: number): Promise<void> {
  await page.keyboard.press('Control+KeyP');
  await page.locator('.quick-input-widget').waitFor();
  await page.keyboard.type(line === undefined ? file : `${file}:${line}:${column ?? 1}`);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await page.locator('.tab.active', { hasText: file.split('/').at(-1) ?? file }).waitFor();
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
