/** Narrows values that came out of JSON files a person wrote. It reads no files. */

/** A string or a list of strings, as a list. Anything else in it is left out. */
export function toStrings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
