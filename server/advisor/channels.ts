/**
 * How the parts of a concurrent program talk: the channels there are, what each suits, and which one a plan takes. Marks are from 0 (no) to
 * 3 (made for it). The first channel whose row applies is taken, so the order is from the cheapest to the furthest.
 */
import { toNumber, toSize } from './amounts.ts';
import type { Question, Row } from './framework.ts';
import type { Situation } from './situation.ts';

export const needs = ['realTime', 'throughput', 'manySmall', 'largeShared', 'network'] as const;
export type Need = (typeof needs)[number];

export const needNames: Readonly<Record<Need, string>> = {
  realTime: 'real-time', throughput: 'throughput', manySmall: 'many small messages', largeShared: 'large shared data', network: 'across machines',
};

export interface Channel extends Row {
  readonly suits: Readonly<Record<Need, 0 | 1 | 2 | 3>>;
  /** What to know before it is used. */
  readonly note: string;
}

const suits = (realTime: 0 | 1 | 2 | 3, throughput: 0 | 1 | 2 | 3, manySmall: 0 | 1 | 2 | 3, largeShared: 0 | 1 | 2 | 3, network: 0 | 1 | 2 | 3): Channel['suits'] => ({ realTime, throughput, manySmall, largeShared, network });
const runsThreads = (s: Situation): boolean => s.candidate === 'worker-pool' || s.candidate === 'hybrid';
/** Data of this size are worth a transfer list. */
const leastKbToMove = 64;

export const channels: readonly Channel[] = [
  { answer: 'function calls and promises', suits: suits(3, 3, 3, 3, 0), note: 'one thread: nothing is copied and nothing is locked', when: (s) => s.candidate === 'sequential' || s.candidate === 'async', because: () => 'everything is on one thread' },
  {
    answer: 'SharedArrayBuffer with Atomics', suits: suits(3, 3, 3, 3, 0), note: 'numbers in typed arrays only; every write that another thread reads goes through Atomics',
    when: (s) => s.candidate === 'shared-memory-workers', because: (s) => `the data set stays where it is; small messages say which part to work on, and Atomics wake a worker in ${toNumber(s.machine.profile.constants.atomicsWakeMs)} ms`,
  },
  {
    answer: 'transferables', suits: suits(3, 3, 1, 2, 0), note: 'ArrayBuffer, MessagePort, streams: the sender loses the data',
    when: (s) => runsThreads(s) && s.load.transferable, because: (s) => `moving a buffer takes ${toNumber(s.machine.profile.constants.transferMs)} ms whatever its size; a copy of ${toSize(s.load.payloadKb)} takes time on both sides`,
  },
  {
    answer: 'MessagePort, one per pair that talks', suits: suits(2, 2, 2, 1, 0), note: 'BroadcastChannel where all listen; a port is transferred to whom it is for',
    when: (s) => runsThreads(s) && s.load.ordered, because: () => 'one worker and one conversation: a port of its own keeps its messages in order',
  },
  {
    answer: 'structured-clone messages in batches', suits: suits(1, 2, 3, 0, 0), note: 'one message of a thousand items costs one hop; still every object is copied twice',
    when: (s) => runsThreads(s) && s.offLoop.batch > 1, because: (s) => `a hop costs more than a small task is worth: ${toNumber(s.offLoop.batch)} tasks per message`,
  },
  {
    answer: 'structured-clone messages', suits: suits(2, 2, 2, 0, 0), note: 'plain data only: no functions, no class instances with methods',
    when: runsThreads, because: (s) => `${toSize(s.load.payloadKb)} per task are cheap to copy; ${s.load.payloadKb >= leastKbToMove ? 'make them a buffer and move it when they grow' : 'nothing has to be moved or shared'}`,
  },
  {
    answer: 'the listening socket, shared by cluster', suits: suits(2, 3, 3, 0, 1), note: 'the parts do not talk: state they need together goes to a store',
    when: (s) => s.candidate === 'processes' && !s.load.isolation, because: () => 'one server per core takes connections from the same socket and knows nothing of the others',
  },
  {
    answer: 'child process IPC', suits: suits(1, 1, 2, 0, 0), note: 'JSON by default, `serialization: "advanced"` for typed arrays; large data go through a pipe or a file',
    when: (s) => s.candidate === 'processes', because: (s) => `a channel that ends with the child; ${toSize(s.load.payloadKb)} take ${toNumber(s.load.payloadKb * s.machine.profile.constants.ipcMsPerKb)} ms`,
  },
  { answer: 'sockets and pipes', suits: suits(2, 3, 1, 0, 2), note: 'streams with backpressure; framing and reconnection are yours', when: () => false, because: () => 'streams between processes' },
  {
    answer: 'a job queue on Redis (BullMQ), or a workflow engine (Temporal)', suits: suits(1, 2, 2, 0, 3), note: 'at least once: consumers must be idempotent',
    when: (s) => s.load.durable || s.load.ordered, because: () => 'a job is acknowledged when it is done, so a restart loses nothing; steps that follow one another belong to a workflow engine',
  },
  { answer: 'NATS', suits: suits(3, 3, 3, 0, 3), note: 'subjects without storage, JetStream with', when: (s) => s.load.latencyMs !== undefined && s.load.latencyMs < 50, because: () => 'a message between machines in about a millisecond' },
  { answer: 'a broker with consumers (Kafka, RabbitMQ, BullMQ on Redis)', suits: suits(1, 3, 3, 0, 3), note: 'partitions keep order within a key', because: () => 'consumers on any number of machines pull at their own pace' },
];

export const talking: Question = { question: 'How do the parts talk?', rows: channels };
