/**
 * The summaries' workspace in a folder of its own, and the command's verbs over it with the real engine. One compiler process serves a
 * folder; every run has a session of its own.
 */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from '../../rules/index.ts';
import { runCheck, type CheckOptions } from '../../server/cli/verbs/check.ts';
import { runMerge } from '../../server/cli/verbs/merge.ts';
import { runSummarize } from '../../server/cli/verbs/summarize.ts';
import type { Surroundings } from '../../server/cli/surroundings.ts';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { Finding } from '../../server/engine/lint/finding.ts';
import { createSession } from '../../server/engine/session.ts';
import { getCompilerBinary, getCompilerVersion } from '../../server/host/compilerBinary.ts';

const here = path.dirname(fileURLToPath(import.meta.url));

export const packages = ['util', 'storage', 'core', 'app', 'jobs'] as const;
export type PackageName = typeof packages[number];

/** What `check --format json` prints, as far as these tests look at it. */
export interface JsonReport { readonly files: number; readonly findings: readonly (Pick<Finding, 'id' | 'ruleId' | 'file' | 'context' | 'severity' | 'message'>)[]; readonly analysed?: readonly string[] }

export interface CheckRun { readonly report: JsonReport; readonly text: string; readonly stderr: string }

export interface WorkspaceCopy {
  readonly folder: string;
  /** Resolves with the report and what went to stderr. */
  check(paths: readonly string[], options?: Partial<CheckOptions>): Promise<CheckRun>;
  /** Writes the summary of `packages/<name>` and resolves with its bytes. */
  summarize(folder: string, out: string): Promise<Buffer>;
  merge(reports: readonly string[]): Promise<JsonReport>;
  /** Files of the disk are changed before a run has looked at them: no run is told of changes. */
  write(name: string, text: string): void;
  append(name: string, text: string): void;
  remove(name: string): void;
  close(): Promise<void>;
}

/** A copy below `inside` of a new folder, with the repository's node_modules. `from`: the part of the workspace to copy. */
export function copyWorkspace(inside = '.', from = '.'): WorkspaceCopy {
  const top = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwise-')));
  const folder = path.join(top, inside);
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(here, 'workspace', from), folder, { recursive: true });
  symlinkSync(path.join(here, '../../node_modules'), path.join(folder, 'node_modules'));
  const executable = getCompilerBinary();
  const compiler = createCompiler({ cwd: folder, executable });

  async function run(verb: (around: Surroundings) => Promise<number>): Promise<{ readonly stdout: string; readonly stderr: string }> {
    const seen = { stdout: '', stderr: '' };
    const toOutput = (name: 'stdout' | 'stderr'): Surroundings['stdout'] => ({ isTerminal: false, columns: undefined, write: async (text) => { seen[name] += text; } });
    await verb({
      cwd: folder, env: {}, stdin: { isTerminal: false, readAll: async () => '', ask: async () => undefined }, stdout: toOutput('stdout'), stderr: toOutput('stderr'), now: () => performance.now(), signal: new AbortController().signal,
      ruleIds: rules.map((rule) => rule.id), version: '0.0.0', findRulePage: () => undefined,
      openEngine: async () => {
        const session = createSession({ compiler, rules });
        return { session, compiler, compilerVersion: getCompilerVersion(executable), close: () => session.close() };
      },
    });
    return seen;
  }

  return {
    folder,
    async check(paths, options = {}) {
      const { stdout, stderr } = await run((around) => runCheck(paths, { format: 'json', failOn: 'never', functions: false, stats: false, printConfig: false, color: false, ...options }, around));
      return { report: JSON.parse(stdout) as JsonReport, text: stdout, stderr };
    },
    async summarize(name, out) {
      await run((around) => runSummarize(name, { out }, around));
      return readFileSync(path.join(folder, out));
    },
    async merge(reports) {
      const { stdout } = await run((around) => runMerge(reports, { format: 'json', failOn: 'never', color: false }, around));
      return JSON.parse(stdout) as JsonReport;
    },
    write(name, text) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    append(name, text) { appendFileSync(path.join(folder, name), text); },
    remove(name) { rmSync(path.join(folder, name), { recursive: true }); },
    async close() {
      await compiler.close();
      rmSync(top, { recursive: true, force: true });
    },
  };
}
