/**
 * Runs one workload in one approach, once, in a process of its own, and tells its parent how long it took from a cold start: workers and
 * processes are started within the time, as the predictions count it. The same file is the worker and the child process.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { scrypt } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { makeObjects } from '../../../server/host/measure/payloads.ts';
import { readOwnTime, readThreadTimes, toCalmMs, type ThreadTime } from './coreWaits.ts';
import { benchWorkloads, type BenchWorkload } from './workloads.ts';

export interface Order { readonly approach: string; readonly workload: string; readonly workers: number; readonly batch: number; readonly inFlight: number }
/** `ms`: without waiting for cores that others used. */
export interface Outcome { readonly ms: number; readonly wallMs: number; readonly taskMs: number; readonly waitMs: number; readonly payloadKb: number }
interface Batch { readonly workload: string; readonly payloads: readonly unknown[] }
/** `time`: of a child process, as it last said; threads of this process are seen from here. */
interface Member { run(batch: Batch, transfer: readonly ArrayBuffer[]): Promise<unknown>; end(): unknown; time?: ThreadTime }

/** libuv's, unless the environment says otherwise. */
const poolThreads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
const hash = promisify(scrypt) as (password: string, salt: string, length: number) => Promise<Buffer>;
const waitFor = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
const findWorkload = (name: string): BenchWorkload => benchWorkloads.find((each) => each.name === name) ?? fail(`There is no workload "${name}".`);

function fail(message: string): never {
  throw new Error(message);
}

/** The data that all tasks read, where there are such. */
let data: Float64Array | undefined;

function compute(rounds: number): number {
  let value = 0x811c9dc5;
  for (let round = 0; round < rounds; round++) {
    value = Math.imul(value ^ (data === undefined ? round : data[(round * 17) % data.length] ?? 0), 0x01000193);
    value ^= value >>> 13;
  }
  return value;
}

async function runTask(workload: BenchWorkload): Promise<number> {
  if (workload.isPoolWork) return (await hash('password', 'salt', 64)).length;
  if (workload.waitMs > 0) await waitFor(workload.waitMs);
  return compute(workload.rounds);
}

function makePayload({ payload }: BenchWorkload): unknown {
  return payload.kind === 'none' ? 0 : payload.kind === 'objects' ? makeObjects(payload.count) : new Uint8Array(payload.kb * 1024);
}

async function runBounded<T>(items: readonly T[], limit: number, run: (item: T, lane: number) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  await Promise.all(Array.from({ length: limit }, async (_, lane) => { for (const item of queue) await run(item, lane); }));
}

async function startWorker(shared: Float64Array | undefined): Promise<Member> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { data: shared } });
  await once(worker, 'message');
  return {
    run: async (batch, transfer) => {
      const reply = once(worker, 'message');
      worker.postMessage(batch, transfer);
      await reply;
    },
    end: () => worker.terminate(),
  };
}

/** A data set reaches a child through its pipe, like everything. */
async function startChild(shared: Float64Array | undefined): Promise<Member> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['--member'], { serialization: 'advanced' });
  await once(child, 'message');
  const member: Member = { run: (batch) => ask(batch), end: () => child.kill('SIGKILL') };
  const ask = async (message: object): Promise<void> => {
    const reply = once(child, 'message');
    child.send(message);
    const [{ time }] = await reply as [{ time: ThreadTime }];
    member.time = time;
  };
  if (shared !== undefined) await ask({ data: shared });
  return member;
}

async function runPool(workload: BenchWorkload, order: Order, start: () => Promise<Member>, payloads: readonly unknown[], compete: (batches: readonly Batch[], members: readonly Member[]) => Promise<void>): Promise<void> {
  const members = await Promise.all(Array.from({ length: order.workers }, start));
  const batches = Array.from({ length: Math.ceil(payloads.length / order.batch) }, (_, index) => ({ workload: workload.name, payloads: payloads.slice(index * order.batch, (index + 1) * order.batch) }));
  await compete(batches, members);
  running = members;
}

/** Ended once their times are read. */
let running: readonly Member[] = [];

function getTransfer(payloads: readonly unknown[]): ArrayBuffer[] {
  return payloads.flatMap((payload) => (payload instanceof Uint8Array ? [payload.buffer as ArrayBuffer] : []));
}

/**
 * One task as somebody would measure it: many in a row where they are short, until the code is compiled; the last half counts. Timers are
 * left out, their time is known: to wake a core for one costs more than the computing after it, and tasks that run together share that.
 */
async function timeAlone(workload: BenchWorkload): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const [least, enoughMs, groupMs] = [4, 300, 5];
  const times: { ms: number; cpuMs: number }[] = [];
  // The threads of Node's pool take turns, and the first job of each is twice as slow: its memory is new.
  if (workload.isPoolWork) for (let job = 0; job < poolThreads; job++) await runTask(workload);
  const startedAt = performance.now();
  for (let group = 1; times.length < least || performance.now() - startedAt < enoughMs;) {
    const [at, own] = [performance.now(), readOwnTime()];
    for (let task = 0; task < group; task++) await runTask({ ...workload, waitMs: 0 });
    const now = readOwnTime();
    const wallMs = performance.now() - at;
    // Threads of the pool stand in each other's way; what is left of a wait for cores is theirs.
    const ms = workload.isPoolWork ? wallMs : wallMs - (now.delayMs - own.delayMs);
    times.push({ ms: ms / group, cpuMs: (now.cpuMs - own.cpuMs) / group });
    // Reading the clocks costs as much as a small task.
    if (ms < groupMs) group *= 2;
  }
  const warm = times.slice(Math.floor(times.length / 2));
  const of = (key: 'ms' | 'cpuMs'): number => warm.reduce((sum, time) => sum + time[key], 0) / warm.length;
  return { ms: of('ms'), cpuMs: of('cpuMs') };
}

async function run(order: Order): Promise<Outcome> {
  const workload = findWorkload(order.workload);
  const payloads = Array.from({ length: workload.tasks }, () => makePayload(workload));
  const first = payloads[0];
  const payloadKb = first instanceof Uint8Array ? first.byteLength / 1024 : JSON.stringify(first).length / 1024;
  if (workload.sharedKb !== undefined) {
    const bytes = workload.sharedKb * 1024;
    data = new Float64Array(order.approach === 'shared-memory-workers' ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)).fill(1);
  }
  const [shared] = [data];
  // The code is warm, as in a service; nothing else is.
  const one = await timeAlone(workload);
  const before = readThreadTimes();
  const at = performance.now();
  switch (order.approach) {
    case 'sequential': for (const payload of payloads) { void payload; await runTask(workload); } break;
    case 'async': await runBounded(payloads, order.inFlight, () => runTask(workload)); break;
    case 'processes': await runPool(workload, order, () => startChild(shared), payloads, (batches, members) => runBounded(batches, members.length, (batch, lane) => members[lane]!.run(batch, []))); break;
    case 'hybrid': {
      // The waiting stays here; only what computes is sent away. The pool starts meanwhile.
      const only: BenchWorkload = { ...workload, waitMs: 0 };
      const starting = Promise.all(Array.from({ length: order.workers }, () => startWorker(shared)));
      let turn = 0;
      const tails: Promise<unknown>[] = Array.from({ length: order.workers }, () => Promise.resolve());
      await runBounded(payloads, order.inFlight, async (payload) => {
        await waitFor(workload.waitMs);
        const members = await starting;
        const lane = turn++ % members.length;
        await (tails[lane] = tails[lane]!.then(() => members[lane]!.run({ workload: `compute ${only.rounds}`, payloads: [payload] }, [])));
      });
      running = await starting;
      break;
    }
    default: await runPool(workload, order, () => startWorker(shared), payloads, (batches, members) => runBounded(batches, members.length, (batch, lane) => members[lane]!.run(batch, getTransfer(batch.payloads))));
  }
  const wallMs = performance.now() - at;
  // Waits that overlap with other threads' are taken off twice; nothing is done before its timers are.
  const least = workload.waitMs * (order.approach === 'async' || order.approach === 'hybrid' ? Math.ceil(workload.tasks / order.inFlight) : order.approach === 'sequential' ? workload.tasks : workload.tasks / order.workers);
  const ms = workload.isPoolWork ? wallMs : Math.max(least, toCalmMs(wallMs, before, readThreadTimes(), running.flatMap((member) => (member.time === undefined ? [] : [member.time]))));
  for (const member of running) void member.end();
  const waitMs = workload.isPoolWork ? Math.max(0, one.ms - one.cpuMs) : workload.waitMs;
  // Where nothing counts processor time, what is left of the clock has to do.
  return { ms, wallMs, taskMs: Math.max(0.001, one.cpuMs > 0 ? one.cpuMs : one.ms - waitMs), waitMs, payloadKb };
}

/** The other side of a pool. */
async function answer(message: Batch & { readonly data?: Float64Array }): Promise<number> {
  if (message.data !== undefined) {
    ({ data } = message);
    return 0;
  }
  const only = /^compute (\d+)$/.exec(message.workload)?.[1];
  let sum = 0;
  for (const payload of message.payloads) {
    void payload;
    sum += only === undefined ? await runTask(findWorkload(message.workload)) : compute(Number(only));
  }
  return sum;
}

/** Whoever waits for an answer learns that there will be none. */
function end(error: unknown): void {
  console.error(error);
  process.exit(1);
}

if (!isMainThread) {
  ({ data } = workerData as { data: Float64Array | undefined });
  parentPort?.on('message', (message: Batch) => { answer(message).then((value) => { parentPort?.postMessage(value); }).catch(end); });
  parentPort?.postMessage(0);
} else if (process.argv.includes('--member')) {
  process.on('message', (message: Batch) => { answer(message).then((value) => process.send?.({ value, time: readOwnTime() })).catch(end); });
  process.on('disconnect', () => { process.exit(); });
  process.send?.(0);
} else {
  process.on('message', (order: Order) => { run(order).then((outcome) => process.send?.(outcome, undefined, undefined, () => { process.exit(); })).catch(end); });
  process.on('disconnect', () => { process.exit(); });
}
