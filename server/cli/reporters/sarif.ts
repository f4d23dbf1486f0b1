/**
 * SARIF 2.1.0 for code scanning: rules with their pages as help, fingerprints from finding ids, paths as code flows, accepted
 * findings as suppressed results. Locations are relative to SRCROOT, which the reader of the file supplies.
 */
import type { CodeFlow, Fix, Location, Log, Region, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Hop, Range, Severity, Trace, TextEdit } from '../../engine/lint/finding.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { toRelative } from '../../host/paths.ts';
import { toFirstParagraph, toTitle } from '../markdown.ts';
import type { CheckResult, View } from '../result.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

/** The report as one SARIF log with one run, ending in a line break. */
export function toSarif(result: CheckResult, view: View): string {
  const all = [...result.findings, ...result.baselined];
  const ruleIds = [...new Set(all.map((finding) => finding.ruleId))].sort();
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [{
      tool: { driver: { name: 'Loopwise', semanticVersion: view.version, rules: ruleIds.map((id) => toRule(id, view)) } },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { SRCROOT: { description: { text: 'The folder the paths are relative to.' } } },
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: [...result.problems, ...result.skipped.map(({ file, reason }) => ({ file, message: `Not analysed: ${reason}.` }))].map((problem) => ({
        level: 'warning', message: { text: problem.message }, ...(problem.file === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: toArtifact(problem.file, view) } }] }),
      })) }],
      results: [
        ...result.findings.map((finding) => toResult(finding, ruleIds, view)),
        ...result.baselined.map((finding): Result => ({ ...toResult(finding, ruleIds, view), suppressions: [{ kind: 'external', status: 'accepted', justification: 'Accepted in the baseline file.' }] })),
      ],
    }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toRule(id: string, view: View): ReportingDescriptor {
  const page = view.findRulePage(id);
  if (page === undefined) return { id, shortDescription: { text: id } };
  return { id, name: toTitle(page) ?? id, shortDescription: { text: toFirstParagraph(page) ?? id }, help: { text: page, markdown: page } };
}

function toResult(finding: Finding, ruleIds: readonly string[], view: View): Result {
  return {
    ruleId: finding.ruleId, ruleIndex: ruleIds.indexOf(finding.ruleId), level: levels[finding.severity], message: { text: finding.message },
    locations: [toLocation(finding.file, finding.range, view)],
    partialFingerprints: { 'loopwise/v1': finding.id },
    ...(finding.trace.length > 1 ? { codeFlows: [finding.trace, ...(finding.otherPaths ?? [])].map((trace) => toCodeFlow(trace, view)) } : {}),
    ...toFixes(finding, view),
    properties: { family: finding.family, confidence: finding.confidence, context: finding.context },
  };
}

function toCodeFlow(trace: Trace, view: View): CodeFlow {
  return { threadFlows: [{ locations: trace.map((hop) => ({ location: toHopLocation(hop, view) })) }] };
}

function toHopLocation(hop: Hop, view: View): Location {
  return { ...toLocation(hop.file, hop.range, view), message: { text: hop.label } };
}

function toLocation(file: FilePath, range: Range, view: View): Location {
  return { physicalLocation: { artifactLocation: toArtifact(file, view), region: toRegion(range) } };
}

function toRegion({ start, end }: Range): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** SARIF wants whole edits: fixes that are made only when chosen are left out. */
function toFixes(finding: Finding, view: View): { fixes?: Fix[] } {
  const fixes = finding.fixes.flatMap(({ title, edits = [] }) => (edits.length === 0 ? [] : [toFix(title, edits, view)]));
  return fixes.length === 0 ? {} : { fixes };
}

function toFix(title: string, edits: readonly TextEdit[], view: View): Fix {
  const files = [...new Set(edits.map((edit) => edit.file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: toArtifact(file, view),
      replacements: edits.filter((edit) => edit.file === file).map((edit) => ({ deletedRegion: { charOffset: edit.start, charLength: edit.end - edit.start }, insertedContent: { text: edit.newText } })),
    })),
  };
}

function toArtifact(file: FilePath, view: View): { uri: string; uriBaseId: string } {
  return { uri: toRelative(view.base, file).split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}
