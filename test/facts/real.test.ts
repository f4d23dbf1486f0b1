/** The facts of thirty real files of installed packages are sound. Which files these are depends on what is installed; that they are many is checked. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { collectFacts, isTooManyNodes } from '../../server/engine/facts/collect.ts';
import type { FileFacts } from '../../server/engine/facts/fileFacts.ts';
import { findViolations } from './check.ts';
import { getLanguage, getTrees } from './trees.ts';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const folders = ['zod/src/v4/core', 'zod/src/v3', 'vscode-languageserver/lib/common', 'vscode-jsonrpc/lib/common', 'express/lib', 'fastify/lib', 'commander/lib', 'tinyglobby/dist', 'typescript/dist/ast'];
const perFolder = 5;

const facts: { readonly file: string; readonly text: string; readonly facts: FileFacts }[] = [];

beforeAll(async () => {
  const sources = folders.flatMap((folder) => readdirSync(`${modules}/${folder}`)
    .filter((name) => /(?<!\.d)\.[cm]?[jt]s$/.test(name)).slice(0, perFolder)
    .map((name) => ({ file: `${folder}/${name}`, name: `${folder.replaceAll('/', '-')}-${name}`, text: readFileSync(`${modules}/${folder}/${name}`, 'utf8') })));
  const trees = await getTrees(sources);
  sources.forEach(({ file, text }, i) => {
    const made = collectFacts({ file, text, hash: '', tree: trees[i]!, language: getLanguage(file) });
    if (!isTooManyNodes(made)) facts.push({ file, text, facts: made });
  });
});

test('there are enough files, and they have something to say', () => {
  expect(facts.length).toBeGreaterThanOrEqual(30);
  expect(facts.reduce((sum, { facts: { calls } }) => sum + calls.length, 0)).toBeGreaterThan(1_000);
});

test('every place, name and row number is right', () => {
  expect(facts.flatMap(({ file, text, facts: made }) => findViolations(made, text).map((violation) => `${file} ${violation}`))).toEqual([]);
});

test('facts are plain JSON: they survive being written and read', () => {
  for (const { facts: made } of facts.slice(0, 10)) expect(JSON.parse(JSON.stringify(made))).toEqual(made);
});
