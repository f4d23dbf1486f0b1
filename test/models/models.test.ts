/**
 * Every name in the model tables of the language, the web and Node exists in the real types, and the compiler's name for it leads to the same
 * row: a name that does not is a row nobody ever finds. Packages are checked by packages.test.ts.
 */
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { getCheckedApis, Models, normalizeApi } from '../../server/engine/models/lookup.ts';
import { lookUp, type Lookup } from './declared.ts';

/** Compiler's names that stand for something else as well: the name in the source has to tell, and it does. */
const ambiguous: Readonly<Record<string, string>> = {
  'events#EventEmitter.once': 'the static method, `events.once`, and the method of an emitter',
  'worker_threads#MessagePort.on': '`parentPort` is a port like any other to the types',
  'worker_threads#MessagePort.once': '`parentPort` is a port like any other to the types',
  'worker_threads#MessagePort.addListener': '`parentPort` is a port like any other to the types',
  'global#EventTarget.addEventListener': '`parentPort` is a target like any other to the types',
};

const models = new Models();
const apis = getCheckedApis().core;
const types = [...new Set(apis.flatMap((api) => listTypes(api)))].filter((type) => !type.endsWith('#default'));
let lookup: Lookup = { apis: [], types: [], missing: [] };

beforeAll(async () => { lookup = await lookUp(apis, types); });

test('the types of every module are here', () => {
  expect(lookup.missing).toEqual([]);
  expect(lookup.apis.length).toBeGreaterThan(600);
});

test('every name is declared', () => {
  expect(lookup.apis.filter(({ answers }) => answers.length === 0).map(({ name }) => name)).toEqual([]);
  expect(lookup.types.filter(({ answers }) => answers.length === 0).map(({ name }) => name)).toEqual([]);
});

test('the names of the tables are in their own spelling', () => {
  expect(apis.filter((api) => normalizeApi(api) !== api).map((api) => `${api} is ${normalizeApi(api)}`)).toEqual([]);
});

test('what the compiler calls an API leads to its row', () => {
  const wrong = lookup.apis.flatMap(({ name, answers }) => answers
    .filter((answer) => !answer.endsWith('#') && !answer.startsWith('global#Function.') && ambiguous[normalizeApi(answer)] === undefined)
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
