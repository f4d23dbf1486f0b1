/**
 * The five large fixes as a person makes them, in the VS Code server: light bulb, preview, apply, and undo. What the edits hold is
 * tested in test/fixes; here each has to be offered, shown before it is made, made in all files, take its finding away and be undone.
 */
import { join } from 'node:path';
import type { VscodeServerInstallation } from '../../scripts/editorHost/install.ts';
import type { EditorRun } from './support/editorRun.ts';
import { applyPreview, focusAction, getPreview, getUnderlines, goTo, openActions, saveAll, undo, untilTrue } from './support/person.ts';
import { withWorkbench } from './support/workbench.ts';
import { writeWorkshop } from './support/workshop.ts';

interface LargeFix {
  readonly name: string;
  readonly file: string;
  /** Where the cursor is put. */
  readonly at: string;
  readonly title: string;
  /** Files with a text each that they hold afterwards and not before. */
  readonly after: Readonly<Record<string, string>>;
}

const largeFixes: readonly LargeFix[] = [
  {
    name: 'make async', file: 'src/recipeBook.ts', at: 'readFileSync(join', title: 'Use `await readFile`: make `RecipeBook.load` async',
    after: { 'src/recipeBook.ts': 'async load(name: string): Promise<string>', 'src/recipeRoutes.ts': 'await book.load(' },
  },
  {
    name: 'bound it', file: 'src/prices.ts', at: 'map(async', title: 'Limit to 8 at a time with a local `mapLimit` helper',
    after: { 'src/prices.ts': 'mapLimit(ids, 8,', 'src/mapLimit.ts': 'export async function mapLimit' },
  },
  {
    name: 'deadline', file: 'src/weather.ts', at: 'fetch(', title: 'Add `signal: AbortSignal.timeout(10_000)`',
    after: { 'src/weather.ts': 'AbortSignal.timeout(10_000)' },
  },
  {
    name: 'own the task', file: 'src/orders.ts', at: 'keepReceipt(request', title: 'Hand it to `detach`, which reports a rejection',
    after: { 'src/orders.ts': 'detach(keepReceipt(', 'src/detach.ts': 'export function detach' },
  },
  {
    name: 'move to a worker', file: 'src/primes.ts', at: 'for (let candidate', title: 'Move `countPrimes` to a worker',
    after: { 'src/primeRoutes.ts': 'await countPrimesInWorker(', 'src/countPrimes.worker.ts': 'parentPort', 'src/countPrimes.pool.ts': 'countPrimesInWorker', 'src/createWorkerPool.ts': 'export' },
  },
];

export async function runLargeFixes(run: EditorRun, installation: VscodeServerInstallation, chromium: string): Promise<void> {
  const workshop = writeWorkshop(join(run.scratch, 'workshop-fixes'));
  await withWorkbench({ run, installation, chromium, client: 'fixes', opened: workshop.folder }, async ({ page, test, screen }) => {
    for (const { name, file, at, title, after } of largeFixes) {
      const files = Object.entries(after);
      const before = files.map(([each]) => workshop.read(each));
      const isApplied = (): boolean => files.every(([each, text]) => workshop.read(each).includes(text));
      await test(`${name}: offered by the light bulb`, async () => {
        await goTo(page, workshop, file, at);
        await getUnderlines(page).first().waitFor();
        await openActions(page);
        await focusAction(page, title);
        await page.screenshot({ path: screen(`fix ${name} 1 light bulb`) });
      });
      await test(`${name}: previewed before it is made`, async () => {
        // An edit of several files asks by itself; for one of a single file the person does.
        await page.keyboard.press(files.length > 1 ? 'Enter' : 'Control+Enter');
        await getPreview(page).waitFor();
        await page.waitForTimeout(1_000); // The picture is for people, and the diff is drawn a moment later.
        await page.screenshot({ path: screen(`fix ${name} 2 preview`) });
        if (isApplied()) throw new Error('The files were changed before a yes.');
      });
      await test(`${name}: applied in every file, and the finding is gone`, async () => {
        await applyPreview(page);
        await untilTrue(page, `these are changed: ${files.map(([each]) => each).join(', ')}`, async () => {
          await saveAll(page);
          return isApplied();
        });
        await goTo(page, workshop, file, '');
        await untilTrue(page, 'no underline is left', async () => await getUnderlines(page).count() === 0);
        await page.screenshot({ path: screen(`fix ${name} 3 applied`) });
      });
      await test(`${name}: undone in every file, and the finding is back`, async () => {
        // In a file that was changed: the finding's own may not be one.
        const [changed = file] = files.map(([each]) => each).filter((_, i) => before[i] !== '');
        await goTo(page, workshop, changed, '');
        await undo(page);
        // The other files are changed back a moment later, and Save All leaves out one that was never in sight.
        await untilTrue(page, 'every file is as it was', async () => {
          await saveAll(page);
          for (const [i, [each]] of files.entries()) {
            if (before[i] === '' || workshop.read(each) === before[i]) continue;
            await goTo(page, workshop, each, '');
            await page.keyboard.press('Control+KeyS');
            await page.waitForTimeout(500);
          }
          return files.every(([each], i) => workshop.read(each) === before[i]);
        });
        await goTo(page, workshop, file, at);
        await getUnderlines(page).first().waitFor();
        await page.screenshot({ path: screen(`fix ${name} 4 undone`) });
      });
    }
  });
}
