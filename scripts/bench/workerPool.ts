/**
 * `npm run bench:pool [-- --jobs 40] [--ms 200]`: how long the event loop is held while jobs of the given length run in the pool that
 * *Move to a worker* writes, beside the same jobs run where they are asked for. Each way runs in a process of its own. Measured,
 * never asserted.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { helperTexts } from '../../server/engine/fixes/helperTexts.ts';
import { toWorker } from '../../server/engine/fixes/workerTexts.ts';
import { runProgram } from '../npmTarball.ts';

const { values } = parseArgs({ options: { jobs: { type: 'string', default: '40' }, ms: { type: 'string', default: '200' } } });
const [jobs, ms] = [Number(values.jobs), Number(values.ms)];
if (!(jobs > 0 && ms > 0)) throw new Error('Say numbers: npm run bench:pool -- --jobs 40 --ms 200');

const measure = `
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
const delay = monitorEventLoopDelay({ resolution: 1 });
const [way] = process.argv.slice(2);
const { work } = await import('./work.js');
const { createWorkerPool } = await import('./createWorkerPool.js');
const pool = way === 'pool' ? createWorkerPool(new URL('./work.worker.js', import.meta.url)) : undefined;
const run = pool ? (ms) => pool.run([ms]) : async (ms) => { await null; return work(ms); };
await sleep(100);
delay.enable();
const started = performance.now();
await Promise.all(Array.from({ length: ${jobs} }, async (_, i) => { await sleep(i * 10); await run(${ms}); }));
const seconds = (performance.now() - started) / 1000;
delay.disable();
await pool?.dispose();
console.log(JSON.stringify({ seconds, mean: delay.mean / 1e6, p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }));
`;

const folder = await mkdtemp(path.join(tmpdir(), 'loopwise-bench-pool-'));
try {
  const files = {
    'package.json': '{ "type": "module" }',
    'work.js': 'export function work(ms) { const end = performance.now() + ms; while (performance.now() < end); return ms; }\n',
    'work.worker.js': toWorker({ name: 'work', run: 'workInWorker', isTyped: false, isLifted: false, from: './work.js', helper: './createWorkerPool.js', imported: '{ work }', script: { text: '', path: false } }),
    'createWorkerPool.js': helperTexts.createWorkerPool.js, 'measure.js': measure,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  process.stdout.write(`${jobs} jobs of ${ms} ms, one asked for every 10 ms; delay of the event loop in milliseconds\n`);
  for (const way of ['inline', 'pool']) {
    const result = JSON.parse(await runProgram(process.execPath, ['measure.js', way], { cwd: folder, deadlineMs: 600_000 })) as Record<'seconds' | 'mean' | 'p50' | 'p99' | 'max', number>;
    const show = (key: 'mean' | 'p50' | 'p99' | 'max'): string => `${key} ${result[key].toFixed(1).padStart(8)}`;
    process.stdout.write(`${way.padEnd(7)} ${show('mean')}  ${show('p50')}  ${show('p99')}  ${show('max')}  in ${result.seconds.toFixed(1)} s\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
