/**
 * What is in the .vsix: every file is on the allow-list, nothing that must be there is missing, and its server works in a folder with
 * no node_modules anywhere above it.
 */
import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';
import picomatch from 'picomatch';
import { openPromise as openZip, type Entry } from 'yauzl';
import { findOwnTarget, targets } from '../../scripts/compilerLibrary.ts';
import { repositoryFolder } from '../../scripts/editorHost/install.ts';
import { packExtension } from '../../scripts/package.ts';
import { checkBundleSizes, getBundleSizes } from './bundleSizes.ts';
import { startClient } from './clients/lspClient.ts';
import type { EditorRun } from './support/editorRun.ts';
import { getPlatformOf } from './support/executables.ts';

/** Added by vsce itself, outside the extension's folder. */
const vsixFiles = ['extension.vsixmanifest', '[Content_Types].xml'];

/** Without one of these the extension does not work, or says less than it should. */
const required = [
  'package.json', 'dist/client.cjs', 'dist/server.js', 'dist/engineWorker.js', 'dist/schema.json', 'syntaxes/directives.json', 'native/LICENSE',
  'native/lib/lib.d.ts', 'dist/cli.js', 'dist/newConfiguration.jsonc', 'client/l10n/bundle.l10n.de.json', 'package.nls.json', 'client/media/loopwise.svg', 'client/media/icon.png', 'docs/images/advisor.png', 'client/walkthrough/sample/server.js.txt', 'LICENSE.txt', 'readme.md', 'changelog.md',
];

/** Unpacks with the modes of the archive, as VS Code does. */
export async function unpack(vsix: string, folder: string): Promise<void> {
  const zip = await openZip(vsix);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const file = join(folder, entry.fileName);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file, { mode: getMode(entry) }));
  }
}

export async function runPackageTests(run: EditorRun): Promise<void> {
  const entries = await readEntries(run.vsix);
  const files = entries.map(({ fileName }) => fileName).filter((name) => name.startsWith('extension/')).map((name) => name.slice('extension/'.length));
  await run.report.run('package', 'every packed file is on the allow-list', () => {
    const allowed = readFileSync(join(repositoryFolder, '.vscodeignore'), 'utf8').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    // vsce packs these three under names of its own.
    const isAllowed = picomatch([...allowed, 'LICENSE.txt', 'readme.md', 'changelog.md']);
    assert.deepEqual(files.filter((file) => !isAllowed(file)), []);
    assert.deepEqual(entries.map(({ fileName }) => fileName).filter((name) => !name.startsWith('extension/') && !vsixFiles.includes(name)), []);
  });
  await run.report.run('package', 'nothing that is needed is missing', () => {
    const pages = files.filter((file) => /^dist\/rules\/.+\.md$/.test(file));
    assert.deepEqual(required.filter((file) => !files.includes(file)), []);
    assert.ok(pages.length > 0, 'no rule page is packed');
    assert.deepEqual(readdirSync(join(repositoryFolder, 'dist/rules'), { recursive: true }).filter((name) => String(name).endsWith('.md')).length, pages.length);
  });
  await run.report.run('package', 'the compiler is executable', () => {
    const compiler = files.find((file) => /^native\/lib\/tsc(\.exe)?$/.test(file));
    assert.ok(compiler !== undefined, 'no compiler is packed');
    if (process.platform !== 'win32') assert.equal(statSync(join(run.extensionFolder, compiler)).mode & 0o111, 0o111);
  });
  for (const target of targets) {
    await run.report.run('package', `the one for ${target} has the compiler of that platform and no other`, async () => {
      const vsix = target === findOwnTarget() ? run.vsix : await packExtension(run.scratch, target);
      assert.deepEqual(await findExecutables(vsix), [[`extension/native/lib/tsc${target.startsWith('win32') ? '.exe' : ''}`, target]]);
      if (vsix !== run.vsix) await rm(vsix);
    });
  }
  printSizes(run, entries);
  const packedBytes = entries.filter(({ fileName }) => !fileName.startsWith('extension/native/')).reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  const sizes = getBundleSizes(run.extensionFolder, packedBytes);
  run.log(`  KB loaded: ${Object.entries(sizes).map(([name, size]) => `${name} ${size}`).join(', ')}`);
  await run.report.run('package', 'every bundle stays within its budget', () => { checkBundleSizes(sizes); });
  await run.report.run('package', 'its server finds a blocking call with no node_modules above it', () => checkServer(run));
}

/** The compilers in a packed extension, each with the platform its first bytes name. */
async function findExecutables(vsix: string): Promise<readonly (readonly [string, string])[]> {
  const zip = await openZip(vsix);
  const found: [string, string][] = [];
  for await (const entry of zip.eachEntry()) {
    if (!/\/native\/lib\/[^/]+$/.test(entry.fileName) || /\.d\.ts$/.test(entry.fileName)) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    const platform = getPlatformOf(Buffer.concat(chunks));
    if (platform !== 'unknown') found.push([entry.fileName, platform]);
  }
  return found;
}

function printSizes(run: EditorRun, entries: readonly Entry[]): void {
  const sizes = new Map<string, number>();
  for (const { fileName, compressedSize } of entries) {
    const [, first = fileName] = fileName.split('/');
    sizes.set(first, (sizes.get(first) ?? 0) + compressedSize);
  }
  const parts = [...sizes].sort(([, a], [, b]) => b - a).filter(([, size]) => size > 10_000).map(([name, size]) => `${name} ${toMegabytes(size)}`);
  run.log(`  ${entries.length} files, ${toMegabytes(statSync(run.vsix).size)} packed: ${parts.join(', ')}`);
}

async function checkServer(run: EditorRun): Promise<void> {
  for (let folder = run.extensionFolder; folder !== dirname(folder); folder = dirname(folder)) {
    assert.ok(!existsSync(join(folder, 'node_modules')), `${folder} has a node_modules, so this test would prove nothing`);
  }
  const project = join(run.scratch, 'lonely');
  mkdirSync(project);
  const text = "import { createServer } from 'node:http';\nimport { readFileSync } from 'node:fs';\ncreateServer((request, response) => {\n  response.end(readFileSync('page.html'));\n}).listen(80);\n";
  const file = join(project, 'server.js');
  writeFileSync(file, text);
  const client = await startClient([join(run.extensionFolder, 'dist/server.js'), '--stdio'], { cwd: project, root: project });
  try {
    const uri = pathToFileURL(file).href;
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'javascript', version: 1, text } });
    const codes = await client.pullUntil(uri, (items) => items.some(({ code }) => code === 'sync-io-on-hot-path'));
    assert.deepEqual(codes.map(({ code }) => code), ['sync-io-on-hot-path']);
  } finally {
    await client.stop();
  }
}

async function readEntries(vsix: string): Promise<readonly Entry[]> {
  const zip = await openZip(vsix);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

/** The Unix mode is in the upper half; an archive made on Windows has none. */
function getMode(entry: Entry): number {
  const mode = (entry.externalFileAttributes >>> 16) & 0o777;
  return mode === 0 ? 0o644 : mode;
}

function toMegabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
