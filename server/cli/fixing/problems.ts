/**
 * What is wrong with the state after some fixes, and which of them can be at fault: findings and compile errors that are new stand near
 * an edit of the fix that brought them. Whoever is accused is tried again apart from the others, so a wrong guess costs time only.
 */
import { applyEdits, type FileEdit } from '../../engine/fixes/edits.ts';
import { joinTwo, noFix } from '../../engine/fixes/join.ts';
import type { Finding, Fix, MadeFix } from '../../engine/lint/finding.ts';
import type { Report } from '../../engine/report.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import type { NewError } from '../../engine/fixes/typeErrors.ts';

export interface Candidate { readonly finding: Finding; readonly fix: Fix; readonly made: MadeFix }

/** `culprits`: fixes that may have brought it; never empty while there are fixes. */
export interface FixProblem { readonly reason: string; readonly culprits: readonly Candidate[] }

/** Texts after all these fixes, and the new files. */
export function toTexts(base: ReadonlyMap<FilePath, string>, fixes: readonly Candidate[]): { readonly texts: ReadonlyMap<FilePath, string>; readonly created: MadeFix['created'] } {
  const joined = fixes.reduce((all, { made }) => joinTwo(all, made), noFix);
  const texts = new Map([...base].map(([file, text]): [FilePath, string] => [file, applyEdits(text, joined.edits.filter((edit) => edit.file === file))]));
  return { texts, created: joined.created };
}

export function listFindings(report: Report): readonly Finding[] {
  return report.byFile.flatMap((file) => file.findings);
}

/** Findings that should be gone and are not, findings that are new, and what the compiler says. */
export function findProblems(before: Report, after: Report, errors: readonly NewError[], base: ReadonlyMap<FilePath, string>, fixes: readonly Candidate[]): readonly FixProblem[] {
  const places = new Places(base, fixes);
  const known = new Set(listFindings(before).map(({ id }) => id));
  const now = new Set(listFindings(after).map(({ id }) => id));
  const problems = listFindings(after).map(({ ruleId }) => ruleId).filter((ruleId, i, all) => all.indexOf(ruleId) === i).flatMap((ruleId): FixProblem[] => {
    const count = (report: Report): number => listFindings(report).filter((finding) => finding.ruleId === ruleId).length;
    const fixed = fixes.filter(({ finding }) => finding.ruleId === ruleId);
    // Ids tell which; the number tells whether, since of equal findings the next one takes the id of the one that went.
    if (count(after) <= count(before) - fixed.length) return [];
    return [
      ...fixed.filter(({ finding }) => now.has(finding.id)).map((candidate): FixProblem => ({ reason: 'its finding would still be there', culprits: [candidate] })),
      ...listFindings(after).filter((finding) => finding.ruleId === ruleId && !known.has(finding.id)).map(({ file, range }): FixProblem => ({
        reason: count(after) > count(before) ? `the result has a finding more: ${ruleId}` : 'its finding would still be there', culprits: places.findNear(file, range.start.line, range.end.line),
      })),
    ];
  });
  return [...problems, ...errors.map(({ file, error }): FixProblem => (error === undefined ? { reason: 'the compiler did not say whether the result still compiles', culprits: places.findIn(file) }
    : { reason: `the result would not compile: ${error.text}`, culprits: places.findAt(file, error.start) }))];
}

/** Where the edits of each fix are in the texts after all of them. */
class Places {
  readonly #fixes: readonly Candidate[];
  readonly #texts: ReadonlyMap<FilePath, string>;
  /** First and last line of each edit, by file. */
  readonly #lines = new Map<FilePath, { readonly candidate: Candidate; readonly first: number; readonly last: number }[]>();

  constructor(base: ReadonlyMap<FilePath, string>, fixes: readonly Candidate[]) {
    this.#fixes = fixes;
    const { texts, created } = toTexts(base, fixes);
    this.#texts = new Map([...texts, ...created.map(({ file, text }): [FilePath, string] => [file, text])]);
    for (const file of texts.keys()) {
      const all = fixes.flatMap(({ made }) => made.edits.filter((edit) => edit.file === file));
      this.#lines.set(file, fixes.flatMap((candidate) => candidate.made.edits.filter((edit) => edit.file === file).map((edit) => ({ candidate, ...this.#toLines(file, edit, all) }))));
    }
  }

  /** 1-based, in the text after all edits. */
  #toLines(file: FilePath, edit: FileEdit, all: readonly FileEdit[]): { first: number; last: number } {
    const seen = new Set<string>();
    let shift = 0;
    for (const { start, end, newText } of all) {
      const key = `${start}\n${end}\n${newText}`;
      if (start < edit.start && !seen.has(key)) shift += newText.length - (end - start);
      seen.add(key);
    }
    return { first: this.#toLine(file, edit.start + shift), last: this.#toLine(file, edit.start + shift + edit.newText.length) };
  }

  #toLine(file: FilePath, offset: number): number {
    return (this.#texts.get(file) ?? '').slice(0, offset).split('\n').length;
  }

  findAt(file: FilePath, offset: number): readonly Candidate[] {
    const line = this.#toLine(file, offset);
    return this.findNear(file, line, line);
  }

  /** Fixes with an edit on these lines, else in the file. */
  findNear(file: FilePath, first: number, last: number): readonly Candidate[] {
    const near = (this.#lines.get(file) ?? []).filter((place) => place.first <= last && place.last >= first).map(({ candidate }) => candidate);
    return near.length > 0 ? [...new Set(near)] : this.findIn(file);
  }

  findIn(file: FilePath): readonly Candidate[] {
    const inFile = this.#fixes.filter(({ made }) => made.hashes.has(file) || made.created.some((each) => each.file === file));
    return inFile.length > 0 ? inFile : this.#fixes;
  }
}
