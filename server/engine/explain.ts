/**
 * Everything known at one place, as plain data: the functions around a line with class, cost, contexts and summary claims, what the line
 * calls, and the findings on it. It decides nothing; `loopwise explain` and the editor's hover print it.
 */
import type { Analysis } from './analysis.ts';
import type { Finding, Hop } from './lint/finding.ts';
import { toFunctionReport } from './functionReports.ts';
import type { CallFact } from './facts/fileFacts.ts';
import type { Target } from './program/callGraph.ts';
import type { Program } from './program/program.ts';
import { describeExpr } from './program/program.ts';
import type { Unit } from './program/unit.ts';
import type { FunctionId } from './program/value.ts';
import type { CallExplanation, FunctionExplanation, PlaceExplanation, SummaryClaim } from './report.ts';
import type { FunctionSummary, Step } from './summaries/functionSummary.ts';
import type { Summaries } from './summaries/solve.ts';
import type { FilePath } from './syntax/compiler.ts';
import { toRange } from './syntax/lineIndex.ts';

type ApiModel = NonNullable<(Target & { readonly kind: 'api' })['model']>;

const mostHops = 20;

/** What is known at a 1-based line of a file; undefined for a file that is not analysed. */
export function explainLine(analysis: Analysis, file: FilePath, line: number): PlaceExplanation | undefined {
  const { program, summaries } = analysis;
  const unit = program.findUnit(file);
  if (!unit) return undefined;
  const starts = unit.facts.lines;
  const from = starts[line - 1];
  if (from === undefined) return { file, line, functions: [], calls: [], findings: [] };
  const to = starts[line] ?? Infinity;
  const functions = unit.facts.functions.flatMap((fact, f) => (f > 0 && !fact.bodyless && fact.kind !== 'field-init' && fact.start < to && fact.end > from ? [f] : []));
  // The innermost function is what a person means by a line; those around it follow.
  functions.sort((a, b) => unit.facts.functions[b]!.start - unit.facts.functions[a]!.start);
  const calls = unit.facts.calls.flatMap((call, c) => (call.name.start >= from && call.name.start < to ? [toCallExplanation(program, summaries, unit, call, c)] : []));
  return {
    file, line, functions: functions.map((f) => toFunctionExplanation(program, summaries, unit.base + f)), calls,
    findings: (analysis.byFile.find((entry) => entry.file === file)?.findings ?? []).filter((finding) => isOn(finding, line)),
  };
}

function isOn(finding: Finding, line: number): boolean {
  return finding.range.start.line <= line && finding.range.end.line >= line;
}

function toFunctionExplanation(program: Program, summaries: Summaries, id: FunctionId): FunctionExplanation {
  return { ...toFunctionReport(program, summaries, id), claims: collectClaims(program, summaries, id) };
}

function collectClaims(program: Program, summaries: Summaries, id: FunctionId): readonly SummaryClaim[] {
  const summary = summaries.of(id);
  const fact = program.functionOf(id);
  const claims: SummaryClaim[] = [];
  const add = (text: string, step: Step | undefined, next: (summary: FunctionSummary) => Step | undefined): void => { if (step) claims.push({ text: `${text}${step.guess ? ' (inferred)' : ''}`, trace: toTrace(program, summaries, step, next) }); };
  add('may block its thread', summary.blocks, (callee) => callee.blocks);
  add(`may wait${summary.waitsOn ? ` on ${summary.waitsOn}` : ''}`, summary.waits, (callee) => callee.waits);
  add('may burn CPU in a known expensive call', summary.burns, (callee) => callee.burns);
  claims.push({ text: summary.neverRejects ? `never ${fact.async ? 'rejects' : 'throws'}` : `may ${fact.async ? 'reject' : 'throw'}, as far as is known`, trace: [] });
  if (summary.signal) claims.push({ text: `takes a signal: ${summary.signal.option === undefined ? '' : `\`${summary.signal.option}\` of `}parameter ${summary.signal.parameter + 1}`, trace: [] });
  return claims;
}

function toTrace(program: Program, summaries: Summaries, first: Step, next: (summary: FunctionSummary) => Step | undefined): readonly Hop[] {
  const hops: Hop[] = [];
  for (let step: Step | undefined = first; step && hops.length < mostHops; step = step.next === undefined ? undefined : next(summaries.of(step.next))) {
    const name: string = step.next === undefined ? toName(step.api ?? '') : `calls ${program.nameOf(step.next).at(-1) ?? 'function'}`;
    hops.push({ file: step.unit.facts.file, range: toRange(step.unit.facts.lines, step.call.name), label: name });
  }
  return hops;
}

function toCallExplanation(program: Program, summaries: Summaries, unit: Unit, call: CallFact, c: number): CallExplanation {
  const targets = program.targetsOf(unit, c).map((target) => {
    const guess = target.guess ? ' (inferred)' : '';
    if (target.kind === 'own') return `${program.nameOf(target.id).join(' > ')}, ${summaries.of(target.id).workload.class}${guess}`;
    const known = target.model ? describeModel(target.model) : ['nothing is known about it'];
    return `${target.api}${known.length > 0 ? `: ${known.join(', ')}` : ''}${guess}`;
  });
  return { name: describeExpr(unit, call.callee) || 'call', range: toRange(unit.facts.lines, call.name), targets };
}

/** What a model's row says, in a few words each. */
function describeModel(model: ApiModel): readonly string[] {
  return [
    ...(model.blocks ? [`blocks on ${model.blocks.on}${model.blocks.twin ? ` (without blocking: ${model.blocks.twin})` : ''}`] : []),
    ...(model.waits ? [`waits on ${model.waits}`] : []),
    ...(model.cpu ? [model.cpu === 'fixed' ? 'burns CPU' : `burns CPU ${model.cpu.replace('-', ' ')}`] : []),
    ...(model.returns?.startsWith('promise') ? ['gives a promise'] : []),
    ...(model.deadline ? [`a deadline is ${[...model.deadline.names.map((name) => `\`${name}\``), ...(model.deadline.methods ?? []).map((name) => `.${name}()`)].join(' or ') || 'an argument'}${model.deadline.without ? `, without one ${model.deadline.without}` : ''}`] : []),
    ...(model.limits ? ['limits how many run at once'] : []),
    ...(model.callbacks ?? []).map((callback) => `calls back ${callback.runs === 'now' ? 'before it returns' : callback.runs === 'elsewhere' ? 'on another thread' : callback.context ? `later, as ${callback.context}` : callback.runs}${callback.promise === 'dropped' ? ', drops its promise' : ''}`),
  ];
}

function toName(api: string): string {
  return api.replace(/^global#/, '');
}
