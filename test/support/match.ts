/**
 * Compares what a fixture expects with what the engine reported and draws the difference. Pure: it runs nothing, so its
 * own tests can prove that it fails when it must.
 */
import type { Confidence, Finding, Range, Severity, TextEdit } from '../../server/engine/lint/finding.ts';
import type { Report } from '../../server/engine/report.ts';
import type { Expectation, FixtureFile } from './fixture.ts';

/** A finding or an echo, reduced to what a fixture can say about it. */
export interface Reported {
  readonly id: string;
  /** Relative to the fixture's folder. */
  readonly file: string;
  readonly range: Range;
  readonly ruleId: string;
  readonly message: string;
  readonly severity: Severity;
  /** Echoes have none. */
  readonly confidence?: Confidence;
  readonly trace: readonly string[];
  readonly isEcho: boolean;
  readonly fixes: Finding['fixes'];
}

/** All findings of a report, then its echoes; `folder` is the fixture's, without a trailing slash. */
export function listReported(report: Report, folder: string): Reported[] {
  const toName = (file: string): string => file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
  const findings = report.byFile.flatMap((file) => file.findings).map((finding): Reported => ({
    id: finding.id, file: toName(finding.file), range: finding.range, ruleId: finding.ruleId, message: finding.message,
    severity: finding.severity, confidence: finding.confidence, trace: finding.trace.map((hop) => hop.label), isEcho: false, fixes: finding.fixes,
  }));
  const echoes = report.byFile.flatMap((file) => file.echoes).map((echo): Reported => ({
    id: echo.findingId, file: toName(echo.file), range: echo.range, ruleId: echo.ruleId, message: echo.message,
    severity: 'info', trace: echo.trace.map((hop) => hop.label), isEcho: true, fixes: [],
  }));
  return [...findings, ...echoes];
}

export interface Difference {
  /** Markers nothing was reported for. */
  readonly missing: readonly (Expectation & { readonly file: string })[];
  /** Reported without a marker. */
  readonly unexpected: readonly Reported[];
}

/** Pairs markers with findings one to one; whatever is left on either side is the difference. */
export function findDifference(files: readonly FixtureFile[], reported: readonly Reported[]): Difference {
  const left = new Set(reported);
  const missing: (Expectation & { file: string })[] = [];
  for (const file of files) {
    // The most demanding markers choose first, so that a bare one does not take the finding a precise one needs.
    const demanding = [...file.expectations].sort((a, b) => countDemands(b) - countDemands(a));
    for (const expectation of demanding) {
      const found = [...left].find((candidate) => candidate.file === file.name && isMatch(expectation, candidate));
      if (found === undefined) missing.push({ ...expectation, file: file.name });
      else left.delete(found);
    }
  }
  return { missing, unexpected: [...left] };
}

function countDemands(expectation: Expectation): number {
  return (expectation.message?.length ?? 0) + [expectation.severity, expectation.confidence, expectation.trace].filter((demand) => demand !== undefined).length * 1000;
}

/** Exact place and rule; message part, severity, confidence and trace where the marker gives them. */
export function isMatch(expectation: Expectation, reported: Reported): boolean {
  const { start, end } = reported.range;
  return start.line === expectation.line
    && start.column === expectation.startColumn
    && (end.line !== start.line || end.column === expectation.endColumn)
    && reported.ruleId === expectation.ruleId
    && (expectation.message === undefined || reported.message.includes(expectation.message))
    && (expectation.severity === undefined || reported.severity === expectation.severity)
    && (expectation.confidence === undefined || reported.confidence === expectation.confidence)
    && (expectation.trace === undefined || isTraceMatch(expectation.trace, reported.trace));
}

function isTraceMatch(pattern: readonly string[], labels: readonly string[]): boolean {
  const [head, ...tail] = pattern;
  if (head === undefined) return labels.length === 0;
  if (head === '…') return labels.some((_, index) => isTraceMatch(tail, labels.slice(index))) || isTraceMatch(tail, []);
  const [label, ...rest] = labels;
  return label !== undefined && isLabelMatch(head, label) && isTraceMatch(tail, rest);
}

function isLabelMatch(pattern: string, label: string): boolean {
  const [first = '', ...others] = pattern.split('…');
  if (others.length === 0) return pattern === label;
  const last = others.pop() ?? '';
  if (!label.startsWith(first) || !label.endsWith(last)) return false;
  let from = first.length;
  for (const middle of others) {
    const at = label.indexOf(middle, from);
    if (at < 0) return false;
    from = at + middle.length;
  }
  return from <= label.length - last.length;
}

/** The files with `-` lines for what is missing and `+` lines for what is too much, carets under the code. Empty without a difference. */
export function renderDifference(files: readonly FixtureFile[], difference: Difference): string {
  const parts: string[] = [];
  for (const file of files) {
    const missing = difference.missing.filter((other) => other.file === file.name);
    const unexpected = difference.unexpected.filter((other) => other.file === file.name);
    if (missing.length + unexpected.length === 0) continue;
    parts.push(file.name);
    const lines = file.text.split('\n').slice(0, -1);
    const width = String(lines.length).length;
    const gutter = `  ${' '.repeat(width)} | `;
    lines.forEach((line, index) => {
      parts.push(`  ${String(index + 1).padStart(width)} | ${line}`);
      for (const one of missing.filter((other) => other.line === index + 1)) {
        parts.push(`${gutter}${drawCarets(one.startColumn, one.endColumn)} - expected, not reported: ${describeExpectation(one)}`);
        if (one.trace !== undefined) parts.push(`${gutter}${' '.repeat(one.startColumn - 1)}  trace: ${one.trace.join(' → ')}`);
      }
      for (const one of unexpected.filter((other) => other.range.start.line === index + 1)) parts.push(...drawReported(one, line, gutter));
    });
    for (const one of unexpected.filter((other) => other.range.start.line > lines.length)) parts.push(`  + reported beyond the end of the file: ${describeReported(one)}`);
  }
  const names = new Set(files.map((file) => file.name));
  for (const one of difference.unexpected.filter((other) => !names.has(other.file))) parts.push(`  + reported in ${one.file}: ${describeReported(one)}`);
  return parts.join('\n');
}

function drawReported(one: Reported, line: string, gutter: string): string[] {
  const { start, end } = one.range;
  const carets = drawCarets(start.column, end.line === start.line ? end.column : line.length + 1);
  return [
    `${gutter}${carets} + reported, not expected: ${describeReported(one)}${end.line === start.line ? '' : ` (ends at ${end.line}:${end.column})`}`,
    `${gutter}${' '.repeat(start.column - 1)}  trace: ${one.trace.join(' → ')}`,
  ];
}

function drawCarets(start: number, end: number): string {
  return ' '.repeat(start - 1) + '^'.repeat(Math.max(1, end - start));
}

function describeExpectation(one: Expectation): string {
  return `${one.ruleId}${one.severity ? `!${one.severity}` : ''}${one.confidence ? ` ${one.confidence}` : ''}${one.message ? `: ${one.message}` : ''}`;
}

function describeReported(one: Reported): string {
  return `${one.ruleId}!${one.severity}${one.confidence ? ` ${one.confidence}` : ' (echo)'}: ${one.message}`;
}

/** The texts after a fix. Offsets refer to the text before; edits that overlap throw. A file that is not there yet counts as empty. */
export function applyEdits(texts: ReadonlyMap<string, string>, edits: readonly TextEdit[]): Map<string, string> {
  const result = new Map(texts);
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const own = edits.filter((edit) => edit.file === file).map((edit, index) => ({ edit, index }))
      .sort((a, b) => b.edit.start - a.edit.start || b.edit.end - a.edit.end || b.index - a.index);
    let text = texts.get(file) ?? '';
    let limit = text.length;
    for (const { edit } of own) {
      if (edit.start > edit.end || edit.end > limit) throw new Error(`The edit ${edit.start}–${edit.end} of ${file} overlaps another or lies outside the text.`);
      text = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
      limit = edit.start;
    }
    result.set(file, text);
  }
  return result;
}

/** The two texts line by line, `-` expected and `+` actual, common lines once. */
export function renderLines(expected: string, actual: string): string {
  const [left, right] = [expected.split('\n'), actual.split('\n')];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  while (end < left.length - start && end < right.length - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  return [
    ...left.slice(0, start).map((line) => `    ${line}`),
    ...left.slice(start, left.length - end).map((line) => `  - ${line}`),
    ...right.slice(start, right.length - end).map((line) => `  + ${line}`),
    ...left.slice(left.length - end).map((line) => `    ${line}`),
  ].join('\n');
}
