/** The check verb with a fake engine: flow, exit codes, baseline, streams, failures. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toExit } from '../../server/cli/process.ts';
import { ProgressLine } from '../../server/cli/progress.ts';
import type { Surroundings } from '../../server/cli/surroundings.ts';
import { getExitCode, runCheck, type CheckOptions } from '../../server/cli/verbs/check.ts';
import { makeFolder } from '../host/temporaryFolder.ts';
import { makeFinding, makeSurroundings, type FakeEngine, type FakeRun } from './findings.ts';

const defaults: CheckOptions = { format: 'json', failOn: 'error', functions: false, stats: false, printConfig: false, color: true };
const files = { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 1;\n', 'c.js': '' };

interface Run { readonly code: number; readonly seen: FakeEngine; readonly folder: string }

async function check(options: Partial<CheckOptions> = {}, run: (folder: string) => FakeRun = () => ({}), given: { paths?: string[]; part?: Partial<Surroundings>; folder?: string } = {}): Promise<Run> {
  const folder = given.folder ?? makeFolder(files);
  const { around, seen } = makeSurroundings(folder, run(folder), given.part);
  const code = await runCheck(given.paths ?? [], { ...defaults, ...options }, around);
  return { code, seen, folder };
}

const withOne = (folder: string): FakeRun => ({ findings: [makeFinding(folder, 'src/a.ts', { severity: 'warning' })] });

test('the session gets files, refused files, packages and settings; the engine is closed', async () => {
  const folder = makeFolder({ ...files, 'package.json': '{ "name": "x" }', 'bad.ts': Buffer.from([0xff, 0x20]), 'loopwise.config.jsonc': '{ "minConfidence": "possible", "root": true }' });
  const { seen } = await check({}, () => ({}), { folder });
  expect(seen.changes).toHaveLength(1);
  expect(seen.changes[0]).toMatchObject({
    files: ['c.js', 'src/a.ts', 'src/b.ts'].map((name) => path.join(folder, name)), skipped: [{ file: path.join(folder, 'bad.ts'), reason: 'not UTF-8' }],
    packages: [{ folder, name: 'x' }], settings: { root: folder, minConfidence: 'possible' },
  });
  expect(seen.closed).toBe(1);
});

test('--min-confidence wins over the configuration and changes the hash', async () => {
  const [plain, asked] = await Promise.all([check(), check({ minConfidence: 'certain' })]);
  expect(asked.seen.changes[0]?.settings?.minConfidence).toBe('certain');
  expect(asked.seen.changes[0]?.settings?.hash).not.toBe(plain.seen.changes[0]?.settings?.hash);
});

describe('exit codes', () => {
  test.each([['error', 'error', 1], ['warning', 'error', 0], ['warning', 'warning', 1], ['info', 'warning', 0], ['info', 'info', 1], ['error', 'never', 0]] as const)('a finding of severity %s with --fail-on %s gives %i', (severity, failOn, code) => {
    expect(getExitCode([makeFinding('/x', 'a.ts', { severity })], failOn)).toBe(code);
  });

  test('nothing found is 0, problems and refused files do not change it', async () => {
    const { code, seen } = await check({}, () => ({ report: { problems: [{ message: 'The rule x failed and was skipped.' }], skipped: [{ file: '/elsewhere/a.ts', reason: 'minified' }] } }));
    expect(code).toBe(0);
    expect(seen.stderr).toContain('The rule x failed and was skipped.\n');
    expect(JSON.parse(seen.stdout)).toEqual({ version: 1, files: 3, findings: [] });
  });

  test('a broken configuration, a missing path, an unknown failure: 2, with the message', async () => {
    const broken = makeFolder({ 'loopwise.config.jsonc': '{ "rules": { "floating-promis": "off" } }', 'a.ts': '' });
    const told = await Promise.all([
      check({}, () => ({}), { folder: broken }), check({}, () => ({}), { paths: ['nowhere'] }), check({ baseline: 'none.json' }),
      check({}, () => ({ refine: async () => { throw new Error('boom'); } })),
    ].map((run) => run.then(() => ({ message: 'no error', code: 0 }), (error: unknown) => toExit(error, {}))));
    expect(told.map((exit) => exit.code)).toEqual([2, 2, 2, 2]);
    expect(told.map((exit) => exit.message.split('\n')[0])).toEqual([
      'loopwise.config.jsonc:1:14: there is no rule `floating-promis`; did you mean `floating-promise`?',
      'There is no file or folder nowhere. Paths are relative to the folder you are in; quote globs.',
      expect.stringMatching(/^The baseline none\.json does not exist/),
      'Loopwise stopped because of an error of its own, not of your code: boom',
    ]);
  });

  test('an interruption ends the wait for the compiler, closes it, and is 130', async () => {
    const interruption = new AbortController();
    const folder = makeFolder(files);
    const { around, seen } = makeSurroundings(folder, { refine: () => { interruption.abort(); return new Promise(() => undefined); } }, { signal: interruption.signal });
    const error: unknown = await runCheck([], { ...defaults, updateBaseline: true }, around).catch((thrown: unknown) => thrown);
    expect(toExit(error, {}).code).toBe(130);
    expect([seen.closed, seen.stdout, existsSync(path.join(folder, '.loopwise-baseline.json'))]).toEqual([1, '', false]);
  });
});

describe('paths in the report', () => {
  test('JSON: relative to one folder given, else to the current folder', async () => {
    const inFolder = await check({}, withOne, { paths: ['src'] });
    expect(JSON.parse(inFolder.seen.stdout)).toMatchObject({ findings: [{ file: 'a.ts' }] });
    const several = await check({}, withOne, { paths: ['src', 'c.js'] });
    expect(JSON.parse(several.seen.stdout)).toMatchObject({ findings: [{ file: 'src/a.ts' }] });
    expect(inFolder.seen.stdout + several.seen.stdout).not.toContain(several.folder);
  });

  test('for people: relative to where they are, or to the folder when that is elsewhere', async () => {
    expect((await check({ format: 'unix' }, withOne, { paths: ['src'] })).seen.stdout).toMatch(/^src\/a\.ts:1:1: /);
    const elsewhere = makeFolder({});
    const { folder } = await check();
    const { around, seen } = makeSurroundings(elsewhere, withOne(folder));
    await runCheck([folder], { ...defaults, format: 'unix' }, around);
    expect(seen.stdout).toMatch(/^src\/a\.ts:1:1: /);
  });

  test('for GitHub: relative to the workspace; the summary is appended', async () => {
    const folder = makeFolder({ ...files, 'summary.md': 'before\n' });
    const env = { GITHUB_WORKSPACE: folder, GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md') };
    const { seen } = await check({ format: 'github' }, withOne, { folder, paths: ['src'], part: { env } });
    expect(seen.stdout).toMatch(/^::warning file=src\/a\.ts,line=1,/);
    expect(readFileSync(path.join(folder, 'summary.md'), 'utf8')).toMatch(/^before\n### Loopwise\n/);
    const sarif = await check({ format: 'sarif' }, withOne, { folder, paths: ['src'], part: { env } });
    expect(sarif.seen.stdout).toContain('"uri": "src/a.ts"');
  });
});

test('pretty shows the source line; colours only where wanted', async () => {
  const terminal = { isTerminal: true, columns: 80 };
  const run = async (options: Partial<CheckOptions>, env: Record<string, string>): Promise<string> => {
    let text = '';
    await check({ format: 'pretty', ...options }, withOne, { part: { env, stdout: { ...terminal, write: async (part) => { text += part; } } } });
    return text;
  };
  expect(await run({}, {})).toContain('\u001b[');
  expect(await run({}, { NO_COLOR: '1' })).toContain('    1 │ export const a = 1;\n');
  expect(await run({ color: false }, {})).not.toContain('\u001b[');
  expect((await check({ format: 'pretty' }, withOne)).seen.stdout).not.toContain('\u001b[');
  expect((await check({ format: 'pretty' }, withOne, { part: { env: { FORCE_COLOR: '1' } } })).seen.stdout).toContain('\u001b[');
});

test('what goes beside the report goes to stderr', async () => {
  const skipped = Array.from({ length: 7 }, (_, index) => ({ file: `/x/${index}.ts`, reason: 'minified' }));
  const quiet = await check({}, () => ({ report: { skipped, complete: false } }));
  expect(quiet.seen.stderr).toContain('skipped 2 more files (--stats names them)\nThe compiler did not answer every question');
  const full = await check({ stats: true, functions: true }, () => ({ report: { skipped } }));
  expect(full.seen.stderr.match(/^skipped .*: minified$/gm)).toHaveLength(7);
  expect(full.seen.stderr).toMatch(/^facts +12 ms {2}files 3$/m);
  expect(JSON.parse(full.seen.stdout)).toEqual({ version: 1, files: 3, findings: [], functions: [] });
  const none = await check({}, () => ({ report: { files: 0 } }), { folder: makeFolder({ 'a.md': '' }) });
  expect([none.code, none.seen.stderr.split(':')[0]]).toEqual([0, 'Nothing to check']);
});

describe('baseline', () => {
  test('update, filter, new finding, mended finding', async () => {
    const folder = makeFolder(files);
    const two = (): FakeRun => ({ findings: [makeFinding(folder, 'src/a.ts'), makeFinding(folder, 'src/b.ts')] });
    const updated = await check({ updateBaseline: true }, two, { folder });
    expect([updated.code, updated.seen.stdout.split('.')[0]]).toEqual([0, 'Accepted 2 findings in ']);
    expect((await check({ baseline: true }, two, { folder })).code).toBe(0);
    expect((await check({}, two, { folder })).code).toBe(1);
    const third = (): FakeRun => ({ findings: [...two().findings ?? [], makeFinding(folder, 'c.js')] });
    const next = await check({ baseline: '.loopwise-baseline.json' }, third, { folder });
    expect(JSON.parse(next.seen.stdout)).toMatchObject({ findings: [{ file: 'c.js' }] });
    expect(next.code).toBe(1);
    const mended = await check({ baseline: true, format: 'pretty' }, () => ({ findings: [makeFinding(folder, 'src/a.ts')] }), { folder });
    expect(mended.seen.stdout).toContain('No findings in 3 files · 1 in baseline · 1 stale in baseline');
  });

  test('a configured one is used without asking, also from a folder below, and can be left out', async () => {
    const folder = makeFolder({ ...files, 'loopwise.config.jsonc': '{ "baseline": "./accepted.json" }' });
    await check({ updateBaseline: true }, withOne, { folder });
    expect(existsSync(path.join(folder, 'accepted.json'))).toBe(true);
    expect((await check({ failOn: 'info' }, withOne, { folder, paths: ['src'] })).code).toBe(0);
    expect((await check({ failOn: 'info', baseline: false }, withOne, { folder })).code).toBe(1);
  });

  test('an incomplete run does not touch it', async () => {
    await expect(check({ updateBaseline: true }, () => ({ report: { complete: false } }))).rejects.toThrow('The baseline is left as it was');
  });
});

test('--print-config: files with the same answer stand together', async () => {
  const folder = makeFolder({ ...files, 'loopwise.config.jsonc': '{ "rules": { "floating-promise": ["off", { "n": 1 }] } }' });
  const { code, seen } = await check({ printConfig: true }, () => ({}), { folder });
  expect([code, seen.closed]).toEqual([0, 1]);
  expect(JSON.parse(seen.stdout)).toMatchObject({
    root: '.', configurationFiles: ['loopwise.config.jsonc'], minConfidence: 'likely',
    groups: [
      { files: ['c.js'], rules: { 'floating-promise': ['off', { n: 1 }] }, typescript: { configFile: 'tsconfig.json', compilerOptions: { strict: true } } },
      { files: ['src/a.ts', 'src/b.ts'], typescript: { configFile: 'src/tsconfig.json' } },
    ],
  });
});

test('progress shows on a terminal after a second and leaves nothing behind', async () => {
  let text = '';
  let clock = 0;
  const toLine = (isTerminal: boolean): ProgressLine => new ProgressLine({ isTerminal, columns: 80, write: async (part) => { text += part; } }, () => clock);
  const [shown, hidden] = [toLine(true), toLine(false)];
  for (const now of [500, 1200, 1250, 1400]) {
    clock = now;
    shown.show({ stage: 'facts', done: now, total: 2000 });
    hidden.show({ stage: 'types', done: now, total: 2000 });
  }
  await shown.clear();
  await hidden.clear();
  expect(text).toBe('\r\u001b[2Kfacts 1,200/2,000\r\u001b[2Kfacts 1,400/2,000\r\u001b[2K');
});
