/**
 * What is known at one place, for a person at a terminal. Functions from the inside out, each with its class and why, its cost and what
 * proves it, where it runs and how that is reached, and what its summary claims. It prints data and looks nothing up.
 */
import type { Hop } from '../../engine/lint/finding.ts';
import type { FunctionExplanation, PlaceExplanation } from '../../engine/report.ts';
import { toRelative } from '../../host/paths.ts';
import { toOneLine, toVisible, type View } from '../result.ts';

const classes: Readonly<Record<FunctionExplanation['workload'], string>> = {
  cpu: 'CPU-bound', io: 'I/O-bound', mixed: 'CPU and I/O', trivial: 'trivial work', unknown: 'unknown work',
};

/** The whole explanation, ending in a line break. */
export function toExplanation(place: PlaceExplanation, view: View): string {
  const { colors } = view;
  const lines = [colors.bold(`${toVisible(toRelative(view.base, place.file))}:${place.line}`)];
  if (place.functions.length === 0) lines.push('', 'At the top level of the module: it runs once, when the module is loaded.');
  for (const fn of place.functions) lines.push('', ...toFunction(fn, view));
  if (place.calls.length > 0) {
    lines.push('', colors.bold('calls on this line'));
    for (const call of place.calls) lines.push(`  ${toOneLine(call.name)} ${colors.dim(`:${call.range.start.column}`)}  ${call.targets.length === 0 ? 'nobody knows what it calls' : call.targets.map(toOneLine).join('; ')}`);
  }
  lines.push('', colors.bold(place.findings.length === 0 ? 'no findings on this line' : 'findings on this line'));
  for (const finding of place.findings) lines.push(`  ${finding.severity} ${toOneLine(finding.message)}  ${colors.dim(`${finding.ruleId}, ${finding.confidence}`)}`, ...(finding.trace.length > 1 ? [`    ${toTrail(finding.trace, view)}`] : []));
  return `${lines.join('\n')}\n`;
}

function toFunction(fn: FunctionExplanation, view: View): string[] {
  const { colors } = view;
  const lines = [`${colors.bold(toOneLine(fn.name))}  ${toPlace(fn, view)}`, `  ${classes[fn.workload]}${fn.workload === 'trivial' || fn.workload === 'unknown' ? '' : `, ${fn.confidence}`}`];
  for (const hop of fn.evidence) lines.push(`    ${toHop(hop, view)}`);
  const { cost } = fn;
  const growth = cost.class === 'unknown' ? 'its cost is not known' : cost.class === 'constant' ? 'constant time' : `${cost.class} time, ${cost.growth}${cost.input === undefined ? '' : ` in ${toOneLine(cost.input)}`}`;
  lines.push(`  ${growth}${cost.proof === undefined ? '' : `: ${toHop(cost.proof, view)}`}`);
  for (const { context, trace } of fn.contexts) lines.push(`  runs in ${context}${trace.length === 0 ? '' : `: ${toTrail(trace, view)}`}`);
  for (const claim of fn.claims) lines.push(`  ${toOneLine(claim.text)}${claim.trace.length === 0 ? '' : `: ${toTrail(claim.trace, view)}`}`);
  return lines;
}

function toTrail(trace: readonly Hop[], view: View): string {
  return trace.map((hop) => toHop(hop, view)).join(' → ');
}

function toHop(hop: Hop, view: View): string {
  return `${toOneLine(hop.label)} ${toPlace(hop, view)}`;
}

function toPlace(at: { readonly file: string; readonly range: { readonly start: { readonly line: number } } }, view: View): string {
  return view.colors.dim(`(${toVisible(toRelative(view.base, at.file))}:${at.range.start.line})`);
}
