/** What names, types, imports and callbacks are said to be, on real declarations of Node.js and of installed packages. */
import { SyntaxKind } from 'typescript/unstable/ast';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { TypeAnswer } from '../../server/engine/syntax/compiler.ts';
import { describeName, findIds, makeFolder } from './folder.ts';

const folder = makeFolder({
  'names.ts': `
    import fs, { readFileSync as read } from 'node:fs';
    import * as path from 'path';
    import { EventEmitter } from 'events';
    import assert from 'node:assert';
    import express, { Router } from 'express';
    import { z } from 'zod';
    import { Pool } from 'pool';
    import made from 'pool';
    import { outside } from './re';
    import missing from 'not-installed';
    read('x'); fs.promises.readFile('x'); path.join('a'); new EventEmitter().once('x', () => {}); assert.ok(1); assert(1);
    Promise.all([]); [1].map(String); JSON.parse('1'); setTimeout(() => {}, 1); Buffer.from(''); process.exit; fetch('x');
    const app = express(); app.listen(1); Router(); z.object({}); new Pool().query('x'); made(); outside(); missing(); nowhere();
    class Own { go() {} } new Own().go(); declare const some: Pick<Console, 'warn'>; some.warn('x'); AbortSignal.timeout(1);
    function over(a: string): void; function over(a: number): void; function over(a: unknown) {} over(1);
    declare const either: { both(): void } | { both(): number }; either.both();
  `,
  're.ts': 'export { inside as outside } from "./impl";',
  'impl.ts': 'export function inside() {}',
  'node_modules/pool/package.json': { name: 'pool', version: '1.0.0', types: 'index.d.ts' },
  'node_modules/pool/index.d.ts': 'declare class Client { query(text: string): Promise<void> }\nexport { Client as Pool };\ndeclare function make(): void;\nexport default make;\n',
  'types.ts': `
    type Later = Promise<string>;
    declare const later: Later, maybe: Later | null, either: Later | string, text: string, anything: any, notKnown: unknown;
    declare const list: Later[], pair: [Later, Later], rest: [Later, ...number[]], mixed: (Later | number)[], words: readonly string[];
    declare const small: 'a' | 'b' | undefined, flag: boolean, wide: string;
    interface Query { then(done: () => void): void } declare const query: Query;
    interface Fake { then: string } declare const fake: Fake;
    class Job { run() { return Promise.resolve(1); } } declare const job: Job | undefined;
    enum Colour { red, blue } declare const colour: Colour;
    const asks = async () => 1, does = () => {}, gives = () => 1;
    function generic<T, U extends Later>(free: T, bound: U) { use(free); use(bound); }
    declare function use(x: unknown): void;
    use(later); use(maybe); use(either); use(text); use(anything); use(notKnown); use(list); use(pair); use(rest); use(mixed); use(words);
    use(small); use(flag); use(wide); use(query); use(fake); use(job); use(colour); use(asks); use(does); use(gives); use(undeclared);
  `,
  'callbacks.ts': `
    import { EventEmitter } from 'events';
    declare function wantsPromise(f: () => Promise<void>): void;
    declare function wantsEither(f: () => void | Promise<void>): void;
    declare function effect(f: () => void | (() => void)): void;
    declare function wantsBoolean(f: () => boolean): void;
    declare function untyped(f: any): void;
    declare function optional(f?: (x: number) => void): void;
    wantsPromise(async () => { 1; }); wantsEither(async () => { 2; }); effect(async () => { 3; }); wantsBoolean(async () => { 4; });
    untyped(async () => { 5; }); optional(async () => { 6; }); [1].forEach(async () => { 7; }); new EventEmitter().on('x', async () => { 8; });
    unknownFunction(async () => { 9; }); const free = async () => { 10; };
    declare const overloaded: { (name: string, f: () => void): void; (name: string, f: () => Promise<void>): void };
    overloaded('a', async () => { 11; });
    const kept: () => void = async () => { 12; };
    interface Places { first(): void; second(): Promise<void>; third(): void }
    const places: Places = { async first() {}, async second() {}, async third() {} };
    class Base { fourth(): void {} fifth(): unknown { return 1; } }
    class Derived extends Base implements Pick<Places, 'first'> { async fourth() {} async fifth() {} async first() {} async own() {} }
    interface Extended extends Places { third(): Promise<void> }
  `,
  'imports.mts': 'import "./impl.js"; import x from "express"; import fs from "node:fs"; export * from "./re.js"; const y = await import("./types.js"); import z from "./gone.js";',
  'common.cjs': 'const { later } = require("./lib.cjs"); const fs = require("fs"); later(); fs.readFileSync("x"); module.exports = { later };',
  'lib.cjs': 'exports.later = async function later() {};',
  'view.tsx': 'export function View() { return <button onClick={async () => { 1; }}>{[1].map((n) => n)}</button>; }',
});
folder.install(['@types/node', '@types/express', '@types/express-serve-static-core', 'express', 'zod']);
const compiler = createCompiler({ cwd: folder.root });
const files = ['names.ts', 're.ts', 'impl.ts', 'types.ts', 'callbacks.ts', 'imports.mts', 'common.cjs', 'lib.cjs', 'view.tsx'].map(folder.at);
beforeAll(async () => { await compiler.update({ files }); });
afterAll(() => compiler.close());

test.each([
  ['read', 'fs#readFileSync'],
  ['readFile', 'fs/promises#readFile'],
  ['join', 'path#PlatformPath.join'],
  ['EventEmitter', 'events#EventEmitter'],
  ['ok', 'assert#ok'],
  ['assert', 'assert#default'],
  ['all', 'global#Promise.all'],
  ['map', 'global#Array.map'],
  ['parse', 'global#JSON.parse'],
  ['setTimeout', 'global#setTimeout'],
  ['from', 'global#Buffer.from'],
  ['exit', 'global#NodeJS.Process.exit'],
  ['fetch', 'global#fetch'],
  ['express', 'express#default'],
  ['Router', 'express#Router'],
  ['listen', 'express-serve-static-core#Application.listen'],
  ['object', 'zod#object'],
  ['query', 'pool#Pool.query'],
  ['made', 'pool#default'],
  ['outside', ['impl.ts']],
  ['go', ['names.ts']],
  ['warn', 'global#Console.warn'],
  ['timeout', 'global#AbortSignal.timeout'],
  ['over', ['names.ts', 'names.ts', 'names.ts']],
  ['both', ['names.ts', 'names.ts']],
  ['missing', undefined],
  ['nowhere', undefined],
])('%s is %s', async (name, expected) => {
  expect(await describeName(compiler, folder.at('names.ts'), name)).toEqual(expected);
});

test('a declaration is named by its node, so that the caller finds it in its own facts', async () => {
  const [use] = (await findIds(compiler, folder.at('names.ts'), 'outside', SyntaxKind.Identifier)).slice(-1);
  const [declaration] = await findIds(compiler, folder.at('impl.ts'), 'export function inside() {}', SyntaxKind.FunctionDeclaration);
  expect(await compiler.symbols(folder.at('names.ts'), [use!])).toEqual([{ own: [{ file: folder.at('impl.ts'), node: declaration }] }]);
});

test('CommonJS exports and requires are followed', async () => {
  expect(await describeName(compiler, folder.at('common.cjs'), 'readFileSync')).toBe('fs#readFileSync');
  const [, call] = await findIds(compiler, folder.at('common.cjs'), 'later', SyntaxKind.Identifier);
  expect((await compiler.symbols(folder.at('common.cjs'), [call!]))[0]?.own.length).toBeGreaterThan(0);
  const [type] = await compiler.types(folder.at('common.cjs'), await findIds(compiler, folder.at('common.cjs'), 'later()', SyntaxKind.CallExpression));
  expect(type?.promise).toBe('yes');
});

describe('types', () => {
  test.each<[string, TypeAnswer]>([
    ['later', { promise: 'yes', standard: true, name: 'global#Promise' }],
    ['maybe', { promise: 'yes', nullable: true, standard: true, name: 'global#Promise' }],
    ['either', { promise: 'some', standard: true }],
    ['text', { promise: 'no' }],
    ['anything', { promise: 'unknown' }],
    ['notKnown', { promise: 'unknown' }],
    ['undeclared', { promise: 'unknown' }],
    ['list', { promise: 'no', array: { element: 'yes' }, name: 'global#Array' }],
    ['pair', { promise: 'no', array: { length: 2, element: 'yes' } }],
    ['rest', { promise: 'no', array: { element: 'some' } }],
    ['mixed', { promise: 'no', array: { element: 'some' }, name: 'global#Array' }],
    ['words', { promise: 'no', array: { element: 'no' }, name: 'global#ReadonlyArray' }],
    ['small', { promise: 'no', finite: true }],
    ['flag', { promise: 'no', finite: true }],
    ['wide', { promise: 'no' }],
    ['fake', { promise: 'no' }],
    ['asks', { promise: 'no', returns: 'promise' }],
    ['does', { promise: 'no', returns: 'void' }],
    ['gives', { promise: 'no', returns: 'other' }],
    ['free', { promise: 'unknown' }],
    ['bound', { promise: 'yes', standard: true, name: 'global#Promise' }],
    ['query', { promise: 'yes' }],
    ['job', { promise: 'no' }],
    ['colour', { promise: 'no', finite: true }],
  ])('of %s', async (name, expected) => {
    const id = (await findIds(compiler, folder.at('types.ts'), name, SyntaxKind.Identifier)).at(-1);
    const [answer] = await compiler.types(folder.at('types.ts'), [id!]);
    // Own declarations are compared by the test below.
    const { own: _own, ...rest } = answer ?? { promise: 'unknown' as const };
    expect(rest).toEqual(expected);
  });

  test('declared by the user name their declaration', async () => {
    const id = (await findIds(compiler, folder.at('types.ts'), 'job', SyntaxKind.Identifier)).at(-1);
    const [declaration] = await findIds(compiler, folder.at('types.ts'), 'class Job { run() { return Promise.resolve(1); } }', SyntaxKind.ClassDeclaration);
    expect((await compiler.types(folder.at('types.ts'), [id!]))[0]?.own).toEqual([{ file: folder.at('types.ts'), node: declaration }]);
  });
});

test('callbacks are told what is done with what they give back', async () => {
  const functions = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(async (number) => (await findIds(compiler, folder.at('callbacks.ts'), `async () => { ${number}; }`, SyntaxKind.ArrowFunction))[0]!));
  expect(await compiler.expectedReturns(folder.at('callbacks.ts'), functions)).toEqual(['promise', 'promise', 'void', 'other', 'unknown', 'void', 'void', 'void', 'unknown', undefined]);
});

test('overloads, variables and members are told what their place gives back', async () => {
  const file = folder.at('callbacks.ts');
  const find = async (text: string, kind: SyntaxKind): Promise<number> => (await findIds(compiler, file, text, kind))[0]!;
  const arrows = await Promise.all([11, 12].map((number) => find(`async () => { ${number}; }`, SyntaxKind.ArrowFunction)));
  const methods = await Promise.all(['async first() {}', 'async second() {}', 'async fourth() {}', 'async fifth() {}', 'async own() {}'].map((text) => find(text, SyntaxKind.MethodDeclaration)));
  const signature = await find('third(): Promise<void>', SyntaxKind.MethodSignature);
  expect(await compiler.expectedReturns(file, [...arrows, ...methods, signature])).toEqual(['promise', 'void', 'void', 'promise', 'void', 'unknown', undefined, 'void']);
});

test('imports lead to files, own and installed; ambient and missing modules to none', async () => {
  const specifiers = ['./impl.js', 'express', 'node:fs', './re.js', './types.js', './gone.js'];
  const ids = await Promise.all(specifiers.map(async (specifier) => (await findIds(compiler, folder.at('imports.mts'), `"${specifier}"`, SyntaxKind.StringLiteral))[0]!));
  const modules = await compiler.modules(folder.at('imports.mts'), ids);
  expect(modules.map((file) => file?.replace(/.*node_modules\//, ''))).toEqual([folder.at('impl.ts'), '@types/express/index.d.ts', undefined, folder.at('re.ts'), undefined, undefined]);
});

test('questions about strangers, stale nodes and no nodes are answered with undefined', async () => {
  expect(await compiler.symbols(folder.at('nowhere.ts'), [512])).toEqual([undefined]);
  expect(await compiler.types(folder.at('impl.ts'), [999 * 512 + 80])).toEqual([undefined]);
  expect(await compiler.types(folder.at('impl.ts'), [])).toEqual([]);
  expect(await compiler.tree(folder.at('nowhere.ts'))).toBeUndefined();
});
