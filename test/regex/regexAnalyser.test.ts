/** The regular-expression analyser and the thread it runs in: answers, limits, and what happens when the thread dies. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mayBacktrack } from '../../server/engine/summaries/regexes.ts';
import { checkRegex } from '../../server/regex/checkRegex.ts';
import { createRegexAnalyser } from '../../server/regex/regexAnalyser.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'loopwise-regex-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

async function writeWorker(name: string, body: string): Promise<URL> {
  const file = path.join(folder, `${name}.mjs`);
  await writeFile(file, `import { parentPort } from 'node:worker_threads';\n${body}\n`);
  return pathToFileURL(file);
}

test('the analyser tells linear, polynomial and exponential expressions apart', () => {
  expect(checkRegex('^\\w+(?:\\s\\w+)*$', '')).toEqual({ is: 'linear' });
  expect(checkRegex('\\s+$', '')).toMatchObject({ is: 'polynomial', degree: 2 });
  expect(checkRegex('^(\\w+\\s?)*$', '')).toEqual({ is: 'exponential', attack: "'0' + '0'.repeat(31) + '\\x00'" });
});

test('what it cannot read is unknown', () => {
  expect(checkRegex('(', '')).toEqual({ is: 'unknown' });
  expect(checkRegex('[a--b]+', 'v')).toEqual({ is: 'unknown' });
});

test('the attack is an expression that gives a text', () => {
  const verdict = checkRegex('^(?:a|a)*b$', '');
  expect(verdict.is).toBe('exponential');
  expect(verdict.is === 'exponential' && verdict.attack).toMatch(/^'.*'\.repeat\(\d+\)/);
});

test('the filter asks about everything that grows, and not about what plainly cannot', () => {
  for (const source of ['^(\\w+\\s?)*$', '\\s+$', '(a|a)*b', '(?:x+x+)+y', 'a.*b.*c', '^(?:a{1,20})+$', '<.+>']) expect([source, mayBacktrack(source)]).toEqual([source, true]);
  for (const source of ['abc', '\\d+', '^\\d+$', '^\\s+', '[a+]*', '^[^+*]*$', '\\+\\*', '^a{2,4}$']) expect([source, mayBacktrack(source)]).toEqual([source, false]);
});

test('an answer is kept: the thread is asked once', async () => {
  const worker = await writeWorker('counting', "let asked = 0; parentPort.on('message', ({ id }) => { asked++; parentPort.postMessage({ id, verdict: { is: 'polynomial', degree: asked, attack: '' } }); });");
  const analyser = createRegexAnalyser({ worker });
  const first = await analyser.check('a', '');
  expect(await Promise.all([analyser.check('a', ''), analyser.check('a', 'i')])).toEqual([first, { is: 'polynomial', degree: 2, attack: '' }]);
  await analyser.close();
});

test('a thread that does not answer in time is ended; the next question starts another', async () => {
  const worker = await writeWorker('stuck', "parentPort.on('message', ({ id, source }) => { if (source === 'stuck') for (;;); parentPort.postMessage({ id, verdict: { is: 'linear' } }); });");
  const log: string[] = [];
  const analyser = createRegexAnalyser({ worker, limitMs: 2500, log: (line) => { log.push(line); } });
  expect(await Promise.all([analyser.check('stuck', ''), analyser.check('fine', '')])).toEqual([{ is: 'unknown' }, { is: 'linear' }]);
  expect(log).toEqual(['regular expression not analysed, /stuck/: no answer within 2500 ms']);
  await analyser.close();
});

test('a thread that cannot start, and a closed analyser, know nothing', async () => {
  const worker = await writeWorker('broken', "throw new Error('broken');");
  const analyser = createRegexAnalyser({ worker });
  expect(await analyser.check('a+$', '')).toEqual({ is: 'unknown' });
  await analyser.close();
  expect(await analyser.check('b+$', '')).toEqual({ is: 'unknown' });
});
