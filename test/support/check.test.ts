/** Tests of what fixtures stand on: the engine over virtual files, with and without types, one group never seeing another. */
import { describe, expect, test } from 'vitest';
import { checkFiles, loadFolders } from './check.ts';
import { findAdded, listTypeErrors } from './typeErrors.ts';

const route = (body: string): string => `import express from 'express';\nimport { readFileSync } from 'node:fs';\nconst app = express();\napp.get('/', () => { ${body} });\n`;

describe('checkFiles', () => {
  test('gives a complete report of the real rules, with absolute paths below the folder', async () => {
    const { report, folder } = await checkFiles({ 'src/app.ts': route("readFileSync('x');") });
    expect(report).toMatchObject({ complete: true, files: 1, problems: [], byFile: [{ file: `${folder}/src/app.ts`, findings: [{ ruleId: 'sync-io-on-hot-path', severity: 'error' }] }] });
  });

  test('takes settings as the configuration file has them, and refuses a typo', async () => {
    const files = { 'app.ts': route("readFileSync('x');") };
    expect((await checkFiles(files, { settings: { rules: { 'sync-io-on-hot-path': 'off' } } })).report.byFile).toEqual([]);
    expect((await checkFiles(files, { settings: { overrides: [{ files: ['app.ts'], rules: { 'sync-io-on-hot-path': 'info' } }] } })).report.byFile[0]?.findings[0]?.severity).toBe('info');
    await expect(checkFiles(files, { settings: { ruels: {} } })).rejects.toThrow('ruels');
  });
});

test('groups loaded together do not see each other', async () => {
  const helper = "import { readFileSync } from 'node:fs';\nexport class Store { loadPage(): string { return readFileSync('x', 'utf8'); } }\n";
  const user = "import express from 'express';\nconst app = express();\ndeclare const store: any;\napp.get('/', () => { store.loadPage(); });\n";
  const [together, alone, other] = await loadFolders([new Map([['a.ts', helper], ['b.ts', user]]), new Map([['a.ts', helper]]), new Map([['b.ts', user]])]);
  const count = async (folder: typeof alone): Promise<number | undefined> => (await folder?.check())?.report.byFile.flatMap((file) => file.findings).length;
  expect([await count(together), await count(alone), await count(other)]).toEqual([1, 0, 0]);
});

test('without types the compiler answers no question about types', async () => {
  const files = { 'app.ts': "import express from 'express';\nimport { get } from './model.ts';\nconst app = express();\napp.get('/', () => { get(); });\n", 'model.ts': 'declare function pick<T>(values: T[]): T;\nexport const get = pick([async () => { throw new Error(); }]);\n' };
  const rules = async (types: boolean): Promise<string[]> => (await checkFiles(files, { types })).report.byFile.flatMap((file) => file.findings.map((finding) => finding.ruleId));
  expect(await rules(true)).toEqual(['floating-promise']);
  expect(await rules(false)).toEqual([]);
});

describe('type errors', () => {
  test('are listed by group', async () => {
    const [first, second, third] = await listTypeErrors([new Map([['a.ts', 'const a: number = "x";']]), new Map([['a.ts', 'const a = 1;']]), new Map([['src/a.ts', 'missing();\nmissing();']])]);
    expect(first).toEqual(["TS2322: Type 'string' is not assignable to type 'number'."]);
    expect(second).toEqual([]);
    expect(third).toEqual(["TS2304: Cannot find name 'missing'.", "TS2304: Cannot find name 'missing'."]);
  });

  test('only added ones count, and each as often as it occurs', () => {
    expect(findAdded(['a', 'b'], ['b', 'a', 'a', 'c'])).toEqual(['a', 'c']);
  });
});
