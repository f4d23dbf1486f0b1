/**
 * Every row about a package was looked up in the package's own types, or says why it could not be. `npm run models` looks; this compares what it
 * wrote with the tables, which takes no package.
 */
import { expect, test } from 'vitest';
import { contractModels, decoratorModels } from '../../server/engine/models/decorators.ts';
import { getCheckedApis, Models, normalizeApi } from '../../server/engine/models/lookup.ts';
import { toPatternTest } from '../../server/engine/models/patterns.ts';
import { readFixtures, readVerified } from './fixtures.ts';

const { packages, patterns } = getCheckedApis();
const fixtures = readFixtures();
const verified = new Set(Object.values(readVerified()).flat());
const names = [...new Set([...packages, ...Object.keys(decoratorModels), ...Object.keys(contractModels)])];
const models = new Models();

test('every name was found in the types of its package, or there is a reason', () => {
  expect(names.filter((name) => !verified.has(name) && fixtures.unverified[name] === undefined)).toEqual([]);
  expect(names.length).toBeGreaterThan(2000);
});

test('no reason is left for a name that has no row or was found after all', () => {
  expect(Object.keys(fixtures.unverified).filter((name) => !names.includes(name) && !patterns.includes(name) && !Object.values(fixtures.examples).flat().includes(name))).toEqual([]);
  expect(Object.keys(fixtures.doubts).filter((name) => !names.includes(name))).toEqual([]);
});

test('every pattern has an example that was found, or a reason, and leads to it', () => {
  const wrong = patterns.filter((pattern) => {
    if (fixtures.unverified[pattern] !== undefined) return false;
    const examples = fixtures.examples[pattern] ?? [];
    return examples.length === 0 || !examples.every((name) => toPatternTest(pattern).test(name) && (verified.has(name) || fixtures.unverified[name] !== undefined) && models.find(name) === models.find(pattern));
  });
  expect(wrong).toEqual([]);
});

test('names are in their own spelling', () => {
  expect(packages.filter((name) => normalizeApi(name) !== name).map((name) => `${name} is ${normalizeApi(name)}`)).toEqual([]);
});

test('the parts of a row agree', () => {
  const wrong = packages.flatMap((name) => {
    const row = models.find(name)!;
    const says: string[] = [];
    if (row.orCallback && !row.returns?.startsWith('promise') && !row.lazy && row.returns !== 'void') says.push('takes a callback instead of giving a promise, but gives none');
    if (row.lazy && row.returns === undefined) says.push('is lazy, but gives nothing');
    if (row.deadline?.defaultMs !== undefined && row.deadline.defaultMs !== 'never' && row.deadline.defaultMs <= 0) says.push('has a default deadline of no time');
    if (row.twin !== undefined && row.cpu === undefined) says.push('has a twin, but burns no CPU');
    return says.map((what) => `${name} ${what}`);
  });
  expect(wrong).toEqual([]);
});
