/** Fixes tried out with a real compiler: against open texts, files that import the changed one, and files that are not there yet. */
import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { TextEdit } from '../../server/engine/lint/finding.ts';
import { FixTrial } from '../../server/lsp/fixTrial.ts';
import { createFolder } from './support/client.ts';

const texts = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "types": [] }, "include": ["src"] }',
  'package.json': '{ "type": "module", "dependencies": { "not-there": "1.0.0" } }',
  'src/size.ts': 'export const size: number = 1;\n',
  'src/app.ts': "import { size } from './size.js';\nexport const double: number = size * 2;\nexport const known: string = 1;\n",
};
const folder = await createFolder(texts);
const at = (name: string): string => `${folder.path.replaceAll('\\', '/')}/${name}`;
let started = 0;
const trial = new FixTrial({
  createCompiler: () => { started++; return createCompiler({ cwd: at('').slice(0, -1) }); },
  readText: (file) => readFile(file, 'utf8').catch(() => undefined),
  importersOf: (files) => (files.includes(at('src/size.ts')) ? [...files, at('src/app.ts')] : files),
  isDependency: (_file, name) => name === 'not-there',
});
afterAll(async () => {
  await trial.close();
  expect(trial.pids()).toEqual([]);
  await folder.dispose();
});

const check = (file: keyof typeof texts, from: string, newText: string, created: Record<string, string> = {}, now: string = texts[file]): ReturnType<FixTrial['check']> => {
  const start = now.indexOf(from);
  const edit: TextEdit = { file: at(file), start, end: start + from.length, newText };
  return trial.check({ edits: [edit], created: Object.entries(created).map(([name, text]) => ({ file: at(name), text })), hashes: new Map([[at(file), '']]) });
};

test('what parses and compiles as before is good, errors from before aside', async () => {
  expect(await check('src/app.ts', 'size * 2', 'size * 3')).toEqual({ is: 'good' });
  expect(await check('src/app.ts', '= size * 2', "= (await import('not-there')).n")).toEqual({ is: 'good' });
});

test('what does not is bad: its syntax, its types, and those of files that import it', async () => {
  expect(await check('src/app.ts', 'size * 2', 'size * ')).toMatchObject({ is: 'bad', reason: expect.stringMatching(/^the result would not parse: TS1109/) });
  expect(await check('src/app.ts', 'size * 2', "'2'")).toMatchObject({ is: 'bad', reason: expect.stringMatching(/^the result would not compile: TS2322/) });
  expect(await check('src/size.ts', 'number = 1', "string = ''")).toMatchObject({ is: 'bad', reason: expect.stringMatching(/TS2362/) });
});

test('new files count, and what was tried before does not', async () => {
  const imported = "import { more } from './more.js';\nimport { size }";
  expect(await check('src/app.ts', 'import { size }', imported, { 'src/more.ts': 'export const more = 1;\n' })).toEqual({ is: 'good' });
  expect(await check('src/app.ts', 'import { size }', imported)).toMatchObject({ is: 'bad', reason: expect.stringMatching(/TS2307/) });
});

test('an open document counts with its text, and the disk again when it is closed', async () => {
  trial.note({ texts: new Map([[at('src/size.ts'), "export const size: string = '';\n"]]) });
  expect(await check('src/app.ts', 'number = size * 2', 'string = size')).toEqual({ is: 'good' });
  trial.note({ released: [at('src/size.ts')] });
  expect(await check('src/app.ts', 'number = size * 2', 'string = size')).toMatchObject({ is: 'bad' });
  expect(started).toBe(1);
});
