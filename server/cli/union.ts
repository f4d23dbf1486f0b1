/**
 * Joins the findings of several checks of one workspace into those of a check of the whole. Each check knows the callers in its own
 * packages; only together do they know all. Pure: reports in, findings out.
 */
import { getConfidenceRank, getContextRank } from '../engine/lint/severity.ts';
import type { Finding, Trace } from '../engine/lint/finding.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';

export interface PartialReport {
  readonly findings: readonly Finding[];
  /** Every file this report speaks about, with findings or without. */
  readonly analysed: ReadonlySet<FilePath>;
}

/** Paths a finding keeps besides the first, as in a single check. */
const otherPathLimit = 4;

/**
 * One finding per id, sorted as a check sorts them.
 *
 * - Who reached it from a root knows more than who saw no caller (`library`, `unknown`): such a finding is taken first.
 * - Of several that reached it, the context that counts in a single check counts here, then the surer one, then the shorter path.
 * - What nobody reached is a finding only where every report about the file has it: the others saw callers for whom it is none.
 */
export function mergeReports(reports: readonly PartialReport[]): readonly Finding[] {
  const byId = new Map<string, Finding[]>();
  for (const report of reports) for (const finding of report.findings) byId.set(finding.id, [...byId.get(finding.id) ?? [], finding]);
  const merged = [...byId.values()].flatMap((same): Finding[] => {
    const reached = same.filter(isReached);
    if (reached.length > 0) return [toOne(reached)];
    const [first] = same;
    const isEverywhere = first !== undefined && reports.every(({ analysed, findings }) => !analysed.has(first.file) || findings.some(({ id }) => id === first.id));
    return isEverywhere ? [toOne(same)] : [];
  });
  return merged.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column || (a.ruleId < b.ruleId ? -1 : 1)));
}

function isReached({ context }: Finding): boolean {
  return context !== 'library' && context !== 'unknown';
}

function toOne(same: readonly Finding[]): Finding {
  const [best, ...rest] = [...same].sort(compare);
  if (best === undefined) throw new Error('A finding without a report cannot be merged.');
  const traces = [best, ...rest.filter(({ context }) => context === best.context)].flatMap(({ trace, otherPaths = [] }) => [trace, ...otherPaths]);
  const distinct = [...new Map(traces.map((trace) => [JSON.stringify(trace), trace])).values()];
  const [, ...others] = distinct;
  const { otherPaths: _other, ...finding } = best;
  return others.length === 0 ? finding : { ...finding, otherPaths: others.sort(byLength).slice(0, otherPathLimit) };
}

function compare(a: Finding, b: Finding): number {
  return Number(b.confidence !== 'possible') - Number(a.confidence !== 'possible') || getContextRank(a.context) - getContextRank(b.context)
    || getConfidenceRank(b.confidence) - getConfidenceRank(a.confidence) || byLength(a.trace, b.trace) || (JSON.stringify(a.trace) < JSON.stringify(b.trace) ? -1 : 1);
}

function byLength(a: Trace, b: Trace): number {
  return a.length - b.length;
}
