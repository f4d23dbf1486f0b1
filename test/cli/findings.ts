/** Findings made by hand, and a fake engine that reports them, for tests of everything after the engine. */
import path from 'node:path';
import type { Finding, Hop } from '../../server/engine/lint/finding.ts';
import type { FunctionProfile, FunctionReport, PlaceExplanation, Report, SessionChanges } from '../../server/engine/report.ts';
import type { Engine, Input, Output, Surroundings } from '../../server/cli/surroundings.ts';

/** A range on one line. */
export function on(line: number, from: number, to: number): Finding['range'] {
  return { start: { line, column: from }, end: { line, column: to } };
}

/** A finding of a file below `folder`; the trace is the sink alone unless given. */
export function makeFinding(folder: string, name: string, part: Partial<Finding> = {}): Finding {
  const file = path.posix.join(folder, name);
  const range = part.range ?? on(1, 1, 2);
  return {
    id: `id-${name}`, ruleId: 'sync-io-on-hot-path', family: 'blocking', severity: 'error', confidence: 'certain',
    message: '`readFileSync` blocks the event loop on every `GET /report` request', file, range, context: 'request',
    trace: [{ file, range, label: 'readFileSync blocks' }], fixes: [], functionName: 'load', ...part,
  };
}

/** A hop of a file below `folder`. */
export function makeHop(folder: string, name: string, line: number, label: string): Hop {
  return { file: path.posix.join(folder, name), range: on(line, 3, 9), label };
}

/** What the fake engine was told and how it ended. */
export interface FakeEngine { readonly changes: SessionChanges[]; closed: number; stdout: string; stderr: string }

export interface FakeRun {
  readonly findings?: readonly Finding[];
  readonly functions?: readonly FunctionReport[];
  readonly explanation?: PlaceExplanation;
  readonly profile?: FunctionProfile;
  readonly report?: Partial<Report>;
  readonly refine?: () => Promise<void>;
}

/** Surroundings whose engine reports what it is given. */
export function makeSurroundings(cwd: string, run: FakeRun = {}, part: Partial<Surroundings> = {}): { around: Surroundings; seen: FakeEngine } {
  const seen: FakeEngine = { changes: [], closed: 0, stdout: '', stderr: '' };
  const findings = run.findings ?? [];
  const report: Report = {
    version: 1, files: 3, complete: true, stats: [{ stage: 'facts', ms: 12, counts: { files: 3 } }], skipped: [], problems: [],
    byFile: [...new Set(findings.map((finding) => finding.file))].map((file) => ({ file, hash: '', echoes: [], findings: findings.filter((finding) => finding.file === file) })), ...run.report,
  };
  const engine: Engine = {
    session: {
      update: async (changes) => { seen.changes.push(changes); },
      current: () => report,
      refine: async () => { await run.refine?.(); return report; },
      functions: () => run.functions ?? [],
      profileAt: () => run.profile,
      explainAt: (file, line) => run.explanation && { ...run.explanation, file, line },
      summarize: async () => { throw new Error('The fake engine makes no summaries.'); },
      importersOf: (files) => files,
      makeFix: async () => ({ refused: 'the fake engine makes no fixes' }),
      close: async () => undefined,
    },
    compiler: {
      update: async () => ({ snapshot: 1, retype: [], problems: [] }), tree: async () => undefined, releaseTree: () => undefined, modules: async () => [], symbols: async () => [], types: async () => [],
      expectedReturns: async () => [], errors: async () => [], close: async () => undefined,
      configurationOf: async (file) => ({ configFile: `${path.posix.dirname(file)}/tsconfig.json`, sources: [], compilerOptions: { strict: true }, adjustments: ['`noEmit` is set, because nothing is written.'] }),
    },
    compilerVersion: '7.0.0',
    close: async () => { seen.closed++; },
  };
  const toOutput = (name: 'stdout' | 'stderr'): Output => ({ isTerminal: false, columns: undefined, write: async (text) => { seen[name] += text; } });
  const stdin: Input = { isTerminal: false, readAll: async () => '', ask: async () => undefined };
  let clock = 0;
  const around: Surroundings = {
    cwd, env: {}, stdin, stdout: toOutput('stdout'), stderr: toOutput('stderr'), now: () => (clock += 1050), signal: new AbortController().signal,
    ruleIds: ['sync-io-on-hot-path', 'floating-promise'], version: '1.2.3', openEngine: async () => engine,
    findRulePage: (id) => (id === 'sync-io-on-hot-path' ? '# sync-io-on-hot-path\n\nA call that stops the loop.\n\n```ts\nreadFileSync(path);\n```\n' : undefined), ...part,
  };
  return { around, seen };
}
