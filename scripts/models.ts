/**
 * `npm run models [-- --only <package>]`: checks the model tables about packages against the packages' real types. Installs the exact versions of
 * test/models/packages.json below test/models/.cache (once), looks every name up through the compiler port, asks the types whether the rows can be
 * true, and writes what was found to test/models/verified.json, which `npm test` compares with the tables. Nothing of a package is run.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { contractModels, decoratorModels } from '../server/engine/models/decorators.ts';
import { getCheckedApis, Models, normalizeApi } from '../server/engine/models/lookup.ts';
import type { ApiModel } from '../server/engine/models/model.ts';
import { versionedRows } from '../server/engine/models/packages/index.ts';
import { isPattern } from '../server/engine/models/patterns.ts';
import { lookUp } from '../test/models/declared.ts';
import { findContradictions, type Subject } from '../test/models/details.ts';
import { getPackageOf, readFixtures, type Fixtures, type Verified } from '../test/models/fixtures.ts';
import { repository } from '../test/support/project.ts';

const cache = `${repository}/test/models/.cache`;
const { values: options } = parseArgs({ options: { only: { type: 'string' } } });
const fixtures = readFixtures();
const isWanted = (name: string): boolean => options.only === undefined || getPackageOf(name) === options.only;
const verified: Record<string, string[]> = {};
const problems: string[] = [];

const sets = { current: { folder: await install('current', fixtures.current), packages: fixtures.current }, older: { folder: await install('older', fixtures.older), packages: fixtures.older } };
await verify(sets.current, listCurrent(), new Models());
// Rows of older versions, by the packages that are installed in those versions.
const older: Record<string, ApiModel> = {};
for (const { package: name, below, rows } of versionedRows) {
  const major = Number(/\d+/.exec(fixtures.older[name] ?? '')?.[0]);
  if (major < below) Object.assign(older, rows);
}
await verify(sets.older, Object.keys(older).filter((name) => !isPattern(name)), new Models(fixtures.older), '@older');

if (options.only === undefined) {
  const sorted = Object.fromEntries(Object.entries(verified).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, names]) => [key, [...new Set(names)].sort()]));
  writeFileSync(`${repository}/test/models/verified.json`, `${JSON.stringify(sorted, null, 1)}\n`);
}
for (const problem of problems) console.log(problem);
const count = Object.values(verified).reduce((sum, names) => sum + names.length, 0);
console.log(`${count} names verified in ${Object.keys(verified).length} packages; ${problems.length} things to look at.`);

function listCurrent(): readonly string[] {
  const { packages } = getCheckedApis();
  const models = new Models();
  const twins = packages.flatMap((name) => { const row = models.find(name); return [row?.twin, row?.blocks?.twin].filter((twin) => twin !== undefined); });
  return [...new Set([...packages, ...twins, ...Object.values(fixtures.examples).flat(), ...Object.keys(decoratorModels), ...Object.keys(contractModels)])];
}

async function verify(set: { readonly folder: string; readonly packages: Readonly<Record<string, string>> }, names: readonly string[], models: Models, suffix = ''): Promise<void> {
  const installed = names.filter((name) => isWanted(name) && hasTypes(set.packages, name));
  const { apis, types, missing } = await lookUp(installed, installed.filter((name) => !name.endsWith('#default')), { folder: set.folder, instances: fixtures.instances });
  for (const module of missing.filter((one) => installed.some((name) => name.startsWith(`${one}#`) && fixtures.unverified[name] === undefined))) problems.push(`${module}: the compiler finds no types for it in ${path.relative(repository, set.folder)}`);
  const subjects: Subject[] = [];
  const found: string[] = [];
  for (const { name, answers, ways } of apis) {
    const type = types.find((other) => other.name === name);
    if (ways.length === 0 && (type?.ways.length ?? 0) === 0) {
      if (fixtures.unverified[name] === undefined && !(suffix !== '' && isVerified(name))) problems.push(`${name}: no such name`);
      continue;
    }
    found.push(name);
    const row = models.find(name);
    if (row === undefined) continue;
    const way = ways[0] ?? type?.ways[0];
    if (way !== undefined) subjects.push({ name, way, row });
    // What the compiler calls it has to lead to the same row, else types never find it.
    for (const answer of new Set(answers.map(normalizeApi))) {
      const called = models.find(answer);
      if (answer === name || /#(?:default)?$/.test(answer) || fixtures.called[getPackageOf(name)] !== undefined || (called && isAlike(called, row))) continue;
      problems.push(`${name}: the compiler calls it ${answer}, which has ${called ? 'another row' : 'no row'}`);
    }
  }
  const wrong = await findContradictions(subjects, set.folder);
  const contradicted = new Set<string>();
  for (const { name, says } of wrong) {
    if (fixtures.doubts[name] !== undefined) continue;
    contradicted.add(name);
    problems.push(`${name}: by its types it is not true that it ${says}`);
  }
  for (const name of found) {
    if (contradicted.has(name)) continue;
    const pkg = getPackageOf(name);
    const key = `${pkg}@${set.packages[pkg] ?? set.packages[toTypes(pkg)] ?? '?'}`;
    (verified[key] ??= []).push(name);
  }
}

/** The same for every rule: what it waits on, blocks and calls back. */
function isAlike(a: ApiModel, b: ApiModel): boolean {
  const told = ({ blocks, cpu, waits, returns, callbacks, limits, combinator, lazy }: ApiModel): unknown => [blocks?.on, cpu, waits, returns?.replace(/^promise.*/, 'promise'), callbacks?.map(({ context, promise, runs }) => [context, promise, runs]), limits, combinator, lazy];
  return isDeepStrictEqual(told(a), told(b));
}

function isVerified(name: string): boolean {
  return Object.values(verified).some((names) => names.includes(name));
}

function hasTypes(packages: Readonly<Record<string, string>>, name: string): boolean {
  const pkg = getPackageOf(name);
  return packages[pkg] !== undefined || packages[toTypes(pkg)] !== undefined;
}

function toTypes(pkg: string): string {
  return `@types/${pkg.startsWith('@') ? pkg.slice(1).replace('/', '__') : pkg}`;
}

/** The folder that has the packages; what is there already is kept. */
async function install(name: string, packages: Fixtures['current']): Promise<string> {
  const folder = `${cache}/${name}`;
  const manifest = `${JSON.stringify({ private: true, type: 'module', dependencies: packages, overrides: fixtures.overrides }, null, 1)}\n`;
  const done = `${folder}/installed.json`;
  if (existsSync(done) && readFileSync(done, 'utf8') === manifest) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, manifest);
  console.log(`Installing ${Object.keys(packages).length} packages into ${path.relative(repository, folder)}; this takes some minutes the first time.`);
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', '--prefer-offline', '--loglevel=error'], folder);
  writeFileSync(done, manifest);
  return folder;
}

/** Runs a program to its end; rejects when it fails or takes more than fifteen minutes. */
function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'inherit', timeout: 900_000, shell: process.platform === 'win32' });
    child.once('error', reject);
    child.once('close', (code) => { if (code === 0) resolve(); else reject(new Error(`\`${command} ${args.join(' ')}\` ended with exit code ${String(code)} in ${cwd}. See what it printed above.`)); });
  });
}

export type { Verified };
