/**
 * One line per finding: `unix` for editors and grep, `agent` for coding agents, which need the path and the fix on the same line.
 */
import { listApplicable, type Finding } from '../../engine/lint/finding.ts';
import { toRelative } from '../../host/paths.ts';
import { toCount, toOneLine, toSeverityCounts, toVisible, type CheckResult, type View } from '../result.ts';

/** `file:line:column: message [severity/rule]`, nothing when there is nothing. */
export function toUnix(result: CheckResult, view: View): string {
  return result.findings.map((finding) => `${toPlace(finding, view)}: ${toOneLine(finding.message)} [${finding.severity}/${finding.ruleId}]\n`).join('');
}

/** `file:line:column: severity rule: message path: a (file:line) -> b (file:line) fix: title`, and a line with the counts. */
export function toAgent(result: CheckResult, view: View): string {
  const lines = result.findings.map((finding) => {
    const path = finding.trace.length < 2 ? '' : ` path: ${finding.trace.map((hop) => `${toOneLine(hop.label)} (${toVisible(toRelative(view.base, hop.file))}:${hop.range.start.line})`).join(' -> ')}`;
    const [best] = listApplicable(finding.fixes);
    const fix = best === undefined ? '' : ` fix: ${toOneLine(best.title)}`;
    return `${toPlace(finding, view)}: ${finding.severity} ${finding.ruleId}: ${toOneLine(finding.message)}${path}${fix}`;
  });
  const counts = result.findings.length === 0 ? 'no findings' : toSeverityCounts(result.findings);
  return `${[...lines, `${counts} in ${toCount(result.files, 'file')} checked; \`loopwise explain <rule>\` says more`].join('\n')}\n`;
}

function toPlace(finding: Finding, view: View): string {
  return `${toVisible(toRelative(view.base, finding.file))}:${finding.range.start.line}:${finding.range.start.column}`;
}
