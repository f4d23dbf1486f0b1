/**
 * Twelve workloads for `npm run bench:advisor`: what each task does, how many there are, and which approaches can run it at all. Together
 * each approach is the fastest of some, as far as two cores allow: child processes never are, because a worker does the same for less.
 */
import type { ApproachId } from '../../../server/advisor/advice.ts';
import type { AdviceInput } from '../../../server/advisor/input.ts';

export interface BenchWorkload {
  readonly name: string;
  readonly tasks: number;
  /** Rounds of computing in a task; about a microsecond for 100 of them. */
  readonly rounds: number;
  /** Waiting of a task, as a timer. */
  readonly waitMs: number;
  /** What a task is sent: small objects, bytes that can be moved, or nothing worth naming. */
  readonly payload: { readonly kind: 'none' } | { readonly kind: 'objects'; readonly count: number } | { readonly kind: 'bytes'; readonly kb: number };
  /** One array that all tasks read, in kB. */
  readonly sharedKb?: number;
  /** Work that Node itself does on its thread pool (`scrypt`), instead of computing. */
  readonly isPoolWork?: true;
  readonly isOrdered?: true;
  readonly approaches: readonly ApproachId[];
}

const cpu = ['sequential', 'worker-pool', 'processes'] as const satisfies readonly ApproachId[];
const waiting = ['sequential', 'async', 'worker-pool', 'hybrid'] as const satisfies readonly ApproachId[];
const none = { kind: 'none' } as const;

export const benchWorkloads: readonly BenchWorkload[] = [
  { name: 'two thousand tiny jobs', tasks: 2000, rounds: 500, waitMs: 0, payload: none, approaches: cpu },
  { name: 'one job of some milliseconds', tasks: 1, rounds: 4_000_000, waitMs: 0, payload: none, approaches: cpu },
  { name: 'steps that need each other', tasks: 20, rounds: 1_000_000, waitMs: 0, payload: none, isOrdered: true, approaches: cpu },
  { name: 'a short burst of computing', tasks: 4, rounds: 1_000_000, waitMs: 0, payload: none, approaches: cpu },
  { name: 'large objects, little to do with them', tasks: 40, rounds: 100_000, waitMs: 0, payload: { kind: 'objects', count: 4000 }, approaches: cpu },
  { name: 'requests that wait', tasks: 100, rounds: 1000, waitMs: 20, payload: none, approaches: waiting },
  { name: 'a few slow requests', tasks: 10, rounds: 1000, waitMs: 150, payload: none, approaches: waiting },
  { name: 'scrypt, which Node runs on its own threads', tasks: 12, rounds: 0, waitMs: 0, payload: none, isPoolWork: true, approaches: ['sequential', 'async', 'processes'] },
  { name: 'independent computing', tasks: 30, rounds: 10_000_000, waitMs: 0, payload: none, approaches: cpu },
  { name: 'bytes that can be moved', tasks: 24, rounds: 10_000_000, waitMs: 0, payload: { kind: 'bytes', kb: 2048 }, approaches: ['sequential', 'worker-pool'] },
  { name: 'one large array that all read', tasks: 24, rounds: 8_000_000, waitMs: 0, payload: none, sharedKb: 64 * 1024, approaches: [...cpu, 'shared-memory-workers'] },
  { name: 'answers that are computed on', tasks: 40, rounds: 8_000_000, waitMs: 50, payload: none, approaches: waiting },
];

/** What the advisor is told: `taskMs` and `waitMs` as one task alone has taken, sizes as they are. */
export function toInput(workload: BenchWorkload, measured: { readonly taskMs: number; readonly waitMs: number; readonly payloadKb: number }, cores: number): AdviceInput {
  return {
    workload: workload.waitMs > 0 || workload.isPoolWork ? measured.taskMs * 10 > measured.waitMs ? 'mixed' : 'io' : 'cpu', tasks: workload.tasks, taskMs: measured.taskMs, waitMs: measured.waitMs,
    payloadKb: workload.sharedKb ?? measured.payloadKb, resultKb: 0.01, cores, ...(workload.payload.kind === 'bytes' ? { transferable: true } : {}),
    ...(workload.isPoolWork ? { nativePool: true } : {}), ...(workload.sharedKb === undefined ? {} : { sharedState: true }), ...(workload.isOrdered ? { ordered: true } : {}),
  };
}
