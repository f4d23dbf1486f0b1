/**
 * How long one group of constants is sampled. On a calm machine every loop gets all its rounds; on a busy one it stops early, but
 * never below what a median needs.
 */

const leastRounds = 3;

/** `hasTime(round)` says whether another round fits; `round` counts from 0, negative ones warm up. */
export function startBudget(ms: number): (round: number) => boolean {
  const end = performance.now() + ms;
  return (round) => round < leastRounds || performance.now() < end;
}
