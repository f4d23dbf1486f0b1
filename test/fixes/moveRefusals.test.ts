/** What cannot move to a worker is shown disabled, with the reason: one case for each. */
import { describe, expect, test } from 'vitest';
import { checkFiles } from '../support/check.ts';

const route = "import express from 'express';\nimport { work } from './work.ts';\nexport const app = express();\napp.get('/', (q, r) => { r.json(work(Number(q.query.n))); });\n";
const loop = 'let sum = 0; for (let i = 0; i < n; i++) sum += Math.sqrt(i);';

async function getReason(work: string, main = route): Promise<string | undefined> {
  const { report } = await checkFiles({ 'main.ts': main, 'work.ts': work }, { package: { type: 'module', private: true, dependencies: {} }, settings: { minConfidence: 'possible' } });
  const finding = report.byFile.flatMap((file) => file.findings).find(({ ruleId }) => ruleId === 'unyielding-cpu-loop');
  expect(finding, 'the loop is found').toBeDefined();
  const move = finding?.fixes.find(({ kind }) => kind === 'refactor.move');
  expect(move?.safety).toBe('review');
  return move?.disabled;
}

describe('a function does not move to a worker', () => {
  test.each([
    ['with what is written', `let calls = 0; export function work(n: number): number { calls++; ${loop} return sum + calls; }`, '`work` uses `calls`, which may change and is not shared with a worker'],
    ['with a cache', `const seen = new Map<number, number>(); export function work(n: number): number { ${loop} seen.set(n, sum); return sum; }`, '`work` uses `seen`, which may change and is not shared with a worker'],
    ['with state of what it calls', `const log: number[] = []; function note(n: number): void { log.push(n); } export function work(n: number): number { ${loop} note(n); return sum; }`, '`work` uses `log`, which may change and is not shared with a worker'],
    ['that gives nothing back', `export function work(n: number): void { ${loop} console.log(sum); }`, '`work` gives nothing back, and what it does to anything else would be lost in a worker'],
    ['that changes what it is given', `export function work(n: number, all: number[] = []): number { ${loop} all.push(sum); return sum; }`, '`all` is changed in place, and a worker has a copy of it'],
    ['that is given a function', `export function work(n: number, f = (x: number) => x): number { ${loop} return f(sum); }`, '`f` is a function, which cannot be sent to a worker'],
    ['whose name is taken', `export function work(n: number): number { return reply(n); }\nexport function reply(n: number): number { ${loop} return sum; }`, "`reply` is a name the worker's file needs itself"],
    ['that gives a function', `export function work(n: number): () => number { ${loop} return () => sum; }`, 'of its result: functions cannot be sent to a worker'],
    ['that gives an instance', `class Sum { constructor(readonly value: number) {} double(): number { return this.value * 2; } }\nexport function work(n: number): Sum { ${loop} return new Sum(sum); }`, 'of its result: `Sum` is a class, whose instances lose their methods on the way to a worker'],
    ['that gives a Buffer', `export function work(n: number): Buffer { ${loop} return Buffer.from(String(sum)); }`, 'of its result: a `Buffer` arrives in a worker as a plain `Uint8Array`'],
    ['that is generic', `export function work<T extends number>(n: T): T[] { ${loop} return sum > 0 ? [n] : []; }`, 'of `n`: it is generic'],
    ['whose module does more than declare', `console.log('loaded'); export function work(n: number): number { ${loop} return sum; }`, 'the module of `work` does more than declare when it is loaded; a worker would do that again'],
    ['that waits', `export async function work(n: number): Promise<number> { ${loop} return sum; }`, '`work` waits as well; what computes has to be a function of its own first'],
  ])('%s', async (_, work, reason) => {
    expect(await getReason(work)).toBe(reason);
  });

  test.each([
    ['that stands in a handler', `app.get('/', (q, r) => { const n = Number(q.query.n); ${loop} r.json(sum); });`, 'the work stands in a function that others run; it has to be a function of its own first'],
    ['that is a method', `class Sums { of(n: number): number { ${loop} return sum; } }\nconst sums = new Sums();\napp.get('/', (q, r) => { r.json(sums.of(Number(q.query.n))); });`, '`Sums.of` belongs to an object, and `this` stays on its thread'],
    ['that takes the request', `function sumUp(q: express.Request): number { const n = Number(q.query.n); ${loop} return sum; }\napp.get('/', (q, r) => { r.json(sumUp(q)); });`, 'of `q`: whether `express.Request` can be sent to a worker is not known'],
    ['that stands in a loaded file with what others use', `const sizes = [1, 2];\nfunction sumUp(n: number): number { ${loop} return sum + (sizes[0] ?? 0); }\napp.get('/', (q, r) => { r.json({ sizes, sum: sumUp(Number(q.query.n)) }); });`, '`sumUp` uses `sizes`, which may change and is not shared with a worker'],
    ['that uses an import of a loaded file', `function sumUp(n: number): number { ${loop} return basename(String(sum)).length; }\napp.get('/', (q, r) => { r.json(sumUp(Number(q.query.n))); });`, '`sumUp` uses `basename`, which a worker would have to import; move it to a module of its own first'],
    ['whose caller cannot wait', `function sumUp(n: number): number { ${loop} return sum; }\napp.get('/', (q, r) => { r.json((q.body as string[]).map((each) => sumUp(Number(each) + Number(q.query.n)))); });`, '`map` may not wait for an async function'],
  ])('%s', async (_, code, reason) => {
    expect(await getReason('export {};', `import express from 'express';\nimport { basename } from 'node:path';\nexport const app = express();\nexport const name = basename(String(process.argv[1]));\n${code}\napp.listen(1);\n`)).toBe(reason);
  });

  test('and does where nothing holds it', async () => {
    expect(await getReason(`const step = 1; export function work(n: number): number { ${loop} return sum + step; }`)).toBeUndefined();
  });
});
