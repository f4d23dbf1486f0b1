/**
 * The stable JSON of `check --format json`. Other tools read it: a field is added only with a new number in `version`, and no
 * absolute path gets in.
 */
import { listApplicable, type Finding, type Hop, type Range } from '../../engine/lint/finding.ts';
import type { FunctionReport } from '../../engine/report.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { toRelative } from '../../host/paths.ts';
import type { CheckResult } from '../result.ts';

interface JsonHop { readonly file: string; readonly range: Range; readonly label: string }

/** The report as one JSON document, ending in a line break. */
export function toJson(result: CheckResult): string {
  const { root } = result;
  return `${JSON.stringify({
    version: 1,
    files: result.files,
    findings: result.findings.map((finding) => toJsonFinding(root, finding)),
    ...(result.analysed === undefined ? {} : { analysed: result.analysed.map((file) => toRelative(root, file)) }),
    ...(result.functions === undefined ? {} : { functions: result.functions.map((each) => toJsonFunction(root, each)) }),
  }, null, 2)}\n`;
}

/** Every field is named here: what else the engine's finding holds stays inside. */
function toJsonFinding(root: FilePath, finding: Finding): object {
  return {
    id: finding.id, ruleId: finding.ruleId, family: finding.family, severity: finding.severity, confidence: finding.confidence,
    message: finding.message, file: toRelative(root, finding.file), range: toJsonRange(finding.range), context: finding.context,
    trace: finding.trace.map((hop) => toJsonHop(root, hop)),
    ...(finding.otherPaths === undefined || finding.otherPaths.length === 0 ? {} : { otherPaths: finding.otherPaths.map((trace) => trace.map((hop) => toJsonHop(root, hop))) }),
    fixes: listApplicable(finding.fixes).map((fix) => ({ title: fix.title, kind: fix.kind, safety: fix.safety })),
  };
}

function toJsonFunction(root: FilePath, report: FunctionReport): object {
  return {
    name: report.name, file: toRelative(root, report.file), range: toJsonRange(report.range), workload: report.workload,
    confidence: report.confidence, evidence: report.evidence.map((hop) => toJsonHop(root, hop)),
  };
}

function toJsonHop(root: FilePath, hop: Hop): JsonHop {
  return { file: toRelative(root, hop.file), range: toJsonRange(hop.range), label: hop.label };
}

function toJsonRange({ start, end }: Range): Range {
  return { start: { line: start.line, column: start.column }, end: { line: end.line, column: end.column } };
}
