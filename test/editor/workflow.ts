/**
 * The whole way of a person in the VS Code server: types a blocking call and sees it, looks closer, opens the advisor, answers its
 * questions, moves a slider, measures, applies the first fix with its preview, sees the finding gone, and undoes it. Screenshots of
 * each step stay in test/editor/.output; times are printed and decide nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { VscodeServerInstallation } from '../../scripts/editorHost/install.ts';
import type { EditorRun } from './support/editorRun.ts';
import { applyPreview, focusAction, getPanel, getPreview, getUnderlines, goTo, hover, openActions, saveAll, undo, untilTrue } from './support/person.ts';
import { runCommand, withWorkbench } from './support/workbench.ts';
import { writeWorkshop, type Workshop } from './support/workshop.ts';

const blocking = "response.send(readFileSync('hello.html', 'utf8'));";
/** A measurement of seconds, not minutes: two points of each sweep. */
const smaller: readonly (readonly [string, string])[] = [['tasks: []', 'tasks: [1, 4]'], ['sizes: []', 'sizes: [20_000]'], ['workers: []', 'workers: [1]'], ['samples: 6', 'samples: 5']];

export async function runWorkflow(run: EditorRun, installation: VscodeServerInstallation, chromium: string): Promise<void> {
  const workshop = writeWorkshop(join(run.scratch, 'workshop'));
  await withWorkbench({ run, installation, chromium, client: 'workflow', opened: workshop.folder }, async ({ page, test, screen }) => {
    const panel = getPanel(page);
    const bench = join(workshop.folder, 'src/countPrimes.bench.mts');
    await test('a sync read typed into a handler is underlined', async () => {
      // Once something is underlined the first analysis is over, and what is measured is an edit.
      await goTo(page, workshop, 'src/weather.ts', 'fetch');
      await getUnderlines(page).first().waitFor();
      await goTo(page, workshop, 'src/hello.ts', '\n});\napp.listen');
      await page.keyboard.press('Enter');
      await page.keyboard.type(blocking.slice(0, -1), { delay: 15 });
      // Closing brackets and quotes were put in by the editor; the end is typed as a person would.
      await page.keyboard.type(';');
      const start = performance.now();
      await getUnderlines(page).first().waitFor();
      run.log(`  the underline stands ${Math.round(performance.now() - start)} ms after the last key`);
      await page.screenshot({ path: screen('workflow 1 squiggle') });
    });
    await test('hovering it says why, with the path and the page', async () => {
      await page.keyboard.press('Escape');
      await hover(page, getUnderlines(page).first(), 'blocks the event loop');
      await page.screenshot({ path: screen('workflow 2 hover') });
      await page.mouse.move(5, 5);
    });
    await test('the light bulb offers to read without blocking, and does', async () => {
      await openActions(page);
      await focusAction(page, 'Use `await readFile`');
      await page.screenshot({ path: screen('workflow 3 light bulb') });
      await page.keyboard.press('Enter');
      await untilTrue(page, 'nothing is underlined', async () => await getUnderlines(page).count() === 0);
      await saveAll(page);
      await untilTrue(page, 'the read is awaited', () => workshop.read('src/hello.ts').includes('await '));
      await page.screenshot({ path: screen('workflow 4 mended') });
    });
    await test('the lens above a function opens the advisor', async () => {
      await goTo(page, workshop, 'src/primes.ts', 'countPrimes');
      const lens = page.locator('.codelens-decoration a', { hasText: 'Advise' }).filter({ visible: true }).first();
      await lens.waitFor();
      await page.screenshot({ path: screen('workflow 5 lens') });
      const start = performance.now();
      await lens.click();
      await panel.locator('.verdict h2').waitFor();
      run.log(`  the verdict stands ${Math.round(performance.now() - start)} ms after the click, the question to the server and the first page included`);
      await page.waitForTimeout(500);
      await page.screenshot({ path: screen('workflow 6 verdict') });
    });
    await test('the questions end in the panel, with what the code says as the first answer', async () => {
      await goTo(page, workshop, 'src/primes.ts', 'countPrimes');
      await runCommand(page, 'Loopwise: Workload Advisor');
      const rows = page.locator('.quick-input-list .monaco-list-row');
      await page.locator('.quick-input-widget input[placeholder*="countPrimes"]').waitFor();
      await rows.filter({ hasText: 'Read it from the code' }).waitFor();
      await page.screenshot({ path: screen('workflow 7 question') });
      await rows.filter({ hasText: 'Computes' }).click();
      await rows.filter({ hasText: 'About 100' }).first().click();
      await page.locator('.quick-input-widget', { hasText: 'How long' }).waitFor();
      await page.keyboard.type('250');
      await rows.filter({ hasText: 'as typed' }).click();
      await page.locator('.quick-input-widget', { hasText: 'What else matters' }).waitFor();
      await page.screenshot({ path: screen('workflow 7 question 4') });
      await page.keyboard.press('Enter');
      await panel.locator('.verdict h2', { hasText: 'Worker pool' }).waitFor();
      await page.screenshot({ path: screen('workflow 7 answered') });
    });
    await test('the questions remember the answers', async () => {
      await page.locator('.tab', { hasText: 'primes.ts' }).first().click();
      await runCommand(page, 'Loopwise: Workload Advisor');
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Computes' }).waitFor();
      await page.keyboard.press('Escape');
    });
    await test('a slider moves the answer', async () => {
      await panel.locator('vscode-tab-header', { hasText: 'Inputs' }).click();
      const slider = panel.locator('.field', { hasText: 'Milliseconds of CPU' }).locator('input[type=range]');
      const before = await panel.locator('.figures').innerText();
      await slider.focus();
      for (let step = 0; step < 60; step += 1) await page.keyboard.press('ArrowLeft');
      await untilTrue(page, 'the figures are others', async () => await panel.locator('.figures').innerText() !== before);
      await page.screenshot({ path: screen('workflow 8 slider') });
    });
    await test('a benchmark is written, and runs only after a yes', async () => {
      await panel.locator('vscode-tab-header', { hasText: 'Benchmark' }).click();
      await panel.locator('vscode-button', { hasText: 'Generate and run' }).click();
      await answerDialog(page, 'Cancel', screen('workflow 9 question'));
    });
    await test('a running benchmark says how far it is and can be cancelled', async () => {
      await panel.locator('vscode-button', { hasText: 'Generate and run' }).click();
      await answerDialog(page, 'Run');
      await panel.locator('p[role=status]', { hasText: 'measuring' }).waitFor();
      await page.screenshot({ path: screen('workflow 9 running') });
      await panel.locator('vscode-button', { hasText: 'Cancel' }).click();
      await panel.locator('.problem', { hasText: 'cancelled' }).waitFor();
      await page.screenshot({ path: screen('workflow 9 cancelled') });
      shrink(workshop, 'src/countPrimes.bench.mts');
    });
    for (const round of [1, 2]) {
      await test(round === 1 ? 'its results stand over the bands of the verdicts' : 'a second run stands beside the first', async () => {
        await panel.locator('vscode-button', { hasText: round === 1 ? 'Try again' : 'Measure again' }).click();
        await answerDialog(page, 'Run');
        await panel.locator('.legend li', { hasText: 'clear winner' }).waitFor({ timeout: 180_000 });
        if (round === 2) await panel.locator('h3', { hasText: 'Earlier runs' }).waitFor({ timeout: 180_000 });
        await panel.locator('figure .legend').scrollIntoViewIfNeeded();
        await page.screenshot({ path: screen(round === 1 ? 'workflow 9 benchmark' : 'workflow 9 compared') });
      });
    }
    await test('the panel leads to the first fix, which is previewed', async () => {
      if (!readFileSync(bench, 'utf8').includes('countPrimes')) throw new Error('The benchmark is about something else.');
      await goTo(page, workshop, 'src/primes.ts', 'countPrimes');
      await runCommand(page, 'Loopwise: Advise on This Function');
      await panel.locator('vscode-button', { hasText: 'Apply a fix' }).click();
      await page.locator('.action-widget:not(.action-list-submenu-panel)').waitFor();
      await focusAction(page, 'Move `countPrimes` to a worker');
      await page.screenshot({ path: screen('workflow 10 fixes') });
      await page.keyboard.press('Control+Enter');
      await getPreview(page).waitFor();
      await page.waitForTimeout(1_000);
      await page.screenshot({ path: screen('workflow 10 preview') });
    });
    await test('applied, the finding is gone', async () => {
      await applyPreview(page);
      await goTo(page, workshop, 'src/primes.ts', 'countPrimes');
      await untilTrue(page, 'nothing is underlined', async () => await getUnderlines(page).count() === 0);
      await page.screenshot({ path: screen('workflow 11 applied') });
    });
    await test('undone, the finding is back', async () => {
      // The function's own file is not changed by this fix, its caller's is.
      await goTo(page, workshop, 'src/primeRoutes.ts', 'countPrimes');
      await undo(page);
      await goTo(page, workshop, 'src/primes.ts', 'countPrimes');
      await getUnderlines(page).first().waitFor();
      await saveAll(page);
      await page.screenshot({ path: screen('workflow 12 undone') });
    });
    await test('activation is measured', async () => {
      await runCommand(page, 'Developer: Show Running Extensions');
      const rows = page.locator('.runtime-extensions-editor .extension');
      await rows.filter({ hasText: 'Loopwise' }).locator('.activation-time').waitFor();
      await page.screenshot({ path: screen('workflow 13 activation') });
      const times = (await rows.allInnerTexts()).map((text) => `${text.split('\n')[0] ?? ''} ${/\d+ ?ms/.exec(text)?.[0] ?? '?'}`);
      run.log(`  activation: ${times.join(', ')}`);
      // It opens as a window over the workbench.
      await page.keyboard.press('Escape');
    });
  });
}

async function answerDialog(page: Page, answer: string, picture?: string): Promise<void> {
  const button = page.locator('.monaco-dialog-box .monaco-button', { hasText: answer }).first();
  await button.waitFor();
  if (picture !== undefined) await page.screenshot({ path: picture });
  await button.click();
}

/** As a person who wants an answer soon would: fewer points in the settings at the top of the file. */
function shrink(workshop: Workshop, file: string): void {
  const text = workshop.read(file);
  writeFileSync(join(workshop.folder, file), smaller.reduce((left, [from, to]) => left.replace(from, to), text));
}
