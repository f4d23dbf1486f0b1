/**
 * Several made fixes as one: those that can be applied to the same texts together. What does not fit waits for the next round, made
 * anew against the texts that are then there.
 */
import type { MadeFix } from '../lint/finding.ts';
import { isCompatible, withoutRepeated } from './edits.ts';

/** Whether both fixes can be applied at once. */
export function fitTogether(first: MadeFix, second: MadeFix): boolean {
  const hasSameTexts = [...second.hashes].every(([file, hash]) => (first.hashes.get(file) ?? hash) === hash);
  const hasSameFiles = second.created.every(({ file, text }) => first.created.every((other) => other.file !== file || other.text === text));
  return hasSameTexts && hasSameFiles && isCompatible(first.edits, second.edits);
}

export const noFix: MadeFix = { edits: [], created: [], hashes: new Map() };

/** Both as one; they must fit together. */
export function joinTwo(first: MadeFix, second: MadeFix): MadeFix {
  return {
    edits: withoutRepeated([...first.edits, ...second.edits]),
    created: [...first.created, ...second.created.filter(({ file }) => first.created.every((other) => other.file !== file))],
    hashes: new Map([...first.hashes, ...second.hashes]),
  };
}
