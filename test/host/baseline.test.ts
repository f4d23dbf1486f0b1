/** The life of a baseline: accept, match again after edits, go stale, survive partial checks and broken files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BaselineError, filterByBaseline, readBaseline, writeBaseline } from '../../server/host/baseline.ts';
import { writeAtomically } from '../../server/host/text.ts';
import { makeFinding } from '../cli/findings.ts';
import { addFiles, makeFolder } from './temporaryFolder.ts';

test('accepted findings stay out, new ones show, mended ones go stale', async () => {
  const folder = makeFolder({ 'src/a.ts': '', 'src/b.ts': '' });
  const file = path.join(folder, '.loopwise-baseline.json');
  const [a, b] = [makeFinding(folder, 'src/a.ts', { id: 'a1' }), makeFinding(folder, 'src/b.ts', { id: 'b1' })];
  const checked = new Set([a.file, b.file]);
  expect(await writeBaseline(file, [b, a], checked)).toBe(2);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ version: 1, findings: [
    { file: 'src/a.ts', rule: 'sync-io-on-hot-path', id: 'a1', message: a.message }, { file: 'src/b.ts', rule: 'sync-io-on-hot-path', id: 'b1', message: b.message },
  ] });

  const entries = await readBaseline(file);
  const fresh = makeFinding(folder, 'src/a.ts', { id: 'a2', message: 'another' });
  expect(filterByBaseline(file, entries, [a, fresh], checked)).toMatchObject({ remaining: [fresh], baselined: [a], stale: [{ id: 'b1' }] });
});

test('an entry accepts one finding: by id, else by rule, file and message', async () => {
  const folder = makeFolder({ 'a.ts': '' });
  const file = path.join(folder, 'baseline.json');
  const old = makeFinding(folder, 'a.ts', { id: 'old' });
  await writeBaseline(file, [old], new Set([old.file]));
  const [renamed, twin] = [makeFinding(folder, 'a.ts', { id: 'renamed' }), makeFinding(folder, 'a.ts', { id: 'twin' })];
  const { baselined, remaining } = filterByBaseline(file, await readBaseline(file), [renamed, twin], new Set([old.file]));
  expect([baselined, remaining]).toEqual([[renamed], [twin]]);
  expect(filterByBaseline(file, await readBaseline(file), [renamed, old], new Set([old.file])).baselined).toEqual([old]);
});

test('checking a part neither drops the entries of the rest nor calls them stale', async () => {
  const folder = makeFolder({ 'a.ts': '', 'b.ts': '', 'gone.ts': '' });
  const file = path.join(folder, 'baseline.json');
  const [a, b] = [makeFinding(folder, 'a.ts', { id: 'a1' }), makeFinding(folder, 'b.ts', { id: 'b1' })];
  const gone = makeFinding(folder, 'deleted.ts', { id: 'd1' });
  await writeBaseline(file, [a, b, gone], new Set([a.file, b.file, gone.file]));
  expect(filterByBaseline(file, await readBaseline(file), [a], new Set([a.file])).stale.map((entry) => entry.id)).toEqual(['d1']);
  await writeBaseline(file, [], new Set([a.file]));
  expect((await readBaseline(file)).map((entry) => entry.id)).toEqual(['b1']);
});

test('a missing or broken baseline is told, and a broken one can be written anew', async () => {
  const folder = makeFolder({});
  const file = path.join(folder, 'baseline.json');
  await expect(readBaseline(file)).rejects.toThrow(/^The baseline baseline\.json does not exist in .*--update-baseline/);
  addFiles(folder, { 'baseline.json': '<<<<<<< ours\n{}' });
  await expect(readBaseline(file)).rejects.toThrow(BaselineError);
  await writeBaseline(file, [], new Set());
  expect(await readBaseline(file)).toEqual([]);
});

test('a write that fails leaves nothing behind', async () => {
  const folder = makeFolder({ 'taken/x': '' });
  await expect(writeAtomically(path.join(folder, 'taken'), 'text')).rejects.toThrow();
  await expect(writeAtomically(path.join(folder, 'no/such/file'), 'text')).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
  expect(existsSync(path.join(folder, 'no'))).toBe(false);
});
