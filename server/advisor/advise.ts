/**
 * The advisor's door: an input and a machine give an {@link Advice}. Pure: the same input and profile give the same answer, nothing is
 * measured, read or run, and a valid input never throws.
 */
import { collectAlternatives } from './alternatives.ts';
import type { Advice, ApproachId, Basis, Expected } from './advice.ts';
import { toBenchmarkPlan } from './benchmarkPlan.ts';
import { toCalm } from './calm.ts';
import { decide, type Decision } from './decide.ts';
import type { AdviceInput, InputField } from './input.ts';
import { toMigration } from './migration/guide.ts';
import type { Subject } from './migration/subject.ts';
import { toReasons } from './reasons.ts';
import { collectSafeguards } from './safeguards.ts';
import { collectBreakEvens, getCertainty } from './sensitivity.ts';
import type { Situation } from './situation.ts';
import type { Assumption, Machine } from './workload.ts';

export interface AdviseOptions {
  /** What is in place now; `sequential` when it is not said. */
  readonly from?: ApproachId;
  readonly subject?: Subject;
  /** Fields of the input that nobody gave and no code shows. */
  readonly guesses?: readonly Assumption[];
}

export function advise(input: AdviceInput, measured: Machine, { from = 'sequential', subject, guesses = [] }: AdviseOptions = {}): Advice {
  const machine = toCalm(measured);
  const decision = decide(input, machine, guesses);
  const { approach, path, situation } = decision;
  const certainty = getCertainty(input, decision, machine);
  const alternatives = collectAlternatives(situation);
  return {
    version: 1, approach, confidence: certainty.confidence, path, reasons: toReasons(situation, certainty, measured), expected: toExpected(decision, machine), alternatives,
    breakEven: collectBreakEvens(input, decision, machine), safeguards: collectSafeguards(situation), migration: toMigration(situation, from, approach, subject),
    benchmark: toBenchmarkPlan(situation, alternatives, subject?.target),
  };
}

/** Fields that each expectation rests on; where one of them is assumed, so is the expectation. */
const restsOn: Readonly<Record<keyof Expected['basis'], readonly InputField[]>> = {
  speedup: ['tasks', 'taskMs', 'waitMs', 'cores'], burstMs: ['tasks', 'taskMs', 'waitMs', 'cores'], loopDelayMs: ['taskMs'], memoryMb: ['payloadKb', 'cores'],
};

function toExpected({ approach, situation }: Decision, machine: Machine): Expected {
  const { speedup, burstMs, loopDelayMs, memoryMb } = situation.predictions[approach];
  const basisOf = (name: keyof Expected['basis']): Basis => {
    const counts = restsOn[name].filter((field) => field !== 'cores' || usesCores(situation));
    return approach === 'distributed' || situation.load.assumptions.some(({ field }) => counts.includes(field)) ? 'assumed' : machine.basis === 'measured' ? 'measured' : 'estimated';
  };
  return {
    speedup: toDigits(speedup), burstMs: toDigits(burstMs), loopDelayMs: toDigits(loopDelayMs), memoryMb: toDigits(memoryMb),
    basis: { speedup: basisOf('speedup'), burstMs: basisOf('burstMs'), loopDelayMs: basisOf('loopDelayMs'), memoryMb: basisOf('memoryMb') },
  };
}

function usesCores({ candidate }: Situation): boolean {
  return candidate !== 'sequential' && candidate !== 'async';
}

/** Three digits: more would claim what no model knows. */
function toDigits(value: number): number {
  return Number(value.toPrecision(3));
}
