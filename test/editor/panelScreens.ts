/**
 * The advisor as a person uses it, in the VS Code server: from the lens to the panel, the questions, a slider, the tabs, in a light, a
 * dark and a high-contrast theme and in a narrow window. Screenshots stay in test/editor/.output; axe-core looks for barriers.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import type { VscodeServerInstallation } from '../../scripts/editorHost/install.ts';
import type { EditorRun } from './support/editorRun.ts';
import { openFile, runCommand, withWorkbench } from './support/workbench.ts';

const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern', 'high contrast': 'Default High Contrast' } as const;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const service = 'src/services/order-service.ts';

export async function runPanelScreens(run: EditorRun, installation: VscodeServerInstallation, chromium: string): Promise<void> {
  await withWorkbench({ run, installation, chromium, client: 'panel' }, async ({ page, test, screen }) => {
    const panel = page.frameLocator('iframe.webview').last().frameLocator('#active-frame');
    await test('the lens above a function opens the panel with a verdict', async () => {
      await page.locator('.monaco-workbench .part.statusbar').waitFor();
      await openFile(page, service);
      await page.keyboard.press('Control+KeyG');
      await page.keyboard.type('66');
      await page.keyboard.press('Enter');
      const lens = page.locator('.codelens-decoration a', { hasText: 'Advise' }).filter({ visible: true }).first();
      await lens.waitFor();
      await page.screenshot({ path: screen('lens') });
      await lens.click();
      await panel.locator('.verdict h2').waitFor();
      await panel.locator('.figure').nth(3).waitFor();
    });
    await test('the panel has no barrier that axe-core knows, on every tab', async () => {
      for (const title of ['Decision path', 'Inputs', 'Call paths', 'Migration', 'Safeguards', 'Benchmark']) {
        await panel.locator('vscode-tab-header', { hasText: title }).click();
        const violations = await findBarriers(page);
        if (violations.length > 0) throw new Error(`${title}: ${violations.join('; ')}`);
        await page.screenshot({ path: screen(`panel ${title.toLowerCase()}`) });
      }
    });
    await test('moving a slider asks again and keeps the focus', async () => {
      await panel.locator('vscode-tab-header', { hasText: 'Inputs' }).click();
      const slider = panel.locator('input[type=range]').first();
      await slider.focus();
      for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowRight');
      const origin = panel.locator('#input-taskMs-origin, .field:has(input[type=range]) .origin').first();
      await origin.filter({ hasText: 'given' }).waitFor();
      const focused = await (await findPanelFrame(page)).evaluate<string | null>("document.activeElement?.getAttribute('type') ?? null");
      if (focused !== 'range') throw new Error(`The focus went to ${String(focused)}.`);
      await page.screenshot({ path: screen('panel slider') });
    });
    for (const [name, theme] of Object.entries(themes)) {
      await test(`the panel in a ${name} theme`, async () => {
        await setTheme(run, page, theme, name);
        await panel.locator('h1').scrollIntoViewIfNeeded();
        await page.screenshot({ path: screen(`panel ${name}`) });
        await panel.locator('vscode-tab-header', { hasText: 'Inputs' }).click();
        await panel.locator('.fields').scrollIntoViewIfNeeded();
        await page.screenshot({ path: screen(`panel ${name} inputs`) });
      });
    }
    await setTheme(run, page, themes.dark, 'dark');
    await test('the panel at 1,600 and in a narrow column', async () => {
      await page.setViewportSize({ width: 3_000, height: 1_200 });
      await page.screenshot({ path: screen('panel wide') });
      await page.setViewportSize({ width: 1_160, height: 1_400 });
      await panel.locator('.verdict h2').waitFor();
      const overflow = await (await findPanelFrame(page)).evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      await page.screenshot({ path: screen('panel narrow') });
      await panel.locator('h1').scrollIntoViewIfNeeded();
      await page.screenshot({ path: screen('panel narrow top') });
      await page.setViewportSize({ width: 1_400, height: 900 });
      if (overflow > 1) throw new Error(`The page is ${overflow} pixels wider than the panel.`);
    });
    await test('the overview shows the workspace', async () => {
      await panel.locator('vscode-button', { hasText: 'Overview' }).click();
      await panel.locator('h2', { hasText: 'Kinds of work' }).waitFor();
      const violations = await findBarriers(page);
      if (violations.length > 0) throw new Error(violations.join('; '));
      await page.screenshot({ path: screen('panel overview') });
    });
    await test('the questions end in the panel', async () => {
      await page.locator('.tab', { hasText: 'order-service.ts' }).click();
      await runCommand(page, 'Loopwise: Workload Advisor');
      const rows = page.locator('.quick-input-list .monaco-list-row');
      await rows.filter({ hasText: 'Computes' }).waitFor();
      await page.screenshot({ path: screen('question') });
      await rows.filter({ hasText: 'Computes' }).click();
      await rows.filter({ hasText: 'About 100' }).first().click();
      await page.locator('.quick-input-widget', { hasText: 'How long' }).waitFor();
      await page.keyboard.type('250');
      await rows.filter({ hasText: 'as typed' }).click();
      await page.locator('.quick-input-widget', { hasText: 'What else matters' }).waitFor();
      await page.keyboard.press('Enter');
      await panel.locator('.verdict h2', { hasText: 'Worker pool' }).waitFor();
      await page.screenshot({ path: screen('panel from questions') });
    });
    await test('the workloads view lists functions by what they do', async () => {
      await page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Loopwise"]') }).first().click();
      await page.locator('.pane-body .monaco-list-row', { hasText: 'CPU-bound' }).first().waitFor();
      await page.screenshot({ path: screen('workloads') });
    });
  });
}

/** What axe-core finds in the panel, a line each. */
async function findBarriers(page: Page): Promise<readonly string[]> {
  const frame = await findPanelFrame(page);
  await frame.evaluate(axe);
  return frame.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run(): Promise<{ violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[] }> } }).axe.run();
    return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html.slice(0, 120) ?? ''})`);
  });
}

/** The frame with our page: VS Code puts it into another one. */
async function findPanelFrame(page: Page): Promise<Frame> {
  for (const frame of page.frames()) {
    if (frame.isDetached()) continue;
    if (await frame.locator('#root[data-setup]').count().catch(() => 0) > 0) return frame;
  }
  throw new Error('No frame of the page is the panel.');
}

async function setTheme(run: EditorRun, page: Page, theme: string, kind: string): Promise<void> {
  const file = join(run.workspace, '.vscode', 'settings.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ 'workbench.colorTheme': theme }));
  const expected = kind === 'high contrast' ? 'hc-black' : kind === 'light' ? 'vs' : 'vs-dark';
  await page.locator(`.monaco-workbench.${expected}`).waitFor();
  // The panel is told a moment later.
  await page.waitForTimeout(500);
}
