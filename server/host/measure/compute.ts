/**
 * The fixed work that stands for plain computing: integer hashing and floating-point sums, without memory or library calls.
 * Its time is the measure of a core's speed, so it must never change without the reference beside it.
 */

/** Milliseconds for {@link referenceRounds} on the machine the shipped defaults come from. */
export const referenceMs = 11;
export const referenceRounds = 6_000_000;

/** The result is returned so that no compiler removes the loop. */
export function compute(rounds: number): number {
  let hash = 0x811c9dc5;
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    hash = Math.imul(hash ^ round, 0x01000193);
    hash ^= hash >>> 13;
    sum += 1 / (1 + (hash & 1023));
  }
  return sum;
}

/** Reads every number of a shared array, as often as told. */
export function scan(shared: SharedArrayBuffer, rounds: number): number {
  const numbers = new Float64Array(shared);
  let sum = 0;
  for (let round = 0; round < rounds; round++) for (let index = 0; index < numbers.length; index++) sum += numbers[index] ?? 0;
  return sum;
}
