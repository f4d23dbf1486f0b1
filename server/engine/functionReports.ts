/**
 * Workload class, contexts and evidence of functions as plain data, for `check --functions`, hover and `explain`. What the class is,
 * summaries/workload.ts decides.
 */
import { findPaths } from './lint/paths.ts';
import type { Program } from './program/program.ts';
import type { FunctionId } from './program/value.ts';
import type { FunctionReport } from './report.ts';
import type { Summaries } from './summaries/solve.ts';
import type { FilePath } from './syntax/compiler.ts';
import { toRange } from './syntax/lineIndex.ts';

/** Reports of every function with a body in the given files. */
export function collectFunctionReports(program: Program, summaries: Summaries, files: ReadonlySet<FilePath> | undefined): readonly FunctionReport[] {
  const reports: FunctionReport[] = [];
  for (const unit of program.units) {
    if (files && !files.has(unit.facts.file)) continue;
    unit.facts.functions.forEach((fact, f) => {
      if (f > 0 && !fact.bodyless && fact.kind !== 'field-init') reports.push(toFunctionReport(program, summaries, unit.base + f));
    });
  }
  return reports;
}

/** The report of one function. */
export function toFunctionReport(program: Program, summaries: Summaries, id: FunctionId): FunctionReport {
  const unit = program.unitOf(id);
  const { workload, cost } = summaries.of(id);
  const contexts = program.contexts.contextsOf(id).flatMap((context) => {
    const [path] = findPaths(program, id, context, 1, () => false);
    return path ? [{ context, trace: path.hops }] : [];
  });
  return {
    name: program.nameOf(id).join(' > '), workload: workload.class, confidence: workload.confidence,
    evidence: workload.evidence.map((proof) => ({ file: proof.unit.facts.file, range: toRange(proof.unit.facts.lines, proof.at), label: proof.label })),
    cost: {
      class: cost.class, growth: cost.growth, ...(cost.input === undefined ? {} : { input: cost.input }),
      ...(cost.proof ? { proof: { file: cost.proof.unit.facts.file, range: toRange(cost.proof.unit.facts.lines, cost.proof.at), label: cost.proof.label } } : {}),
    },
    contexts, file: unit.facts.file, range: toRange(unit.facts.lines, program.functionOf(id).head),
  };
}
