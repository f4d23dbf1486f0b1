/**
 * Where every field of an input comes from: given by a person, read from the code, or assumed. The advice rests on it, so it is shown
 * whenever the reader did not write the input.
 */
import type { AdviceInput, InputField } from './input.ts';
import { inputFields } from './input.ts';
import { toWorkload, type Assumption, type Machine } from './workload.ts';

export interface InputEntry {
  readonly field: InputField;
  readonly value: string | number | boolean;
  readonly source: 'given' | 'code' | 'assumed';
  /** What in the code says so, or why it is assumed; '' for what was given. */
  readonly because: string;
}

/**
 * A reading of the code: the value and what shows it. With `isGuess` the code shows the kind of value only (a pass within a pass, a database
 * query), and the number is a common one: it counts as assumed.
 */
export type CodeReading = { readonly [F in InputField]?: { readonly value: NonNullable<AdviceInput[F]>; readonly because: string; readonly isGuess?: true } };

/** The input that code and person make together: what the person says wins. */
export function joinInput(code: CodeReading, given: AdviceInput): AdviceInput {
  const fromCode = Object.fromEntries(Object.entries(code).map(([field, { value }]) => [field, value])) as AdviceInput;
  return { ...fromCode, ...given };
}

/** Numbers of the reading that nobody gave and the code does not show. */
export function collectGuesses(code: CodeReading, given: AdviceInput): readonly Assumption[] {
  return inputFields.flatMap((field) => {
    const read = code[field];
    return read?.isGuess && given[field] === undefined ? [{ field, value: String(read.value), because: read.because, isGuess: true as const }] : [];
  });
}

/** All fields that count, in the order of the input's schema. */
export function toEntries(code: CodeReading, given: AdviceInput, machine: Machine): readonly InputEntry[] {
  const { assumptions } = toWorkload(joinInput(code, given), machine);
  return inputFields.flatMap((field): InputEntry[] => {
    const value = given[field];
    if (value !== undefined) return [{ field, value, source: 'given', because: '' }];
    const read = code[field];
    if (read) return [{ field, value: read.value, source: read.isGuess ? 'assumed' : 'code', because: read.because }];
    const assumed = assumptions.find((item) => item.field === field);
    return assumed ? [{ field, value: assumed.value, source: 'assumed', because: assumed.because }] : [];
  });
}
