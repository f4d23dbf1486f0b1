/**
 * The decision framework as data: the questions in the order they are asked, each with its possible answers. The first row that applies is
 * the answer; a row may name the approach the walk goes on with. Nothing here walks (walk.ts) and nothing works numbers out (situation.ts),
 * so that a person can read how an advice comes about.
 */
import type { ApproachId } from './advice.ts';
import { toAmount, toFactor, toNumber, toShare, toSize, toTime } from './amounts.ts';
import { limits, type Gain, type Situation } from './situation.ts';

export interface Row {
  readonly answer: string;
  /** Absent in the last row: everything else. */
  readonly when?: (s: Situation) => boolean;
  readonly because: (s: Situation) => string;
  /** Where the walk goes on from; absent, it stays where it is. */
  readonly leadsTo?: ApproachId;
}

export interface Question {
  readonly question: string;
  /** Absent: always asked. */
  readonly asked?: (s: Situation) => boolean;
  readonly rows: readonly Row[];
}

const budget = (s: Situation): string => toTime(s.load.latencyMs ?? 0);
const burst = (s: Situation, id: ApproachId): string => toTime(s.predictions[id].burstMs);
const isThreaded = (s: Situation): boolean => s.candidate === 'worker-pool' || s.candidate === 'shared-memory-workers';
/** Tasks of a burst, or the arrivals of a service. */
const amount = (s: Situation): string => (s.isService && s.load.tasks <= 1 ? `${toNumber(s.load.ratePerSecond ?? 0)} tasks a second` : toAmount(s.load.tasks, 'task'));
const gainsEnough = ({ speedup, savedMs }: Gain): boolean => speedup >= limits.leastSpeedup && savedMs >= limits.leastSavedMs;
const gainsClearly = ({ speedup, savedMs }: Gain): boolean => speedup >= limits.leastSpeedupOfIo && savedMs >= limits.leastSavedMsOfIo;

/** Memory that a copy of the data set for each worker takes. */
const getCopiesMb = (s: Situation): number => s.predictions['worker-pool'].memoryMb - s.predictions['shared-memory-workers'].memoryMb;

const together: Question = {
  question: 'Can two tasks be under way at the same time?',
  rows: [
    { answer: 'no', when: (s) => s.load.ordered, because: () => 'each task needs the result of the one before' },
    { answer: 'no', when: (s) => !s.canOverlap, because: (s) => (s.load.tasks === 0 ? 'there is nothing to do' : 'there is one task: no approach makes it faster than it is') },
    { answer: 'yes', because: (s) => `${amount(s)}, none of which needs another's result` },
  ],
};

const waiting: Question = {
  question: 'Is it I/O-bound: does waiting for something outside take the time?',
  rows: [
    { answer: 'not known', when: (s) => s.kind === 'unknown', because: () => 'nothing says what a task does; say `workload`, or give `taskMs` and `waitMs`' },
    {
      answer: 'no', when: (s) => s.kind === 'cpu',
      because: (s) => (s.load.waitMs > 0 ? `${toTime(s.load.waitMs)} of waiting beside ${toTime(s.load.taskMs)} of computing is a detail: whoever computes may wait as well` : `each task computes for ${toTime(s.load.taskMs)} and waits for nothing`),
    },
    { answer: 'yes, one at a time', when: (s) => !s.canOverlap, because: (s) => `${toTime(s.load.waitMs)} of ${toTime(s.load.waitMs + s.load.taskMs)} is waiting, but there is nothing to overlap it with: await it` },
    {
      answer: 'yes, but hardly any', when: (s) => !s.isService && s.waitMs < limits.leastWaitMs && s.kind === 'io',
      because: (s) => `${toTime(s.waitMs)} of waiting in all, one after the other`,
    },
    {
      answer: 'yes', when: (s) => s.kind === 'io', leadsTo: 'async',
      because: (s) => `${toShare(s.waitShare)} of a task is ${s.load.nativePool ? "work that Node does on its own threads" : 'waiting'}; one thread keeps ${toAmount(s.predictions.async.inFlight, 'task')} in flight: ${burst(s, 'async')} instead of ${burst(s, 'sequential')}`,
    },
    {
      answer: 'partly', leadsTo: 'async',
      because: (s) => `${toTime(s.load.waitMs)} of waiting and ${toTime(s.load.taskMs)} of computing per task; the waiting can overlap on one thread`,
    },
  ],
};

const loops: Question = {
  question: 'Do the arrivals keep more than one event loop busy?',
  asked: (s) => s.isService,
  rows: [
    {
      answer: 'yes, in pieces too short to send away', when: (s) => s.isOverloaded && s.load.taskMs < (s.kind === 'cpu' ? limits.shortTaskMs : limits.shortRequestMs) && !s.isBrowser && !s.load.ordered, leadsTo: 'processes',
      because: (s) => `${toNumber(s.load.ratePerSecond ?? 0)} a second at ${toTime(s.load.taskMs)} keep ${toAmount(s.busyCores, 'core')} busy, and one loop should stay below ${toShare(limits.fullLoop)}; one server per core shares them without a hop`,
    },
    { answer: 'yes', when: (s) => s.isOverloaded, because: (s) => `${toNumber(s.load.ratePerSecond ?? 0)} a second at ${toTime(s.load.taskMs)} keep ${toAmount(s.busyCores, 'core')} busy, and one loop should stay below ${toShare(limits.fullLoop)}` },
    { answer: 'no', because: (s) => `${toNumber(s.load.ratePerSecond ?? 0)} a second at ${toTime(s.load.taskMs)} take ${toShare(s.busyCores)} of one core` },
  ],
};

const computing: Question = {
  question: 'Is it CPU-bound, and does the computing have to leave this thread?',
  asked: (s) => s.kind === 'cpu' && s.candidate !== 'processes',
  rows: [
    {
      answer: 'yes, for the others', when: (s) => s.breaksBudget, leadsTo: 'worker-pool',
      because: (s) => `the loop would be held for ${toTime(s.holdMs)}, ${budget(s)} are allowed; that no task gets faster does not matter`,
    },
    { answer: 'yes, there is too much of it', when: (s) => s.isOverloaded && s.canOverlap, leadsTo: 'worker-pool', because: (s) => `${toAmount(s.busyCores, 'core')} of computing leave one loop no room` },
    { answer: 'no, when the loop breathes', when: (s) => s.breathes, because: (s) => `each step takes ${toTime(s.load.taskMs)}; with a turn for others every few milliseconds the loop is held for ${toTime(s.holdMs)}, ${budget(s)} are allowed` },
    { answer: 'no', when: (s) => !s.canOverlap, because: (s) => `one task at a time, and ${s.load.latencyMs === undefined ? 'nobody else waits for the loop' : `${toTime(s.holdMs)} stay within ${budget(s)}`}` },
    { answer: 'no', when: (s) => s.isService && s.load.tasks <= 1, because: (s) => `${toTime(s.load.taskMs)} at a time stay within ${budget(s)}, and a core has room` },
    { answer: 'no', when: (s) => s.load.cores === 1, because: () => 'there is one core: threads would take turns on it' },
    { answer: 'it could', leadsTo: 'worker-pool', because: (s) => `${toTime(s.cpuMs)} of computing in independent tasks, and ${toAmount(s.load.cores, 'core')}` },
  ],
};

const worthIt: Question = {
  question: 'Is the hop (start-up, clone, queue) worth the gain?',
  asked: (s) => s.candidate === 'worker-pool',
  rows: [
    {
      answer: 'no, sending is the bottleneck', when: (s) => !s.sendsCheaply && !s.load.sharedState && !gainsEnough(s.cpuGain), leadsTo: 'sequential',
      because: (s) => `handing over ${toSize(s.load.payloadKb)} holds the loop for ${toTime(s.offLoop.loopDelayMs / s.offLoop.batch)} to spare it ${toTime(s.load.taskMs)}`,
    },
    { answer: 'yes, for the loop', when: (s) => s.breaksBudget, because: (s) => `a message holds the loop for ${toTime(s.offLoop.loopDelayMs)} instead of ${toTime(s.holdMs)}; in time it is ${toFactor(s.cpuGain.speedup)}` },
    { answer: 'yes, for the room', when: (s) => s.isOverloaded, because: (s) => `a hop costs ${toTime(s.offLoop.loopDelayMs)} and frees the loop of ${toTime(s.load.taskMs)}` },
    {
      answer: 'yes', when: (s) => gainsEnough(s.cpuGain),
      because: (s) => `${burst(s, s.threads)} instead of ${burst(s, 'sequential')} with ${toAmount(s.offLoop.workers, 'worker')}${s.offLoop.batch > 1 ? `, ${toNumber(s.offLoop.batch)} tasks per message` : ''}: ${toFactor(s.cpuGain.speedup)}`,
    },
    {
      answer: 'no', leadsTo: 'sequential',
      because: (s) => (s.offLoop.workers < 2 && s.load.tasks > 1 ? `memory leaves room for ${toAmount(s.offLoop.workers, 'worker')}, which computes no faster than the loop`
        : `${burst(s, s.threads)} instead of ${burst(s, 'sequential')} is ${s.cpuGain.speedup.toFixed(2)} times as fast${s.cpuGain.savedMs > 0 ? ` and saves ${toTime(s.cpuGain.savedMs)}` : ''}; at least ${limits.leastSpeedup} times and ${toTime(limits.leastSavedMs)} would justify it`),
    },
  ],
};

const sharing: Question = {
  question: 'Do all tasks read or write one large data set?',
  rows: [
    { answer: 'no', when: (s) => !s.load.sharedState, because: () => 'each task brings what it needs' },
    {
      answer: 'yes, and it is computed on', when: (s) => (s.candidate === 'worker-pool' || (s.candidate === 'processes' && s.kind === 'cpu')) && !s.load.ordered, leadsTo: 'shared-memory-workers',
      because: (s) => `one SharedArrayBuffer serves ${toAmount(s.predictions['shared-memory-workers'].workers, 'worker')}; a copy for each would go stale${getCopiesMb(s) > 1 ? ` and take ${toNumber(getCopiesMb(s))} MB more` : ''}`,
    },
    { answer: 'yes, one worker owns it', when: (s) => s.candidate === 'worker-pool', because: () => 'the tasks are in order, so one worker holds the data and nothing has to be shared' },
    { answer: 'yes, one thread owns it', because: () => 'what one thread alone touches between two awaits needs no lock; the best lock is the one designed away' },
  ],
};

const isolating: Question = {
  question: 'Must a crash, or code that cannot be trusted, be kept away from the service?',
  rows: [
    { answer: 'no', when: (s) => !s.load.isolation, because: (s) => (isThreaded(s) ? 'an error in a worker ends that worker; only out-of-memory or native code can take the process along' : 'it may share the process') },
    { answer: 'yes, as far as a page can', when: (s) => s.isBrowser, leadsTo: 'worker-pool', because: () => 'a page starts no processes: a worker in a sandboxed frame has no access to the page, and is terminated when it hangs' },
    { answer: 'yes', leadsTo: 'processes', because: () => 'threads share memory limits and fate with the service; a child process has its own heap limit, rights and end, whatever it costs in time' },
  ],
};

const both: Question = {
  question: 'Is there enough of both kinds of work, waiting and computing?',
  asked: (s) => (s.kind === 'mixed' || s.kind === 'io') && s.candidate !== 'processes',
  rows: [
    { answer: 'no', when: (s) => s.kind === 'io' && !s.breaksBudget && !s.isOverloaded && !gainsClearly(s.mixGain), because: (s) => (s.isService && s.load.tasks <= 1 ? 'the loop has room for the computing' : `${toTime(s.cpuMs)} of CPU in all; plain async takes ${burst(s, 'async')}, a pool beside it ${burst(s, 'hybrid')}`) },
    {
      answer: 'yes, and the computing stalls the loop', when: (s) => s.breaksBudget && s.sendsCheaply, leadsTo: 'hybrid',
      because: (s) => `each task holds the loop for ${toTime(s.holdMs)}, ${budget(s)} are allowed; a message holds it for ${toTime(s.predictions.hybrid.loopDelayMs)}`,
    },
    { answer: 'yes, more than one loop can do', when: (s) => s.isOverloaded && s.canOverlap && s.load.cores > 1, leadsTo: 'hybrid', because: (s) => `${toAmount(s.busyCores, 'core')} of computing, in pieces of ${toTime(s.load.taskMs)}` },
    {
      answer: 'yes', when: (s) => s.canOverlap && s.load.cores > 1 && gainsEnough(s.mixGain), leadsTo: 'hybrid',
      because: (s) => `the loop alone takes ${burst(s, 'async')}, with a pool for the ${toTime(s.cpuMs)} of computing ${burst(s, 'hybrid')}`,
    },
    {
      answer: 'no, plain async is enough', when: (s) => s.canOverlap,
      because: (s) => (s.load.cores === 1 ? 'one core computes no faster with a pool' : s.isService && s.load.tasks <= 1 ? `${toShare(s.busyCores)} of one core, ${toTime(s.load.taskMs)} at a time` : `${toTime(s.cpuMs)} of CPU in all: a pool would save ${toTime(Math.max(0, s.mixGain.savedMs))} of ${burst(s, 'async')}`),
    },
    { answer: 'no', because: () => 'one task after the other leaves nothing to overlap' },
  ],
};

const beyond: Question = {
  question: 'Does it outgrow one machine, or must it survive a restart?',
  rows: [
    { answer: 'it must survive', when: (s) => s.load.durable, leadsTo: 'distributed', because: () => 'what is in memory ends with the process, however little it is: the queue has to be outside, in an engine that exists already' },
    { answer: 'it outgrows one', when: (s) => s.load.outgrowsMachine, leadsTo: 'distributed', because: () => 'one machine is said not to be enough' },
    {
      answer: 'it outgrows one', when: (s) => s.busyCores > (s.load.assumptions.some(({ field }) => field === 'cores') ? limits.mostCores : s.load.cores), leadsTo: 'distributed',
      because: (s) => `${toNumber(s.load.ratePerSecond ?? 0)} a second at ${toTime(s.load.taskMs)} keep ${toAmount(s.busyCores, 'core')} busy, and there are ${toNumber(Math.max(s.load.cores, s.load.assumptions.some(({ field }) => field === 'cores') ? limits.mostCores : 0))}`,
    },
    {
      answer: 'it outgrows one', when: (s) => s.canOverlap && Math.min(s.predictions[s.candidate].burstMs, s.offLoop.burstMs, s.predictions.hybrid.burstMs) > limits.longestBurstMs && s.cpuMs / s.load.cores > limits.longestBurstMs, leadsTo: 'distributed',
      because: (s) => `${toTime(s.cpuMs / s.load.cores)} on all ${toAmount(s.load.cores, 'core')}: it will meet a restart before it ends`,
    },
    { answer: 'no', because: (s) => (s.isService ? `${toNumber(s.busyCores)} of ${toAmount(s.load.cores, 'core')} busy, and nothing that was accepted must outlive the process` : 'it ends here, and can be started again') },
  ],
};

/** In the order they are asked. */
export const framework: readonly Question[] = [together, waiting, loops, computing, worthIt, sharing, isolating, both, beyond];
