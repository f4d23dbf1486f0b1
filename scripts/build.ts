/**
 * Builds dist/: the CLI, the language server, each worker as an entry of its own, the VS Code client, the rule pages, the
 * configuration schema and the notices of what is bundled. It leaves the native compiler alone: that is found when we run
 * (server/host/compilerBinary.ts) and packed by the packaging script.
 */
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { chmod, copyFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob } from 'tinyglobby';
import { mapAtOnce } from '../server/host/mapAtOnce.ts';
import { newConfiguration } from '../server/host/newConfiguration.ts';
import { getJsonSchema } from '../server/host/schema.ts';
import { getModelsJsonSchema } from '../server/host/modelSchema.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');

/** Where the build says when the last one that succeeded began; scripts/start.ts compares source times with it. */
export const stampFile = path.join(dist, '.built');

/** Bundles and copies everything; throws when a bundle fails. */
export async function buildAll(): Promise<void> {
  const startedAt = new Date();
  await mkdir(dist, { recursive: true });
  const metafiles = [await bundleNode(), await bundleClient(), await bundlePanel()];
  await removeStale(new Set(metafiles.flatMap((file) => Object.keys(file.outputs).map((name) => path.resolve(root, name)))));
  await copyRulePages();
  await writeSchema();
  await writeNotices(metafiles);
  await writeFile(stampFile, '');
  // A source saved while we were building is newer than what we built from.
  await utimes(stampFile, startedAt, startedAt);
}

const shared = { absWorkingDir: root, bundle: true, metafile: true, sourcemap: 'linked', sourcesContent: false, legalComments: 'none', logLevel: 'warning' } satisfies BuildOptions;

/** Everything that runs in Node. One call with splitting, so that the CLI loads a verb only when it is asked for. */
async function bundleNode(): Promise<Metafile> {
  const entryPoints = {
    cli: 'server/cli/main.ts', server: 'server/lsp/main.ts', engineWorker: 'server/lsp/engineWorker.ts', regexWorker: 'server/regex/regexWorker.ts',
    calibration: 'server/host/measure/calibration.ts', echo: 'server/host/measure/echo.ts',
  };
  const { metafile } = await build({
    ...shared, entryPoints, outdir: dist, platform: 'node', target: 'node20.19', format: 'esm', splitting: true,
    // jsonc-parser's CommonJS form hides its requires from bundlers.
    mainFields: ['module', 'main'],
    // Chunks stay beside the entries: code that looks for files next to itself finds them from either.
    chunkNames: 'chunk-[hash]',
    // CommonJS dependencies call `require` for Node's own modules, which an ES module does not have.
    banner: { js: "import { createRequire as loopwiseCreateRequire } from 'node:module'; const require = loopwiseCreateRequire(import.meta.url);" },
  });
  await chmod(path.join(dist, 'cli.js'), 0o755);
  return metafile;
}

async function bundleClient(): Promise<Metafile> {
  const entryPoints = { client: 'client/src/extension.ts' };
  const { metafile } = await build({
    ...shared, entryPoints, outdir: dist, platform: 'node', target: 'node20.19', format: 'cjs', external: ['vscode'], outExtension: { '.js': '.cjs' },
  });
  return metafile;
}

/** The advisor panel's page. Browsers of VS Code are recent. */
async function bundlePanel(): Promise<Metafile> {
  const { metafile } = await build({
    ...shared, entryPoints: { panel: 'client/webview/page.ts' }, outdir: dist, platform: 'browser', target: 'chrome122', format: 'esm', minify: true,
    // The page has its own tsconfig; decorators of the elements it uses are compiled already.
    tsconfig: 'client/webview/tsconfig.json',
  });
  await copyFile(path.join(root, 'client/webview/panel.css'), path.join(dist, 'panel.css'));
  return metafile;
}

/** Old chunks have other hashes in their names and would otherwise be packed for ever. */
async function removeStale(current: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(dist)) {
    const file = path.join(dist, name);
    if (/\.c?js(\.map)?$/.test(name) && !current.has(file)) await rm(file);
  }
}

async function copyRulePages(): Promise<void> {
  await rm(path.join(dist, 'rules'), { recursive: true, force: true });
  for (const page of await glob('rules/**/*.md', { cwd: root })) {
    const target = path.join(dist, page);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(root, page), target);
  }
}

async function writeSchema(): Promise<void> {
  const ruleIds = (await glob('rules/*/*.ts', { cwd: root })).map((rule) => path.basename(rule, '.ts'));
  await writeFile(path.join(dist, 'newConfiguration.jsonc'), newConfiguration);
  await writeFile(path.join(dist, 'models.schema.json'), `${JSON.stringify(getModelsJsonSchema(), null, 2)}\n`);
  await writeFile(path.join(dist, 'schema.json'), `${JSON.stringify(getJsonSchema(ruleIds), null, 2)}\n`);
}

/** The licence of every package whose code is in a bundle, in the order of their names. */
async function writeNotices(metafiles: readonly Metafile[]): Promise<void> {
  const folders = new Set<string>();
  for (const input of metafiles.flatMap((file) => Object.keys(file.inputs))) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  const parts: string[] = [];
  for (const folder of [...folders].sort()) {
    const manifest = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8')) as { name: string; version: string; license?: string };
    const texts = (await readdir(path.join(root, folder))).filter((name) => /^(licen[cs]e|notice)/i.test(name)).sort();
    const bodies = await mapAtOnce(texts, 4, (name) => readFile(path.join(root, folder, name), 'utf8'));
    parts.push(`${manifest.name} ${manifest.version} (${manifest.license ?? 'see its licence file'})\n\n${bodies.join('\n').trim()}\n`);
  }
  await writeFile(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), parts.join(`\n${'-'.repeat(78)}\n\n`));
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await buildAll();
