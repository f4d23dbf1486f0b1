/**
 * Workload class, contexts and evidence of functions, for `check --functions` and hover.
 */
import type { Confidence, Hop } from './lint/finding.ts';
import { findPaths } from './lint/paths.ts';
import type { Program } from './program/program.ts';
import type { FunctionReport, Workload } from './report.ts';
import type { FunctionSummary, Step } from './summaries/functionSummary.ts';
import type { Summaries } from './summaries/solve.ts';
import type { FilePath } from './syntax/compiler.ts';
import { toRange } from './syntax/lineIndex.ts';

/** Reports of every function with a body in the given files. */
export function collectFunctionReports(program: Program, summaries: Summaries, files: ReadonlySet<FilePath> | undefined): readonly FunctionReport[] {
  const reports: FunctionReport[] = [];
  for (const unit of program.units) {
    if (files && !files.has(unit.facts.file)) continue;
    unit.facts.functions.forEach((fact, f) => {
      if (f === 0 || fact.bodyless || fact.kind === 'field-init') return;
      const id = unit.base + f;
      const summary = summaries.of(id);
      const { workload, confidence } = classify(program, id, summary);
      const evidence = [...toEvidence(program, summaries, summary.blocks, 'blocks', (next) => next.blocks), ...toEvidence(program, summaries, summary.waits, 'waits', (next) => next.waits), ...toEvidence(program, summaries, summary.burns, 'burns CPU', (next) => next.burns)];
      const contexts = program.contexts.contextsOf(id).flatMap((context) => {
        const [path] = findPaths(program, id, context, 1, () => false);
        return path ? [{ context, trace: path.hops }] : [];
      });
      reports.push({ name: program.nameOf(id).join(' > '), workload, confidence, evidence, contexts, file: unit.facts.file, range: toRange(unit.facts.lines, fact.head) });
    });
  }
  return reports;
}

function classify(program: Program, id: number, summary: FunctionSummary): { workload: Workload; confidence: Confidence } {
  const fact = program.functionOf(id);
  const io = summary.blocks ?? summary.waits;
  const loops = hasWorkLoop(program, id);
  const guess = (summary.blocks?.guess ?? false) || (summary.waits?.guess ?? false) || (summary.burns?.guess ?? false);
  const confidence: Confidence = guess ? 'likely' : 'certain';
  if (fact.tags.includes('cpuBound')) return { workload: 'cpu', confidence: 'certain' };
  if (fact.tags.includes('ioBound')) return { workload: 'io', confidence: 'certain' };
  if (io && (summary.burns || loops)) return { workload: 'mixed', confidence: loops ? 'likely' : confidence };
  if (io) return { workload: 'io', confidence };
  if (summary.burns) return { workload: 'cpu', confidence };
  if (loops) return { workload: 'cpu', confidence: 'likely' };
  // Calls that lead nowhere we know could do anything.
  const unit = program.unitOf(id);
  const isOpen = unit.facts.calls.some((call, c) => call.f === id - unit.base && program.targetsOf(unit, c).every((target) => target.kind === 'api' && !target.model));
  return isOpen ? { workload: 'unknown', confidence: 'possible' } : { workload: 'trivial', confidence };
}

/** A loop inside a loop, with no await in the outer one: work that grows faster than its input. */
function hasWorkLoop(program: Program, id: number): boolean {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  return unit.facts.loops.some((loop, l) => loop.f === f && loop.outer >= 0 && !unit.facts.awaits.some((item) => item.f === f && item.loop === l));
}

function toEvidence(program: Program, summaries: Summaries, first: Step | undefined, what: string, next: (summary: FunctionSummary) => Step | undefined): readonly Hop[] {
  const hops: Hop[] = [];
  for (let step = first; step && hops.length < 20; step = step.next === undefined ? undefined : next(summaries.of(step.next))) {
    const name = step.next === undefined ? step.api ?? '' : program.nameOf(step.next).at(-1) ?? '';
    hops.push({ file: step.unit.facts.file, range: toRange(step.unit.facts.lines, step.call.name), label: step.next === undefined ? `${name} ${what}` : `calls ${name}` });
  }
  return hops;
}
