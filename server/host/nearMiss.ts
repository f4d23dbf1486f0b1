/**
 * "Did you mean": the candidate a mistyped word is closest to. Names only; it decides nothing about what is allowed.
 */

/** The closest candidate, or undefined when none is near enough to be meant. */
export function findNearMiss(word: string, candidates: readonly string[]): string | undefined {
  const wanted = normalize(word);
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const known = normalize(candidate);
    // A part of a name ("sync-io") is a better hint than the number of letters that differ.
    const isPart = wanted.length >= 4 && (known.includes(wanted) || wanted.includes(known));
    const distance = wanted === known ? 0 : isPart ? 1 : getDistance(wanted, known);
    if (distance <= Math.max(1, wanted.length / 3) && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

function normalize(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Number of letters to insert, delete or replace. */
function getDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
