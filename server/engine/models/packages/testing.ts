/**
 * Test runners: a test's promise is awaited, and so are those of hooks.
 * Read: vitest 4.1, @jest/globals 30, mocha 11, @playwright/test 1.56, bun.
 */
import type { ApiModel } from '../model.ts';
import { addMembers, makes } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const row: ApiModel = makes('void', { callbacks: [{ at: { from: 0 }, runs: 'later', context: 'test', label: 'test', promise: 'handled' }] });
const bdd = ['describe', 'it', 'before', 'after', 'beforeEach', 'afterEach'];
const jest = ['describe', 'it', 'test', 'beforeAll', 'afterAll', 'beforeEach', 'afterEach'];
addMembers(rows, 'vitest#', [...jest, 'suite', 'bench'], row);
addMembers(rows, '@jest/globals#', jest, row);
addMembers(rows, 'bun:test#', jest, row);
addMembers(rows, 'mocha#', [...bdd, 'suite', 'test'], row);
addMembers(rows, '@playwright/test#', ['test', 'test.describe', 'test.beforeEach', 'test.afterEach', 'test.beforeAll', 'test.afterAll', 'test.step'], row);
addMembers(rows, 'global#', [...new Set([...bdd, ...jest, 'suite', 'bench'])], row);
for (const module of ['vitest#', '@jest/globals#', 'global#']) for (const name of ['describe', 'it', 'test']) addMembers(rows, `${module}${name}`, ['skip', 'only', 'concurrent'].slice(0, name === 'describe' ? 2 : 3), row);

export const testing: PackageTables = { rows };
