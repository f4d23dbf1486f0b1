/**
 * One written form for what every front end shows, so that VS Code, Neovim, Emacs and the command line can be compared:
 * `<line>:<column>-<line>:<column> <severity> <rule>`, 1-based, UTF-16. The words of a message are not part of it: the rules' own
 * tests hold them, and a better sentence must not fail the editors. Imports nothing: it also runs inside VS Code.
 */

export interface Shown {
  /** 0-based, as editors count. */
  readonly range: { readonly start: Place; readonly end: Place };
  readonly severity: 'error' | 'warning' | 'info';
  readonly rule: string;
}

export interface Place { readonly line: number; readonly character: number }

/** Lines by file, posix and relative to the workspace; files that show nothing are left out. */
export type ExpectedFindings = Readonly<Record<string, readonly string[]>>;

/** The rule of echoes: shown in editors, not counted by the command line. */
const echoRule = 'transitive-blocking-call';

export function toLine({ range: { start, end }, severity, rule }: Shown): string {
  return `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${severity} ${rule}`;
}

/** Two front ends of the same build do agree on the words as well. */
export function toLineWithMessage(shown: Shown, message: string): string {
  return `${toLine(shown)}: ${message}`;
}

export function isEcho(line: string): boolean {
  return line.split(' ')[2]?.replace(/:$/, '') === echoRule;
}

/** The same without echoes, which only editors show. */
export function withoutEchoes(findings: ExpectedFindings): ExpectedFindings {
  return Object.fromEntries(Object.entries(findings).map(([file, lines]) => [file, lines.filter((line) => !isEcho(line))]));
}

/** In the order of a file, whatever the order of arrival. */
export function sortLines(lines: readonly string[]): readonly string[] {
  const position = (line: string): readonly number[] => line.split(' ', 1)[0]?.split(/[:-]/).map(Number) ?? [];
  return [...lines].sort((a, b) => {
    const [left, right] = [position(a), position(b)];
    for (const [index, value] of left.entries()) if (value !== right[index]) return value - (right[index] ?? 0);
    return a < b ? -1 : 1;
  });
}

/** The same findings with their files in order, ready to compare or write. */
export function sortFindings(findings: ExpectedFindings): ExpectedFindings {
  const files = Object.keys(findings).filter((file) => (findings[file]?.length ?? 0) > 0).sort();
  return Object.fromEntries(files.map((file) => [file, sortLines(findings[file] ?? [])]));
}

/** What is too much and what is missing, one per line; empty when both are the same. A line that is there twice counts twice. */
export function toDifference(expected: ExpectedFindings, actual: ExpectedFindings): string {
  const flatten = (findings: ExpectedFindings): readonly string[] => Object.entries(findings).flatMap(([file, lines]) => lines.map((line) => `${file}:${line}`));
  const subtract = (from: readonly string[], lines: readonly string[]): readonly string[] => {
    const rest = [...from];
    for (const line of lines) {
      const index = rest.indexOf(line);
      if (index >= 0) rest.splice(index, 1);
    }
    return rest;
  };
  const [wanted, shown] = [flatten(expected), flatten(actual)];
  return [
    ...subtract(wanted, shown).map((line) => `  missing  ${line}`),
    ...subtract(shown, wanted).map((line) => `  too much ${line}`),
  ].join('\n');
}
