/**
 * The facts of small sources, held as data: in each Markdown file next to this one a heading is a test, its first fence the source and the `facts` fence
 * what must come out (the words after `facts` pick tables). `UPDATE_GOLDENS=1 npx vitest run test/facts` rewrites the second fences.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { collectFacts, isTooManyNodes } from '../../server/engine/facts/collect.ts';
import type { Tree } from '../../server/engine/syntax/compiler.ts';
import { isTable, printFacts } from './print.ts';
import { getLanguage, getTrees } from './trees.ts';

const folder = new URL('.', import.meta.url);
const isUpdating = process.env['UPDATE_GOLDENS'] === '1';
const casePattern = /^## (?<title>.+)\n(?<prose>[^]*?)^```(?<language>[jt]sx?)\n(?<source>[^]*?)^```\n+^```facts(?<tables>[^\n]*)\n(?<expected>[^]*?)^```$/gm;

interface Golden {
  readonly file: string;
  readonly title: string;
  readonly name: string;
  readonly text: string;
  readonly tables: readonly string[];
  readonly expected: string;
}

function readGoldens(file: string): Golden[] {
  const page = readFileSync(new URL(file, folder), 'utf8');
  return [...page.matchAll(casePattern)].map((match, i) => {
    const { title = '', language = 'ts', source = '', tables = '', expected = '' } = match.groups ?? {};
    return { file, title, name: `${file.replace('.md', '')}-${i}.${language}`, text: source, tables: tables.trim().split(/\s+/).filter((word) => word !== ''), expected: expected.trimEnd() };
  });
}

const files = readdirSync(folder).filter((file) => file.endsWith('.md')).sort();
const goldens = files.flatMap(readGoldens);
const trees = new Map<string, Tree>();

beforeAll(async () => {
  const made = await getTrees(goldens);
  goldens.forEach((golden, i) => trees.set(golden.name, made[i]!));
});

function print(golden: Golden): string {
  const facts = collectFacts({ file: `/facts/${golden.name}`, text: golden.text, hash: '', tree: trees.get(golden.name)!, language: getLanguage(golden.name) });
  if (isTooManyNodes(facts)) throw new Error(`${golden.title} has too many nodes.`);
  return printFacts(facts, golden.text, golden.tables.filter(isTable));
}

test('every heading of the golden pages is a case, and every table they name exists', () => {
  for (const file of files) {
    const headings = readFileSync(new URL(file, folder), 'utf8').match(/^## /gm) ?? [];
    expect(goldens.filter((golden) => golden.file === file), file).toHaveLength(headings.length);
  }
  expect(goldens.flatMap((golden) => golden.tables).filter((word) => !isTable(word))).toEqual([]);
});

for (const file of files) {
  describe(file.replace('.md', ''), () => {
    const own = goldens.filter((golden) => golden.file === file);
    test.each(own.map((golden) => [golden.title, golden] as const))('%s', (_title, golden) => {
      if (!isUpdating) expect(print(golden)).toBe(golden.expected);
    });
    if (isUpdating) {
      test('rewrite', () => {
        const page = readFileSync(new URL(file, folder), 'utf8');
        let i = 0;
        const rewritten = page.replace(casePattern, (whole: string) => {
          const golden = own[i++]!;
          return whole.replace(/(^```facts[^\n]*\n)[^]*?^```$/m, (_fence, head: string) => `${head}${print(golden)}\n\`\`\``);
        });
        writeFileSync(new URL(file, folder), rewritten);
      });
    }
  });
}
