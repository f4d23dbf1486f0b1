/**
 * What a person does in the workbench with keyboard and mouse beyond opening files and commands: going to a place in the code, the
 * light bulb and its menu, the preview of an edit, undoing it. Each waits until the workbench shows that it happened.
 */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { openFile } from './workbench.ts';
import type { Workshop } from './workshop.ts';

/** Opens a file beside the panel, with the cursor where this text first stands. */
export async function goTo(page: Page, workshop: Workshop, file: string, text: string): Promise<void> {
  // Where the focus is in the panel, files would open over it.
  await page.keyboard.press('Control+Digit1');
  const { line, column } = workshop.find(file, text);
  await openFile(page, file, line, column);
}

/** Underlines of ours in the editor that has the focus; VS Code draws one per line and severity. */
export function getUnderlines(page: Page): Locator {
  return page.locator('.editor-group-container.active .squiggly-error, .editor-group-container.active .squiggly-warning');
}

/** Rests the mouse on what is underlined until the hover with this text is there. */
export async function hover(page: Page, underline: Locator, text: string): Promise<void> {
  const shown = page.locator('.monaco-hover:visible', { hasText: text }).first();
  await untilTrue(page, `the hover says ${text}`, async () => {
    // The underline is drawn below the text, so the mouse goes to the text; the hover opens when it moves there, not when it is there.
    // It is drawn anew while results arrive.
    const box = await underline.boundingBox({ timeout: 4_000 }).catch(() => null);
    if (box === null) return false;
    for (const [x, y] of [[-4, 120], [10, 6], [14, 6]] as const) await page.mouse.move(box.x + x, box.y + y);
    return shown.waitFor({ timeout: 4_000 }).then(() => true, () => false);
  });
  await page.waitForTimeout(500); // It fades in, and the picture is for people.
}

/** Opens the menu of the light bulb at the cursor and resolves with it. */
export async function openActions(page: Page): Promise<Locator> {
  const menu = page.locator('.action-widget:not(.action-list-submenu-panel)');
  // The key goes nowhere while the editor is still taking the focus back from the quick input.
  for (let attempt = 0; attempt < 10 && !(await menu.isVisible()); attempt += 1) {
    await page.keyboard.press('Control+Period');
    await menu.waitFor({ timeout: 3_000 }).catch(() => undefined);
  }
  await menu.waitFor();
  return menu;
}

/** Goes down the open menu to the action with this title, without choosing it. */
export async function focusAction(page: Page, title: string): Promise<void> {
  const focused = page.locator('.action-widget:not(.action-list-submenu-panel) .monaco-list-row.focused', { hasText: title });
  for (let step = 0; step < 30 && !(await focused.isVisible()); step += 1) {
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(60);
  }
  await focused.waitFor({ timeout: 5_000 });
}

/** The panel in which VS Code shows an edit before it is made. */
export function getPreview(page: Page): Locator {
  return page.locator('.refactor-preview').or(page.locator('.bulk-edit-panel')).first();
}

export async function applyPreview(page: Page): Promise<void> {
  await page.locator('.part.panel .monaco-button', { hasText: 'Apply' }).first().click();
  await getPreview(page).waitFor({ state: 'hidden' });
}

/** Undoes the last edit; one that changed several files is undone in all of them. */
export async function undo(page: Page): Promise<void> {
  await page.keyboard.press('Control+KeyZ');
  const all = page.locator('.monaco-dialog-box .monaco-button', { hasText: /Undo in \d+ Files/ });
  await all.waitFor({ timeout: 2_000 }).then(() => all.click(), () => undefined);
}

export async function saveAll(page: Page): Promise<void> {
  await page.keyboard.press('Control+KeyK');
  await page.keyboard.press('KeyS');
  await page.waitForTimeout(300);
}

/** Looks until it holds. @throws Error saying what did not come true. */
export async function untilTrue(page: Page, what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`Waited two minutes in vain until ${what}.`);
    await page.waitForTimeout(100);
  }
}

/** The advisor's page, which VS Code puts into two frames. */
export function getPanel(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview').last().frameLocator('#active-frame');
}
