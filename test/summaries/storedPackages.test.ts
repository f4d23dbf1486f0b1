/** Packages a session knows from summaries, in front of a compiler that notes what it is asked. */
import { expect, test } from 'vitest';
import { CompactWriter } from '../../server/engine/compactJson.ts';
import type { PlacedSummary, SummaryFile } from '../../server/engine/packageSummary.ts';
import { StoredPackages } from '../../server/engine/storedPackages.ts';
import type { Compiler, SourceChanges } from '../../server/engine/syntax/compiler.ts';

const writer = new CompactWriter();
const emptyFacts = writer.write({ imports: [{ x: 7 }, { x: 8 }] });
const file: SummaryFile = {
  file: 'src/a.ts', digest: '', text: 'one\ntwo', facts: emptyFacts, modules: [['@w/util', 'src/u.ts'], null],
  symbol: [[1, writer.write({ api: 'fs#readFileSync', own: [] })], [2, null], [3, writer.write({ own: [{ file: 'src/b.ts', node: 5 }, { file: ['@w/util', 'src/u.ts'], node: 6 }, { file: ['@w/gone', 'x.ts'], node: 6 }] })]], type: [], expected: [],
};
const place = (hasSources: boolean): PlacedSummary => ({
  folder: '/w/core', hasSources, summary: {
    format: 1, collector: 1, models: 1, compiler: '7', name: '@w/core', digest: '', sources: {}, configuration: {}, dependencies: {}, shapes: writer.shapes, files: [file],
    packages: [{ folder: '.', name: '@w/core', bin: ['bin.js'], exports: [], scripts: {}, dependencies: {}, private: false }], entries: { '.': 'src/a.ts', './deep': 'src/a.ts' },
  },
});
const util = { folder: '/w/libs/util', name: '@w/util', bin: [], exports: [], scripts: {}, dependencies: {}, private: false };

function open(hasSources = true): { stored: StoredPackages; updates: SourceChanges[]; asked: string[] } {
  const updates: SourceChanges[] = [];
  const asked: string[] = [];
  const port: Compiler = {
    update: async (changes) => { updates.push(changes); return { snapshot: 1, retype: [], problems: [] }; },
    symbols: async (of, nodes) => { asked.push(`${of} ${nodes.join()}`); return nodes.map((node) => ({ api: `asked#${node}`, own: [] })); },
    tree: async () => undefined, releaseTree: () => undefined, modules: async (_, nodes) => nodes.map(() => undefined), types: async (_, nodes) => nodes.map(() => undefined),
    expectedReturns: async (_, nodes) => nodes.map(() => undefined), errors: async () => undefined, configurationOf: async () => undefined, close: async () => undefined,
  };
  const stored = new StoredPackages(port);
  stored.load([place(hasSources)], [util]);
  return { stored, updates, asked };
}

test('its files are known to the compiler, and their facts, modules and packages have this run\'s paths', async () => {
  const { stored, updates } = open();
  const all = stored.withStored(['/w/app/z.ts', '/w/app/a.ts']);
  expect(all).toEqual(['/w/app/a.ts', '/w/app/z.ts', '/w/core/src/a.ts']);
  await stored.update({ files: all, known: ['/w/x.ts'] });
  expect(updates).toEqual([{ files: ['/w/app/a.ts', '/w/app/z.ts'], known: ['/w/x.ts', '/w/core/src/a.ts'] }]);
  expect(stored.find('/w/core/src/a.ts')?.facts).toMatchObject({ file: '/w/core/src/a.ts', lines: [0, 4] });
  expect(await stored.modules('/w/core/src/a.ts', [7, 8])).toEqual(['/w/libs/util/src/u.ts', undefined]);
  expect(stored.withStoredPackages([util])).toMatchObject([{ folder: '/w/libs/util' }, { folder: '/w/core', bin: ['/w/core/bin.js'] }]);
});

test('what was stored is answered from it; declarations of packages that are not here are left out', async () => {
  const { stored, asked } = open();
  expect(await stored.symbols('/w/core/src/a.ts', [1, 2, 3])).toEqual([{ api: 'fs#readFileSync', own: [] }, undefined, { own: [{ file: '/w/core/src/b.ts', node: 5 }, { file: '/w/libs/util/src/u.ts', node: 6 }] }]);
  expect(asked).toEqual([]);
});

test('a question nobody foresaw goes to the compiler, which gets the sources once', async () => {
  const { stored, updates, asked } = open();
  await stored.update({ files: ['/w/app/a.ts'] });
  await stored.prepare([{ kind: 'symbol', file: '/w/core/src/a.ts', nodes: [1, 2] }]);
  expect(updates).toHaveLength(1);
  for (let round = 0; round < 2; round++) await stored.prepare([{ kind: 'symbol', file: '/w/core/src/a.ts', nodes: [1, 9] }]);
  expect(updates.slice(1)).toEqual([{ files: ['/w/app/a.ts', '/w/core/src/a.ts'], known: [] }]);
  expect(await stored.symbols('/w/core/src/a.ts', [9, 1])).toEqual([{ api: 'asked#9', own: [] }, { api: 'fs#readFileSync', own: [] }]);
  expect(asked).toEqual(['/w/core/src/a.ts 9']);
});

test('without sources it stays open, and imports are found by name, subpath and relative path', async () => {
  const { stored, updates } = open(false);
  await stored.prepare([{ kind: 'symbol', file: '/w/core/src/a.ts', nodes: [9] }]);
  expect([updates, await stored.symbols('/w/core/src/a.ts', [9])]).toEqual([[], [undefined]]);
  const targets = ['@w/core', '@w/core/deep', '@w/core/a.js', '@w/core/src/a', '@w/core-two', '@w/core/none', '../core/src/a.js', './a.js'].map((specifier) => stored.findTarget('/w/app/main.ts', specifier));
  expect(targets.map((target) => target === '/w/core/src/a.ts')).toEqual([true, true, true, true, false, false, true, false]);
});

test('with sources the compiler alone says where imports lead', () => {
  expect(open().stored.findTarget('/w/app/main.ts', '@w/core')).toBeUndefined();
});
