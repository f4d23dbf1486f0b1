/** Rules about single files: header comments, sizes, names, nothing left over, nothing of the machine they were written on. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { files, getText, sources } from './checkout.ts';

/** Lines a file may have. The first pattern that fits counts. */
const budgets: readonly { readonly of: RegExp; readonly lines: number }[] = [
  { of: /^rules\//, lines: 300 },
  { of: /^server\/lsp\/handlers\//, lines: 150 },
  { of: /^(server|client|scripts)\//, lines: 400 },
];

/** Files with a larger budget, each with the reason why splitting it would make it worse. */
const exceptions: ReadonlyMap<string, { readonly lines: number; readonly reason: string }> = new Map();

test('every file stays within its size budget', () => {
  const over = sources.flatMap((file) => {
    const budget = exceptions.get(file)?.lines ?? budgets.find(({ of }) => of.test(file))?.lines ?? Infinity;
    const lines = getText(file).split('\n').length - 1;
    return lines > budget ? [`${file} has ${lines} lines, ${budget} are allowed`] : [];
  });
  expect(over).toEqual([]);
  expect([...exceptions.keys()].filter((file) => !sources.includes(file)), 'exceptions for files that are gone').toEqual([]);
});

test('every file opens with a comment of one to five sentences', () => {
  const wrong = sources.flatMap((file) => {
    const text = getText(file).replace(/^#!.*\n/, '');
    const header = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1]?.replace(/^\s*\* ?/gm, '').trim();
    if (header === undefined) return [`${file} does not open with a /** comment */`];
    const sentences = header.match(/[.!?:](?=\s|$)/g)?.length ?? 0;
    return sentences === 0 ? [`${file}: the opening comment has no full sentence`] : [];
  });
  expect(wrong).toEqual([]);
});

test('file names say what is inside', () => {
  const vague = sources.filter((file) => /(^|[-.])(utils?|helpers?|common|misc|managers?|services?)\b/i.test(path.basename(file)) || /(Manager|Service|Helper|Utils?)\.ts$/.test(file));
  expect(vague).toEqual([]);
});

describe('nothing is left over', () => {
  const listLines = (concerned: readonly string[], pattern: RegExp): string[] => concerned.flatMap((file) =>
    getText(file).split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])));

  // The scaffold and its test write these words for others to replace.
  const notScaffold = (file: string): boolean => !['scripts/new-rule.ts', 'test/repo/newRule.test.ts', 'test/repo/sources.test.ts', 'CONTRIBUTING.md'].includes(file);
  const own = files.filter((file) => (/\.(ts|tsx|mts|mjs|md|json|jsonc)$/.test(file)) && !/^(test\/(example|corpus|bench)\/|package-lock)/.test(file));

  test('no FIXME, no TODO', () => {
    expect(listLines(own.filter(notScaffold), /\b(FIXME|TODO|XXX)\b/)).toEqual([]);
  });

  test('no skipped and no lonely test', () => {
    expect(listLines(sources.filter((file) => file.startsWith('test/') && notScaffold(file)), /\b(test|it|describe|suite)\.(skip|only|todo|skipIf|runIf)\b|\bx(it|describe)\(/)).toEqual([]);
  });

  test('no silenced compiler and no empty catch', () => {
    expect(listLines(sources.filter(notScaffold), /@ts-(ignore|nocheck|expect-error)|catch\s*(\([^)]*\))?\s*\{\s*\}/)).toEqual([]);
  });

  test('no path of the machine it was written on, no package registry', () => {
    const machine = new RegExp(`(^|[\\s'"\`(=])/(${['work', 'root', 'tmp'].join('|')})/`);
    const registry = new RegExp(`\\b${'regis' + 'try'}\\.[a-z0-9.-]+\\.(org|com|net|io|dev|local)\\b|\\/\\/npm\\.[a-z]`);
    const text = files.filter((file) => !/\.(png|ico|svg|woff2?|tgz|vsix|bin)$/.test(file));
    expect(listLines(text, machine)).toEqual([]);
    expect(listLines(text, registry)).toEqual([]);
  });
});
