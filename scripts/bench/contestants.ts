/**
 * The programs the bench runs side by side and how each is read: Loopwise, the floor of its compiler port, and the two linters
 * with their two promise rules. Every contestant gets the same folder; the peers' own way of finding files decides what they read.
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessPeak, Run, RunOptions } from './processTree.ts';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const peers = path.join(root, 'test', 'bench', 'peers');
const installed = path.join(peers, 'node_modules');
/** Inside node_modules, so that the compiler is found upward from it and no build throws it away. */
const built = path.join(root, 'node_modules', '.cache', 'loopwise-bench');

export interface Outcome {
  readonly files?: number;
  readonly findings?: number;
  /** Milliseconds by stage, as the program itself counted them. */
  readonly stages: readonly { readonly name: string; readonly ms: number }[];
  /** Why the numbers are not to be trusted, in the program's own words. */
  readonly complaint?: string;
}

export interface Contestant {
  readonly name: string;
  readonly args: readonly string[];
  readonly options: RunOptions;
  /** Reads what the program printed. Throws when it cannot be made sense of. */
  readonly read: (run: Run) => Outcome;
  /** True for the native compiler or checker among its processes. */
  readonly isNative: (process: ProcessPeak) => boolean;
}

const deadlineMs = 10 * 60_000;

/** The contestants for a folder whose own files are `files`. */
export async function getContestants(folder: string, files: readonly string[], only: readonly string[]): Promise<readonly Contestant[]> {
  const all = [getLoopwise(folder), await getFloor(folder, files), getOxlint(folder), getTypescriptEslint(folder)];
  const chosen = only.length === 0 ? all : all.filter(({ name }) => only.some((part) => name.toLowerCase().includes(part.toLowerCase())));
  if (chosen.some(({ args }) => args[0]?.startsWith(installed) === true)) installPeers();
  return chosen;
}

function getLoopwise(folder: string): Contestant {
  return {
    name: 'Loopwise, cold check', args: [path.join(root, 'dist', 'cli.js'), 'check', '.', '--format', 'json', '--stats', '--fail-on', 'never'], options: { cwd: folder, deadlineMs },
    isNative: ({ name }) => name === 'tsc',
    read(run) {
      const report = JSON.parse(run.stdout) as { readonly files: number; readonly findings: readonly unknown[] };
      const stages = [...run.stderr.matchAll(/^(\S.*?)\s{2,}(\d+) ms/gm)].map(([, name = '', ms]) => ({ name, ms: Number(ms) }));
      return { files: report.files, findings: report.findings.length, stages };
    },
  };
}

async function getFloor(folder: string, files: readonly string[]): Promise<Contestant> {
  mkdirSync(built, { recursive: true });
  const program = path.join(built, 'floor.mjs');
  const list = path.join(built, 'files.txt');
  await build({
    absWorkingDir: root, entryPoints: ['scripts/bench/floor.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20.19', mainFields: ['module', 'main'], logLevel: 'warning',
    banner: { js: "import { createRequire as loopwiseCreateRequire } from 'node:module'; const require = loopwiseCreateRequire(import.meta.url);" },
  });
  writeFileSync(list, `${files.join('\n')}\n`);
  return {
    name: 'floor: open, fetch trees', args: [program, folder, list], options: { cwd: folder, deadlineMs }, isNative: ({ name }) => name === 'tsc',
    read(run) {
      const answer = JSON.parse(run.stdout) as { readonly files: number; readonly openMs: number; readonly treesMs: number };
      return { files: answer.files, stages: [{ name: 'open', ms: answer.openMs }, { name: 'trees', ms: answer.treesMs }] };
    },
  };
}

function getOxlint(folder: string): Contestant {
  return {
    name: 'oxlint --type-aware', args: [path.join(installed, 'oxlint', 'bin', 'oxlint'), '--type-aware', '-c', path.join(peers, 'oxlint.json'), '--format', 'json', '.'],
    options: { cwd: folder, deadlineMs, env: { OXLINT_TSGOLINT_PATH: path.join(installed, '.bin', 'tsgolint') } }, isNative: ({ name }) => name === 'tsgolint',
    read(run) {
      if (!run.stdout.trimStart().startsWith('{')) throw new Error(getFirstLine(run));
      const report = JSON.parse(run.stdout) as { readonly number_of_files: number; readonly diagnostics: readonly { readonly code?: string; readonly message: string; readonly help?: string }[] };
      const findings = report.diagnostics.filter(({ code }) => code?.includes('promises') === true);
      const other = report.diagnostics.find(({ code }) => code?.includes('promises') !== true);
      return {
        files: report.number_of_files, findings: findings.length, stages: [],
        ...(other === undefined ? {} : { complaint: `${report.diagnostics.length - findings.length} other messages, the first: ${other.message} ${other.help?.split('\n')[0] ?? ''}` }),
      };
    },
  };
}

function getTypescriptEslint(folder: string): Contestant {
  return {
    name: 'typescript-eslint',
    args: [path.join(installed, 'eslint', 'bin', 'eslint.js'), '-c', path.join(peers, 'eslint.config.mjs'), '--no-inline-config', '--no-error-on-unmatched-pattern', '--format', 'json', '.'],
    // Its own default heap is too small for large projects.
    options: { cwd: folder, deadlineMs, env: { NODE_OPTIONS: '--max-old-space-size=8192' } }, isNative: () => false,
    read(run) {
      if (!run.stdout.startsWith('[')) throw new Error(getFirstLine(run));
      const files = JSON.parse(run.stdout) as readonly { readonly filePath: string; readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[] }[];
      const messages = files.flatMap((file) => file.messages);
      const broken = messages.filter(({ ruleId }) => ruleId === null);
      return {
        files: files.length, findings: messages.length - broken.length, stages: [],
        ...(broken[0] === undefined ? {} : { complaint: `${broken.length} files not linted, the first: ${broken[0].message.split('\n')[0] ?? ''}` }),
      };
    },
  };
}

function getFirstLine(run: Run): string {
  const text = `${run.stderr}\n${run.stdout}`.split('\n').map((line) => line.trim()).find((line) => line !== '');
  return `it ended with code ${String(run.code)}: ${text ?? 'no output'}`;
}

/** Installs the peers from their own lock file, once per version of it. Throws with npm's words when that fails. */
function installPeers(): void {
  const hash = createHash('sha256').update(readFileSync(path.join(peers, 'package-lock.json'))).digest('hex');
  const stamp = path.join(installed, '.loopwise-bench');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  process.stderr.write('Installing the linters to compare with (once) …\n');
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: peers, encoding: 'utf8', shell: process.platform === 'win32' });
  if (run.status !== 0) throw new Error(`npm could not install the linters in test/bench/peers. Check the network, or leave them out with --only loopwise,floor.\n${run.stderr}`);
  writeFileSync(stamp, hash);
}
