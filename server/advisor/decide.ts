/**
 * From an input to an approach and the way to it, and no further: what confidence and break-evens ask again and again with other numbers.
 */
import type { ApproachId } from './advice.ts';
import { design } from './design.ts';
import { framework } from './framework.ts';
import type { AdviceInput } from './input.ts';
import { toSituation, type Situation } from './situation.ts';
import { walk, type Walk } from './walk.ts';
import { toWorkload, type Assumption, type Machine } from './workload.ts';

export interface Decision extends Walk {
  /** With the approach as candidate. */
  readonly situation: Situation;
}

export function decide(input: AdviceInput, machine: Machine, guesses: readonly Assumption[] = []): Decision {
  const start = toSituation(toWorkload(input, machine, guesses), machine);
  const { approach, path } = walk(framework, start);
  const situation = { ...start, candidate: approach };
  return { approach, situation, path: [...path, ...walk(design, situation).path] };
}

/** The approach alone. */
export function findApproach(input: AdviceInput, machine: Machine, guesses: readonly Assumption[] = []): ApproachId {
  return walk(framework, toSituation(toWorkload(input, machine, guesses), machine)).approach;
}
