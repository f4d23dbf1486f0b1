/** Benchmarks from the command line, in processes of their own: one is written, run with the smallest numbers and compared with itself. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { buildIfStale } from '../../scripts/start.ts';
import { bands } from '../../server/advisor/bench/verdict.ts';
import { benchResultSchema } from '../../server/advisor/bench/benchResult.ts';
import { runBenchRun } from '../../server/cli/verbs/benchRun.ts';
import { makeFolder } from '../host/temporaryFolder.ts';
import { makeSurroundings } from './findings.ts';

const cli = path.join(path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))), 'dist/cli.js');

beforeAll(buildIfStale);

function run(cwd: string, ...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' } });
  return { code: status, stdout, stderr };
}

test('written, run and compared', () => {
  const folder = makeFolder({ 'package.json': '{ "type": "commonjs" }', 'sum.js': 'exports.sum = (numbers) => numbers.reduce((sum, each) => sum + each, 0);\n' });
  expect(run(folder, 'bench', 'new', 'sum.js:sum')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Wrote sum\.bench\.mjs: sequential, worker-pool, processes\.\n/) });
  expect(run(folder, 'bench', 'new', 'sum.js:sum')).toMatchObject({ code: 2, stderr: expect.stringContaining('sum.bench.mjs is there already') });
  expect(run(folder, 'bench', 'run', 'sum.bench.mjs')).toMatchObject({ code: 2, stderr: 'sum.bench.mjs runs code of this project with your rights. Pass --yes to run it.\n' });

  const file = path.join(folder, 'sum.bench.mjs');
  writeFileSync(file, readFileSync(file, 'utf8').replace('tasks: []', 'tasks: [1, 4]').replace('sizes: []', 'sizes: [10]').replace('workers: []', 'workers: [1]').replace('samples: 6', 'samples: 5'));
  const { code, stdout, stderr } = run(folder, 'bench', 'run', 'sum.bench.mjs', '--yes', '--progress', '--format', 'json');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^(measuring.*\n)+$/);
  const [json = ''] = readdirSync(path.join(folder, '.loopwise/bench')).filter((name) => name.endsWith('.json'));
  const kept = benchResultSchema.parse(JSON.parse(readFileSync(path.join(folder, '.loopwise/bench', json), 'utf8')));
  expect(kept).toMatchObject({ function: 'sum', file: 'sum.js', isWhole: true, failures: [] });
  expect(kept.cells.map(({ approach, sweep, tasks, samplesMs }) => [approach, sweep, tasks, samplesMs.length])).toEqual([
    ['sequential', 'main', 4, 5], ['worker-pool', 'main', 4, 5], ['processes', 'main', 4, 5], ['sequential', 'tasks', 1, 5], ['worker-pool', 'tasks', 1, 5], ['processes', 'tasks', 1, 5],
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ ...kept, bands, kept: { json: `.loopwise/bench/${json}` } });
  expect(readFileSync(path.join(folder, '.loopwise/bench', json.replace(/json$/, 'svg')), 'utf8')).toMatch(/^<svg /);
  expect(run(folder, 'bench', 'compare', `.loopwise/bench/${json}`, `.loopwise/bench/${json}`)).toMatchObject({ code: 0, stdout: expect.stringContaining('within noise') });
  // Eight processes of ours and as many of the benchmark's, on a machine that may be busy.
}, 120_000);

test('a task that never ends is ended at the deadline, and nothing of it is left', () => {
  const folder = makeFolder({ 'stuck.mjs': "import { writeFileSync } from 'node:fs';\nif (process.argv.includes('--approach')) { for (;;) writeFileSync('beat', String(Date.now())); }\nconst { fork } = await import('node:child_process');\nfork('stuck.mjs', ['--approach']);\n" });
  const { code, stderr } = run(folder, 'bench', 'run', 'stuck.mjs', '--yes', '--deadline', '3');
  expect([code, stderr]).toEqual([2, expect.stringContaining('It did not get to its first measurement within 3 s.')]);
  // Its heart no longer beats. A process that nobody has waited for would still have a number.
  const read = (): string => (existsSync(path.join(folder, 'beat')) ? readFileSync(path.join(folder, 'beat'), 'utf8') : '');
  const last = read();
  spawnSync(process.execPath, ['-e', '']);
  expect(read()).toBe(last);
});

test('Ctrl+C ends what was started', async () => {
  const folder = makeFolder({ 'slow.mjs': "import { writeFileSync } from 'node:fs';\nwriteFileSync('pid', String(process.pid));\nsetInterval(() => {}, 1000);\n" });
  const child = spawn(process.execPath, [cli, 'bench', 'run', 'slow.mjs', '--yes'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  while (!existsSync(path.join(folder, 'pid')) || readFileSync(path.join(folder, 'pid'), 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGINT');
  const [code] = await once(child, 'exit') as [number];
  expect([code, isAlive(Number(readFileSync(path.join(folder, 'pid'), 'utf8')))]).toEqual([130, false]);
});

test('it asks first', async () => {
  const folder = makeFolder({ 'a.bench.mjs': 'throw new Error("was run");\n' });
  const questions: string[] = [];
  const { around, seen } = makeSurroundings(folder);
  const stdin = { ...around.stdin, isTerminal: true, ask: async (question: string): Promise<string> => { questions.push(question); return ' no'; } };
  expect(await runBenchRun('a.bench.mjs', { yes: false, deadline: 30, format: 'pretty', color: false }, { ...around, stdin, today: () => '' })).toBe(0);
  expect([questions, seen.stderr]).toEqual([['Run a.bench.mjs? It runs code of this project with your rights, on all cores, for at most 30 s. [y/N] '], 'Nothing was run.\n']);
  await expect(runBenchRun('a.bench.mjs', { yes: true, deadline: 30, format: 'pretty', color: false }, { ...around, today: () => '' })).rejects.toThrow(/a\.bench\.mjs could not be measured\. [^]*was run/);
  await expect(runBenchRun('b.bench.mjs', { yes: true, deadline: 30, format: 'pretty', color: false }, { ...around, today: () => '' })).rejects.toThrow('b.bench.mjs does not exist.');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
