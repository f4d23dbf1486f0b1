/** What an input may be, and how a mistake is explained. */
import { expect, test } from 'vitest';
import { getAllowed, getMeaning, inputFields, isFlag, readInput } from '../../server/advisor/input.ts';
import { findNearMiss } from '../../server/host/nearMiss.ts';

function explain(value: unknown): readonly string[] {
  const reading = readInput(value, findNearMiss);
  return 'problems' in reading ? reading.problems.map(({ message }) => message) : [];
}

test.each([
  [{ tasks: -1 }, '"tasks" is -1; allowed: a whole number from 0 to 1,000,000,000,000, or null when it is not known.'],
  [{ tasks: 2.5 }, '"tasks" is 2.5; allowed: a whole number from 0 to 1,000,000,000,000, or null when it is not known.'],
  [{ taskMs: '20' }, '"taskMs" is "20"; allowed: a number from 0 to 10,000,000,000, or null when it is not known.'],
  [{ tasks: Infinity }, '"tasks" is Infinity; allowed: a whole number from 0 to 1,000,000,000,000, or null when it is not known.'],
  [{ taskMs: 1e300 }, '"taskMs" is 1e+300; allowed: a number from 0 to 10,000,000,000, or null when it is not known.'],
  [{ cores: 0 }, '"cores" is 0; allowed: a whole number from 1 to 4,096, or null when it is not known.'],
  [{ latencyMs: 0 }, '"latencyMs" is 0; allowed: a number from 0.001 to 10,000,000,000, or null when it is not known.'],
  [{ durable: 'yes' }, '"durable" is "yes"; allowed: true or false, or null when it is not known.'],
  [{ workload: 'gpu' }, '"workload" is "gpu"; allowed: "cpu", "io", "mixed", or null when it is not known.'],
  [{ platform: ['node'] }, '"platform" is an array; allowed: "node", "browser", or null when it is not known.'],
  [{ taskMS: 4 }, '"taskMS" (4) is no field of the input. Did you mean "taskMs"?'],
  [{ colour: 'red' }, `"colour" ("red") is no field of the input. Allowed: ${inputFields.join(', ')}.`],
  [[1], 'The input is an array; allowed is a JSON object such as {"workload":"cpu","tasks":100,"taskMs":20}.'],
  [null, 'The input is null; allowed is a JSON object such as {"workload":"cpu","tasks":100,"taskMs":20}.'],
])('%j', (value, message) => {
  expect(explain(value)).toEqual([message]);
});

test('every mistake is named, not only the first', () => {
  expect(explain({ tasks: 'many', memoryMb: -5, speed: 1 })).toHaveLength(3);
});

test('null and absent are the same', () => {
  expect(readInput({ workload: 'cpu', tasks: null, isolation: null })).toEqual({ input: { workload: 'cpu' } });
  expect(readInput({})).toEqual({ input: {} });
});

test('every field has a meaning and says what it takes', () => {
  for (const field of inputFields) expect([getMeaning(field), getAllowed(field)].every((text) => text.length > 5 && !text.includes('undefined')), field).toBe(true);
  expect(inputFields.filter(isFlag)).toEqual(['nativePool', 'transferable', 'sharedState', 'isolation', 'ordered', 'outgrowsMachine', 'durable']);
});
