/**
 * What a person meets when things are not as usual, in the VS Code server: several folders, a folder that is not trusted, a machine
 * without a compiler, a mistake in the configuration, a file that is left out, a server that has stopped. Each has to be said where
 * the person looks, with what to do next.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { VscodeServerInstallation } from '../../scripts/editorHost/install.ts';
import type { EditorRun } from './support/editorRun.ts';
import { readProcesses } from './support/processes.ts';
import { getPanel, getUnderlines, goTo, untilTrue } from './support/person.ts';
import { openFile, runCommand, withWorkbench, type WorkbenchOptions } from './support/workbench.ts';
import { writeWorkshop } from './support/workshop.ts';

type Surroundings = Pick<WorkbenchOptions, 'run' | 'installation' | 'chromium'>;

export async function runCircumstances(run: EditorRun, installation: VscodeServerInstallation, chromium: string): Promise<void> {
  const around: Surroundings = { run, installation, chromium };
  await tryTroubles(around);
  await tryUntrusted(around);
  await tryFolders(around);
  await tryWithoutCompiler(around);
}

/** Mistakes and files that cannot be analysed, and a server that ends. */
async function tryTroubles(around: Surroundings): Promise<void> {
  const workshop = writeWorkshop(join(around.run.scratch, 'workshop-troubles'));
  const configuration = join(workshop.folder, 'loopwise.config.jsonc');
  writeFileSync(configuration, '{\n  "rules": { "sync-io-on-hot-paht": "warning" }\n}\n');
  writeFileSync(join(workshop.folder, 'src/huge.js'), `// ${'x'.repeat(1_100_000)}\n`);
  await withWorkbench({ ...around, client: 'troubles', opened: workshop.folder }, async ({ page, test, screen }) => {
    const panel = getPanel(page);
    await test('a mistake in the configuration is a problem of that file, with what was meant', async () => {
      await goTo(page, workshop, 'src/weather.ts', 'fetch');
      await page.keyboard.press('Control+Shift+KeyM');
      const problems = page.locator('.markers-panel-container');
      await problems.locator('.monaco-list-row', { hasText: 'did you mean `sync-io-on-hot-path`' }).waitFor();
      await problems.locator('.monaco-list-row', { hasText: 'loopwise.config.jsonc' }).first().waitFor();
      await page.screenshot({ path: screen('trouble configuration') });
      writeFileSync(configuration, '{}\n');
      await problems.locator('.monaco-list-row', { hasText: 'loopwise.config.jsonc' }).waitFor({ state: 'detached' });
      await page.keyboard.press('Control+Shift+KeyM');
    });
    await test('a file that is left out says so where its state is shown', async () => {
      await openFile(page, 'src/huge.js');
      await untilStatus(page, /larger than 1 MB: open its source/, screen('trouble left out'));
    });
    await test('outside of a function the advisor says what to do', async () => {
      await goTo(page, workshop, 'src/weather.ts', 'import');
      await runCommand(page, 'Loopwise: Advise on This Function');
      await panel.locator('.trouble', { hasText: 'There is no function at the cursor' }).waitFor();
      await page.screenshot({ path: screen('trouble no function') });
    });
    await test('a server that is gone for good says so in the panel, and is started from there', async () => {
      await goTo(page, workshop, 'src/weather.ts', 'fetch');
      await getUnderlines(page).first().waitFor();
      // As often as the client starts it again, and once more.
      const killed = new Set<number>();
      for (let death = 0; death < 5; death += 1) await untilTrue(page, 'there is another server to kill', () => killServer(join(around.run.scratch, 'troubles'), killed));
      await runCommand(page, 'Loopwise: Advise on This Function');
      await panel.locator('.trouble vscode-button', { hasText: 'Restart the server' }).waitFor();
      await page.screenshot({ path: screen('trouble stopped') });
      await panel.locator('.trouble vscode-button').click();
      await panel.locator('.verdict h2').waitFor();
    });
  });
}

/** Without trust open files are checked, nothing of the folder runs, and both are said. */
async function tryUntrusted(around: Surroundings): Promise<void> {
  const workshop = writeWorkshop(join(around.run.scratch, 'workshop-untrusted'));
  mkdirSync(join(workshop.folder, '.vscode'), { recursive: true });
  writeFileSync(join(workshop.folder, '.vscode/settings.json'), '{ "loopwise.scope": "workspace" }');
  await withWorkbench({ ...around, client: 'untrusted', opened: workshop.folder, isTrusted: false }, async ({ page, test, screen }) => {
    const panel = getPanel(page);
    await test('a folder that is not trusted is checked, and the state says what is left out', async () => {
      await page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor();
      await goTo(page, workshop, 'src/primes.ts', 'countPrimes');
      await getUnderlines(page).first().waitFor();
      await untilStatus(page, /Restricted mode: settings of this workspace are not used/, screen('untrusted status'));
    });
    await test('a benchmark is not offered there, with the reason', async () => {
      await runCommand(page, 'Loopwise: Advise on This Function');
      await panel.locator('.verdict h2').waitFor();
      await panel.locator('vscode-tab-header', { hasText: 'Benchmark' }).click();
      await panel.locator('.note', { hasText: 'trust it first' }).waitFor();
      await page.screenshot({ path: screen('untrusted benchmark') });
    });
  });
}

/** Each folder has its own configuration and its own paths. */
async function tryFolders(around: Surroundings): Promise<void> {
  const one = writeWorkshop(join(around.run.scratch, 'workshop-one'));
  const two = writeWorkshop(join(around.run.scratch, 'workshop-two'));
  writeFileSync(join(two.folder, 'loopwise.config.jsonc'), '{ "rules": { "request-without-deadline": "off" } }');
  const opened = join(around.run.scratch, 'both.code-workspace');
  writeFileSync(opened, JSON.stringify({ folders: [{ path: one.folder }, { path: two.folder }] }));
  await withWorkbench({ ...around, client: 'folders', opened }, async ({ page, test, screen }) => {
    await test('two folders are checked together, each by its own configuration', async () => {
      await openFile(page, 'workshop-one/src/weather.ts', 5, 24);
      await getUnderlines(page).first().waitFor();
      await openFile(page, 'workshop-two/src/orders.ts', 10, 3);
      await getUnderlines(page).first().waitFor();
      await openFile(page, 'workshop-two/src/weather.ts', 5, 24);
      await page.waitForTimeout(2_000);
      if (await getUnderlines(page).count() > 0) throw new Error('The rule is off in this folder, and there is an underline.');
      await page.screenshot({ path: screen('folders') });
    });
    await test('a configuration is created where the person says', async () => {
      await runCommand(page, 'Loopwise: Create Configuration');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'workshop-one' }).waitFor();
      await page.screenshot({ path: screen('folders configuration') });
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'workshop-one' }).click();
      await untilTrue(page, 'the file is there', () => one.read('loopwise.config.jsonc').includes('rules'));
    });
  });
}

async function tryWithoutCompiler(around: Surroundings): Promise<void> {
  const workshop = writeWorkshop(join(around.run.scratch, 'workshop-bare'));
  // Stands for the binary of another platform: the system refuses to run it.
  const foreign = join(around.run.scratch, 'foreign-tsc');
  writeFileSync(foreign, 'no program of this machine\n', { mode: 0o644 });
  await withWorkbench({ ...around, client: 'no compiler', opened: workshop.folder, env: { LOOPWISE_TSC: foreign } }, async ({ page, test, screen }) => {
    const panel = getPanel(page);
    await test('without a compiler for this machine the state says so, and what to install', async () => {
      await goTo(page, workshop, 'src/primes.ts', 'countPrimes');
      await untilStatus(page, /Install Loopwise for/, screen('no compiler status'));
    });
    await test('the advisor and the workloads say the same', async () => {
      await runCommand(page, 'Loopwise: Advise on This Function');
      await panel.locator('.trouble', { hasText: 'Install Loopwise for' }).waitFor();
      await page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Loopwise"]') }).first().click();
      await page.locator('.pane-body', { hasText: 'Install Loopwise for' }).waitFor();
      await page.screenshot({ path: screen('no compiler panel') });
    });
  });
}

/** Opens the language status until it says this. */
async function untilStatus(page: Page, text: RegExp, picture: string): Promise<void> {
  const shown = page.locator('.hover-language-status', { hasText: text });
  const item = page.locator('.part.statusbar [id="status.languageStatus"]').first();
  await untilTrue(page, `the language status says ${String(text)}`, async () => {
    await page.mouse.move(5, 5);
    await item.hover({ timeout: 5_000 }).catch(() => undefined);
    return shown.waitFor({ timeout: 3_000 }).then(() => true, () => false);
  });
  await page.screenshot({ path: picture });
  await page.mouse.move(5, 5);
}

/** Ends the language server that runs from this data folder; false when there is none at the moment that was not ended already. */
function killServer(dataFolder: string, killed: Set<number>): boolean {
  const server = readProcesses().find(({ pid, command }) => !killed.has(pid) && command.includes(dataFolder) && /dist[\\/]server\.js/.test(command));
  if (server === undefined) return false;
  killed.add(server.pid);
  process.kill(server.pid, 'SIGKILL');
  return true;
}
