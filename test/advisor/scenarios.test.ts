/** Every scenario gets the answer that is argued for beside it, whatever machine it is asked on. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { approachIds, type ApproachId } from '../../server/advisor/advice.ts';
import { toCalm } from '../../server/advisor/calm.ts';
import { findApproach } from '../../server/advisor/decide.ts';
import { readInput } from '../../server/advisor/input.ts';
import { machines } from './machines.ts';

interface Scenario { readonly title: string; readonly input: unknown; readonly expected: ApproachId; readonly because: string }

const folder = path.join(import.meta.dirname, 'scenarios');
const files = readdirSync(folder).sort().map((name) => ({ name, scenarios: JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as readonly Scenario[] }));

describe.each(files)('$name', ({ scenarios }) => {
  test.each(scenarios)('$title', ({ input, expected, because }) => {
    const reading = readInput(input);
    if ('problems' in reading) throw new Error(reading.problems.map(({ message }) => message).join('\n'));
    const answers = Object.fromEntries(Object.entries(machines).map(([name, machine]) => [name, findApproach(reading.input, toCalm(machine))]));
    expect(answers, because).toEqual(Object.fromEntries(Object.keys(machines).map((name) => [name, expected])));
  });
});

test('every approach is the answer of several scenarios, and no title is used twice', () => {
  const all = files.flatMap(({ scenarios }) => scenarios);
  for (const id of approachIds) expect(all.filter(({ expected }) => expected === id).length, id).toBeGreaterThan(5);
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
});
