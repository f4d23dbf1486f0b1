/** What holds for every input: a valid answer, the same one each time, and no answer that turns round when a number goes further the same way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { advise } from '../../server/advisor/advise.ts';
import { approachIds, type ApproachId } from '../../server/advisor/advice.ts';
import { toAdviceText } from '../../server/advisor/adviceText.ts';
import { toCalm } from '../../server/advisor/calm.ts';
import { findApproach } from '../../server/advisor/decide.ts';
import { readInput, type AdviceInput } from '../../server/advisor/input.ts';
import { predict } from '../../server/advisor/predict.ts';
import { seed } from '../support/seed.ts';
import { machines, notMeasured } from './machines.ts';

const approach = z.enum(approachIds);
const level = z.enum(['low', 'medium', 'high']);
const basis = z.enum(['measured', 'estimated', 'assumed']);
const text = z.string().min(1);
const size = z.number().nonnegative();

/** The stable JSON of `loopwise advise`. */
const adviceSchema = z.strictObject({
  version: z.literal(1), approach, confidence: level,
  path: z.array(z.strictObject({ question: text, answer: text, because: text })).min(3),
  reasons: z.array(text).min(1),
  expected: z.strictObject({ speedup: z.number().positive(), burstMs: size, loopDelayMs: size, memoryMb: z.number().positive(), basis: z.strictObject({ speedup: basis, burstMs: basis, loopDelayMs: basis, memoryMb: basis }) }),
  alternatives: z.array(z.strictObject({ approach, tradeoffs: z.array(text).min(1), whyNot: text })).min(1).max(3),
  breakEven: z.array(z.strictObject({ field: text, value: z.union([z.number(), z.boolean()]), approach, text })),
  safeguards: z.array(text).min(1),
  migration: z.strictObject({ from: approach, to: approach, effort: level, risk: level, steps: z.array(z.strictObject({ title: text, detail: text, effort: level, risk: level, code: text.optional() })).min(2) }),
  benchmark: z.strictObject({
    command: text, baseline: z.literal('sequential'), candidates: z.array(approach),
    sweep: z.strictObject({ tasks: z.array(z.int().positive()).min(1), payloadKb: z.array(size).min(1), workers: z.array(z.int().positive()).min(1) }),
    samples: z.int().min(5), measures: z.array(text).min(4), verdicts: z.array(z.strictObject({ below: z.number().nullable(), verdict: text })).length(4),
  }),
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> => fc.option(fc.option(arbitrary, { nil: undefined }), { nil: null });
/** Sizes of every order: from a microsecond to a day, from a byte to a gigabyte. */
const wide = (from: number, to: number): fc.Arbitrary<number> => fc.double({ min: Math.log(from), max: Math.log(to), noNaN: true }).map((exponent) => Number(Math.exp(exponent).toPrecision(3)));
const flag = fc.boolean();

const written = fc.record({
  workload: maybe(fc.constantFrom('cpu', 'io', 'mixed')), tasks: maybe(fc.oneof(fc.integer({ min: 0, max: 50 }), wide(1, 1e8).map(Math.round))), taskMs: maybe(wide(0.0001, 1e6)), waitMs: maybe(fc.oneof(fc.constant(0), wide(0.01, 1e6))),
  payloadKb: maybe(wide(0.01, 1e7)), resultKb: maybe(wide(0.01, 1e6)), nativePool: maybe(flag), transferable: maybe(flag), sharedState: maybe(flag), isolation: maybe(flag), ordered: maybe(flag), latencyMs: maybe(wide(0.1, 1e5)),
  memoryMb: maybe(wide(10, 1e5)), cores: maybe(fc.integer({ min: 1, max: 128 })), startupMs: maybe(wide(1, 1e5)), ratePerSecond: maybe(wide(0.001, 1e6)), outgrowsMachine: maybe(flag), durable: maybe(flag), platform: maybe(fc.constantFrom('node', 'browser')),
}, { requiredKeys: [] });

function read(value: unknown): AdviceInput {
  const reading = readInput(value);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.input;
}

const inputs = written.map(read);
const anyMachine = fc.constantFrom(...Object.values(machines));

test('every valid input gets an advice that fits the contract, the same one each time', () => {
  fc.assert(fc.property(inputs, anyMachine, fc.constantFrom(...approachIds), (input, machine, from) => {
    const advice = advise(input, machine, { from });
    expect(adviceSchema.parse(JSON.parse(JSON.stringify(advice)))).toEqual(advice);
    expect(advice.alternatives.map((alternative) => alternative.approach)).not.toContain(advice.approach);
    expect(advise(structuredClone(input), structuredClone(machine), { from })).toEqual(advice);
    expect(toAdviceText(advice, { isLong: true })).not.toMatch(/\b(?:undefined|NaN)\b|-Infinity|\[object/);
  }), { numRuns: 15, seed });
});

test('a break-even names a value that really has the other answer', () => {
  fc.assert(fc.property(inputs, (input) => {
    for (const { field, value, approach: other } of advise(input, notMeasured).breakEven) expect([field, value, findApproach(read({ ...input, [field]: value }), notMeasured)]).toEqual([field, value, other]);
  }), { numRuns: 15, seed });
});

test('what a constraint demands is what comes out', () => {
  fc.assert(fc.property(inputs, anyMachine, (input, machine) => {
    const answer = findApproach(input, toCalm(machine));
    if (input.durable === true || input.outgrowsMachine === true) expect(answer).toBe('distributed');
    else if (input.isolation === true && input.platform !== 'browser') expect(['processes', 'distributed']).toContain(answer);
    if (input.platform === 'browser') expect(answer).not.toBe('processes');
    if (input.ordered === true) expect(['async', 'shared-memory-workers']).not.toContain(answer);
  }), { numRuns: 100, seed });
});

/** Answers along a growing number. */
function ask(input: AdviceInput, field: string, values: readonly number[]): readonly ApproachId[] {
  return values.map((value) => findApproach(read({ ...input, [field]: value }), notMeasured));
}

const growing = (from: number, to: number): fc.Arbitrary<readonly number[]> => fc.uniqueArray(wide(from, to), { minLength: 4, maxLength: 6 }).map((values) => values.sort((a, b) => a - b));
const computing: readonly ApproachId[] = ['worker-pool', 'shared-memory-workers', 'processes', 'distributed', 'hybrid'];
const cpuInputs = inputs.map((input): AdviceInput => ({ ...input, workload: 'cpu', waitMs: 0 }));

/** Once an answer is among `later`, it stays there. */
function expectNoReturn(answers: readonly ApproachId[], later: readonly ApproachId[]): void {
  const first = answers.findIndex((answer) => later.includes(answer));
  if (first >= 0) expect(answers.slice(first).filter((answer) => !later.includes(answer)), answers.join(' → ')).toEqual([]);
}

test('more CPU per task never brings computing back to the loop', () => {
  fc.assert(fc.property(cpuInputs, growing(0.001, 1e6), (input, values) => { expectNoReturn(ask(input, 'taskMs', values), computing); }), { numRuns: 100, seed });
});

test('a higher rate never needs less', () => {
  fc.assert(fc.property(inputs, growing(0.01, 1e6), (input, values) => { expectNoReturn(ask({ ...input, tasks: 1 }, 'ratePerSecond', values), computing); }), { numRuns: 100, seed });
});

test('larger messages never bring computing to workers', () => {
  fc.assert(fc.property(cpuInputs, growing(0.01, 1e6), (input, values) => { expectNoReturn(ask({ ...input, sharedState: false, platform: 'node' }, 'payloadKb', values), ['sequential']); }), { numRuns: 100, seed });
});

test('a wider budget never asks for workers', () => {
  fc.assert(fc.property(cpuInputs, growing(0.1, 1e6), (input, values) => { expectNoReturn(ask(input, 'latencyMs', values), ['sequential']); }), { numRuns: 100, seed });
});

test('predictions are numbers, and more work never takes less time', () => {
  fc.assert(fc.property(inputs, growing(0.001, 1e5), (input, values) => {
    const rows = values.map((taskMs) => predict({ ...input, taskMs }, notMeasured.profile));
    for (const id of approachIds) {
      for (const row of rows) expect(Object.values(row[id]).every((value) => Number.isFinite(value) && value >= 0), JSON.stringify(row[id])).toBe(true);
      rows.slice(1).forEach((row, i) => {
        const before = rows[i]?.[id];
        // More work can ask for more machines. Small tasks travel together, and a batch of another size is a step, not a slope.
        if (before?.workers === row[id].workers) expect(row[id].burstMs).toBeGreaterThanOrEqual(before.burstMs * 0.9);
      });
    }
  }), { numRuns: 60, seed });
});
