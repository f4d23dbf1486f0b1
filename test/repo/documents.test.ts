/** Documents and generated files say what is there: paths, commands, versions, the list of rules. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listStale } from '../../scripts/generate.ts';
import { files, getText, root } from './checkout.ts';

const manifest = JSON.parse(getText('package.json')) as Record<'scripts' | 'dependencies' | 'devDependencies', Record<string, string>>;

test('generated files are fresh; `npm run generate` writes them', () => {
  expect(listStale(root).map(({ file }) => file)).toEqual([]);
});

describe.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s', (document) => {
  test('every path it names exists', () => {
    const inCode = [...getText(document).matchAll(/`([\w.@-]+(?:\/[\w.@*<>-]*)+)`/g)].map((match) => match[1] ?? '')
      .filter((name) => /^(client|server|rules|scripts|syntaxes|test|\.ci)\//.test(name) && !/[*<>]/.test(name));
    const linked = [...getText(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect([...inCode, ...linked].filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  test('every npm script it names exists', () => {
    const named = [...getText(document).matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2] ?? '');
    expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });
});

test('ARCHITECTURE.md maps every folder of the product', () => {
  const folders = new Set(files.filter((file) => /^(client|server|rules|scripts|syntaxes|test)\//.test(file)).map((file) =>
    file.split('/').slice(0, file.startsWith('server/engine/') ? 3 : file.startsWith('server/') ? 2 : 1).join('/')).filter((name) => !name.includes('.')));
  const text = getText('ARCHITECTURE.md');
  expect([...folders].filter((folder) => !text.includes(`${folder}/`))).toEqual([]);
});

test('README.md opens with the two commands', () => {
  const opening = getText('README.md').split('\n').slice(0, 15).join('\n');
  expect(opening).toContain('npm start');
  expect(opening).toContain('npm test');
});

test('the code README.md shows of the example is the code that is there', () => {
  const shown = [...getText('README.md').matchAll(/^(test\/example\/\S+?):(\d+):\d+ {2}(?:error|warning).*\n(?:.*\n)*? *\2 │ (.*)$/gm)];
  expect(shown.length).toBeGreaterThan(0);
  for (const [, file = '', line = '', code] of shown) expect(getText(file).split('\n')[Number(line) - 1]).toBe(code);
});

test('every package is pinned to one version', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});
