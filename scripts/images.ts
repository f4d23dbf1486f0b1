/**
 * `npm run images`: draws the extension's icon from its SVG, and takes the pictures of the README from the screenshots the editor
 * tests left behind. Run `npm run test:editor -- --only workflow,fixes` first; nothing here opens an editor.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '../test/editor/hosts/browser.ts';
import { installPrograms, repositoryFolder } from './editorHost/install.ts';

/** Names of screenshots, and of the README's pictures made of them. */
const pictures: Readonly<Record<string, string>> = {
  'workflow 2 hover': 'finding', 'fix move to a worker 2 preview': 'fix', 'workflow 6 verdict': 'advisor', 'workflow 9 benchmark': 'benchmark',
};
const iconSize = 256;

const log = (line: string): void => { process.stdout.write(`${line}\n`); };
const { chromium, pngquant } = installPrograms(['chromium', 'pngquant'], log);
const media = join(repositoryFolder, 'client/media');
await drawIcon(join(media, 'icon.svg'), join(media, 'icon.png'));

const target = join(repositoryFolder, 'docs/images');
mkdirSync(target, { recursive: true });
for (const [screenshot, name] of Object.entries(pictures)) {
  const from = join(repositoryFolder, 'test/editor/.output', `${screenshot}.png`);
  if (!existsSync(from)) throw new Error(`There is no screenshot ${from}. Run "npm run test:editor -- --only workflow,fixes" first.`);
  compress(from, join(target, `${name}.png`));
}

async function drawIcon(from: string, to: string): Promise<void> {
  const browser = await openBrowser(chromium);
  try {
    const page = await browser.newPage({ viewport: { width: iconSize, height: iconSize } });
    await page.setContent(`<style>body { margin: 0; background: transparent; }</style>${readFileSync(from, 'utf8')}`);
    await page.screenshot({ path: to, omitBackground: true });
  } finally {
    await browser.close();
  }
  compress(to, to);
}

/** Fewer colours: a picture of an editor needs no more, and takes a third of the bytes. */
function compress(from: string, to: string): void {
  const { status, stderr } = spawnSync(pngquant, ['--force', '--strip', '--speed', '1', '--quality', '70-95', '--output', to, from], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`pngquant could not compress ${from}: ${stderr}`);
  log(`${to.slice(repositoryFolder.length + 1)} ${(statSync(to).size / 1024).toFixed(0)} KB`);
}
