/** Places in texts that are not plain ASCII lines, and the line index and text hash themselves. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectFacts, isTooManyNodes } from '../../server/engine/facts/collect.ts';
import { getLineOf, getLineStarts, toLineColumn, toOffset } from '../../server/engine/syntax/lineIndex.ts';
import { getTextHash } from '../../server/engine/syntax/textHash.ts';
import { getTrees } from './trees.ts';

test('offsets are UTF-16 offsets into the text as given: byte order mark, emoji, CRLF, other line breaks, lone surrogates', async () => {
  const texts = ['\uFEFFfoo(1);', '/* 😀 */ const é = "😀"; foo(é);', 'a();\r\n\r\n  foo();\r\n', 'a();\u2028foo();', '"\uD800"; foo();'.toWellFormed(), '\uFEFF#!/usr/bin/env node\nfoo();'];
  const trees = await getTrees(texts.map((text, i) => ({ name: `${i}.ts`, text })));
  texts.forEach((text, i) => {
    const facts = collectFacts({ file: '/x.ts', text, hash: '', tree: trees[i]!, language: 'ts' });
    if (isTooManyNodes(facts)) throw new Error('Too many nodes.');
    const call = facts.calls.at(-1)!;
    expect(text.slice(call.name.start, call.name.end), JSON.stringify(text)).toBe('foo');
    expect(text.slice(call.start, call.end), JSON.stringify(text)).toMatch(/^foo\(.*\)$/);
  });
});

test('lines begin after the line breaks of editors, not after those only the compiler knows', () => {
  expect(getLineStarts('a\nb\r\nc\rd\u2028e\u2029')).toEqual([0, 2, 5, 7]);
  expect(getLineStarts('')).toEqual([0]);
});

test('lines and columns are 1-based and there and back is the same', () => {
  const lines = getLineStarts('ab\n😀c\n');
  expect(toLineColumn(lines, 0)).toEqual({ line: 1, column: 1 });
  expect(toLineColumn(lines, 5)).toEqual({ line: 2, column: 3 });
  expect(toLineColumn(lines, 7)).toEqual({ line: 3, column: 1 });
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '😀', '\u2028') }), fc.nat(), (text, pick) => {
    const offset = pick % (text.length + 1);
    const starts = getLineStarts(text);
    expect(toOffset(starts, toLineColumn(starts, offset))).toBe(offset);
    const line = getLineOf(starts, offset);
    expect(starts[line]! <= offset && (starts[line + 1] ?? Infinity) > offset).toBe(true);
  }));
});

test('the hash tells texts apart that differ in one unit, in order or in length', () => {
  const texts = ['', ' ', 'a', 'b', 'ab', 'ba', 'a\0', '\0a', 'a'.repeat(1_000), 'a'.repeat(1_001), '\uD800', '\uD801', 'x😀', 'x😁'];
  expect(new Set(texts.map(getTextHash)).size).toBe(texts.length);
  expect(getTextHash('a')).toMatch(/^[0-9a-f]{27}$/);
  expect(new Set(Array.from({ length: 50_000 }, (_, i) => getTextHash(`const x = ${i};`))).size).toBe(50_000);
});
