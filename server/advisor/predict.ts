/**
 * The cost model: what a workload costs in each approach, from the machine's constants. Arithmetic only, no decision: framework.ts reads
 * it, and `npm run bench:advisor` holds it against real runs. Each model says what it leaves out.
 */
import type { ApproachId } from './advice.ts';
import { approachIds } from './advice.ts';
import type { AdviceInput } from './input.ts';
import type { MachineConstants, MachineProfile } from './machineProfile.ts';
import { toWorkload, type Machine, type Workload } from './workload.ts';

export interface Prediction {
  /** How many times as fast as `sequential`; below 1 it is slower. */
  readonly speedup: number;
  /** From the first task's start to the last one's end, everything the approach must start first included; in a service, one answer. */
  readonly burstMs: number;
  /** The longest time the loop that serves everybody else is held. */
  readonly loopDelayMs: number;
  /** Of all processes together, what Node itself takes included. */
  readonly memoryMb: number;
  /** Workers, child processes or consumers that compute; 0 when the loop does. */
  readonly workers: number;
  /** Tasks under way at once. */
  readonly inFlight: number;
  /** Tasks that travel in one message. */
  readonly batch: number;
}

export type Predictions = Readonly<Record<ApproachId, Prediction>>;

/** In flight at once, where nobody set a bound: enough to hide the waiting, few enough for the other side. */
export const usualBound = 50;
/** Threads of libuv's pool, which all threads of a process share (`UV_THREADPOOL_SIZE`, 4 unless set). */
export const nativePoolThreads = 4;
/** Consumers on other machines are reached over a network and a store: one round trip each way, and a write that is safe. */
const brokerHopMs = 5;
/** Handing a task to a broker's client holds the loop for about as long as a small request. */
const brokerSendMs = 0.1;
/** A message should carry a few milliseconds of work; below that hops are a noticeable part. */
const workPerMessageMs = 5;
/** Messages per worker, at least: larger ones leave workers idle at the end. */
const messagesPerWorker = 4;
/** Each further worker that starts takes the main thread a part of the first one's time. */
const startShare = 0.1;
/** Heap that a worker or a child needs at work, beyond what it takes idle: its code and what it is busy with. */
const workingMb = 12;
/** Load above which a waiting line is taken to stand at this level: the formula goes to infinity, a person's patience does not. */
const fullLoad = 0.95;

/** What every approach costs, for an input that may leave fields out. */
export function predict(input: AdviceInput, profile: MachineProfile): Predictions {
  return predictWorkload(toWorkload(input, { profile, basis: 'measured' }), { profile, basis: 'measured' });
}

export function predictWorkload(workload: Workload, { profile }: Machine): Predictions {
  const model = new Model(workload, profile);
  const costs = Object.fromEntries(approachIds.map((id) => [id, model.of(id)])) as Record<ApproachId, Omit<Prediction, 'speedup'>>;
  const base = costs.sequential.burstMs;
  return Object.fromEntries(approachIds.map((id) => [id, { speedup: costs[id].burstMs === 0 ? 1 : base / costs[id].burstMs, ...costs[id] }])) as Record<ApproachId, Prediction>;
}

/** Speed of `workers` threads over one. Beyond the cores more threads add nothing. */
export function getGain(workers: number, cores: number, profile: MachineProfile, isMemoryBound = false): number {
  const { constants, fingerprint } = profile;
  const measured = isMemoryBound ? constants.memoryParallelSpeedup : constants.parallelSpeedup;
  const perCore = fingerprint.cores > 1 ? Math.min(1, Math.max(0.2, (measured - 1) / (fingerprint.cores - 1))) : 0.95;
  return 1 + (Math.min(workers, cores) - 1) * perCore;
}

/** Milliseconds a message costs, one direction each way, for a task's input and result. */
interface MessageCost {
  /** On the thread that serves everybody, per task. */
  readonly main: number;
  /** On the worker, per task. */
  readonly worker: number;
  /** Per message, whatever is in it: on both sides together. */
  readonly hop: number;
}

/** Of a pool: threads or processes that compute what the main thread hands them. */
interface Pool {
  readonly startMs: number;
  readonly memoryMb: number;
  readonly message: MessageCost;
  readonly isMemoryBound: boolean;
  /** Memory all of them use together, the data set for example. */
  readonly commonMb: number;
  /** Kilobytes each holds while it works. */
  readonly holdsKb: number;
}

class Model {
  readonly #load: Workload;
  readonly #profile: MachineProfile;
  readonly #constants: MachineConstants;

  constructor(load: Workload, profile: MachineProfile) {
    this.#load = load;
    this.#profile = profile;
    this.#constants = profile.constants;
  }

  of(id: ApproachId): Omit<Prediction, 'speedup'> {
    if (id === 'sequential') return this.#sequential();
    if (id === 'async') return this.#async();
    if (id === 'worker-pool') return this.#pool(this.#threads());
    if (id === 'shared-memory-workers') return this.#pool(this.#sharingThreads());
    if (id === 'processes') return this.#isService && !this.#load.isolation ? this.#cluster() : this.#pool(this.#children());
    return id === 'hybrid' ? this.#hybrid() : this.#distributed();
  }

  /** One after the other. Leaves out that a program can let the loop breathe between tasks; that is advice, not the baseline. */
  #sequential(): Omit<Prediction, 'speedup'> {
    const { tasks, taskMs, waitMs } = this.#load;
    const one = taskMs + waitMs;
    const burstMs = this.#isService ? this.#answer(one, 1, one) : this.#startup + tasks * one;
    return { burstMs, loopDelayMs: waitMs > 0 ? taskMs : tasks * taskMs, memoryMb: this.#base + this.#dataMb + this.#toMb(this.#kbPerTask), workers: 0, inFlight: 1, batch: 1 };
  }

  /** Waits overlap up to the bound, computing does not: one thread. */
  #async(): Omit<Prediction, 'speedup'> {
    const { tasks, taskMs, waitMs } = this.#load;
    const bound = this.#bound;
    const turn = this.#constants.promiseTurnMs;
    const cpu = tasks * (taskMs + turn);
    const burstMs = this.#isService ? this.#waitOfAnswer + this.#answer(taskMs, 1, taskMs)
      : this.#startup + Math.max(cpu + Math.min(waitMs, tasks * waitMs), Math.ceil(tasks / bound) * (waitMs + taskMs + turn), this.#nativePoolMs + taskMs);
    // Answers that come together are handled in a row.
    const inRow = waitMs > 0 ? Math.max(1, Math.min(bound, (bound * taskMs) / (waitMs + taskMs))) : tasks;
    return { burstMs, loopDelayMs: inRow * taskMs, memoryMb: this.#base + this.#dataMb + bound * this.#toMb(this.#kbPerTask), workers: 0, inFlight: bound, batch: 1 };
  }

  /** Leaves out memory bandwidth of big private data and the collection of garbage, which each worker does on its own. */
  #pool(pool: Pool): Omit<Prediction, 'speedup'> {
    const { tasks, taskMs, waitMs } = this.#load;
    const workers = this.#countWorkers(pool);
    const batch = this.#isService ? 1 : this.#getBatch(workers);
    const gain = getGain(workers, this.#load.cores, this.#profile, pool.isMemoryBound);
    const slowed = workers / gain;
    const onWorker = taskMs * slowed + waitMs + pool.message.worker + pool.message.hop / batch;
    const onMain = pool.message.main + (pool.message.hop / 2) / batch;
    const message = batch * pool.message.main + pool.message.hop / 2;
    const start = this.#isService ? 0 : pool.startMs * (1 + startShare * (workers - 1)) + this.#startup;
    const burstMs = this.#isService
      ? this.#answer(onWorker + onMain, gain, taskMs + pool.message.worker)
      : tasks === 0 ? 0 : start + Math.max(tasks * onMain + onWorker, (tasks / workers < 1 ? 1 : Math.ceil(tasks / workers)) * onWorker + onMain, this.#nativePoolMs + onWorker - waitMs);
    return {
      burstMs, loopDelayMs: message, memoryMb: this.#base + pool.commonMb + workers * this.#perWorkerMb(pool), workers, inFlight: workers * 2, batch,
    };
  }

  /** The same server several times: the system deals connections out, nothing is sent between the parts, and each loop holds itself. */
  #cluster(): Omit<Prediction, 'speedup'> {
    const { taskMs, waitMs, cores } = this.#load;
    const workers = this.#countWorkers(this.#children());
    const gain = getGain(workers, cores, this.#profile);
    return {
      burstMs: waitMs + this.#answer((taskMs * workers) / gain, gain, taskMs), loopDelayMs: taskMs, memoryMb: this.#base + workers * (this.#perWorkerMb(this.#children()) + this.#dataMb), workers, inFlight: workers * this.#bound, batch: 1,
    };
  }

  #hybrid(): Omit<Prediction, 'speedup'> {
    const { tasks, taskMs, waitMs } = this.#load;
    const pool = this.#load.sharedState ? this.#sharingThreads() : this.#threads();
    const workers = this.#countWorkers(pool);
    const gain = getGain(workers, this.#load.cores, this.#profile);
    const { main, worker, hop } = pool.message;
    const onWorker = (taskMs * workers) / gain + worker + hop;
    const onMain = main + hop / 2;
    // The pool starts while the first answers are waited for.
    const start = Math.max(0, pool.startMs * (1 + startShare * (workers - 1)) + this.#startup - waitMs);
    const burstMs = this.#isService
      ? this.#waitOfAnswer + this.#answer(onWorker + onMain, gain, taskMs + worker)
      : tasks === 0 ? 0 : start + Math.max(waitMs + Math.ceil(tasks / workers) * onWorker, Math.ceil(tasks / this.#bound) * (waitMs + onMain) + onWorker, waitMs + tasks * onMain + onWorker, this.#nativePoolMs + onWorker);
    return {
      burstMs, loopDelayMs: main + hop / 2, memoryMb: this.#base + pool.commonMb + this.#bound * this.#toMb(this.#kbPerTask) + workers * this.#perWorkerMb(pool), workers, inFlight: this.#bound, batch: 1,
    };
  }

  /** As many machines as the rate asks for, two at least. Assumed throughout: network, store and consumers are not here to be measured. */
  #distributed(): Omit<Prediction, 'speedup'> {
    const { tasks, taskMs, waitMs, cores, payloadKb, resultKb } = this.#load;
    const machines = Math.max(2, Math.ceil(this.#utilisation / cores / 0.7));
    const gain = getGain(cores, cores, this.#profile) * machines;
    const message = brokerSendMs + (payloadKb / 1024) * this.#constants.jsonStringifyMsPerMb;
    const onConsumer = taskMs * ((cores * machines) / gain) + waitMs + ((payloadKb + resultKb) / 1024) * this.#constants.jsonParseMsPerMb;
    const atOnce = cores * machines * (waitMs > taskMs ? Math.min(usualBound, Math.ceil((waitMs + taskMs) / Math.max(taskMs, 0.1))) : 1);
    const burstMs = this.#isService ? brokerHopMs + this.#answer(onConsumer, gain, taskMs) : brokerHopMs + tasks * message + Math.ceil(tasks / atOnce) * onConsumer;
    return { burstMs, loopDelayMs: message, memoryMb: this.#base + machines * cores * this.#constants.processMemoryMb, workers: machines * cores, inFlight: atOnce, batch: 1 };
  }

  #threads(): Pool {
    const { payloadKb, sharedState } = this.#load;
    const own = sharedState ? 0 : payloadKb;
    // A data set that all need is cloned into each worker once, when it starts.
    const copy = sharedState ? payloadKb * (this.#constants.cloneNestedSendMsPerKb + this.#constants.cloneNestedReceiveMsPerKb) : 0;
    return {
      startMs: this.#constants.workerStartMs + copy, memoryMb: this.#constants.workerMemoryMb, message: this.#getMessage(own), isMemoryBound: false,
      commonMb: this.#dataMb, holdsKb: sharedState ? payloadKb : own * (this.#load.transferable ? 1 : 2),
    };
  }

  #sharingThreads(): Pool {
    const message = this.#getMessage(0);
    return {
      startMs: this.#constants.workerStartMs, memoryMb: this.#constants.workerMemoryMb, message: { ...message, hop: message.hop + this.#constants.atomicsWakeMs }, isMemoryBound: true,
      commonMb: this.#dataMb + (this.#load.sharedState ? 0 : this.#toMb(this.#load.payloadKb)), holdsKb: 0,
    };
  }

  #children(): Pool {
    const { payloadKb, resultKb, sharedState } = this.#load;
    const { ipcMsPerKb, ipcSendMsPerKb, ipcHopMs } = this.#constants;
    const own = sharedState ? 0 : payloadKb;
    return {
      startMs: this.#constants.processStartMs + (sharedState ? payloadKb * ipcMsPerKb : 0), memoryMb: this.#constants.processMemoryMb, isMemoryBound: false, commonMb: this.#dataMb, holdsKb: sharedState ? payloadKb : own * 2,
      message: { main: own * ipcSendMsPerKb + resultKb * (ipcMsPerKb - ipcSendMsPerKb), worker: own * (ipcMsPerKb - ipcSendMsPerKb) + resultKb * ipcSendMsPerKb, hop: ipcHopMs },
    };
  }

  #getMessage(payloadKb: number): MessageCost {
    const { resultKb, transferable } = this.#load;
    const { cloneNestedSendMsPerKb: send, cloneNestedReceiveMsPerKb: receive, transferMs, warmHopMs } = this.#constants;
    if (transferable) return { main: transferMs, worker: transferMs, hop: warmHopMs };
    return { main: payloadKb * send + resultKb * receive, worker: payloadKb * receive + resultKb * send, hop: warmHopMs };
  }

  /** Small tasks travel together, as long as every worker still gets several messages. */
  #getBatch(workers: number): number {
    const { tasks, taskMs, ordered } = this.#load;
    if (ordered) return 1;
    const even = Math.max(1, Math.floor(tasks / (workers * messagesPerWorker)));
    return Math.min(even, Math.max(1, Math.ceil(workPerMessageMs / Math.max(taskMs, 1e-6))));
  }

  #countWorkers(pool: Pool): number {
    const { tasks, cores, ordered, memoryMb } = this.#load;
    const wanted = ordered ? 1 : this.#isService ? cores : Math.min(cores, Math.max(1, tasks));
    if (memoryMb === undefined) return wanted;
    const room = Math.floor((memoryMb - this.#base - pool.commonMb) / this.#perWorkerMb(pool));
    return Math.max(1, Math.min(wanted, room));
  }

  #perWorkerMb(pool: Pool): number {
    return pool.memoryMb + workingMb + this.#toMb(pool.holdsKb);
  }

  /** Tasks in flight on the loop: the usual bound, fewer where memory does not hold them. */
  get #bound(): number {
    const { tasks, memoryMb, ratePerSecond, waitMs, taskMs } = this.#load;
    // What a rate keeps under way on average is no choice (Little's law); a burst goes through a bound.
    const wanted = Math.max(1, Math.min(this.#load.nativePool ? nativePoolThreads : this.#isService ? Infinity : usualBound, this.#isService ? Math.ceil((ratePerSecond ?? 0) * (waitMs + taskMs) / 1000) : tasks));
    if (memoryMb === undefined || this.#kbPerTask === 0) return wanted;
    return Math.max(1, Math.min(wanted, Math.floor((memoryMb - this.#base - this.#dataMb) / this.#toMb(this.#kbPerTask))));
  }

  /** What all tasks of a burst take on libuv's threads together; nothing where the waiting is for something else. */
  get #nativePoolMs(): number {
    const { tasks, waitMs, nativePool, cores } = this.#load;
    return nativePool ? (tasks * waitMs) / getGain(Math.min(nativePoolThreads, Math.max(1, tasks)), cores, this.#profile) : 0;
  }

  /** The waiting within one answer; for libuv's threads it has a line of its own. */
  get #waitOfAnswer(): number {
    const { waitMs, nativePool, cores } = this.#load;
    return nativePool ? this.#answer(waitMs, getGain(nativePoolThreads, cores, this.#profile), waitMs) : waitMs;
  }

  get #kbPerTask(): number {
    return (this.#load.sharedState ? 0 : this.#load.payloadKb) + this.#load.resultKb;
  }

  /** Of the data set that all tasks share; it is there once in the main thread. */
  get #dataMb(): number {
    return this.#load.sharedState ? this.#toMb(this.#load.payloadKb) : 0;
  }

  get #base(): number {
    return this.#constants.processMemoryMb;
  }

  get #startup(): number {
    return this.#isService ? 0 : this.#load.startupMs;
  }

  /** A stream of single tasks: pools are warm, and the time of one answer is what counts. */
  get #isService(): boolean {
    return this.#load.ratePerSecond !== undefined && this.#load.tasks <= 1;
  }

  /** Cores that the arrivals keep busy. */
  get #utilisation(): number {
    return ((this.#load.ratePerSecond ?? 0) * this.#load.taskMs) / 1000;
  }

  /** Time of one answer with its place in the waiting line (M/D/1, with `gain` servers taken as one fast one). */
  #answer(ms: number, gain: number, busyMs: number): number {
    const load = Math.min(fullLoad, ((this.#load.ratePerSecond ?? 0) * busyMs) / 1000 / gain);
    return ms + ((load / (2 * (1 - load))) * busyMs) / gain;
  }

  #toMb(kb: number): number {
    return kb / 1024;
  }
}
