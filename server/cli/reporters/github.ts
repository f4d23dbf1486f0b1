/**
 * GitHub Actions: workflow commands that become annotations on the changed lines, and the Markdown of the step summary. GitHub
 * shows ten annotations of a kind per step, so the ten worst findings are annotated and the summary holds the rest.
 */
import { listApplicable, type Finding } from '../../engine/lint/finding.ts';
import { toRelative } from '../../host/paths.ts';
import { severities, toCount, toOneLine, toSeverityCounts, type CheckResult, type View } from '../result.ts';

const annotationsShown = 10;
const rowsShown = 200;

/** Annotations of the worst findings and a line with the counts. */
export function toGithub(result: CheckResult, view: View): string {
  const worst = [...result.findings].sort((left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity)).slice(0, annotationsShown);
  const hidden = result.findings.length - worst.length;
  const counts = result.findings.length === 0 ? `No findings in ${toCount(result.files, 'file')}` : `${toSeverityCounts(result.findings)} in ${toCount(result.files, 'file')}`;
  return [...worst.map((finding) => toAnnotation(finding, view)), hidden > 0 ? `${counts}; ${hidden} not annotated` : counts, ''].join('\n');
}

function toAnnotation(finding: Finding, view: View): string {
  const command = finding.severity === 'info' ? 'notice' : finding.severity;
  const { start, end } = finding.range;
  const properties: Record<string, string | number> = {
    file: toRelative(view.base, finding.file), line: start.line, endLine: end.line,
    // GitHub refuses columns for a range over several lines.
    ...(start.line === end.line ? { col: start.column, endColumn: end.column } : {}),
    title: `Loopwise ${finding.ruleId}`,
  };
  const path = finding.trace.length < 2 ? [] : finding.trace.map((hop, index) => `${index + 1}. ${toOneLine(hop.label)} (${toRelative(view.base, hop.file)}:${hop.range.start.line})`);
  const fixes = listApplicable(finding.fixes).slice(0, 1).map((fix) => `Fix: ${toOneLine(fix.title)}`);
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
  return `::${command} ${list}::${escapeData([finding.message, ...path, ...fixes].join('\n'))}`;
}

/** Text of a workflow command. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Value of a property of a workflow command. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Markdown for the file `GITHUB_STEP_SUMMARY` names. */
export function toStepSummary(result: CheckResult, view: View): string {
  const files = toCount(result.files, 'file');
  if (result.findings.length === 0) return `### Loopwise\n\nNo findings in ${files}.\n`;
  const rows = result.findings.slice(0, rowsShown).map((finding) => `| ${finding.severity} | \`${finding.ruleId}\` | ${escapeCell(`${toRelative(view.base, finding.file)}:${finding.range.start.line}`)} | ${escapeCell(finding.message)} |`);
  const hidden = result.findings.length - rows.length;
  return [
    '### Loopwise', '', `${toSeverityCounts(result.findings)} in ${files}.`, '',
    '| severity | rule | place | finding |', '| --- | --- | --- | --- |', ...rows, ...(hidden > 0 ? ['', `… and ${hidden} more.`] : []), '',
  ].join('\n');
}

/** A cell ends at a bar or a line break, and `<` would start HTML; inside our own back-ticks HTML is text already. */
function escapeCell(text: string): string {
  return toOneLine(text).replaceAll('|', '\\|').split('`').map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`');
}
