/**
 * Code that moved to a worker, written to a folder and run for real: jobs that throw, end their thread, or are taken back are settled like
 * all others, and no thread is left.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { applyEdits } from '../../server/engine/fixes/edits.ts';
import { checkFiles } from '../support/check.ts';

const body = `
  for (let i = 0; i < n; i++) Math.sqrt(i);
  const odd = { give: () => n };
  if (n % 20 === 3) process.exit(7);
  if (n % 20 === 4) throw Object.assign(new RangeError('four'), { code: 'E_FOUR' });
  if (n % 20 === 5) return odd;
  while (n === 1e9);
  return n * 2;`;
const route = "const app = express();\napp.get('/:n', (request, response) => { response.json(work(Number(request.params.n))); });\n";

const forms = {
  esm: { 'work.js': `export function work(n) {${body}\n}\n`, 'app.js': `import express from 'express';\nimport { work } from './work.js';\n\n${route}` },
  cjs: { 'work.js': `exports.work = function work(n) {${body}\n};\n`, 'app.js': `const express = require('express');\nconst { work } = require('./work');\n\n${route}` },
  ts: { 'work.ts': `export function work(n: number): unknown {${body}\n}\n`, 'app.ts': `import express from 'express';\nimport { work } from './work.js';\n\n${route}` },
} as const;

/** As much of express as it takes to call a route. */
const express = "module.exports = () => ({ get: (path, handler) => { globalThis.ask = (n) => new Promise((json) => { handler({ params: { n } }, { json }); }); } });\n";

const run = `
const alive = new Set();
let started = 0;
process.on('worker', (worker) => { started++; alive.add(worker); worker.on('exit', () => alive.delete(worker)); });
const { workPool, workInWorker } = await import('./work.pool.js');
await import('./app.js');
const answer = await ask('21');
const outcome = (error) => typeof error.code === 'string' ? error.code : error.name + ': ' + error.message.replace(/\\(\\) => n/, 'fn');
const counts = {};
const all = Array.from({ length: 1000 }, (_, n) => n);
let settled = 0;
const next = all.values();
await Promise.all(Array.from({ length: 32 }, async () => {
  for (const n of next) {
    const got = await workInWorker(n).then((value) => (value === n * 2 ? 'right' : 'wrong'), outcome);
    counts[got] = (counts[got] ?? 0) + 1;
    settled++;
  }
}));
const limit = new AbortController();
const endless = workPool.run([1e9], limit.signal).catch((error) => error.name);
setTimeout(() => limit.abort(), 50);
const aborted = await endless;
const after = await workInWorker(1);
const full = (await Promise.allSettled(Array.from({ length: 20000 }, () => workInWorker(1)))).filter(({ reason }) => /queue/.test(reason?.message)).length;
const left = [workPool.run([1e9]), workPool.run([2])].map((job) => job.catch((error) => error.message));
await workPool.dispose();
console.log(JSON.stringify({ answer, settled, counts, aborted, after, isBounded: full > 0 && full < 20000, left: await Promise.all(left), late: await workInWorker(1).catch((error) => error.message), hasStarted: started > 0, alive: alive.size }));
`;

test.each(Object.keys(forms) as (keyof typeof forms)[])('%s: no job is lost and no worker is left', async (form) => {
  const files: Readonly<Record<string, string>> = forms[form];
  const { made, folder } = await checkFiles(files, { package: { private: true, ...(form === 'cjs' ? {} : { type: 'module' }) }, fix: 'Move `work` to a worker and await it in 1 call' });
  if (made === undefined || 'refused' in made) throw new Error(`The fix is not made: ${made?.refused ?? 'nobody offers it'}`);
  const place = mkdtempSync(path.join(tmpdir(), 'loopwise-pool-'));
  onTestFinished(() => { rmSync(place, { recursive: true, force: true }); });
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
    writeFileSync(path.join(place, name.replace(/\.ts$/, '.js')), name.endsWith('.ts') ? transformSync(text, { loader: 'ts' }).code : text);
  };
  for (const [name, text] of Object.entries(files)) write(name, applyEdits(text, made.edits.filter(({ file }) => file === `${folder}/${name}`)));
  for (const { file, text } of made.created) write(file.slice(folder.length + 1), text);
  write('package.json', JSON.stringify({ type: form === 'cjs' ? 'commonjs' : 'module' }));
  write('node_modules/express/package.json', '{ "main": "index.js" }');
  write('node_modules/express/index.js', express);
  write('run.mjs', run);
  const { stdout } = await promisify(execFile)(process.execPath, ['run.mjs'], { cwd: place, timeout: 120_000 });
  expect(JSON.parse(stdout)).toEqual({
    answer: 42, settled: 1000,
    counts: { right: 850, 'Error: The worker ended with code 7 before its job was done.': 50, E_FOUR: 50, 'DataCloneError: fn could not be cloned.': 50 },
    aborted: 'AbortError', after: 2, isBounded: true, left: ['The worker pool is disposed.', 'The worker pool is disposed.'], late: 'The worker pool is disposed.', hasStarted: true, alive: 0,
  });
}, 150_000);
