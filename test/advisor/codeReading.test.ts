/** Functions of a small service and page, and what the advisor reads of each: the engine's profile, the input and the answer. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { advise } from '../../server/advisor/advise.ts';
import { readCode, type FunctionReading } from '../../server/advisor/codeReading.ts';
import type { InputField } from '../../server/advisor/input.ts';
import { collectGuesses, joinInput } from '../../server/advisor/provenance.ts';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { FunctionProfile, Session } from '../../server/engine/report.ts';
import { createSession } from '../../server/engine/session.ts';
import { repository } from '../support/project.ts';
import { toSettings } from '../support/settings.ts';
import { notMeasured } from './machines.ts';

const folder = `${repository}/test/.virtual/advisor`;
const files: Readonly<Record<string, string>> = {
  'app.ts': `
import express from 'express';
import { readFileSync } from 'node:fs';
import { scryptSync } from 'node:crypto';
import vm from 'node:vm';
import { countPairs, fold, digest, collectPages, search } from './work.ts';
const app = express();
app.get('/pairs', (request, response) => { response.send(String(countPairs(request.body.points))); });
app.get('/fold', (request, response) => { let state = 0; for (const event of request.body.events) state = fold(state, event); response.send(String(state)); });
app.post('/images', async (request, response) => { response.send((await Promise.all(request.body.images.map((image: Uint8Array) => digest(image)))).join()); });
app.get('/pages', async (request, response) => { response.send(await collectPages(request.body.urls)); });
app.get('/search', (request, response) => { response.send(search(request.body.vector)); });
app.post('/login', (request, response) => { response.send(hashPassword(request.body.password)); });
app.post('/plugin', (request, response) => { response.send(runPlugin(request.body.source)); });
app.get('/layout', (_request, response) => { response.send(loadLayout()); });
export function hashPassword(password: string): Buffer { return scryptSync(password, 'salt', 64); }
export function runPlugin(source: string): unknown { return vm.runInNewContext(source, {}); }
export function loadLayout(): string { return readFileSync('layout.html', 'utf8'); }
`,
  'pack.ts': `
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
const pack = promisify(gzip);
export async function packAll(texts: readonly string[]): Promise<Buffer[]> { return Promise.all(texts.map(packOne)); }
async function packOne(text: string): Promise<Buffer> { return pack(text); }
`,
  'work.ts': `
export function countPairs(points: number[]): number {
  let pairs = 0;
  for (const left of points) for (const right of points) if (left < right) pairs++;
  return pairs;
}
export function fold(state: number, event: { readonly steps: readonly number[] }): number {
  let next = state;
  for (const step of event.steps) next = (next * 31 + step) % 1_000_003;
  return next;
}
export function digest(image: Uint8Array): number {
  let sum = 0;
  for (const byte of image) sum = (sum * 31 + byte) % 1_000_003;
  return sum;
}
async function loadPage(url: string): Promise<string> {
  const response = await fetch(url);
  return response.text();
}
export async function collectPages(urls: readonly string[]): Promise<string[]> {
  return Promise.all(urls.map(async (url) => loadPage(url)));
}
const index: number[][] = [];
export function addToIndex(row: number[]): void { index.push(row); }
export function search(vector: number[]): number {
  let best = 0;
  for (const row of index) { let score = 0; for (let i = 0; i < row.length; i++) score += row[i]! * vector[i]!; best = Math.max(best, score); }
  return best;
}
function nobodyCalls(name: string): string { return name; }
`,
};

const compiler = createCompiler({ cwd: folder });
const session: Session = createSession({ compiler, rules });
beforeAll(async () => {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
  await session.update({ files: [...texts.keys()], texts, packages: [], settings: toSettings(folder, {}) });
  await session.refine();
});
afterAll(async () => { await session.close(); await compiler.close(); });

function profile(name: string): FunctionProfile {
  const report = session.functions().find((fn) => fn.name === name);
  const found = report && session.profileAt(report.file, report.range.start.line, report.range.start.column);
  if (found === undefined) throw new Error(`There is no function ${name}.`);
  return found;
}

function read(name: string): FunctionReading {
  const found = profile(name);
  const file = found.file.slice(folder.length + 1);
  return readCode(found, file, `${file}:${name}`);
}

function adviseOn(name: string, given: Parameters<typeof joinInput>[1] = {}): ReturnType<typeof advise> {
  const { code, subject, from } = read(name);
  return advise(joinInput(code, given), notMeasured, { from, subject, guesses: collectGuesses(code, given) });
}

describe('the input', () => {
  test.each<[name: string, fields: Readonly<Partial<Record<InputField, readonly [value: unknown, because: RegExp]>>>]>([
    ['countPairs', { workload: ['cpu', /loops over points \((certain|likely)\)/], taskMs: [100, /n\^2 in `points`/], ratePerSecond: [10, /`GET \/pairs`/], tasks: [1, /\(app\.ts:8\) calls it once/], payloadKb: [100, /`points` is a list/], platform: ['node', /request/] }],
    ['fold', { workload: ['cpu', /./], ordered: [true, /hands each result to the next call/], payloadKb: [1.01, /`event` is an object/] }],
    ['digest', { workload: ['cpu', /./], transferable: [true, /`image` can be moved/], payloadKb: [1000, /`image` is bytes/], tasks: [1000, /for each element of `request\.body\.images`, which come from the request/] }],
    ['loadPage', { workload: ['io', /./], waitMs: [100, /a request over the network/], tasks: [1000, /for each element of `urls`/] }],
    ['packOne', { workload: ['io', /./], waitMs: [50, /the libuv pool/], nativePool: [true, /the libuv pool/], tasks: [100, /for each element of `texts`/] }],
    ['search', { workload: ['cpu', /./], sharedState: [true, /goes through `index`, which all calls share/] }],
    ['hashPassword', { workload: ['cpu', /./], taskMs: [60, /crypto\.scryptSync/] }],
    ['runPlugin', { isolation: [true, /vm\.runInNewContext/] }],
    ['loadLayout', { workload: ['io', /./], waitMs: [5, /holds the thread meanwhile \(`fs\.readFileSync`\)/], payloadKb: [0, /takes no data/] }],
  ])('%s', (name, fields) => {
    const { code } = read(name);
    for (const [field, [value, because]] of Object.entries(fields)) {
      expect(code[field as InputField]?.value, field).toEqual(value);
      expect(code[field as InputField]?.because, field).toMatch(because);
    }
  });

  test('nothing is read that the code does not say', () => {
    expect(Object.keys(read('nobodyCalls').code).sort()).toEqual(['payloadKb', 'taskMs', 'waitMs', 'workload']);
    for (const name of ['countPairs', 'digest', 'loadPage', 'hashPassword', 'loadLayout', 'fold']) expect(read(name).code.isolation, name).toBeUndefined();
    for (const name of ['countPairs', 'digest', 'loadPage', 'hashPassword', 'fold']) expect(read(name).code.sharedState, name).toBeUndefined();
  });
});

describe('the answer', () => {
  test.each([
    ['countPairs', 'worker-pool'], ['fold', 'sequential'], ['loadPage', 'async'], ['hashPassword', 'worker-pool'], ['runPlugin', 'processes'], ['loadLayout', 'async'], ['nobodyCalls', 'sequential'],
  ])('%s: %s', (name, approach) => {
    expect(adviseOn(name).approach).toBe(approach);
  });

  test('a pass over shared data stays where it is until somebody says that it takes long', () => {
    expect(adviseOn('search')).toMatchObject({ approach: 'sequential' });
    expect(adviseOn('search').confidence).not.toBe('high');
    expect(adviseOn('search', { taskMs: 60 }).approach).toBe('shared-memory-workers');
  });

  test('guesses count as assumed: confidence is never high where the code shows only a kind', () => {
    expect(adviseOn('countPairs').confidence).not.toBe('high');
    expect(adviseOn('countPairs').expected.basis.burstMs).toBe('assumed');
    expect(adviseOn('countPairs', { taskMs: 400, ratePerSecond: 20, payloadKb: 100 }).expected.basis.loopDelayMs).toBe('estimated');
  });

  test('the migration is about this function, from the way it runs now', () => {
    const pool = adviseOn('countPairs').migration;
    expect(pool).toMatchObject({ from: 'sequential', to: 'worker-pool' });
    expect(pool.steps.map(({ code }) => code).join('\n')).toContain("import { countPairs } from './work.js';");
    expect(pool.steps[0]?.detail).toContain('loopwise bench new work.ts:countPairs');
    expect(adviseOn('loadPage').migration).toMatchObject({ from: 'async', to: 'async' });
    const layout = adviseOn('loadLayout').migration.steps.find(({ title }) => title === 'Replace the call that holds the thread');
    expect(layout?.detail).toContain('`fs.readFileSync` waits and lets nobody else run: `await fs/promises.readFile`');
    expect(adviseOn('search', { taskMs: 60 }).migration.steps.find(({ title }) => title === 'Make the function stand alone')?.detail).toContain('`index`');
  });
});

describe('the place', () => {
  const file = `${folder}/work.ts`;
  test('a name, a line inside, the innermost function around it, and none', () => {
    expect(session.profileAt(file, 2, 17)?.name).toBe('countPairs');
    expect(session.profileAt(file, 4)?.name).toBe('countPairs');
    expect(session.profileAt(file, 22, 45)?.name).toMatch(/^collectPages > /);
    expect(session.profileAt(file, 24)).toBeUndefined();
    expect(session.profileAt(file, 999)).toBeUndefined();
    expect(session.profileAt(`${folder}/none.ts`, 1)).toBeUndefined();
  });

  test('call sites say how often, beside what and where', () => {
    expect(profile('loadPage').callSites).toMatchObject([{ caller: expect.stringMatching(/^collectPages > /) as unknown, manner: 'together', ordered: false, repeated: { over: 'urls' } }]);
    expect(profile('fold').callSites).toMatchObject([{ manner: 'in turn', ordered: true, contexts: ['request'] }]);
    expect(profile('nobodyCalls').callSites).toEqual([]);
  });
});
