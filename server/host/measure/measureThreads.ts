/**
 * What crossing threads costs: structured clones of three kinds of data, transfers, waking a thread, and how much the cores do
 * together.
 */
import os from 'node:os';
import { MessageChannel, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { startBudget } from './budget.ts';
import { askWorker, startWorker } from './echoes.ts';
import { compute, referenceMs, referenceRounds } from './compute.ts';
import { getBestTenth } from '../../advisor/statistics.ts';
import type { EchoTask } from './messages.ts';
import { makeBytes, makeObjects, makeText } from './payloads.ts';
import type { Samples } from './profileFromSamples.ts';
import { startWatch } from './stopwatch.ts';

const warmUps = 300;
const hops = 1500;
const copies = 25;
const wakes = 400;
const coreRounds = 9;
/** More workers than this take long to start and say nothing new about the machine. */
const mostCores = 16;
const scannedBytes = 32 * 2 ** 20;

/** Copies go to a real worker: what it reads becomes garbage there, as in a pool. */
export async function measureMessages(): Promise<Samples> {
  const worker = await startWorker();
  const warmHopMs = [];
  for (let round = -warmUps; round < hops; round++) {
    const at = performance.now();
    await askWorker(worker, { kind: 'reply' });
    if (round >= 0) warmHopMs.push(performance.now() - at);
  }
  const hopMs = getBestTenth(warmHopMs, 'low') ?? 0;
  const objects = makeObjects();
  const nested = await measureCopies(worker, objects, JSON.stringify(objects).length / 1024, hopMs);
  const text = await measureCopies(worker, makeText(1024), 1024, hopMs);
  const flat = await measureCopies(worker, makeBytes(4096), 4096, hopMs);
  await worker.terminate();
  return {
    warmHopMs, cloneNestedSendMsPerKb: nested.send, cloneNestedReceiveMsPerKb: nested.receive, cloneTextSendMsPerKb: text.send, cloneTextReceiveMsPerKb: text.receive,
    cloneFlatSendMsPerKb: flat.send, cloneFlatReceiveMsPerKb: flat.receive, transferMs: measureTransfers(), atomicsWakeMs: await measureWakes(),
  };
}

async function measureCopies(worker: Worker, payload: unknown, kb: number, hopMs: number): Promise<{ send: number[]; receive: number[] }> {
  const hasTime = startBudget(900);
  const send: number[] = [];
  const receive: number[] = [];
  for (let round = -3; round < copies && hasTime(round); round++) {
    const getWhole = startWatch();
    const reply = askWorker(worker, { kind: 'reply', payload });
    const sent = getWhole();
    await reply;
    const whole = getWhole();
    if (round < 0) continue;
    send.push(sent / kb);
    receive.push(Math.max(0, whole - sent - hopMs) / kb);
  }
  return { send, receive };
}

/** Both ends in this thread: nothing is copied, so no other thread's turn belongs to the time. */
function measureTransfers(): number[] {
  const { port1, port2 } = new MessageChannel();
  const samples: number[] = [];
  for (let round = 0; round < copies; round++) {
    const buffer = new ArrayBuffer(16 * 2 ** 20);
    const at = performance.now();
    port1.postMessage(buffer, [buffer]);
    receiveMessageOnPort(port2);
    samples.push(performance.now() - at);
  }
  port1.close();
  return samples;
}

/** Ping-pong between two threads that both block: half a round is one wake. */
async function measureWakes(): Promise<number[]> {
  const worker = await startWorker();
  const shared = new SharedArrayBuffer(8);
  const slots = new Int32Array(shared);
  const reply = askWorker(worker, { kind: 'wake', shared, rounds: wakes });
  const samples: number[] = [];
  for (let round = 1; round <= wakes; round++) {
    const at = performance.now();
    Atomics.store(slots, 0, round);
    Atomics.notify(slots, 0);
    // A worker that died would leave us here for ever.
    if (Atomics.wait(slots, 1, round - 1, 2000) === 'timed-out') throw new Error('A worker did not wake up within 2 s.');
    samples.push((performance.now() - at) / 2);
  }
  await reply;
  await worker.terminate();
  // The first rounds wait for the worker to get there at all.
  return samples.slice(20);
}

/** One core's speed, and what all of them do at once over what one does. */
export async function measureCores(): Promise<Samples> {
  const cores = Math.min(os.availableParallelism(), mostCores);
  const workers: Worker[] = [];
  for (let core = 0; core < cores; core++) workers.push(await startWorker());
  const shared = new SharedArrayBuffer(scannedBytes);
  new Float64Array(shared).fill(1.5);
  const tasks: Readonly<Record<'compute' | 'scan', EchoTask>> = { compute: { kind: 'compute', rounds: referenceRounds }, scan: { kind: 'scan', shared, rounds: 2 } };
  const runs = { compute: { alone: new Runs(), together: new Runs() }, scan: { alone: new Runs(), together: new Runs() } };
  const time = async (task: EchoTask, count: number): Promise<Run> => {
    const usage = process.cpuUsage();
    const at = performance.now();
    await Promise.all(workers.slice(0, count).map((worker) => askWorker(worker, task)));
    const wallMs = performance.now() - at;
    const { user, system } = process.cpuUsage(usage);
    return { wallMs, cpuMs: (user + system) / 1000 / count };
  };
  for (const task of Object.values(tasks)) await time(task, cores);
  const cpuScore: number[] = [];
  const hasTime = startBudget(2500);
  // Alone and together in turns: a machine that is busy for a while is busy for both.
  for (let round = 0; round < coreRounds && hasTime(round); round++) {
    for (const kind of ['compute', 'scan'] as const) {
      runs[kind].alone.add(await time(tasks[kind], 1));
      runs[kind].together.add(await time(tasks[kind], cores));
    }
    const getTime = startWatch();
    compute(referenceRounds);
    cpuScore.push(referenceMs / getTime());
  }
  for (const worker of workers) await worker.terminate();
  const [parallelSpeedup, memoryParallelSpeedup] = [[getSpeedup(runs.compute, cores)], [getSpeedup(runs.scan, cores)]];
  return { parallelSpeedup, memoryParallelSpeedup, cpuScore };
}

interface Run { readonly wallMs: number; readonly cpuMs: number }

class Runs {
  readonly wallMs: number[] = [];
  readonly cpuMs: number[] = [];

  add(run: Run): void {
    this.wallMs.push(run.wallMs);
    this.cpuMs.push(run.cpuMs);
  }
}

/**
 * By the clock, workers that others keep from their cores look as if they gained nothing; by processor time, cores that share hardware
 * show as slower threads and others' load does not show at all. The larger of the two is what the machine can do.
 */
function getSpeedup({ alone, together }: { readonly alone: Runs; readonly together: Runs }, cores: number): number {
  const of = (key: 'wallMs' | 'cpuMs'): number => cores * (getBestTenth(alone[key], 'low') ?? 0) / (getBestTenth(together[key], 'low') ?? 1);
  return Math.min(cores, Math.max(of('wallMs'), of('cpuMs')));
}
