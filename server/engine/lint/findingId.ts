/**
 * Finding ids: stable under edits elsewhere. Made of rule, file (relative to the root), function identity, sink text and the ordinal
 * among equals; no positions. The hash is FNV-1a over UTF-16 units, twice with different seeds, as 16 hexadecimal digits.
 */
export function toFindingId(parts: readonly string[]): string {
  const text = parts.join('\u0000');
  return hash(text, 0x811c9dc5) + hash(text, 0x01234567);
}

/** 32-bit FNV-1a, as eight hexadecimal digits (Fowler, Noll, Vo: draft-eastlake-fnv). */
export function hash(text: string, seed: number): string {
  let value = seed >>> 0;
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i);
    value = Math.imul(value, 0x01000193) >>> 0;
  }
  return value.toString(16).padStart(8, '0');
}
