/**
 * The life of the native process: killed, hanging, out of date, missing, and never left behind, whatever way we end.
 * A stopped process stands for a busy one: neither takes notice of its closed input or of SIGTERM.
 */
import { build } from 'esbuild';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SyntaxKind } from 'typescript/unstable/ast';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { Compiler, SymbolAnswer, TypeAnswer } from '../../server/engine/syntax/compiler.ts';
import { getCompilerBinary } from '../../server/host/compilerBinary.ts';
import { findIds, makeFolder } from './folder.ts';

const folder = makeFolder({
  'tsconfig.json': { compilerOptions: { target: 'es2022', module: 'esnext' } },
  'main.ts': 'import { helper } from "./helper"; helper(); Promise.all([helper()]);',
  'helper.ts': 'export async function helper() { return 1; }',
});
const files = [folder.at('main.ts'), folder.at('helper.ts')];
const compiler = createCompiler({ cwd: folder.root, requestTimeoutMs: 10_000 });
beforeAll(async () => { await compiler.update({ files }); });
afterAll(() => compiler.close());

async function askAll(of: Compiler = compiler): Promise<readonly [readonly (SymbolAnswer | undefined)[], readonly (TypeAnswer | undefined)[]]> {
  const names = await findIds(of, folder.at('main.ts'), 'helper', SyntaxKind.Identifier);
  const calls = await findIds(of, folder.at('main.ts'), 'helper()', SyntaxKind.CallExpression);
  return Promise.all([of.symbols(folder.at('main.ts'), names), of.types(folder.at('main.ts'), calls)]);
}

/** A dead process that its parent has not asked about yet (`Z`) counts as gone: it holds nothing any more. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

async function expectGone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 10_000, interval: 50 }).toBe(false);
}

test('a killed compiler is started again and says the same', async () => {
  const before = await askAll();
  expect(before[1].map((type) => type?.promise)).toEqual(['yes', 'yes']);
  const [pid] = compiler.pids();
  process.kill(pid!, 'SIGKILL');
  await expectGone(pid!);
  expect(await askAll()).toEqual(before);
  expect(compiler.pids()).toHaveLength(1);
  expect(compiler.pids()).not.toContain(pid);
});

test('unsaved text survives the death of the compiler', async () => {
  await compiler.update({ texts: new Map([[folder.at('helper.ts'), 'export function helper() { return 1; }']]) });
  process.kill(compiler.pids()[0]!, 'SIGKILL');
  expect((await askAll())[1].map((type) => type?.promise)).toEqual(['no', 'no']);
  await compiler.update({ released: [folder.at('helper.ts')] });
  expect((await askAll())[1].map((type) => type?.promise)).toEqual(['yes', 'yes']);
});

test('questions that were running when it died are asked again', async () => {
  const names = await findIds(compiler, folder.at('main.ts'), 'helper', SyntaxKind.Identifier);
  await compiler.update({ touched: [folder.at('main.ts')] });
  const [pid] = compiler.pids();
  process.kill(pid!, 'SIGSTOP');
  const answers = Promise.all(Array.from({ length: 8 }, () => compiler.symbols(folder.at('main.ts'), names)));
  await sleep(50);
  process.kill(pid!, 'SIGKILL');
  for (const answer of await answers) expect(answer.map((symbol) => symbol?.own.length)).toEqual(names.map(() => 1));
});

test('a compiler that hangs is killed at its deadline, and another one answers', async () => {
  const lines: string[] = [];
  const impatient = createCompiler({ cwd: folder.root, requestTimeoutMs: 700, log: (line) => { lines.push(line); } });
  try {
    await impatient.update({ files });
    const before = await askAll(impatient);
    const [pid] = impatient.pids();
    process.kill(pid!, 'SIGSTOP');
    await impatient.update({ touched: [folder.at('main.ts')] });
    expect(await askAll(impatient)).toEqual(before);
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`process ${pid}\\) is gone: it did not answer`)));
    await expectGone(pid!);
  } finally {
    await impatient.close();
  }
});

test('300 changes in a row: each has its number, the newest counts', async () => {
  const results = await Promise.all(Array.from({ length: 300 }, (_, index) => compiler.update({ texts: new Map([[folder.at('helper.ts'), `export function helper() { return ${index} as const; }`]]) })));
  const numbers = results.map((result) => result.snapshot);
  expect(numbers).toEqual(Array.from({ length: 300 }, (_, index) => numbers[0]! + index));
  expect((await compiler.tree(folder.at('helper.ts')))?.text).toContain('return 299');
  expect((await askAll())[1]).toEqual([{ promise: 'no', finite: true }, { promise: 'no', finite: true }]);
  await compiler.update({ released: [folder.at('helper.ts')] });
});

test('an answer is for the text its question was asked about', async () => {
  const calls = await findIds(compiler, folder.at('main.ts'), 'helper()', SyntaxKind.CallExpression);
  const asked = compiler.types(folder.at('main.ts'), calls);
  const changed = compiler.update({ texts: new Map([[folder.at('helper.ts'), 'export const helper = 1;']]) });
  expect((await asked).map((type) => type?.promise ?? 'yes')).toEqual(['yes', 'yes']);
  await changed;
  expect((await compiler.types(folder.at('main.ts'), calls)).map((type) => type?.promise)).toEqual(['unknown', 'unknown']);
  await compiler.update({ released: [folder.at('helper.ts')] });
});

test('a question that kills every compiler is given up, and takes no other with it', async () => {
  // Stands between us and the real compiler, and dies as soon as it is asked for types.
  const deadly = folder.write('deadly.cjs', `#!${process.execPath}
    const child = require('node:child_process').spawn(${JSON.stringify(getCompilerBinary())}, process.argv.slice(2), { stdio: ['pipe', 'inherit', 'inherit'] });
    process.stdin.on('data', (data) => { if (data.includes('getTypeAtLocations')) { child.kill('SIGKILL'); process.exit(9); } else child.stdin.write(data); });
    process.stdin.on('end', () => child.stdin.end());`);
  chmodSync(deadly, 0o755);
  const poisoned = createCompiler({ cwd: folder.root, executable: deadly });
  try {
    await poisoned.update({ files });
    const names = await findIds(poisoned, folder.at('main.ts'), 'helper', SyntaxKind.Identifier);
    const calls = await findIds(poisoned, folder.at('main.ts'), 'helper()', SyntaxKind.CallExpression);
    const [types, ...symbols] = await Promise.all([poisoned.types(folder.at('main.ts'), calls), ...Array.from({ length: 6 }, () => poisoned.symbols(folder.at('main.ts'), names))]);
    expect(types).toEqual([undefined, undefined]);
    for (const answer of symbols) expect(answer.map((symbol) => symbol?.own.length)).toEqual(names.map(() => 1));
    expect(poisoned.pids().length).toBeLessThanOrEqual(1);
  } finally {
    await poisoned.close();
  }
});

describe('without a compiler', () => {
  test('everything is undefined and the missing package is named', async () => {
    const before = process.env['LOOPWISE_TSC'];
    process.env['LOOPWISE_TSC'] = folder.at('no-compiler-here');
    const none = createCompiler({ cwd: folder.root });
    const { problems } = await none.update({ files });
    if (before === undefined) delete process.env['LOOPWISE_TSC'];
    else process.env['LOOPWISE_TSC'] = before;
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining('no-compiler-here')]);
    expect(await none.tree(folder.at('main.ts'))).toBeUndefined();
    expect(await none.symbols(folder.at('main.ts'), [512, 1024])).toEqual([undefined, undefined]);
    expect((await none.configurationOf(folder.at('main.ts')))?.configFile).toBe(folder.at('tsconfig.json'));
    await none.close();
  });

  test('one that cannot be run, or ends at once, is a problem and no exception', async () => {
    for (const executable of [folder.at('main.ts'), '/bin/true']) {
      const broken = createCompiler({ cwd: folder.root, executable });
      const { problems } = await broken.update({ files });
      expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(executable === '/bin/true' ? 'ended twice' : 'cannot run on this machine')]);
      expect(await broken.types(folder.at('main.ts'), [512])).toEqual([undefined]);
      await expect.poll(() => broken.pids(), { interval: 10 }).toEqual([]);
      await broken.close();
    }
  });
});

describe('when our own process ends, the compiler does too', () => {
  const script = folder.at('child.mjs');
  beforeAll(async () => {
    await build({ entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))], bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile: script, logLevel: 'error', mainFields: ['module', 'main'], banner: { js: 'import { createRequire as toRequire } from "node:module"; const require = toRequire(import.meta.url);' } });
  });

  async function start(how: string): Promise<{ readonly child: ChildProcess; readonly pid: number }> {
    const order = { cwd: folder.root, file: folder.at('main.ts'), executable: getCompilerBinary(), how };
    const child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'ignore'] });
    const [line] = await Promise.race([once(child.stdout, 'data') as Promise<[Buffer]>, once(child, 'exit').then(([code]) => { throw new Error(`the child ended with ${String(code)} before it had a compiler`); })]);
    return { child, pid: Number(line.toString()) };
  }

  test.each([['SIGKILL'], ['SIGTERM'], ['SIGINT']] as const)('by %s', async (signal) => {
    const { child, pid } = await start('stay');
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGSTOP');
    child.kill(signal);
    await once(child, 'exit');
    await expectGone(pid);
  });

  test.each([['exit', 3], ['crash', 1]])('by %s', async (how, expected) => {
    const { child, pid } = await start(how);
    process.kill(pid, 'SIGSTOP');
    child.stdin?.write('go\n');
    const [code] = await once(child, 'exit') as [number];
    expect(code).toBe(expected);
    await expectGone(pid);
  });

  test('by the end of the worker thread it runs in', async () => {
    const { child, pid } = await start('worker');
    process.kill(pid, 'SIGSTOP');
    child.stdin?.write('go\n');
    await once(child.stdout!, 'data');
    await expectGone(pid);
    child.stdin?.end();
    await once(child, 'exit');
  });

  test('and after close nothing keeps us alive', async () => {
    const { child, pid } = await start('close');
    if (child.exitCode === null) await once(child, 'exit');
    expect([child.exitCode, isAlive(pid)]).toEqual([0, false]);
  });
});
