/**
 * Findings for a person at a terminal: what, where, the path that leads there, the source line, the fixes, and a closing line with
 * the counts. It prints no more of a file than the line of the finding.
 */
import { listApplicable, type Finding, type Hop, type Severity, type Trace } from '../../engine/lint/finding.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { toRelative } from '../../host/paths.ts';
import { toCount, toOneLine, toSeverityCounts, toVisible, type CheckResult, type View } from '../result.ts';
import { findCodeFrame } from './codeFrame.ts';

const longestPath = 6;
const fixesShown = 3;
const indent = '      ';

/** All findings and the closing line, ending in a line break. */
export function toPretty(result: CheckResult, view: View): string {
  const blocks = result.findings.map((finding) => toBlock(finding, view));
  return `${[...blocks, toClosingLine(result, view)].join('\n')}\n`;
}

function toBlock(finding: Finding, view: View): string {
  const { colors } = view;
  const lines = [
    `${colors.bold(toPlace(finding.file, finding, view))}  ${toColor(finding.severity, view)(finding.severity)}  ${toOneLine(finding.message)}  ${colors.dim(finding.ruleId)}`,
  ];
  if (finding.trace.length > 1) lines.push(indent + toPath(finding.trace, finding.otherPaths?.length ?? 0, view));
  lines.push(...toFrame(finding, view));
  for (const fix of listApplicable(finding.fixes).slice(0, fixesShown)) lines.push(`   ${colors.green('fix')}  ${toOneLine(fix.title)} ${colors.dim(`(${fix.safety})`)}`);
  return `${lines.join('\n')}\n`;
}

function toPlace(file: FilePath, at: { readonly range: { readonly start: { readonly line: number; readonly column: number } } }, view: View): string {
  return `${toVisible(toRelative(view.base, file))}:${at.range.start.line}:${at.range.start.column}`;
}

function toPath(trace: Trace, others: number, view: View): string {
  const hops: (Hop | undefined)[] = trace.length <= longestPath ? [...trace] : [...trace.slice(0, 3), undefined, ...trace.slice(-2)];
  const parts = hops.map((hop) => (hop === undefined ? view.colors.dim(`… ${trace.length - 5} more …`) : `${toOneLine(hop.label)} ${view.colors.dim(`(${toVisible(toRelative(view.base, hop.file))}:${hop.range.start.line})`)}`));
  return parts.join(' → ') + (others > 0 ? view.colors.dim(`  and ${toCount(others, 'other path')}`) : '');
}

function toFrame(finding: Finding, view: View): string[] {
  const text = view.findText(finding.file);
  const frame = text === undefined ? undefined : findCodeFrame(text, finding.range);
  if (frame === undefined) return [];
  const number = String(frame.line).padStart(5);
  const paint = toColor(finding.severity, view);
  return [`${view.colors.dim(`${number} │`)} ${frame.source}`, `${view.colors.dim(`${' '.repeat(5)} │`)} ${paint(frame.marks)}`];
}

function toColor(severity: Severity, view: View): (text: string) => string {
  return severity === 'error' ? view.colors.red : severity === 'warning' ? view.colors.yellow : view.colors.cyan;
}

function toClosingLine(result: CheckResult, view: View): string {
  const files = toCount(result.files, 'file');
  const parts = [result.findings.length === 0 ? `No findings in ${files}` : `${toSeverityCounts(result.findings)} in ${toFileCount(result)}`];
  const fixable = result.findings.filter((finding) => listApplicable(finding.fixes).length > 0);
  const safe = fixable.filter((finding) => listApplicable(finding.fixes).some((fix) => fix.safety === 'safe'));
  if (fixable.length > 0) parts.push(`${fixable.length} fixable${safe.length > 0 ? ` (${safe.length} safe)` : ''}`);
  if (result.baselined.length > 0) parts.push(`${result.baselined.length} in baseline`);
  if (result.staleEntries > 0) parts.push(`${result.staleEntries} stale in baseline (--update-baseline removes them)`);
  if (result.skipped.length > 0) parts.push(`${toCount(result.skipped.length, 'file')} skipped`);
  parts.push(toSeconds(result.ms));
  const line = parts.join(' · ');
  return result.findings.length === 0 ? view.colors.green(line) : view.colors.bold(line);
}

function toFileCount(result: CheckResult): string {
  return `${new Set(result.findings.map((finding) => finding.file)).size.toLocaleString('en')} of ${toCount(result.files, 'file')}`;
}

function toSeconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
