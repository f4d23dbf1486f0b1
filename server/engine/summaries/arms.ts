/**
 * How two places of one function lie to each other on its paths: which arms of its branches hold them, and whether one run can pass both.
 * By position only; loops that come round again are not followed.
 */
import type { BranchIndex } from '../facts/fileFacts.ts';
import type { Unit } from '../program/unit.ts';

/** The innermost arm of function `f` that holds the offset, -1 for none. */
export function findArmAt({ facts }: Unit, f: number, offset: number): BranchIndex {
  let found = -1;
  facts.branches.forEach((branch, i) => {
    if (branch.f === f && branch.start <= offset && offset < branch.end && (found < 0 || branch.start >= facts.branches[found]!.start)) found = i;
  });
  return found;
}

/** The arms around `branch`, itself first. */
function getArmsAround({ facts }: Unit, branch: BranchIndex): readonly BranchIndex[] {
  const around: BranchIndex[] = [];
  for (let at = branch; at >= 0; at = facts.branches[at]!.outer) around.push(at);
  return around;
}

/** No run passes both arms: two arms of one `if`, `switch` or `?:`, or one inside each. */
export function areExclusive(unit: Unit, a: BranchIndex, b: BranchIndex): boolean {
  const { branches } = unit.facts;
  const around = getArmsAround(unit, a);
  return getArmsAround(unit, b).some((other) => around.some((own) => own !== other && branches[own]!.group === branches[other]!.group && branches[own]!.negated !== branches[other]!.negated));
}

/** Every run that comes to `inner` has come into the arm `outer`. */
export function holdsArm(unit: Unit, outer: BranchIndex, inner: BranchIndex): boolean {
  return outer < 0 || getArmsAround(unit, inner).includes(outer);
}

/** One of the arms around `branch`, up to and without `until`, always leaves the function or loop: what follows behind it is on another path. */
export function leavesBefore(unit: Unit, branch: BranchIndex, until: BranchIndex): boolean {
  return getArmsAround(unit, branch).some((arm) => unit.facts.branches[arm]!.leaves && !holdsArm(unit, arm, until));
}
