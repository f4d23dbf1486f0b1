/**
 * Compares ways to run many `sumOf` tasks (orders.ts). Written by `loopwise bench new`; change it as you like.
 * Run it with `loopwise bench run sumOf.bench.mts`, which adds the verdict and a chart, or by itself: node sumOf.bench.mts
 * It measures with a few lines of its own, because this project has no tinybench of version 6 or newer.
 * Left out: async, because sumOf is synchronous: several in flight on one thread still run one after the other.
 * Left out: hybrid, because sumOf waits for nothing.
 */
import { fork } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import * as target from './orders.ts';

const task = target.sumOf;
type Input = Parameters<typeof task>;

/**
 * PUT REAL INPUTS HERE. The arguments of one call: `size` grows in the sweep, `index` counts the tasks of a burst.
 * These follow the types; real data have other lengths and repetitions.
 */
function makeInput(size: number, index: number): Input {
  void index;
  return [Float64Array.from({ length: size }, (_, i) => i % 251), Uint8Array.from({ length: size }, (_, i) => i % 251)];
}

const settings = {
  /** Numbers of tasks and sizes to measure, the last is the one judged; [] times one call first and chooses. */
  tasks: [] as number[],
  sizes: [] as number[],
  /** Numbers of workers or processes; [] goes from 1 to the cores. */
  workers: [] as number[],
  /** Timed bursts of each kind, after the warm-up. */
  samples: 6,
  /** Tasks in flight where tasks wait. */
  inFlight: 16,
  /** Tasks sent in one message; more saves hops when tasks are tiny. */
  batch: 1,
  /** It stops by itself after this. */
  deadlineMs: 120_000,
};

// ---- The approaches: each runs all inputs once and resolves when the last is done. ----

interface Crew { run(inputs: readonly Input[]): Promise<unknown>; members: readonly Member[] }
interface Member { run(batch: readonly Input[]): Promise<void>; end(): unknown; usage: Usage }
interface Usage { cpuMs: number; memoryMb: number }

const approaches: Record<string, (workers: number) => Promise<Crew>> = {
  /** One after the other in this thread: what all else must beat. */
  sequential: async () => ({ members: [], run: async (inputs) => { for (const input of inputs) task(...input); } }),
  /** Threads that are warm; inputs and results are copied. */
  'worker-pool': (workers) => openPool(workers, startWorker, 1),
  /** Threads that see the same bytes: nothing large is copied. */
  'shared-memory-workers': async (workers) => {
    const pool = await openPool(workers, startWorker, 1);
    return { ...pool, run: (inputs) => pool.run(inputs.map(share)) };
  },
  /** Child processes: a crash stays in one; everything is written to a pipe and read again. */
  processes: (workers) => openPool(workers, startProcess, 1),
};

/** Never more than `limit` at once; each lane takes the next item when it is done with one. */
async function runBounded<T>(items: readonly T[], limit: number, run: (item: T, lane: number) => unknown): Promise<void> {
  const queue = items.values();
  await Promise.all(Array.from({ length: limit }, async (_, lane) => { for (const item of queue) await run(item, lane); }));
}

interface Endpoint { send(message: object): void; end(): unknown; on(event: string, listener: (value: Reply) => void): unknown }
interface Reply { id: number; error?: string; usage: Usage }

/** `each`: batches in flight at one member. Batches wait here, not in a queue nobody sees. */
async function openPool(workers: number, start: () => Promise<Member>, each: number): Promise<Crew> {
  const members = await Promise.all(Array.from({ length: workers }, start));
  return {
    members,
    run: (inputs) => {
      const batches = Array.from({ length: Math.ceil(inputs.length / settings.batch) }, (_, index) => inputs.slice(index * settings.batch, (index + 1) * settings.batch));
      return runBounded(batches, workers * each, (batch, lane) => members[lane % workers]!.run(batch));
    },
  };
}

/** Where tsx runs this file. Older versions of Node do not hand it on to threads, so they register it first. */
const tsx = process.execArgv.map((each) => (each === 'tsx' ? import.meta.resolve('tsx') : each)).find((each) => each.endsWith('/tsx/dist/loader.mjs'));

async function startWorker(): Promise<Member> {
  const start = tsx === undefined ? new URL(import.meta.url)
    : `import(${JSON.stringify(new URL('esm/api/index.mjs', tsx).href)}).then((api) => { api.register(); return import(${JSON.stringify(import.meta.url)}); })`;
  const worker = new Worker(start, { eval: tsx !== undefined, argv: ['--member'] });
  return toMember({ send: (message) => worker.postMessage(message), end: () => worker.terminate(), on: (event, listener) => worker.on(event, listener) });
}

async function startProcess(): Promise<Member> {
  // The advanced serialization carries what a worker's messages carry: maps, dates, bytes.
  const child = fork(fileURLToPath(import.meta.url), ['--member'], { serialization: 'advanced' });
  return toMember({ send: (message) => { child.send(message); }, end: () => child.kill('SIGKILL'), on: (event, listener) => child.on(event, listener) });
}

/** Resolves once the other side has said that it is there. A member that dies fails what it was asked. */
function toMember(endpoint: Endpoint): Promise<Member> {
  const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  let lastId = 0;
  return new Promise((resolve, reject) => {
    const fail = (reason: unknown) => {
      const error = new Error(`A worker or process ended: ${String(reason)}`);
      reject(error);
      for (const each of waiting.values()) each.reject(error);
      waiting.clear();
    };
    const member: Member = {
      usage: { cpuMs: 0, memoryMb: 0 }, end: endpoint.end,
      run: (batch) => new Promise((done, failed) => {
        waiting.set(++lastId, { resolve: done, reject: failed });
        endpoint.send({ id: lastId, batch });
      }),
    };
    endpoint.on('error', fail);
    endpoint.on('exit', fail);
    endpoint.on('message', ({ id, error, usage }) => {
      member.usage = usage;
      if (id === 0) resolve(member);
      else if (error === undefined) waiting.get(id)?.resolve();
      else waiting.get(id)?.reject(new Error(error));
      waiting.delete(id);
    });
  });
}

/** The other side: runs what it is sent. */
function serve(port: { on(event: 'message', listener: (order: { id: number; batch: Input[] }) => void): unknown }, reply: (message: object) => void, isOwnProcess: boolean) {
  const getUsage = () => (isOwnProcess ? getOwnUsage() : { cpuMs: 0, memoryMb: 0 });
  port.on('message', async ({ id, batch }) => {
    try {
      const outputs: unknown[] = [];
      for (const input of batch) outputs.push(await task(...input));
      reply({ id, outputs, usage: getUsage() });
    } catch (error) {
      reply({ id, error: String(error), usage: getUsage() });
    }
  });
  reply({ id: 0, usage: getUsage() });
}

/** The same arguments with their bytes in shared memory. It stands for data that live there from the start, so only the first time is paid. */
const shared = new WeakMap<Input, Input>();
function share(input: Input): Input {
  let twin = shared.get(input);
  if (twin === undefined) {
    twin = input.map((value: unknown) => {
      if (!ArrayBuffer.isView(value) || value instanceof DataView) return value;
      const bytes = value as Uint8Array;
      // A Buffer's own memory is never shared.
      const Bytes = (bytes instanceof Uint8Array ? Uint8Array : value.constructor) as Uint8ArrayConstructor;
      const copy = new Bytes(new SharedArrayBuffer(bytes.byteLength));
      copy.set(bytes);
      return copy;
    }) as unknown as Input;
    shared.set(input, twin);
  }
  return twin;
}

// ---- Measuring: nothing to change below. ----

type Order = { kind: 'probe'; size: number } | { kind: 'measure'; tasks: number; size: number; workers: number; samples: number; warmUps: number };
type Cell = { approach: string; sweep: string; tasks: number; size: number; workers: number; samplesMs: number[]; cpuMs: number; peakMemoryMb: number; loopDelayP99Ms: number };
type Measured = Pick<Cell, 'samplesMs' | 'cpuMs' | 'peakMemoryMb' | 'loopDelayP99Ms'>;

function getOwnUsage(): { cpuMs: number; memoryMb: number } {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, memoryMb: process.memoryUsage.rss() / 2 ** 20 };
}

/** Milliseconds of `count` bursts. (`npm install --save-dev tinybench`, then `bench new` again, has tinybench take the samples.) */
async function sample(run: () => Promise<unknown>, count: number, warmUps: number, before: () => void, after: () => Promise<void>): Promise<number[]> {
  const samples: number[] = [];
  for (let round = -warmUps; round < count; round++) {
    if (round >= 0) before();
    const at = performance.now();
    await run();
    const ms = performance.now() - at;
    if (round < 0) continue;
    samples.push(ms);
    await after();
  }
  return samples;
}

/** Runs in the process of one approach and answers the orders it gets. */
function measureApproach(name: string) {
  const crews = new Map<number, Promise<{ run(inputs: readonly Input[]): Promise<unknown>; members: readonly { usage: { cpuMs: number; memoryMb: number } }[] }>>();
  const openCrew = (workers: number) => {
    const crew = crews.get(workers) ?? approaches[name]!(workers);
    crews.set(workers, crew);
    return crew;
  };
  const answer = async (order: Order): Promise<number | Measured> => {
    if (order.kind === 'probe') {
      // The first calls compile and others use the machine too: the fastest of several says what a call takes.
      const input = makeInput(order.size, 0);
      const startedAt = performance.now();
      let best = Infinity;
      for (let call = 0; call < 2 || (call < 50 && performance.now() - startedAt < 100); call++) {
        const at = performance.now();
        await task(...input);
        best = Math.min(best, performance.now() - at);
      }
      return best;
    }
    const { run, members } = await openCrew(order.workers);
    const inputs = Array.from({ length: order.tasks }, (_, index) => makeInput(order.size, index));
    const getUsage = () => [getOwnUsage(), ...members.map((member) => member.usage)].reduce((sum, each) => ({ cpuMs: sum.cpuMs + each.cpuMs, memoryMb: sum.memoryMb + each.memoryMb }));
    const resolution = 1;
    const delay = monitorEventLoopDelay({ resolution });
    let [cpuMs, peakMemoryMb, cpuBefore] = [0, 0, 0];
    const look = () => { peakMemoryMb = Math.max(peakMemoryMb, getUsage().memoryMb); };
    const looking = setInterval(look, 10);
    const samplesMs = await sample(() => run(inputs), order.samples, order.warmUps, () => {
      cpuBefore = getUsage().cpuMs;
      delay.enable();
    }, async () => {
      cpuMs += getUsage().cpuMs - cpuBefore;
      look();
      // A block is only seen by the timer that comes after it.
      await new Promise((resolve) => setTimeout(resolve, 5 * resolution));
      delay.disable();
    });
    clearInterval(looking);
    return { samplesMs, cpuMs: cpuMs / samplesMs.length, peakMemoryMb, loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - resolution) };
  };
  process.on('message', (order: Order) => {
    answer(order).then((value) => process.send?.({ value }), (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }));
  });
  process.on('disconnect', () => process.exit());
}

/** One process for each approach: its memory is its own, and one that hangs takes nothing down. */
const children = new Map<string, ReturnType<typeof fork>>();

function ask<T>(approach: string, order: Order, deadlineMs: number): Promise<T> {
  const child = children.get(approach) ?? fork(fileURLToPath(import.meta.url), ['--approach', approach]);
  children.set(approach, child);
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      settle();
    };
    const onMessage = (reply: { value: T; error?: string }) => end(() => (reply.error === undefined ? resolve(reply.value) : reject(new Error(reply.error))));
    const onExit = () => end(() => {
      children.delete(approach);
      reject(new Error('its process ended'));
    });
    const timer = setTimeout(() => end(() => {
      child.kill('SIGKILL');
      children.delete(approach);
      reject(new Error(`it took longer than ${Math.round(deadlineMs)} ms`));
    }), deadlineMs);
    child.on('message', onMessage).on('exit', onExit);
    child.send(order);
  });
}

/** The size at which one call takes a millisecond or two, found by doubling; what is timed is the person's code, so each call has a deadline. */
async function findSize(): Promise<{ size: number; callMs: number }> {
  const sizes = settings.sizes.length > 0 ? settings.sizes.slice(-1) : Array.from({ length: 18 }, (_, power) => 2 ** power);
  let best = { size: sizes[0] ?? 1, callMs: 0 };
  for (const size of sizes) {
    try {
      best = { size, callMs: await ask<number>('sequential', { kind: 'probe', size }, 10_000) };
    } catch (error) {
      if (best.callMs === 0) throw error;
      break;
    }
    if (best.callMs > 1.5) break;
  }
  return best;
}

async function main() {
  const isJson = process.argv.includes('--json');
  const startedAt = performance.now();
  const tell = (event: object) => { if (isJson) process.stdout.write(`${JSON.stringify(event)}\n`); };
  const getRest = () => settings.deadlineMs - (performance.now() - startedAt);
  const { size, callMs } = await findSize();
  const cores = os.availableParallelism();
  const isFirst = (value: number, index: number, all: number[]) => value >= 1 && all.indexOf(value) === index;
  const busy = Math.min(1000, Math.max(2 * cores, Math.round(100 / Math.max(0.01, callMs))));
  const tasks = settings.tasks.length > 0 ? settings.tasks : [1, Math.round(busy / 16), Math.round(busy / 4), busy].filter(isFirst);
  const sizes = settings.sizes.length > 0 ? settings.sizes : [Math.round(size / 16), Math.round(size / 4), size].filter(isFirst);
  const workers = settings.workers.length > 0 ? settings.workers : [...Array.from({ length: 8 }, (_, power) => 2 ** power).filter((count) => count < cores), cores];
  const [most, largest, all] = [tasks.at(-1) ?? 1, sizes.at(-1) ?? size, workers.at(-1) ?? cores];
  const names = Object.keys(approaches);
  const pools = names.filter((name) => name !== 'sequential' && name !== 'async');
  const plan = [
    { sweep: 'main', tasks: most, size: largest, workers: all, approaches: names },
    ...tasks.slice(0, -1).map((count) => ({ sweep: 'tasks', tasks: count, size: largest, workers: all, approaches: names })),
    ...sizes.slice(0, -1).map((each) => ({ sweep: 'size', tasks: most, size: each, workers: all, approaches: names })),
    ...(pools.length === 0 ? [] : workers.slice(0, -1)).map((count) => ({ sweep: 'workers', tasks: most, size: largest, workers: count, approaches: pools })),
  ];
  tell({ event: 'plan', function: 'sumOf', file: 'orders.ts', approaches: names, cells: plan.reduce((sum, each) => sum + each.approaches.length, 0), sampler: 'own', inFlight: settings.inFlight, batch: settings.batch });
  const cells: Cell[] = [];
  const failed = new Map<string, string>();
  const rounds = Math.min(3, settings.samples);
  for (const point of plan) {
    const found = new Map<string, Measured[]>();
    // In turns: a machine that is busy for a while is busy for all of them.
    for (let round = 0; round < rounds; round++) {
      for (const approach of point.approaches) {
        if (failed.has(approach) || getRest() <= 0) continue;
        const samples = Math.floor(settings.samples / rounds) + (round < settings.samples % rounds ? 1 : 0);
        const order = { kind: 'measure' as const, tasks: point.tasks, size: point.size, workers: point.workers, samples, warmUps: round === 0 ? 2 : 1 };
        try {
          found.set(approach, [...found.get(approach) ?? [], await ask<Measured>(approach, order, getRest())]);
        } catch (error) {
          // Out of time is nobody's failure; what was measured so far counts.
          if (getRest() <= 0) continue;
          failed.set(approach, error instanceof Error ? error.message : String(error));
          tell({ event: 'failure', approach, message: failed.get(approach) });
        }
      }
    }
    for (const [approach, parts] of found) {
      if (failed.has(approach) || parts.length < rounds) continue;
      const cell = {
        approach, sweep: point.sweep, tasks: point.tasks, size: point.size, workers: pools.includes(approach) ? point.workers : 1, samplesMs: parts.flatMap((part) => part.samplesMs),
        cpuMs: parts.reduce((sum, part) => sum + part.cpuMs, 0) / parts.length, peakMemoryMb: Math.max(...parts.map((part) => part.peakMemoryMb)), loopDelayP99Ms: Math.max(...parts.map((part) => part.loopDelayP99Ms)),
      };
      cells.push(cell);
      tell({ event: 'cell', cell });
    }
  }
  tell({ event: 'end', isWhole: getRest() > 0 });
  if (!isJson) {
    console.table(cells.map(({ samplesMs, ...cell }) => {
      const sorted = [...samplesMs].sort((a, b) => a - b);
      const round = (value: number) => Number(value.toPrecision(3));
      return { ...cell, minMs: round(sorted[0] ?? 0), medianMs: round(sorted[sorted.length >> 1] ?? 0), maxMs: round(sorted.at(-1) ?? 0), cpuMs: round(cell.cpuMs), peakMemoryMb: Math.round(cell.peakMemoryMb), loopDelayP99Ms: round(cell.loopDelayP99Ms) };
    }));
    for (const [approach, message] of failed) console.error(`${approach} failed: ${message}`);
  }
}

function endChildren() {
  for (const child of children.values()) child.kill('SIGTERM');
}

const approach = process.argv[process.argv.indexOf('--approach') + 1] ?? '';
if (process.argv.includes('--member')) {
  if (parentPort !== null && !isMainThread) {
    const port = parentPort;
    serve(port, (message) => port.postMessage(message), false);
  } else {
    // The process that started this one may be gone without saying so.
    process.on('disconnect', () => process.exit());
    serve(process, (message) => { process.send?.(message); }, true);
  }
} else if (process.argv.includes('--approach')) {
  measureApproach(approach);
} else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { endChildren(); process.exit(130); });
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    endChildren();
  }
}
