/**
 * What the engine knows about functions, as the editor shows it: the plain data of `loopwise/workloads`, and the short texts of code
 * lenses, inlay hints and hovers. Pure; which functions are shown where is decided in handlers/.
 */
import type { Finding, Hop, Severity } from '../engine/lint/finding.ts';
import type { FileFindings, FunctionReport } from '../engine/report.ts';
import type { PlainHop, WorkloadFunction, Workloads } from '../protocol.ts';
import { toRange } from './toProtocol.ts';

/** Roots listed in the overview. */
const mostRoots = 10;

export const workloadNames: Readonly<Record<FunctionReport['workload'], string>> = {
  cpu: 'CPU-bound', io: 'I/O-bound', mixed: 'CPU and I/O', trivial: 'Trivial work', unknown: 'Unknown work',
};

export function toPlainHop(hop: Hop, getUri: (file: string) => string): PlainHop {
  return { uri: getUri(hop.file), range: toRange(hop.range), label: hop.label };
}

/** Findings of each function in one file, by the function's place in the list. Functions of one name are told apart by position. */
export function countFindings(functions: readonly FunctionReport[], findings: readonly Finding[]): readonly number[] {
  const counts = functions.map(() => 0);
  for (const finding of findings) {
    let owner = -1;
    functions.forEach((fn, i) => {
      const isBefore = fn.range.start.line <= finding.range.start.line;
      if (fn.name === finding.functionName && (owner < 0 || isBefore)) owner = i;
    });
    if (owner >= 0) counts[owner]! += 1;
  }
  return counts;
}

export function toWorkloadFunctions(functions: readonly FunctionReport[], findings: readonly Finding[], getUri: (file: string) => string): WorkloadFunction[] {
  const counts = countFindings(functions, findings);
  return functions.map((fn, i): WorkloadFunction => ({
    name: fn.name, uri: getUri(fn.file), range: toRange(fn.range), workload: fn.workload, confidence: fn.confidence,
    growth: fn.cost.growth, ...(fn.cost.input === undefined ? {} : { input: fn.cost.input }),
    evidence: fn.evidence.map((hop) => toPlainHop(hop, getUri)),
    contexts: fn.contexts.map(({ context, trace }) => ({ context, path: trace.map((hop) => toPlainHop(hop, getUri)) })),
    findings: counts[i] ?? 0,
  }));
}

/** Findings by family and severity, families in the order of their worst findings. */
export function countByFamily(files: readonly FileFindings[]): Workloads['findings'] {
  const order: readonly Severity[] = ['error', 'warning', 'info'];
  const rows = new Map<string, { family: string; severity: Severity; count: number }>();
  for (const { family, severity } of files.flatMap((file) => file.findings)) {
    const row = rows.get(`${family} ${severity}`) ?? { family, severity, count: 0 };
    row.count += 1;
    rows.set(`${family} ${severity}`, row);
  }
  return [...rows.values()].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.count - a.count || (a.family < b.family ? -1 : 1));
}

/** The roots from which the most findings are reached. */
export function findHotRoots(files: readonly FileFindings[], getUri: (file: string) => string): Workloads['hotRoots'] {
  const roots = new Map<string, { hop: Hop; findings: number }>();
  for (const finding of files.flatMap((file) => file.findings)) {
    const seen = new Set<string>();
    for (const trace of [finding.trace, ...finding.otherPaths ?? []]) {
      const [root] = trace;
      // A path of one hop has no root to name.
      if (root === undefined || trace.length < 2) continue;
      const key = `${root.file}:${root.range.start.line}:${root.label}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const row = roots.get(key) ?? { hop: root, findings: 0 };
      row.findings += 1;
      roots.set(key, row);
    }
  }
  return [...roots.values()].sort((a, b) => b.findings - a.findings || (a.hop.label < b.hop.label ? -1 : 1)).slice(0, mostRoots)
    .map(({ hop, findings }) => ({ ...toPlainHop(hop, getUri), findings }));
}

/** What stands above a function: `2 findings`, then `CPU-bound · n^2 in rows`. Trivial and unknown classes say nothing. */
export function toLensTitles(fn: FunctionReport, findings: number): { readonly findings?: string; readonly workload?: string } {
  const hasClass = fn.workload !== 'trivial' && fn.workload !== 'unknown';
  return {
    ...(findings === 0 ? {} : { findings: `${findings} finding${findings === 1 ? '' : 's'}` }),
    ...(hasClass ? { workload: [workloadNames[fn.workload], describeGrowth(fn)].filter((part) => part !== undefined).join(' · ') } : {}),
  };
}

/** `n^2 in rows`; undefined when the cost does not grow or is not known. */
export function describeGrowth({ cost }: FunctionReport): string | undefined {
  if (cost.class === 'constant' || cost.class === 'unknown') return undefined;
  return `${cost.growth}${cost.input === undefined ? '' : ` in ${cost.input}`}`;
}
