/**
 * Findings, echoes and traces as the Language Server Protocol writes them. Pure: everything about the session (URIs, pages)
 * comes in as functions. Engine positions are 1-based and UTF-16, the protocol's 0-based and UTF-16.
 */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic, type DiagnosticRelatedInformation, type Position as LspPosition, type Range as LspRange } from 'vscode-languageserver/node';
import type { Echo, Finding, Position, Range, Severity, Trace } from '../engine/lint/finding.ts';
import type { FileFindings } from '../engine/report.ts';
import type { DiagnosticData } from '../protocol.ts';

/** What rendering needs to know of the session. */
export interface Rendering {
  getUri(path: string): string;
  /** Address of a rule's page; `undefined` when there is no page. */
  findPageUri(ruleId: string): string | undefined;
  /** The client shows related information under a diagnostic. */
  readonly hasRelatedInformation: boolean;
  readonly hasTags: boolean;
  readonly hasCodeDescription: boolean;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information,
};

export function toPosition(position: Position): LspPosition {
  return { line: Math.max(0, position.line - 1), character: Math.max(0, position.column - 1) };
}

export function toRange(range: Range): LspRange {
  return { start: toPosition(range.start), end: toPosition(range.end) };
}

/** Every diagnostic of one file: its findings, then the echoes of findings elsewhere. */
export function toDiagnostics(file: FileFindings, rendering: Rendering): Diagnostic[] {
  return [...file.findings.map((finding) => toDiagnostic(finding, rendering)), ...file.echoes.map((echo) => toEchoDiagnostic(echo, rendering))];
}

function toDiagnostic(finding: Finding, rendering: Rendering): Diagnostic {
  const diagnostic = toBareDiagnostic(finding, finding.ruleId, finding.id, severities[finding.severity], rendering);
  // An unused directive is dead text, which editors fade.
  if (rendering.hasTags && finding.family === 'directive' && finding.ruleId.includes('unused')) diagnostic.tags = [DiagnosticTag.Unnecessary];
  return diagnostic;
}

function toEchoDiagnostic(echo: Echo, rendering: Rendering): Diagnostic {
  return toBareDiagnostic(echo, echo.ruleId, echo.findingId, DiagnosticSeverity.Information, rendering);
}

function toBareDiagnostic(item: Finding | Echo, ruleId: string, findingId: string, severity: DiagnosticSeverity, rendering: Rendering): Diagnostic {
  const data: DiagnosticData = { findingId };
  const href = rendering.hasCodeDescription ? rendering.findPageUri(ruleId) : undefined;
  const related = rendering.hasRelatedInformation ? toRelatedInformation(item, item.trace, rendering) : [];
  return {
    range: toRange(item.range), severity, code: ruleId, source: 'loopwise', message: item.message, data,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

/** Every hop from root to sink. A trace of one hop at the diagnostic itself says nothing new and is left out. */
function toRelatedInformation(item: Finding | Echo, trace: Trace, rendering: Rendering): DiagnosticRelatedInformation[] {
  const [only] = trace;
  if (trace.length === 1 && only !== undefined && only.file === item.file && JSON.stringify(only.range) === JSON.stringify(item.range)) return [];
  return trace.map((hop) => ({ location: { uri: rendering.getUri(hop.file), range: toRange(hop.range) }, message: hop.label }));
}

/** True when a 0-based position lies in a 1-based range, its end included: a cursor behind the last character still counts. */
export function isAt(range: Range, position: LspPosition): boolean {
  const { start, end } = toRange(range);
  const isAfterStart = position.line > start.line || (position.line === start.line && position.character >= start.character);
  const isBeforeEnd = position.line < end.line || (position.line === end.line && position.character <= end.character);
  return isAfterStart && isBeforeEnd;
}

/** True when two ranges share a position, touching ends included. */
export function isOverlapping(range: Range, other: LspRange): boolean {
  const own = toRange(range);
  const isBefore = (a: LspPosition, b: LspPosition): boolean => a.line < b.line || (a.line === b.line && a.character < b.character);
  return !isBefore(own.end, other.start) && !isBefore(other.end, own.start);
}
