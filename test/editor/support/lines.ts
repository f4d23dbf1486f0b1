/**
 * One written form for what every front end shows, so that VS Code, Neovim, Emacs and the command line can be compared:
 * `<line>:<column>-<line>:<column> <severity> <rule>: <message>`, 1-based, UTF-16. Imports nothing: it also runs inside VS Code.
 */

export interface Shown {
  /** 0-based, as editors count. */
  readonly range: { readonly start: Place; readonly end: Place };
  readonly severity: 'error' | 'warning' | 'info';
  readonly rule: string;
  readonly message: string;
}

export interface Place { readonly line: number; readonly character: number }

/** Lines by file, posix and relative to the workspace; files that show nothing are left out. */
export type ExpectedFindings = Readonly<Record<string, readonly string[]>>;

/** The rule of echoes: shown in editors, not counted by the command line. */
export const echoRule = 'transitive-blocking-call';

export function toLine({ range: { start, end }, severity, rule, message }: Shown): string {
  return `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${severity} ${rule}: ${message}`;
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

/** What is too much and what is missing, one per line; empty when both are the same. */
export function toDifference(expected: ExpectedFindings, actual: ExpectedFindings): string {
  const flatten = (findings: ExpectedFindings): readonly string[] => Object.entries(findings).flatMap(([file, lines]) => lines.map((line) => `${file}:${line}`));
  const [wanted, shown] = [flatten(expected), flatten(actual)];
  return [
    ...wanted.filter((line) => !shown.includes(line)).map((line) => `  missing  ${line}`),
    ...shown.filter((line) => !wanted.includes(line)).map((line) => `  too much ${line}`),
  ].join('\n');
}
