/** The compact form and the paths of summaries: what goes in comes out, in another folder too. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CompactWriter, readCompact } from '../../server/engine/compactJson.ts';
import { fromPackagePath, fromPlace, toPackagePath, toPlace } from '../../server/engine/relocation.ts';

const leaf = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.constantFrom(-0, Infinity, -Infinity, NaN));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.constantFrom('start', 'k', 'n', '0', 'x y'), tie('value')), fc.record({ start: fc.nat(), end: fc.nat(), v: tie('value') })),
}));

test('any plain value comes back, through JSON', () => {
  fc.assert(fc.property(value, (given) => {
    const writer = new CompactWriter();
    const text = JSON.stringify([writer.write(given), writer.shapes]);
    const [compact, shapes] = JSON.parse(text) as [Parameters<typeof readCompact>[0], string[][]];
    expect(readCompact(compact, shapes)).toEqual(given);
  }), { numRuns: 500 });
});

test('keys are written once, ends as distances', () => {
  const writer = new CompactWriter();
  expect(writer.write([{ start: 100, end: 107 }, { start: 200, end: 200, f: undefined }])).toEqual([0, [1, 100, 7], [1, 200, 0]]);
  expect(writer.shapes).toEqual([['start', 'end']]);
});

test('what cannot have been written is refused', () => {
  expect(() => readCompact([3, 1], [['a']])).toThrow(TypeError);
  expect(() => readCompact([1, 1, 2], [['a']])).toThrow(TypeError);
});

test.each([['/w/core', '/w/core/src/a.ts', 'src/a.ts'], ['/w/core', '/w/shared.ts', '../shared.ts'], ['/w/core', '/w/core', '.'], ['/w/core', '/w/core-two/a.ts', '../core-two/a.ts']])('from %s %s is %s and back', (folder, file, relative) => {
  expect(toPackagePath(folder, file)).toBe(relative);
  expect(fromPackagePath(folder, relative)).toBe(file);
});

test('files of other packages are named by package, installed ones not at all', () => {
  const others = [{ name: '@w/util', folder: '/w/util' }, { name: '@w/core-plugin', folder: '/w/core/plugin' }];
  expect(toPlace('/w/core', others, '/w/util/src/a.ts')).toEqual(['@w/util', 'src/a.ts']);
  expect(toPlace('/w/core', others, '/w/core/plugin/a.ts')).toEqual(['@w/core-plugin', 'a.ts']);
  expect(toPlace('/w/core', others, '/w/node_modules/x/index.d.ts')).toBeUndefined();
  expect(fromPlace('/other/core', (name) => (name === '@w/util' ? '/other/libs/util' : undefined), ['@w/util', 'src/a.ts'])).toBe('/other/libs/util/src/a.ts');
  expect(fromPlace('/other/core', () => undefined, ['@w/util', 'src/a.ts'])).toBeUndefined();
});
