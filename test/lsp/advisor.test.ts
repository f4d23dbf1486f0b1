/** `loopwise/advise` through the whole server with its real engine: from numbers alone, from a function, with a person's numbers on top, and with mistakes. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdviseParams, AdviseResult } from '../../server/protocol.ts';
import { TestClient, bundle, createFolder } from './support/client.ts';

const text = [
  "import http from 'node:http'; import { readFileSync } from 'node:fs';",
  'export function rank(rows: readonly { name: string }[]): string[] {', '  const out: string[] = [];',
  '  for (const a of rows) for (const b of rows) if (a.name < b.name) out.push(a.name + b.name);', '  return out.sort();', '}',
  'const rows: { name: string }[] = [];',
  'http.createServer((_request, response) => { response.end(rank(rows).join()); }).listen(8080);',
  "http.createServer((_request, response) => { response.end(readFileSync('a.html')); }).listen(8081);", '',
].join('\n');

let built: string;
let project: Awaited<ReturnType<typeof createFolder>>;
let client: TestClient;
let uri: string;

beforeAll(async () => {
  built = await bundle({ server: 'server/lsp/main.ts', engineWorker: 'server/lsp/engineWorker.ts' });
  project = await createFolder({ 'package.json': '{ "type": "module" }', 'tsconfig.json': '{ "compilerOptions": { "strict": true, "noEmit": true } }', 'app.ts': text });
  uri = project.uri('app.ts');
  client = await TestClient.start({ server: path.join(built, 'server.js'), folders: [project.path], settings: {}, options: { advisor: true } });
  await client.open(uri, text);
  await client.pull(uri);
  await client.settled();
});
afterAll(async () => {
  await client.stop();
  await project.dispose();
  await rm(built, { recursive: true });
});

const ask = (params: AdviseParams): Promise<AdviseResult> => client.connection.sendRequest('loopwise/advise', params);
const getField = (result: AdviseResult, name: string): AdviseResult['fields'][number] | undefined => result.fields.find((field) => field.name === name);

test('numbers alone', async () => {
  const result = await ask({ input: { workload: 'io', tasks: 50, waitMs: 200, taskMs: null } });
  expect(result).toMatchObject({ problems: [], advice: { version: 1, approach: 'async' } });
  expect(result.function).toBeUndefined();
  expect(getField(result, 'waitMs')).toMatchObject({ kind: 'number', value: 200, origin: 'given' });
  expect(getField(result, 'taskMs')).toMatchObject({ kind: 'number', value: 0.5, origin: 'assumed' });
  expect(getField(result, 'durable')).toMatchObject({ kind: 'flag', value: null, origin: 'none' });
  expect(getField(result, 'workload')).toMatchObject({ kind: 'choice', choices: ['cpu', 'io', 'mixed'], value: 'io', origin: 'given' });
  expect(result.markdown).toMatch(/^# `async`\n/);
});

test('a function: what the code says, and what a person says on top', async () => {
  const place = { uri, position: { line: 1, character: 17 } };
  const result = await ask({ place, input: {} });
  expect(result).toMatchObject({ problems: [], function: { name: 'rank', uri, workload: 'cpu', growth: 'n^2', input: 'rows' }, findings: [], advice: { approach: 'worker-pool', benchmark: { command: 'loopwise bench new app.ts:rank --approaches worker-pool shared-memory-workers processes' } } });
  expect(getField(result, 'workload')).toMatchObject({ value: 'cpu', origin: 'code' });
  expect(getField(result, 'taskMs')).toMatchObject({ value: 100, origin: 'assumed', because: 'its time grows as n^2 in `rows`; measure it' });
  expect(result.markdown).toMatch(/^# rank \(app\.ts:2\): `worker-pool`\n/);

  const small = await ask({ place, input: { taskMs: 1, ratePerSecond: 5 } });
  expect(small).toMatchObject({ function: { name: 'rank' }, advice: { approach: 'sequential' } });
  expect(getField(small, 'taskMs')).toMatchObject({ value: 1, origin: 'given' });
});

test('where the findings of a function stand is told, for its fixes', async () => {
  const character = text.split('\n')[8]?.indexOf('readFileSync') ?? -1;
  const { function: fn, findings } = await ask({ place: { uri, position: { line: 8, character } }, input: {} });
  expect(fn?.findings).toBe(1);
  expect(findings).toEqual([{ start: { line: 8, character }, end: { line: 8, character: character + 'readFileSync'.length } }]);
});

test('a place without a function counts as none', async () => {
  const result = await ask({ place: { uri, position: { line: 6, character: 0 } }, input: { workload: 'cpu', tasks: 2, taskMs: 1 } });
  expect(result.function).toBeUndefined();
  expect(result.advice?.approach).toBe('sequential');
});

test('mistakes come back by field, with the fields as they would count without them', async () => {
  const result = await ask({ input: { tasks: -1, tsks: 2 } });
  expect(result.advice).toBeUndefined();
  expect(result.problems).toEqual([
    { field: 'tasks', message: expect.stringContaining('"tasks" is -1; allowed: a whole number from 0') as unknown },
    { field: 'tsks', message: '"tsks" (2) is no field of the input. Did you mean "tasks"?' },
  ]);
  expect(result.fields.length).toBeGreaterThan(10);
});

test('a document that is no file is refused with the reason', async () => {
  await expect(ask({ place: { uri: 'untitled:Untitled-1', position: { line: 0, character: 0 } }, input: {} })).rejects.toThrow('no file on the disk');
});
