/** Code in the middle of typing: real sources with pieces cut out and put in still give sound facts, and nothing throws. The damage is the same in every run. */
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectFacts, isTooManyNodes } from '../../server/engine/facts/collect.ts';
import { findViolations } from './check.ts';
import { getLanguage, getTrees } from './trees.ts';

const folder = new URL('../../server/engine/facts/', import.meta.url);
const pieces = ['(', ')', '{', '}', '[', ']', '`', '${', '/*', '*/', '"', '=>', '...', 'async ', 'await ', 'class ', 'function ', '=', ',', '<', '>', 'export ', 'import ', '@', '?.', '#x', '\\u0061', '\u2028', '😀', 'using x', 'for await (', 'yield ', 'enum ', 'namespace ', '/', '\n', ''];

const damage = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(30), piece: fc.constantFrom(...pieces) }), { minLength: 1, maxLength: 6 });

test('damaged files have sound facts', async () => {
  const originals = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const plans = fc.sample(damage, { seed: 20, numRuns: originals.length * 6 });
  const sources = plans.map((plan, i) => {
    let text = originals[i % originals.length]!;
    for (const { at, cut, piece } of plan) {
      const from = Math.floor(at * text.length);
      text = text.slice(0, from) + piece + text.slice(from + cut);
    }
    return { name: `${i}.${['ts', 'tsx', 'js'][i % 3]!}`, text: text.toWellFormed() };
  });
  const trees = await getTrees(sources);
  const violations = sources.flatMap(({ name, text }, i) => {
    const facts = collectFacts({ file: `/${name}`, text, hash: '', tree: trees[i]!, language: getLanguage(name) });
    return isTooManyNodes(facts) ? [name] : findViolations(facts, text).map((violation) => `${name} ${violation}`);
  });
  expect(violations).toEqual([]);
});
