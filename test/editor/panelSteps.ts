/**
 * What a person does with the panel once it stands, in the VS Code server: a call path, following the cursor, copying, reloading the
 * window. Screenshots stay in test/editor/.output.
 */
import type { VscodeServerInstallation } from '../../scripts/editorHost/install.ts';
import type { EditorRun } from './support/editorRun.ts';
import { openFile, withWorkbench } from './support/workbench.ts';

const service = 'src/services/order-service.ts';

export async function runPanelSteps(run: EditorRun, installation: VscodeServerInstallation, chromium: string): Promise<void> {
  await withWorkbench({ run, installation, chromium, client: 'panelSteps' }, async ({ page, test, screen }) => {
    const panel = page.frameLocator('iframe.webview').last().frameLocator('#active-frame');
    await test('the lens above a function opens the panel with a verdict', async () => {
      await page.locator('.monaco-workbench .part.statusbar').waitFor();
      await openFile(page, service);
      await page.keyboard.press('Control+KeyG');
      await page.keyboard.type('66');
      await page.keyboard.press('Enter');
      const lens = page.locator('.codelens-decoration a', { hasText: 'Advise' }).filter({ visible: true }).first();
      await lens.waitFor();
      await lens.click();
      await panel.locator('.verdict h2').waitFor();
      await panel.locator('.figure').nth(3).waitFor();
    });
    await test('the call paths lead into the code', async () => {
      await panel.locator('vscode-tab-header', { hasText: 'Call paths' }).click();
      const hop = panel.locator('#panel-calls .hops button').first();
      const [file = ''] = (await hop.innerText()).split(':');
      await hop.click();
      await page.locator('.tab.active', { hasText: file }).waitFor();
      await page.screenshot({ path: screen('panel call paths opened') });
    });
    await test('unpinned, it follows the cursor, and stays where there is no function', async () => {
      await panel.locator('vscode-button', { hasText: 'Follow the cursor' }).click();
      await panel.locator('vscode-button', { hasText: 'Stay here' }).waitFor();
      await openFile(page, service, 78, 10);
      await panel.locator('h1', { hasText: 'closeAbandoned' }).waitFor();
      await openFile(page, service, 1, 1);
      await page.waitForTimeout(1_000);
      await openFile(page, service, 68, 10);
      await panel.locator('h1', { hasText: 'quoteOpen' }).waitFor();
      await panel.locator('vscode-button', { hasText: 'Stay here' }).click();
      await panel.locator('vscode-button', { hasText: 'Follow the cursor' }).waitFor();
      await openFile(page, service, 78, 10);
      await page.waitForTimeout(1_000);
      await panel.locator('h1', { hasText: 'quoteOpen' }).waitFor();
    });
    await test('the advice is copied as Markdown', async () => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await panel.locator('vscode-button', { hasText: 'Copy as Markdown' }).click();
      await page.locator('.statusbar-item', { hasText: 'copied as Markdown' }).waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      if (!/^#+ .*quoteOpen/m.test(copied)) throw new Error(`The clipboard holds: ${copied.slice(0, 200)}`);
    });
    await test('the panel survives a reload of the window', async () => {
      await page.reload();
      await page.locator('.monaco-workbench .part.statusbar').waitFor();
      await panel.locator('.verdict h2').waitFor({ timeout: 120_000 });
      await panel.locator('h1', { hasText: 'quoteOpen' }).waitFor();
    });
  });
}
