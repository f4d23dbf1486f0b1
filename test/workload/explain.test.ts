/** What a session says about a line: the functions around it, their class, cost and claims, the calls, the findings. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { Session } from '../../server/engine/report.ts';
import { createSession } from '../../server/engine/session.ts';
import { repository } from '../support/project.ts';
import { toSettings } from '../support/settings.ts';

const folder = `${repository}/test/.virtual/explain`;
const file = `${folder}/app.ts`;
const text = [
  "import express from 'express';",
  "import { readFileSync } from 'node:fs';",
  'const app = express();',
  'function countPairs(points: number[]): number {',
  '  let pairs = 0;',
  '  for (const left of points) for (const right of points) if (left < right) pairs++;',
  '  return pairs;',
  '}',
  "app.get('/t', (_request, response) => {",
  "  const text = readFileSync('t.html', 'utf8');",
  '  response.send(`${text}${countPairs([1, 2, 3])}`);',
  '});',
].join('\n');

const compiler = createCompiler({ cwd: folder });
const session: Session = createSession({ compiler, rules });
beforeAll(async () => {
  await session.update({ files: [file], texts: new Map([[file, text]]), packages: [], settings: toSettings(folder, {}) });
  await session.refine();
});
afterAll(async () => { await session.close(); await compiler.close(); });

test('a line in a handler: class, context, claims, the call and the finding', () => {
  const place = session.explainAt(file, 10);
  expect(place).toMatchObject({
    file, line: 10,
    functions: [{ workload: 'io', confidence: 'certain', cost: { class: 'constant' }, contexts: [{ context: 'request', trace: [{ label: 'GET /t' }] }], claims: [{ text: 'may block its thread', trace: [{ label: 'fs#readFileSync' }] }, { text: 'may throw, as far as is known' }] }],
    calls: [{ name: 'readFileSync' }],
    findings: [{ ruleId: 'sync-io-on-hot-path' }],
  });
  expect(place?.calls[0]?.targets).toEqual([expect.stringMatching(/^fs#readFileSync: blocks on disk/)]);
});

test('cost: growth, input, and the loop that proves it; small arguments make small calls', () => {
  const [countPairs] = session.explainAt(file, 6)?.functions ?? [];
  expect(countPairs).toMatchObject({ name: 'countPairs', workload: 'cpu', cost: { class: 'superlinear', growth: 'n^2', input: 'points', proof: { label: 'loops over points', range: { start: { line: 6 } } } } });
  expect(session.explainAt(file, 11)?.calls.map((call) => call.targets)).toContainEqual(['countPairs, cpu']);
});

test('the top level, lines that are not there, files that are not analysed', () => {
  expect(session.explainAt(file, 3)).toMatchObject({ functions: [], findings: [] });
  expect(session.explainAt(file, 99)).toEqual({ file, line: 99, functions: [], calls: [], findings: [] });
  expect(session.explainAt(`${folder}/other.ts`, 1)).toBeUndefined();
});
