/** Fixes that cannot be made are shown disabled, with the reason: one case for each place that stops the way to async. */
import { describe, expect, test } from 'vitest';
import { checkFiles } from '../support/check.ts';

const head = "import { readFileSync, readSync } from 'node:fs';\nimport express from 'express';\nexport const app = express();\n";

async function getReason(code: string, more: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
  const { report } = await checkFiles({ 'main.ts': head + code, ...more }, { package: { type: 'module', private: false }, settings: { minConfidence: 'possible' } });
  const finding = report.byFile.flatMap((file) => file.findings).find(({ ruleId }) => ruleId === 'sync-io-on-hot-path');
  expect(finding, 'the blocking call is found').toBeDefined();
  expect(finding?.fixes.every(({ edits, safety }) => edits === undefined && safety === 'review')).toBe(true);
  return finding?.fixes[0]?.disabled;
}

describe('making a call async stops', () => {
  test.each([
    ['at a constructor', "class Page { text: string; constructor() { this.text = readFileSync('x', 'utf8'); } }\napp.get('/', (_q, r) => { r.send(new Page().text); });", 'a constructor cannot wait'],
    ['at a getter', "export class Page { get text() { return readFileSync('x', 'utf8'); } }", 'a getter cannot wait'],
    ['at a generator', "function* lines() { yield readFileSync('x', 'utf8'); }\napp.get('/', (_q, r) => { r.send([...lines()]); });", '`lines` is a generator'],
    ['at a comparator', "const size = (path: string) => readFileSync(path).length;\napp.get('/', (q, r) => { r.send([...(q.body as string[])].sort((a, b) => size(a) - size(b))); });", '`sort` does not wait for its callback'],
    ['at a mapper', "app.get('/', (q, r) => { r.send([...(q.body as string[])].map((path) => readFileSync(path, 'utf8'))); });", '`map` does not wait for its callback'],
    ['at a synchronous interface', "interface Source { read(): string }\nclass Page implements Source { read() { return readFileSync('x', 'utf8'); } }\nconst page = new Page();\napp.get('/', (_q, r) => { r.send(page.read()); });", '`Page.read` implements an interface that is synchronous'],
    ['where the function is a value', "function read() { return readFileSync('x', 'utf8'); }\nconst readers = [read];\napp.get('/', (_q, r) => { r.send(read() + readers.length); });", '`read` is used as a value'],
    ['where there is no asynchronous form', "app.get('/', (q, r) => { r.send(String(readSync(q.body.fd, Buffer.alloc(1)))); });", 'it works on a file descriptor, which the asynchronous form does not take'],
    ['at an overridden method', "class A { read() { return ''; } }\nclass B extends A { override read() { return readFileSync('x', 'utf8'); } }\nconst b = new B();\napp.get('/', (_q, r) => { r.send(b.read()); });", '`B.read` is also declared by another class'],
  ])('%s', async (_, code, reason) => {
    expect(await getReason(code)).toBe(reason);
  });

  test('not where the way is free', async () => {
    expect(await getReason("app.get('/', (_q, r) => { r.send(readFileSync('x', 'utf8')); });")).toBeUndefined();
  });
});
