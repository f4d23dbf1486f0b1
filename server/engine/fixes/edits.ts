/**
 * Edits as data: applying them to a text, telling whether two sets can be applied together. It knows offsets and nothing of what
 * stands there.
 */
import type { FilePath } from '../syntax/compiler.ts';

/** Replaces what stands between two offsets; both the same to insert. */
export interface Edit { readonly start: number; readonly end: number; readonly newText: string }

/** An edit with the file it belongs to. */
export interface FileEdit extends Edit { readonly file: FilePath }

/** The text after the edits, whose offsets count in the text before; insertions at one place stay in order. Throws when edits overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index })).sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { edit } of sorted) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) throw new RangeError(`The edit ${edit.start}-${edit.end} overlaps another one or lies outside the text.`);
    result += text.slice(at, edit.start) + edit.newText;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Edits without those that are there twice: two fixes that need one import ask for it alike. */
export function withoutRepeated<Item extends FileEdit>(edits: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return edits.filter((edit) => {
    const key = toKey(edit);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/**
 * Whether both can be applied to the same text: no place is touched by both in different ways. Insertions at one place count as
 * touching, since their order would be anybody's guess; the same insertion in both is one.
 */
export function isCompatible(first: readonly FileEdit[], second: readonly FileEdit[]): boolean {
  const keys = new Set(first.map(toKey));
  return second.every((edit) => keys.has(toKey(edit)) || first.every((other) => other.file !== edit.file || other.end < edit.start || edit.end < other.start || (isApart(other, edit))));
}

/** Neighbours that only share a boundary, with text taken away on both sides of it. */
function isApart(a: Edit, b: Edit): boolean {
  return (a.end === b.start || b.end === a.start) && a.start !== a.end && b.start !== b.end;
}

function toKey({ file, start, end, newText }: FileEdit): string {
  return `${file}\n${start}\n${end}\n${newText}`;
}
