/**
 * Benchmarks written for functions of every shape. The whole files are goldens beside the functions, where `npm run typecheck` reads them
 * too; `npx vitest run -u test/advisor` accepts a new text.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { planInputs } from '../../../server/advisor/bench/inputs.ts';
import { findTarget, type BenchTarget, type DeclaringFiles } from '../../../server/advisor/bench/target.ts';
import { writeBench, type WrittenBench } from '../../../server/advisor/bench/writeBench.ts';
import { collectFacts, isTooManyNodes } from '../../../server/engine/facts/collect.ts';
import type { FileFacts } from '../../../server/engine/facts/fileFacts.ts';
import { getLanguage } from '../../../server/engine/syntax/language.ts';
import { getTrees } from '../../facts/trees.ts';

const folder = fileURLToPath(new URL('goldens/', import.meta.url));
const scripts = {
  'esm.js': 'export function rank(rows, limit) { return rows.slice(0, limit); }\nexport function parse(text, options) { return text.length; }\n/** @param {number[]} a @param {Map<string, number>} b */\nexport function join(a, b) { return a.length; }\n',
  'whole.cjs': 'module.exports = function (numbers) { return numbers.length; };\n',
  'parts.cjs': 'function sum(values) { return values.length; }\nmodule.exports = { sum, limit: 5 };\n',
};

let facts: ReadonlyMap<string, FileFacts>;
let files: DeclaringFiles;

beforeAll(async () => {
  const sources = [...['orders.ts', 'orderTypes.ts'].map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') })), ...Object.entries(scripts).map(([name, text]) => ({ name, text }))];
  const trees = await getTrees(sources);
  facts = new Map(sources.flatMap(({ name, text }, i): [string, FileFacts][] => {
    const found = collectFacts({ file: name, text, hash: '', tree: trees[i]!, language: getLanguage(name) });
    return isTooManyNodes(found) ? [] : [[name, found]];
  }));
  files = { facts, resolve: (file, m) => facts.get(file)?.imports[m]?.specifier.replace('./', '') };
});

function getTarget(file: string, name: string): BenchTarget {
  const result = findTarget(facts.get(file)!, name, file);
  if ('problem' in result) throw new Error(result.problem);
  return result.target;
}

function write(file: string, name: string, bench: string, hasTinybench = false): WrittenBench {
  return writeBench({ target: getTarget(file, name), files, specifier: `./${file}`, shownFile: file, shownBench: bench, command: `node ${bench}`, hasTinybench });
}

test.each([
  ['orders.ts', 'totalOf', 'totalOf.bench.mts', ['sequential', 'worker-pool', 'processes']],
  ['orders.ts', 'fetchOrder', 'fetchOrder.bench.mts', ['sequential', 'async', 'worker-pool', 'processes', 'hybrid']],
  ['orders.ts', 'sumOf', 'sumOf.bench.mts', ['sequential', 'worker-pool', 'shared-memory-workers', 'processes']],
  ['orders.ts', 'default', 'hash.bench.mts', ['sequential', 'worker-pool', 'shared-memory-workers', 'processes']],
  ['orders.ts', 'visit', 'visit.bench.mts', ['sequential']],
  ['parts.cjs', 'sum', 'sum.bench.mjs', ['sequential', 'worker-pool', 'processes']],
])('%s:%s', async (file, name, bench, approaches) => {
  const written = write(file, name, bench);
  expect(written.approaches).toEqual(approaches);
  expect(written.text).not.toMatch(/\{\{|⟨|⟩/);
  await expect(written.text).toMatchFileSnapshot(path.join(folder, bench));
});

test('with tinybench, tinybench takes the samples', () => {
  const { text } = write('orders.ts', 'totalOf', 'x.bench.mts', true);
  expect(text).toContain("import { Bench } from 'tinybench';");
  expect(text).toContain("bench.add('burst', run, { async: true,");
  expect(text).not.toContain('has no tinybench');
});

test('only what is asked for, and always the baseline', () => {
  const { approaches } = writeBench({ target: getTarget('orders.ts', 'fetchOrder'), files, specifier: './orders.ts', shownFile: 'orders.ts', shownBench: 'x.bench.mts', command: '', hasTinybench: false, approaches: ['async'] });
  expect(approaches).toEqual(['sequential', 'async']);
});

describe('arguments', () => {
  test.each([
    ['orders.ts', 'countPrimes', ['size'], []],
    ['orders.ts', 'Invoice.render', ['text(size)', '10'], []],
    ['orders.ts', 'sumOf', ['Float64Array.from({ length: size }, (_, i) => i % 251)', 'Uint8Array.from({ length: size }, (_, i) => i % 251)'], []],
    ['esm.js', 'rank', ['Array.from({ length: size }, (_, i) => ({ id: i, name: `item ${i}`, value: i * 1.5 }))', '10'], ['rows', 'limit']],
    ['esm.js', 'parse', ['text(size)', 'undefined⟨ as never⟩'], ['text', 'options']],
    ['esm.js', 'join', ['Array.from({ length: size }, (_, i) => i)', 'new Map(Array.from({ length: size }, (_, i) => [`item ${i}`, i]⟨ as const⟩))'], []],
    ['whole.cjs', 'default', ['Array.from({ length: size }, (_, i) => (i * 7919) % 1009)'], ['numbers']],
  ])('%s:%s', (file, name, expressions, guessed) => {
    const plan = planInputs(getTarget(file, name), files);
    expect([plan.expressions, plan.guessed]).toEqual([expressions, guessed]);
  });
});

test.each([
  ['orders.ts', 'hidden', '`hidden` cannot be imported from orders.ts: a benchmark calls it from a process and from threads of its own, so it has to be exported'],
  ['orders.ts', 'missing', 'There is no function `missing` in orders.ts. orders.ts exports `totalOf`, `fetchOrder`,'],
  ['orders.ts', 'pages', '`pages` is a generator'],
])('%s:%s is refused', (file, name, reason) => {
  expect(findTarget(facts.get(file)!, name, file)).toEqual({ problem: expect.stringContaining(reason) });
});
