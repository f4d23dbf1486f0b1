/**
 * Every name in the model tables exists in the real types, and the compiler's name for it leads to the same row: a name that does not is a row
 * nobody ever finds. Packages whose types are not installed here are listed, so that it is seen what is not checked.
 */
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { getModelledApis, Models, normalizeApi } from '../../server/engine/models/lookup.ts';
import { lookUp, type Lookup } from './declared.ts';

/** Packages without types in this repository: large ones, and those that bring others along. Their rows were written from their sources. */
const unchecked = [
  '@hapi/hapi', '@jest/globals', '@koa/router', '@playwright/test', '@prisma/client', '@tanstack/query-core', '@tanstack/react-query', '@tanstack/vue-query',
  'async', 'async-sema', 'axios', 'bottleneck', 'bull', 'bullmq', 'bun:test', 'cron', 'cross-spawn', 'execa', 'express-async-handler', 'fs-extra', 'got', 'hono', 'ioredis',
  'koa', 'koa-router', 'ky', 'lodash', 'mocha', 'mongodb', 'mysql2/promise', 'next/router', 'node-cron', 'node-fetch', 'p-limit', 'p-queue', 'pg', 'piscina', 'react',
  'react-router', 'react-router-dom', 'redis', 'socket.io', 'superagent', 'tinypool', 'underscore', 'undici', 'workerpool', 'ws',
];

/** Names that no installed types declare although they are there. */
const undeclared: Readonly<Record<string, string>> = {
  'global#before': 'a global of mocha, whose types are not installed',
  'global#after': 'a global of mocha, whose types are not installed',
};

/** Compiler's names that stand for something else as well: the name in the source has to tell, and it does. */
const ambiguous: Readonly<Record<string, string>> = {
  'events#EventEmitter.once': 'the static method, `events.once`, and the method of an emitter',
  'worker_threads#MessagePort.on': '`parentPort` is a port like any other to the types',
  'worker_threads#MessagePort.once': '`parentPort` is a port like any other to the types',
  'worker_threads#MessagePort.addListener': '`parentPort` is a port like any other to the types',
  'global#EventTarget.addEventListener': '`parentPort` is a target like any other to the types',
};

/** The types of a package's build, whose names change with every version. */
const bundled = /^(?:vitest|@vitest\/runner)#[a-z][a-z0-9]?$/;

const models = new Models();
const apis = getModelledApis().filter((api) => !api.includes('*'));
const types = [...new Set(apis.flatMap((api) => listTypes(api)))].filter((type) => !type.endsWith('#default'));
let lookup: Lookup = { apis: [], types: [], missing: [] };

beforeAll(async () => { lookup = await lookUp(apis, types); });

test('the packages that are not checked are those in the list', () => {
  const own = new Set(apis.map((api) => api.slice(0, api.indexOf('#'))));
  expect({ unlisted: lookup.missing.filter((module) => !unchecked.includes(module)), outdated: unchecked.filter((module) => !own.has(module)) }).toEqual({ unlisted: [], outdated: [] });
  expect(lookup.apis.length).toBeGreaterThan(600);
});

test('every name is declared', () => {
  expect(lookup.apis.filter(({ name, answers }) => answers.length === 0 && undeclared[name] === undefined).map(({ name }) => name)).toEqual([]);
  expect(lookup.types.filter(({ answers }) => answers.length === 0).map(({ name }) => name)).toEqual([]);
});

test('the names of the tables are in their own spelling', () => {
  expect(apis.filter((api) => normalizeApi(api) !== api).map((api) => `${api} is ${normalizeApi(api)}`)).toEqual([]);
});

test('what the compiler calls an API leads to its row', () => {
  const wrong = lookup.apis.flatMap(({ name, answers }) => answers
    .filter((answer) => !answer.endsWith('#') && !answer.startsWith('global#Function.') && !bundled.test(answer) && ambiguous[normalizeApi(answer)] === undefined)
    .filter((answer) => normalizeApi(answer) !== name && !isDeepStrictEqual(models.find(normalizeApi(answer)), models.find(name)))
    .map((answer) => `${answer} (${normalizeApi(answer)}) has ${models.find(normalizeApi(answer)) ? 'another row' : 'no row'} and not that of ${name}`));
  expect(wrong).toEqual([]);
});

test('what the compiler calls a type is what rows call it', () => {
  const wrong = lookup.types.flatMap(({ name, answers }) => answers.filter((answer) => normalizeApi(answer) !== name).map((answer) => `${answer} (${normalizeApi(answer)}) is not ${name}`));
  expect(wrong).toEqual([]);
});

/** Types a row names: what a call gives and what its callbacks get. */
function listTypes(api: string): string[] {
  const row = models.find(api);
  const written = [row?.returns, ...row?.callbacks?.flatMap((callback) => callback.params ?? []) ?? []].filter((text) => text !== undefined);
  return written.map((text) => text.replace(/^promise</, '').replace(/>$/, '').replace(/(?:\[\])+$/, '')).filter((text) => text.includes('#'));
}
