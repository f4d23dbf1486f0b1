/**
 * Uses the extension in the VS Code server as a person would: opens a file, looks at the squiggle, hovers, opens the problems, the
 * palette, a rule's page. Screenshots stay in test/editor/.output for people to look at; the tests themselves read the page.
 */
import type { VscodeServerInstallation } from '../../scripts/editorHost/install.ts';
import type { EditorRun } from './support/editorRun.ts';
import { openFile, openPalette, withWorkbench } from './support/workbench.ts';

export async function runScreens(run: EditorRun, installation: VscodeServerInstallation, chromium: string): Promise<void> {
  await withWorkbench({ run, installation, chromium, client: 'screens' }, async ({ page, test, screen }) => {
    await test('a finding is underlined', async () => {
      await page.locator('.monaco-workbench .part.statusbar').waitFor();
      await openFile(page, 'src/routes/documents.ts');
      await page.locator('.squiggly-error').first().waitFor();
      await page.screenshot({ path: screen('squiggle') });
    });
    await test('hovering it shows the path and what the rule is about, and leads to its page', async () => {
      // The underline is drawn below the text, so the mouse goes to the text.
      const box = await page.locator('.squiggly-error').first().boundingBox();
      if (box === null) throw new Error('The underline is not on the screen.');
      await page.mouse.move(box.x + 12, box.y + 6);
      const link = page.locator('.monaco-hover a', { hasText: 'rule page' }).first();
      await link.waitFor();
      await page.screenshot({ path: screen('hover') });
      await link.click();
      const preview = page.locator('.tab', { hasText: 'Preview sync-io-on-hot-path' });
      await preview.waitFor();
      // Keys would go into the preview's frame.
      await preview.click({ button: 'middle' });
      await page.locator('.tab.active', { hasText: 'documents.ts' }).waitFor();
      await page.mouse.move(5, 5);
    });
    await test('the problems list it with every hop', async () => {
      await page.keyboard.press('Control+Shift+KeyM');
      await page.locator('.markers-panel-container', { hasText: 'sync-io-on-hot-path' }).waitFor();
      await page.screenshot({ path: screen('problems') });
    });
    await test('the language status says how many findings there are', async () => {
      await page.locator('.part.statusbar [id="status.languageStatus"]').first().hover();
      await page.locator('.hover-language-status', { hasText: 'Loopwise' }).waitFor();
      await page.screenshot({ path: screen('status') });
      await page.mouse.move(5, 5);
    });
    await test('the quick fixes are offered', async () => {
      await openFile(page, 'src/routes/documents.ts', 18, 26);
      const widget = page.locator('.action-widget:not(.action-list-submenu-panel)', { hasText: /disable/i });
      // The key goes nowhere while the editor is still taking the focus back from the quick input.
      for (let attempt = 0; attempt < 10 && !(await widget.isVisible()); attempt += 1) {
        await page.keyboard.press('Control+Period');
        await widget.waitFor({ timeout: 3_000 }).catch(() => undefined);
      }
      await widget.waitFor();
      await page.screenshot({ path: screen('quick fixes') });
      await page.keyboard.press('Escape');
    });
    await test('the palette has the commands', async () => {
      await openPalette(page, 'Loopwise: ');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Loopwise: Check Workspace' }).waitFor();
      await page.screenshot({ path: screen('palette') });
      await page.keyboard.press('Escape');
    });
    await test('Check Workspace says what it found', async () => {
      await openPalette(page, 'Loopwise: Check Workspace');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Loopwise: Check Workspace' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.notification-toast', { hasText: /Loopwise checked \d+ files/ }).waitFor();
      await page.waitForTimeout(500); // It fades in, and the picture is for people.
      await page.screenshot({ path: screen('check workspace') });
    });
    await test('Copy Debug Information fills the clipboard', async () => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await openPalette(page, 'Loopwise: Copy Debug Information');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Copy Debug Information' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.notification-toast', { hasText: 'Copied.' }).waitFor();
      const information = JSON.parse(await page.evaluate('navigator.clipboard.readText()')) as { server: { engineRestarts?: number } };
      if (information.server.engineRestarts !== 0) throw new Error(`The server did not say how it is: ${JSON.stringify(information)}`);
    });
    await test('a rule page opens', async () => {
      await openPalette(page, 'Loopwise: Show Rule Documentation');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Show Rule Documentation' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.tab', { hasText: /Preview/ }).waitFor();
      await page.waitForTimeout(2_000);
      await page.screenshot({ path: screen('rule page') });
    });
  });
}
