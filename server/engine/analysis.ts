/**
 * The synchronous stages after facts: program, summaries, lint. A function from data to data; what it could not settle is left
 * as open questions in the answers it was given.
 */
import type { FileFacts } from './facts/fileFacts.ts';
import { hash } from './lint/findingId.ts';
import type { Finding } from './lint/finding.ts';
import type { RuleFix } from './lint/fix.ts';
import type { Rule } from './lint/rule.ts';
import { lint } from './lint/run.ts';
import type { UnitReports } from './lint/run.ts';
import { Models } from './models/lookup.ts';
import type { Answers } from './program/answers.ts';
import { toDeclaredRows } from './program/declared.ts';
import { Program } from './program/program.ts';
import { noteCallQuestions } from './program/questions.ts';
import { findFileRole } from './program/roles.ts';
import { findWorkerFiles } from './program/workerFiles.ts';
import type { Unit } from './program/unit.ts';
import { Cancelled } from './report.ts';
import type { CancelFlag, FileFindings, PackageInfo, Problem, StageStat } from './report.ts';
import type { Settings } from './settings.ts';
import { solveSummaries } from './summaries/solve.ts';
import type { Summaries } from './summaries/solve.ts';
import type { FilePath } from './syntax/compiler.ts';

export interface AnalysisInput {
  readonly facts: readonly FileFacts[];
  readonly modules: ReadonlyMap<FilePath, readonly (FilePath | undefined)[]>;
  readonly packages: readonly PackageInfo[];
  readonly settings: Settings;
  readonly answers: Answers;
  readonly rules: readonly Rule[];
  textOf(file: FilePath): string;
  /** Milliseconds from any start. */
  now(): number;
  readonly cancel: CancelFlag | undefined;
  /** An earlier analysis to start from when only few files changed since. The result is then {@link Analysis.isPatched}. */
  readonly previous?: Analysis | undefined;
}

export interface Analysis {
  readonly program: Program;
  readonly summaries: Summaries;
  readonly byFile: readonly FileFindings[];
  readonly problems: readonly Problem[];
  readonly stats: readonly StageStat[];
  /** Made from an earlier one: right about the changed files and what touches them, as before about the rest. Not for a final report. */
  readonly isPatched: boolean;
  readonly input: Pick<AnalysisInput, 'packages' | 'settings'>;
  readonly reports: ReadonlyMap<Unit, UnitReports>;
  readonly offers: ReadonlyMap<string, readonly RuleFix[]>;
}

/** More changed files than this are not an edit. */
const mostPatched = 20;

export function analyse(input: AnalysisInput): Analysis {
  const stats: StageStat[] = [];
  const time = <T>(stage: string, counts: (made: T) => Readonly<Record<string, number>>, run: () => T): T => {
    if (input.cancel?.requested) throw new Cancelled();
    const start = input.now();
    const made = run();
    stats.push({ stage, ms: input.now() - start, counts: counts(made) });
    return made;
  };
  const poll = (): void => { if (input.cancel?.requested) throw new Cancelled(); };
  const previous = input.previous && mayPatch(input.previous, input) ? input.previous : undefined;
  const program = time('program', (made: Program) => ({ functions: made.size, edges: made.graph.edges.length, roots: made.registrations.length }), () => buildProgram(input, previous?.program, poll));
  const summaries = time('summaries', () => ({ functions: program.size }), () => solveSummaries(program));
  const result = time('findings', (made) => ({ findings: made.findings.length }), () => {
    noteCallQuestions(program);
    return lint({ program, summaries, rules: input.rules, settings: input.settings, textOf: input.textOf, earlier: previous?.reports, poll });
  });
  const byFile = new Map<string, { findings: Finding[]; echoes: (typeof result.echoes)[number][] }>();
  const get = (file: string): { findings: Finding[]; echoes: (typeof result.echoes)[number][] } => {
    const known = byFile.get(file) ?? { findings: [], echoes: [] };
    byFile.set(file, known);
    return known;
  };
  for (const finding of result.findings) get(finding.file).findings.push(finding);
  for (const echo of result.echoes) get(echo.file).echoes.push(echo);
  return {
    program, summaries, stats, problems: result.problems, isPatched: previous !== undefined, input: { packages: input.packages, settings: input.settings }, reports: result.reports, offers: result.offers,
    byFile: [...byFile].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, { findings, echoes }]) => ({ file, findings, echoes, hash: hash(JSON.stringify([findings, echoes]), 0x811c9dc5) })),
  };
}

/** The same files in the same order under the same settings, few of them changed, and not too many function numbers left unused. */
function mayPatch(previous: Analysis, { facts, modules, packages, settings }: AnalysisInput): boolean {
  const { units, size } = previous.program;
  if (previous.input.packages !== packages || previous.input.settings !== settings || units.length !== facts.length || previous.problems.length > 0) return false;
  let changed = 0;
  let live = 0;
  for (const [i, unit] of units.entries()) {
    if (unit.facts.file !== facts[i]!.file) return false;
    if (!isSameInput(unit, facts[i]!, modules)) changed += 1;
    live += unit.facts.functions.length;
  }
  return changed <= mostPatched && size <= 2 * live;
}

function isSameInput(unit: Unit, facts: FileFacts, modules: AnalysisInput['modules']): boolean {
  return unit.facts === facts && unit.modules === (modules.get(facts.file) ?? noModules);
}

const noModules: readonly undefined[] = [];

function buildProgram(input: AnalysisInput, previous: Program | undefined, poll: () => void): Program {
  const { settings } = input;
  const byDepth = [...input.packages].sort((a, b) => b.folder.length - a.folder.length);
  const models = new Map<PackageInfo | undefined, Models>();
  const declared = settings.forFile(settings.root).apis;
  const rows = toDeclaredRows(declared);
  const workers = findWorkerFiles(input.facts, input.packages.map((info) => info.folder));
  return new Program(input.facts.map((facts, i) => {
    const old = previous?.units[i];
    if (old && isSameInput(old, facts, input.modules)) return old;
    const info = byDepth.find((candidate) => facts.file.startsWith(`${candidate.folder}/`));
    const known = old?.models ?? models.get(info) ?? new Models(info?.dependencies, rows, info?.models);
    models.set(info, known);
    const folder = info && info.folder.length > settings.root.length ? info.folder : settings.root;
    return { facts, modules: input.modules.get(facts.file) ?? noModules, package: info, models: known, role: findFileRole(facts, folder, info, settings.forFile(facts.file), workers.has(facts.file)) };
  }), input.answers, { root: settings.root, apis: declared }, { previous, poll });
}
