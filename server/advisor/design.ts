/**
 * What a plan needs besides its approach, asked of every answer in the same way: the shape, who asks for work, what happens when too much
 * comes, what coordinates the parts, what a crash does and whether a newcomer can follow. Data for walk.ts; the approach stays what it is.
 */
import { toAmount, toTime } from './amounts.ts';
import { talking } from './channels.ts';
import type { Question, Row } from './framework.ts';
import { getBound, type Situation } from './situation.ts';

const is = (...approaches: readonly Situation['candidate'][]) => (s: Situation): boolean => approaches.includes(s.candidate);
const onOneThread = is('sequential', 'async');
/** A deadline that somebody set, and that an answer can meet. */
const hasDeadline = ({ load }: Situation): boolean => load.latencyMs !== undefined && load.latencyMs > load.waitMs && !load.assumptions.some(({ field }) => field === 'latencyMs');
const isCluster = (s: Situation): boolean => s.candidate === 'processes' && !s.load.isolation;
const isConcurrent = (s: Situation): boolean => s.candidate !== 'sequential';

/** Shapes of a program with several parts. Ring and mesh are named so that nobody builds them by accident. */
export const topologies: readonly Row[] = [
  { answer: 'none', when: is('sequential'), because: () => 'one part has no shape' },
  { answer: 'pipeline', when: is('hybrid'), because: () => 'fetch, compute, store: each stage has its own bound, and a bounded queue between two stages passes pressure back' },
  { answer: 'fan-out and fan-in', when: is('async', 'worker-pool', 'shared-memory-workers'), because: (s) => (s.load.tasks > 1 ? `one side divides ${toAmount(s.load.tasks, 'task')} and puts the results together in their order` : 'one side hands tasks out and gives each caller its own result') },
  { answer: 'star', when: is('processes'), because: (s) => (s.load.isolation ? 'the parent knows every child, children know only the parent: what they say is checked in one place' : 'the primary only starts and replaces servers; they do not talk to one another') },
  { answer: 'fan-out through the broker', when: is('distributed'), because: () => 'producers and consumers know the queue, not each other' },
  { answer: 'ring', when: () => false, because: () => 'each part hands on to the next: only where data circulate, as in token passing; one dead part stops all' },
  { answer: 'mesh', when: () => false, because: () => 'everybody talks to everybody: n² connections, only within engines that exist already' },
];

const flows: readonly Row[] = [
  { answer: 'push', when: (s) => s.isService && onOneThread(s) && s.isOverloaded === false, because: () => 'arrivals are handled as they come; a bound says when that ends' },
  { answer: 'pull', when: is('async'), because: (s) => `the next task starts when one of ${getBound(s.load)} places is free, so nothing piles up` },
  { answer: 'push', when: isCluster, because: () => 'the system deals connections out to the servers, each of which handles its own as they come' },
  { answer: 'push to a pool that pulls', when: (s) => s.isService, because: () => 'requests come when they like; a free worker takes the next one from a bounded queue' },
  { answer: 'pull', because: () => 'a worker that is free takes the next task: slow tasks hold up nobody, and memory holds only what is under way' },
];

/** What to do with more than can be done: said before it happens. */
const overloads: readonly Row[] = [
  { answer: 'degrade', when: (s) => s.isBrowser, because: (s) => `a newer input makes an older one pointless: drop the older, show a coarser result within ${toTime(s.load.latencyMs ?? 50)}` },
  { answer: 'shed', when: (s) => s.isService && hasDeadline(s) && s.candidate !== 'distributed', because: (s) => `an answer after ${toTime(s.load.latencyMs ?? 0)} is worth nothing: refuse early (503, Retry-After) when the queue is full` },
  { answer: 'block', when: (s) => !s.isService, because: () => 'the source can wait: the producer stops reading until there is room' },
  { answer: 'block, and let the queue grow where it is stored', when: is('distributed'), because: () => 'the store holds the backlog; alarms on its length and age add consumers' },
  { answer: 'shed', because: () => 'callers do not stop calling: a full queue refuses, so that accepted work is done in time' },
];

export interface Primitive {
  readonly name: 'nothing' | 'mutex' | 'semaphore' | 'event' | 'condition' | 'barrier';
  /** When it is needed. */
  readonly need: string;
  /** What gives it. */
  readonly by: string;
}

export const primitives: Readonly<Record<Primitive['name'], Primitive>> = {
  nothing: { name: 'nothing', need: 'one owner per piece of state', by: 'messages; the best lock is the one designed away' },
  mutex: { name: 'mutex', need: 'a change of several steps, with an await in between or by several threads', by: 'async-mutex on one thread, Web Locks across tabs, `Atomics.compareExchange` with `Atomics.wait` over shared memory, a lease in the store between machines' },
  semaphore: { name: 'semaphore', need: 'at most n at once', by: 'p-limit or a bounded queue; the size of the pool' },
  event: { name: 'event', need: 'something has happened, once or again', by: '`events.once`, an AbortSignal, `Atomics.notify`' },
  condition: { name: 'condition', need: 'wait until state is as wanted', by: '`Atomics.wait` in a loop that looks again, `Atomics.waitAsync` on the main thread' },
  barrier: { name: 'barrier', need: 'all parts end a phase before the next begins', by: '`Promise.all` over the replies of a phase; a counter with Atomics over shared memory' },
};

const toCoordination = (name: Primitive['name'], why: string): Pick<Row, 'answer' | 'because'> => ({ answer: name, because: () => `${why}: ${primitives[name].by}` });

const coordination: readonly Row[] = [
  { when: isCluster, ...toCoordination('nothing', 'each server has its own state, and what they share is in a store that coordinates itself') },
  { when: is('shared-memory-workers'), ...toCoordination('barrier', 'each worker writes its own part and nobody reads it before all are done; that needs no mutex') },
  { when: (s) => s.load.sharedState && s.candidate === 'async', ...toCoordination('mutex', 'only where a change of the shared state has an await in its middle') },
  { when: is('distributed'), ...toCoordination('nothing', 'the queue gives every job to one consumer') },
  { when: isConcurrent, ...toCoordination('semaphore', 'what is bounded is how many run; state has one owner') },
  toCoordination('nothing', 'one thread, one task at a time'),
];

const crashes: Question = {
  question: 'What happens when a part crashes, or a message is half read?',
  asked: isConcurrent,
  rows: [
    { answer: 'the task rejects', when: is('async'), because: () => 'an error is a rejection of that one promise; a process that dies loses what was in flight' },
    { answer: 'the memory is not trusted any more', when: is('shared-memory-workers'), because: () => 'a worker that dies while it writes leaves a part half done: mark parts as done last, and make undone ones again' },
    { answer: 'the task fails, the worker is replaced', when: is('worker-pool', 'hybrid'), because: () => 'messages arrive whole or not at all; `error` and `exit` reject the task that was under way, and a new worker starts' },
    { answer: 'the child is replaced, the service goes on', when: is('processes'), because: () => 'the parent sees `exit`, fails the task of that child and starts another, slower after each failure' },
    { answer: 'the job is given to another consumer', because: () => 'it was not acknowledged: that is why it must not matter when it runs twice' },
  ],
};

const newcomer: Question = {
  question: 'Can a newcomer still understand it?',
  rows: [
    { answer: 'yes', when: is('sequential'), because: () => 'it reads from top to bottom; make it faster by doing less before anything else' },
    { answer: 'yes', when: is('async'), because: () => 'await and one bound' },
    { answer: 'yes', when: isCluster, because: () => 'it is the same server several times; only what it used to keep in memory is elsewhere' },
    { answer: 'yes, behind one function', when: is('worker-pool', 'processes'), because: (s) => `callers see an async function; ${s.candidate === 'processes' ? 'the children' : 'the pool'} and the messages are one module` },
    { answer: 'with care', when: is('hybrid'), because: () => 'two bounds and a queue between them: keep the stages in one file' },
    { answer: 'hardly', when: is('shared-memory-workers'), because: () => 'the layout of the memory is known to every reader of it: write it down once, in types, and keep it in one module' },
    { answer: 'with a diagram', because: () => 'jobs run elsewhere and later: names, ids and a dashboard replace the stack trace' },
  ],
};

/** Asked once the approach stands. */
export const design: readonly Question[] = [
  { ...talking, asked: isConcurrent },
  { question: 'Which shape do the parts have?', asked: isConcurrent, rows: topologies },
  { question: 'Push or pull: who starts the next task?', asked: isConcurrent, rows: flows },
  { question: 'What happens when more comes than can be done?', asked: isConcurrent, rows: overloads },
  { question: 'What coordinates the parts?', rows: coordination },
  crashes,
  newcomer,
];
