/**
 * Keeps one copy of each name, so that the facts of two thousand files do not hold `length` forty thousand times, and so that a name cut
 * out of a file's text does not keep that whole text alive. A cache only: forgetting all of it changes nothing but memory.
 */

const mostNames = 200_000;
const pool = new Map<string, string>();

/** The shared copy of a name that was cut out of a larger text. */
export function getSharedName(cut: string): string {
  const known = pool.get(cut);
  if (known !== undefined) return known;
  if (pool.size >= mostNames) pool.clear();
  const own = toOwnCopy(cut);
  pool.set(own, own);
  return own;
}

/** A copy that does not refer to the text it was cut from (V8 keeps the parent of slices of 13 or more characters). */
export function toOwnCopy(cut: string): string {
  return cut.length < 13 ? cut : (' ' + cut).slice(1);
}
