/**
 * The code of every migration: it compiles beside the function it is about, with the libraries it names, and what Node can run gives the
 * results of the function itself.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { advise } from '../../server/advisor/advise.ts';
import { approachIds, type ApproachId } from '../../server/advisor/advice.ts';
import type { AdviceInput } from '../../server/advisor/input.ts';
import type { Subject } from '../../server/advisor/migration/subject.ts';
import { repository } from '../support/project.ts';
import { listTypeErrors } from '../support/typeErrors.ts';
import { notMeasured } from './machines.ts';

/** Workloads whose answer is that approach, each for another variant of its code. */
const workloads: Readonly<Record<ApproachId, readonly AdviceInput[]>> = {
  'sequential': [{ workload: 'cpu', tasks: 1, taskMs: 20 }, { workload: 'cpu', tasks: 600, taskMs: 1.5, ordered: true, latencyMs: 16 }, { workload: 'cpu', platform: 'browser', tasks: 300, taskMs: 1, ordered: true }, { workload: 'cpu', tasks: 20, taskMs: 2, latencyMs: 100 }],
  'async': [{ workload: 'io', tasks: 1000, waitMs: 400, taskMs: 1 }, { workload: 'io', ratePerSecond: 200, waitMs: 30, taskMs: 1 }, { workload: 'io', platform: 'browser', tasks: 30, waitMs: 90 }],
  'worker-pool': [{ workload: 'cpu', tasks: 200, taskMs: 50, cores: 2 }, { workload: 'cpu', tasks: 20_000, taskMs: 0.5, cores: 2 }, { workload: 'cpu', tasks: 200, taskMs: 50, payloadKb: 2000, transferable: true, memoryMb: 500, cores: 2 }, { workload: 'cpu', ratePerSecond: 20, taskMs: 60, cores: 2 }, { workload: 'cpu', platform: 'browser', tasks: 8, taskMs: 90 }],
  'shared-memory-workers': [{ workload: 'cpu', tasks: 200, taskMs: 50, sharedState: true, payloadKb: 50_000, cores: 2 }, { workload: 'cpu', platform: 'browser', tasks: 8, taskMs: 60, sharedState: true, latencyMs: 16 }],
  'processes': [{ workload: 'cpu', tasks: 20, taskMs: 50, isolation: true, cores: 2 }, { workload: 'cpu', ratePerSecond: 50, taskMs: 5, isolation: true }, { workload: 'io', ratePerSecond: 10_000, taskMs: 0.4, waitMs: 20, cores: 8 }],
  'hybrid': [{ workload: 'mixed', tasks: 500, taskMs: 120, waitMs: 600, cores: 2 }, { workload: 'mixed', ratePerSecond: 8, taskMs: 150, waitMs: 80 }, { workload: 'mixed', platform: 'browser', tasks: 40, taskMs: 30, waitMs: 120, latencyMs: 16 }],
  'distributed': [{ workload: 'io', tasks: 500, waitMs: 150, durable: true }, { workload: 'cpu', tasks: 10, taskMs: 20, durable: true, isolation: true }],
};

const plain: Subject = { name: 'total', module: './report.js', parameters: ['values', 'factor'], isAsync: false, isExported: true, captured: [] };
const subjects: readonly { readonly subject: Subject | undefined; readonly own: readonly [string, string] }[] = [
  { subject: undefined, own: ['task.ts', 'export const task = (input: number) => input * 2;\n'] },
  { subject: plain, own: ['report.ts', 'export function total(values: Float64Array, factor = 2): number { return values.reduce((sum, each) => sum + each, 0) * factor; }\n'] },
  { subject: { ...plain, name: 'now', parameters: [] }, own: ['report.ts', 'export const now = (): number => 1;\n'] },
  { subject: { ...plain, name: 'start' }, own: ['report.ts', 'export function start(values: number[], factor = 2): number { return values.length * factor; }\n'] },
  { subject: { ...plain, name: 'load', parameters: ['id', 'options'], isAsync: true }, own: ['report.ts', 'export async function load(id: string, options: { deep: boolean }): Promise<{ id: string } | undefined> { return options.deep ? { id } : undefined; }\n'] },
];

/** What the advice tells a person to write, and the one library that is not installed here, as far as it is used (bullmq 6). */
const given = (name: string): ReadonlyMap<string, string> => {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return new Map([
    ['server.ts', 'export {};\n'], [`fetch${title}.ts`, `export const fetch${title} = async (id: number): Promise<number[]> => [id];\n`], [`compute${title}.ts`, `export const compute${title} = (values: readonly number[]): number => values.length;\n`],
    ['bullmq.d.ts', `declare module 'bullmq' {
  interface At { connection: { url: string }; concurrency?: number }
  export class Queue<Data> { constructor(name: string, at: At); add(name: string, data: Data, options?: { jobId?: string; attempts?: number; backoff?: { type: string; delay: number } }): Promise<unknown> }
  export class Worker { constructor(name: string, work: (job: { data: unknown }) => Promise<unknown>, at: At); close(): Promise<void> }
}\n`.replace('declare module', '// A module of ambient declarations must not export anything itself.\ndeclare module')],
  ]);
};

/** The files of a migration, by name. */
function toFiles(input: AdviceInput, from: ApproachId, subject: Subject | undefined): ReadonlyMap<string, string> {
  const { migration } = advise(input, notMeasured, { from, ...(subject ? { subject } : {}) });
  return new Map(migration.steps.flatMap(({ code }) => {
    if (code === undefined) return [];
    const name = /^\/\/ ([\w.$-]+\.ts)\b/.exec(code)?.[1];
    if (name === undefined) throw new Error(`This code names no file:\n${code}`);
    return [[name, code] as const];
  }));
}

test('every text compiles, for every pair of approaches, with a function and without', async () => {
  const groups = new Map<string, { readonly label: string; readonly files: ReadonlyMap<string, string> }>();
  const reached = new Set<string>();
  for (const to of approachIds) {
    for (const input of workloads[to]) {
      expect([input, advise(input, notMeasured).approach]).toEqual([input, to]);
      for (const from of approachIds) {
        for (const { subject, own } of subjects) {
          const files = toFiles(input, from, subject);
          if (files.size > 0) reached.add(to);
          const label = `${from} to ${to} ${JSON.stringify(input)} ${subject?.name ?? 'without a function'}`;
          groups.set(JSON.stringify([...files, own]), { label, files: new Map([...given('task'), ...given(subject?.name ?? 'task'), own, ...files]) });
        }
      }
    }
  }
  expect([...reached].sort()).toEqual([...approachIds].sort());
  const list = [...groups.values()];
  const errors = await listTypeErrors(list.map(({ files }) => files));
  expect(list.flatMap(({ label }, i) => (errors[i] ?? []).map((error) => `${label}: ${error}`))).toEqual([]);
}, 120_000);

describe('what Node can run', () => {
  const numbers = Array.from({ length: 40 }, (_, i) => i);
  const doubled = numbers.map((each) => each * 2);
  const inputs = 'inputs.map((each) => [each])';
  /** A program over the files of a migration, and what it writes. */
  test.each<[ApproachId, number, string]>([
    ['sequential', 3, `const { taskInTurns } = await import('./task.turns.mjs'); print(await taskInTurns(${inputs}));`],
    ['async', 0, `const { taskAll } = await import('./task.bounded.mjs'); print(await taskAll(${inputs}));`],
    ['worker-pool', 0, `const { taskAll } = await import('./task.pool.mjs'); const { withPool } = await import('./task.closing.mjs'); print(await withPool(() => taskAll(${inputs})));`],
    ['worker-pool', 1, `const { taskAll } = await import('./task.pool.mjs'); const { withPool } = await import('./task.closing.mjs'); print(await withPool(() => taskAll(${inputs})));`],
    ['worker-pool', 2, `const { taskAll } = await import('./task.pool.mjs'); const { withPool } = await import('./task.closing.mjs'); print(await withPool(() => taskAll(${inputs})));`],
    ['shared-memory-workers', 0, "const { taskShared } = await import('./task.shared.mjs'); print([...await taskShared(inputs)]);"],
    ['processes', 0, "const { runTask } = await import('./task.children.mjs'); const { withPool } = await import('./task.closing.mjs'); print(await withPool(() => Promise.all(inputs.map((each) => runTask([each])))));"],
    ['hybrid', 0, `const { taskInStages } = await import('./task.stages.mjs'); const { withPool } = await import('./computeTask.closing.mjs'); print(await withPool(() => taskInStages(${inputs})));`],
  ])('%s, workload %i', (to, index, program) => {
    const input = workloads[to][index];
    if (input === undefined) throw new Error(`There is no workload ${index}.`);
    const files = new Map([...toFiles(input, 'sequential', undefined), ['task.ts', 'export const task = (input: number) => input * 2;'], ['fetchTask.ts', 'export const fetchTask = async (id: number) => [id];'], ['computeTask.ts', 'export const computeTask = ([id = 0]: number[]) => id * 2;']]);
    // Below the repository, where its packages are found.
    const parent = path.join(repository, 'node_modules/.cache');
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(path.join(parent, 'loopwise-migration-'));
    try {
      for (const [name, text] of files) writeFileSync(path.join(folder, name.replace(/ts$/, 'mjs')), transformSync(text, { loader: 'ts' }).code.replaceAll(/(\.\/[\w.$-]+)\.js\b/g, '$1.mjs'));
      writeFileSync(path.join(folder, 'main.mjs'), `const inputs = ${JSON.stringify(numbers)};\nconst print = (value) => process.stdout.write(JSON.stringify(value));\n${program}\n`);
      const { status, stdout, stderr } = spawnSync(process.execPath, ['main.mjs'], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
      expect([status, stdout === '' ? stderr : JSON.parse(stdout)]).toEqual([0, doubled]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 90_000);
});
