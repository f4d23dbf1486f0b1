/**
 * What has to be added so that the approach holds on a bad day, as data: each safeguard with the workloads that need it. The numbers in the
 * texts are starting points from the workload, to be tuned.
 */
import { toAmount, toNumber, toTime } from './amounts.ts';
import { nativePoolThreads } from './predict.ts';
import { getBound, type Situation } from './situation.ts';

interface Safeguard { readonly when: (s: Situation) => boolean; readonly text: (s: Situation) => string }

const hasWorkers = (s: Situation): boolean => ['worker-pool', 'shared-memory-workers', 'hybrid', 'processes'].includes(s.candidate);
/** Servers that share a socket take no tasks from anybody. */
const isCluster = (s: Situation): boolean => s.candidate === 'processes' && !s.load.isolation;
const isMultiPart = (s: Situation): boolean => hasWorkers(s) || s.candidate === 'distributed';
const waits = (s: Situation): boolean => s.load.waitMs > 0 && s.kind !== 'cpu';
const parts = (s: Situation): string => (s.candidate === 'processes' ? 'child process' : s.candidate === 'distributed' ? 'consumer' : 'worker');
const workers = (s: Situation): number => s.predictions[s.candidate].workers;

const safeguards: readonly Safeguard[] = [
  { when: (s) => s.candidate === 'sequential' && s.load.tasks > 1 && s.cpuMs > 10 && s.load.latencyMs !== undefined, text: (s) => `Let the loop breathe: after every few milliseconds of work ${s.isBrowser ? '`await scheduler.yield()`, or a timeout where a browser lacks it' : '`await setImmediate()` from node:timers/promises'}.` },
  { when: (s) => s.candidate === 'sequential', text: () => 'Optimise first: fewer passes, a better structure, a cache. Measure, and keep that number as the baseline that anything else must beat.' },
  { when: (s) => s.candidate === 'async' || s.candidate === 'hybrid', text: (s) => `Bound: at most ${getBound(s.load)} in flight (p-limit, or the limit of the other side if it is lower).` },
  { when: (s) => s.load.nativePool && s.candidate !== 'sequential', text: (s) => `Node's own pool has ${nativePoolThreads} threads for the whole process, workers included, and file and DNS look-ups use them too: ${s.load.cores > nativePoolThreads ? `\`UV_THREADPOOL_SIZE=${s.load.cores}\`, set before the process starts, uses the ${s.load.cores} cores; ` : ''}a bound below it leaves them a place.` },
  { when: (s) => s.isBrowser && waits(s), text: () => 'A browser opens about six connections per host with HTTP/1.1: more requests than that wait in its queue.' },
  { when: waits, text: (s) => `Deadline on every wait: \`AbortSignal.timeout(${Math.max(1000, Math.ceil((s.load.waitMs * 5) / 1000) * 1000)})\`, passed on to everything below.` },
  { when: (s) => waits(s) && s.candidate !== 'sequential', text: () => 'Circuit breaker and retries with growing, random pauses: a peer that is down is not asked again by every task.' },
  { when: (s) => s.candidate === 'async' && s.load.sharedState, text: () => 'State belongs to this thread: read and write it without an await in between, or put a mutex (async-mutex) around the change.' },
  { when: (s) => s.candidate === 'async' && s.load.payloadKb > 1024, text: () => 'Stream large bodies (`pipeline` of node:stream/promises): memory then holds chunks instead of whole payloads.' },
  { when: (s) => hasWorkers(s) && s.candidate !== 'processes', text: (s) => `Pool: ${toAmount(Math.max(1, workers(s)), 'worker')} kept alive, started before the first task${s.load.startupMs > 0 ? ` (each pays ${toTime(s.load.startupMs)} of initialisation once)` : ''}, never one per task.` },
  { when: (s) => isCluster(s), text: (s) => `One server per core (${s.load.cores}), by cluster or the process manager; sessions and counters in a store, not in memory.` },
  { when: (s) => s.candidate === 'processes' && s.load.isolation, text: () => 'Child processes with their own limits: `--max-old-space-size`, a time limit per task with SIGKILL at its end, no environment, no file or network rights (`--permission`, a container or a user of their own).' },
  { when: (s) => hasWorkers(s) && !isCluster(s), text: (s) => (s.isBrowser ? 'Bounded queue in front: where a newer input makes an older one pointless, only the newest waits.' : `Bounded queue in front: ${toNumber(Math.max(2, workers(s)) * 4)} waiting tasks, then ${s.isService ? 'refuse' : 'wait'}.`) },
  { when: (s) => isMultiPart(s) && !isCluster(s), text: () => 'Typed messages with a version, checked at the boundary on both sides (zod); an unknown message is an error, not a guess.' },
  { when: isCluster, text: () => 'Supervision: the primary starts another server when one exits, slower after each failure; a health check asks each one every few seconds.' },
  { when: (s) => isMultiPart(s) && !isCluster(s), text: (s) => `Supervision: \`error\` and \`exit\` of every ${parts(s)} reject its tasks and start another, slower after each failure; a health check asks each one every few seconds.` },
  { when: (s) => hasWorkers(s) && !isCluster(s), text: (s) => `Time limit per task: a ${parts(s)} that exceeds it is ended and replaced, because it cannot be interrupted.` },
  { when: (s) => isMultiPart(s) && !waits(s) && !s.isBrowser, text: () => 'Circuit breaker: after several failures in a row refuse for a while instead of starting more of what fails.' },
  { when: (s) => s.candidate !== 'sequential', text: (s) => (s.isBrowser ? 'End with the page or component: abort what is in flight, terminate workers, and take no answer that comes later.' : 'Graceful shutdown: take nothing new, finish what is under way within a limit, then close pools, sockets and queues in that order.') },
  { when: (s) => s.candidate === 'shared-memory-workers', text: () => 'One layout of the shared memory, in one module; every cell has one writer per phase, `Atomics.store`/`load` for what others read, `Atomics.wait` always with a timeout.' },
  { when: (s) => s.candidate === 'shared-memory-workers' && s.isBrowser, text: () => 'The page must be cross-origin isolated (`Cross-Origin-Opener-Policy: same-origin`, `Cross-Origin-Embedder-Policy: require-corp`); without it fall back to transferred buffers.' },
  { when: (s) => (s.candidate === 'worker-pool' || s.candidate === 'hybrid') && s.load.transferable, text: () => 'Transfer list on every message; after it the sender\'s buffer is empty, so nobody may keep using it.' },
  { when: (s) => s.candidate === 'worker-pool' && s.isBrowser && s.load.isolation, text: () => 'Untrusted code in a sandboxed frame without `allow-same-origin`, its worker ended when it does not answer.' },
  { when: (s) => s.candidate === 'distributed', text: () => 'Idempotent consumers with a key per job: every job runs at least once, some twice. Failed ones end in a dead-letter queue that somebody looks at.' },
  { when: (s) => s.candidate === 'distributed', text: () => 'Accept a job only after the store has it; alarms on the length and age of the queue.' },
  { when: (s) => s.candidate === 'distributed' && s.load.isolation, text: () => 'Consumers of untrusted code run in containers of their own, without rights to the store of others.' },
  { when: (s) => s.load.memoryMb !== undefined, text: (s) => `Memory: about ${toNumber(s.predictions[s.candidate].memoryMb)} of ${toNumber(s.load.memoryMb ?? 0)} MB; ${hasWorkers(s) && s.candidate !== 'processes' ? '\`resourceLimits\` per worker' : '\`--max-old-space-size\`'}, and a bound that fits.` },
  { when: (s) => s.isService || s.load.latencyMs !== undefined, text: (s) => (s.isBrowser ? 'Watch the page in use: a PerformanceObserver for `longtask` and `event` says when the budget is missed.' : 'Watch the loop in production: `monitorEventLoopDelay`, alarm on p99.') },
];

export function collectSafeguards(s: Situation): readonly string[] {
  return safeguards.filter(({ when }) => when(s)).map(({ text }) => text(s));
}
