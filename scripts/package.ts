/**
 * `npm run package [-- --target <platform>]` packs the extension for this platform or another: `loopwise-<platform>-<version>.vsix` with
 * the client, the language server, the rule pages and the native TypeScript compiler. The command-line tool is packed too: the task runs it.
 */
import { createVSIX } from '@vscode/vsce';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob } from 'tinyglobby';
import { parseArgs } from 'node:util';
import { buildAll } from './build.ts';
import { ensureCompilerPackage, findOwnTarget, targets, type Target } from './compilerLibrary.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What VS Code and the server start by name; everything else in dist/ is packed only when one of these leads to it. */
const requiredEntries = ['client.cjs', 'server.js', 'engineWorker.js', 'regexWorker.js', 'cli.js', 'panel.js'];

/**
 * Builds and packs.
 * @param outputFolder where the .vsix goes; the repository by default.
 * @param target the platform whose compiler goes in; this one by default.
 * @returns the absolute path of the .vsix.
 * @throws Error naming what is missing.
 */
export async function packExtension(outputFolder: string = root, target: Target = getOwnTarget()): Promise<string> {
  await mkdir(join(root, 'dist'), { recursive: true });
  await buildAll();
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown> & { version: string };
  const vsix = join(outputFolder, `loopwise-${target}-${manifest.version}.vsix`);
  // vsce packs a folder as it is; a staged one has the compiler in it, and no dependencies to be searched for more.
  const stage = await mkdtemp(join(tmpdir(), 'loopwise-package-'));
  try {
    await writeFile(join(stage, 'package.json'), `${JSON.stringify(toPackedManifest(manifest), null, 2)}\n`);
    await stageFiles(stage, target);
    await mkdir(outputFolder, { recursive: true });
    // The compiler is a public package scanned by nobody's secrets rule faster than in a minute.
    await createVSIX({
      cwd: stage, packagePath: vsix, target, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false,
      allowPackageAllSecrets: true,
    });
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  return vsix;
}

/** The manifest without what only a checkout uses. `type` stays: dist/ holds ES modules. */
function toPackedManifest(manifest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { scripts: _scripts, devDependencies: _development, dependencies: _dependencies, bin: _bin, private: _private, engines, ...packed } = manifest;
  return { ...packed, engines: { vscode: (engines as { vscode: string }).vscode } };
}

async function stageFiles(stage: string, target: Target): Promise<void> {
  const copy = async (from: string, to: string): Promise<void> => {
    await mkdir(dirname(join(stage, to)), { recursive: true });
    // `cp` keeps the compiler executable.
    await cp(from, join(stage, to), { recursive: true });
  };
  const files = [
    '.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE', 'client/package.schema.json', 'dist/schema.json', 'dist/models.schema.json', 'dist/newConfiguration.jsonc', 'dist/panel.css', 'dist/THIRD-PARTY-NOTICES.txt',
    ...(await glob(['package.nls*.json', 'syntaxes/*.json', 'client/l10n/*.json', 'client/media/*', 'docs/images/*.png', 'client/walkthrough/**', 'dist/rules/**/*.md'], { cwd: root })),
    ...(await findReachable()).map((name) => `dist/${name}`),
  ];
  for (const file of files) await copy(await requireFile(join(root, file)), file);
  const compiler = await ensureCompilerPackage(target);
  await copy(join(compiler, 'lib'), 'native/lib');
  for (const name of ['LICENSE', 'NOTICE.txt']) await copy(await requireFile(join(compiler, name)), `native/${name}`);
}

/**
 * Names in dist/ of the entries and of every bundle they mention. A mention is a quoted `./name.js`: static and dynamic imports and
 * workers alike.
 */
async function findReachable(): Promise<readonly string[]> {
  const dist = join(root, 'dist');
  const present = new Set(await readdir(dist));
  const missing = requiredEntries.filter((name) => !present.has(name));
  if (missing.length > 0) throw new Error(`The build left out dist/${missing.join(', dist/')}: their sources are missing. See the lines above.`);
  const reached = new Set(requiredEntries);
  for (const name of reached) {
    const text = await readFile(join(dist, name), 'utf8');
    for (const [, mentioned = ''] of text.matchAll(/["'`](?:\.\/)?([\w-]+\.c?js)["'`]/g)) {
      if (present.has(mentioned)) reached.add(mentioned);
    }
  }
  return [...reached].sort();
}

async function requireFile(file: string): Promise<string> {
  const found = await stat(file).catch((error: unknown) => error as Error);
  if (found instanceof Error) throw new Error(`${file} is needed in the package and cannot be read: ${found.message}`);
  return file;
}

function getOwnTarget(): Target {
  const own = findOwnTarget();
  if (own === undefined) throw new Error(`The extension is not packed for ${process.platform}-${process.arch}. Name one of ${targets.join(', ')} with --target.`);
  return own;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { target: { type: 'string', short: 't' } } });
  const target = values.target === undefined ? getOwnTarget() : targets.find((each) => each === values.target);
  if (target === undefined) {
    process.stderr.write(`--target ${values.target ?? ''} is not known; it takes one of ${targets.join(', ')}.\n`);
    process.exit(2);
  }
  const vsix = await packExtension(root, target);
  process.stdout.write(`${vsix} (${((await stat(vsix)).size / 1024 / 1024).toFixed(1)} MB)\n`);
}
