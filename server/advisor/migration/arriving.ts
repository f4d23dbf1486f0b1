/**
 * How each approach is reached, in steps that each leave the program working. Code is for the function at hand (code.ts, poolCode.ts); it uses the
 * libraries an experienced engineer would, and is a start, not a product.
 */
import type { ApproachId, Level } from '../advice.ts';
import { getBound, type Situation } from '../situation.ts';
import { isStream, toCluster, toConsumer, toDeadline, toDivision, toMessages, toQueue, toStages, toTogether, toTurns } from './code.ts';
import { isBatched, toChildren, toClosing, toLayout, toPool, toSharedMain, toSharedWorker, toWorkerFile } from './poolCode.ts';
import { toTitle, type Subject } from './subject.ts';

export interface Step {
  readonly title: string;
  readonly detail: string | ((s: Situation, subject: Subject) => string);
  readonly effort: Level;
  readonly risk: Level;
  readonly when?: (s: Situation, subject: Subject) => boolean;
  /** A whole file. */
  readonly code?: (s: Situation, subject: Subject) => string;
}

const isPage = (s: Situation): boolean => s.isBrowser;
const inNode = (s: Situation): boolean => !s.isBrowser;
/** The part that computes, of a function that was divided. */
const toComputing = ({ name }: Subject): Subject => ({ name: `compute${toTitle(name)}`, module: `./compute${toTitle(name)}.js`, parameters: ['fetched'], isAsync: false, isExported: true, captured: [] });

const freeOfCaptures: Step = {
  title: 'Make the function stand alone', effort: 'medium', risk: 'medium', when: (_, subject) => subject.captured.length > 0,
  detail: (_, subject) => `\`${subject.name}\` uses ${subject.captured.map((name) => `\`${name}\``).join(', ')} from outside, which another thread does not have: pass what it reads as an argument, and return what it writes.`,
};
const own: Step = {
  title: 'Put the function into a module of its own', effort: 'low', risk: 'low', when: (_, subject) => !subject.isExported,
  detail: (_, subject) => `Export \`${subject.name}\` from a file that imports nothing that starts something (a server, a connection): whatever it imports is loaded in every worker.`,
};
const plainMessages: Step = {
  title: 'Name what goes in and out', effort: 'low', risk: 'low',
  detail: 'Types for the task and its result, plain data only, and a check where they arrive: functions, class instances and sockets cannot be sent.',
  code: (s, subject) => toMessages(subject, isBatched(s)),
};
const closing: Step = {
  title: 'Close it in order', effort: 'low', risk: 'low', when: inNode, code: toClosing,
  detail: (s) => (s.isService ? 'On SIGTERM take nothing new, let what is under way finish within a limit, then end the parts; a test kills one in the middle of a task.' : 'The pool ends with the last task, also after an error: its threads keep the program alive. A test kills one in the middle of a task.'),
};

const optimise: Step = {
  title: 'Do less', effort: 'low', risk: 'low', detail: (s, subject) => `Profile \`${subject.name}\` (${isPage(s) ? 'the Performance panel' : '`node --cpu-prof`'}) and take away the most expensive part: a pass too many, a search in a list, a copy, a parse that can be kept.`,
};
const breathe: Step = {
  title: 'Let the loop breathe', effort: 'low', risk: 'low', when: (s) => s.load.latencyMs !== undefined && s.load.tasks > 1 && s.cpuMs > 10,
  detail: 'Between tasks give others their turn once a few milliseconds are used up.', code: toTurns,
};

const nameOfTwin = (subject: Subject): string => (subject.blocking?.twin === undefined ? '; its asynchronous form' : `: \`await ${subject.blocking.twin}\``);
const unblock: readonly Step[] = [
  {
    title: 'Replace the call that holds the thread', effort: 'low', risk: 'low', when: (_, subject) => subject.blocking !== undefined,
    detail: (_, subject) => `\`${subject.blocking?.api ?? ''}\` waits and lets nobody else run${nameOfTwin(subject)} lets the loop go on meanwhile. \`loopwise fix\` makes the change where it can.`,
  },
  { title: 'Use the asynchronous form of every call that waits', effort: 'low', risk: 'low', when: (s, subject) => inNode(s) && subject.blocking === undefined, detail: 'node:fs/promises, `promisify(zlib.gzip)`, `promisify(crypto.scrypt)`, an asynchronous driver: these use the libuv pool or sockets and leave the loop free.' },
];
const deadline: Step = { title: 'Give every wait a deadline', effort: 'low', risk: 'low', detail: 'A signal that comes from the caller and is passed on; what is cancelled stops below as well.', code: toDeadline };
const asyncSteps: readonly Step[] = [
  ...unblock,
  { title: 'Run them together, with a bound', effort: 'low', risk: 'low', when: (s) => s.canOverlap, detail: (s) => (isStream(s) ? `At most ${getBound(s.load)} at once, twice what the rate needs on average; a line that grows beyond it is refused.` : `At most ${getBound(s.load)} in flight; results stay in the order of their inputs.`), code: toTogether },
  deadline,
  { title: 'Decide what one failure means', effort: 'low', risk: 'medium', when: (s) => !isStream(s), detail: '`Promise.all` gives up at the first failure while the others go on; `Promise.allSettled` with the failed ones reported is usually what a batch needs.' },
  { title: 'Pass pressure back', effort: 'medium', risk: 'medium', when: (s) => s.isService || s.load.tasks > 10_000, detail: 'Read the source only as fast as places become free (an async iterator, a stream with its highWaterMark): a list of a million promises is a million objects.' },
];

const poolSteps: readonly Step[] = [
  own, freeOfCaptures, { ...plainMessages, when: inNode },
  { title: 'Write the worker', effort: 'low', risk: 'low', detail: (s) => `It does one thing: take a task, compute, reply.${s.load.startupMs > 0 ? ' What is expensive to initialise is loaded once, at the top of the module.' : ''}${isBatched(s) ? ` About ${s.offLoop.batch} tasks travel in a message, so that a hop is a small part of the work.` : ''}`, code: toWorkerFile },
  {
    title: 'Put a pool in front of it', effort: 'medium', risk: 'medium', code: toPool,
    detail: (s) => (s.isBrowser ? 'comlink turns messages into calls. The queue is yours: keep the newest waiting task only where a newer one makes it pointless, and end and replace a worker that does not answer.'
      : 'A kept library (piscina): start-up, queue, errors and cancellation are solved there. The queue has an end, and what happens there is written down.'),
  },
  { title: 'Let callers await it', effort: 'low', risk: 'medium', detail: (_, subject) => `${subject.isAsync ? `Callers of \`${subject.name}\` stay as they are.` : `\`${subject.name}\` becomes asynchronous: every caller awaits it, and what they touch meanwhile may change.`} Keep the old function as the fallback and as what tests compare with.` },
  closing,
];

const sharedSteps: readonly Step[] = [
  own, freeOfCaptures,
  { title: 'Lay the data out', effort: 'high', risk: 'medium', detail: 'Typed arrays over one SharedArrayBuffer: columns instead of objects, numbers instead of strings, one module that knows where what is.', code: (_, subject) => toLayout(subject) },
  { title: 'Serve the page cross-origin isolated', effort: 'medium', risk: 'high', when: isPage, detail: '`Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`: everything embedded from elsewhere must allow it. Check `crossOriginIsolated` and fall back to transferred buffers.' },
  { title: 'Give each worker a part of its own', effort: 'medium', risk: 'medium', detail: (s) => `Ranges that do not overlap, one writer each; ${s.predictions['shared-memory-workers'].workers} workers read all of it and write their range.`, code: toSharedWorker },
  { title: 'Wait for all of them', effort: 'low', risk: 'medium', detail: 'Each worker ends or says that it is done, and a counter with Atomics shows that no part is missing: never `Atomics.wait` on the thread that serves everybody. For bursts that come again keep the workers and wake them with `Atomics.notify`.', code: toSharedMain },
  { title: 'Test it under contention', effort: 'medium', risk: 'medium', detail: 'The same input with 1, 2 and all workers gives the same bytes, a hundred times over; one worker killed in the middle leaves nothing marked as done.' },
];

const isolated = (s: Situation): boolean => s.load.isolation;
const childSteps: readonly Step[] = [
  { ...own, when: (s, subject) => isolated(s) && !subject.isExported },
  { ...freeOfCaptures, when: (s, subject) => isolated(s) && subject.captured.length > 0 },
  { ...plainMessages, when: isolated },
  { title: 'Write what runs in the child', effort: 'low', risk: 'low', when: isolated, detail: 'It takes a task, does it and replies; it trusts nothing it is sent, and nobody trusts what it sends.', code: toWorkerFile },
  { title: 'Start children with limits', effort: 'medium', risk: 'medium', when: isolated, detail: 'Own heap limit, empty environment, no rights it does not need; a time limit per task ends the child. The library (tinypool) starts, queues and replaces them.', code: toChildren },
  { title: 'Start one server per core', effort: 'low', risk: 'medium', when: (s) => !isolated(s), detail: 'node:cluster, or the process manager or orchestrator that is there already.', code: toCluster },
  { title: 'Move state out of memory', effort: 'high', risk: 'high', when: (s) => !isolated(s), detail: 'Sessions, caches that must agree, rate limits and counters go to a store: the next request lands in another process.' },
  { title: 'Supervise the children', effort: 'medium', risk: 'medium', detail: 'Replace a child that exits, wait longer after each failure, give up loudly; ask each for its health and end one that does not answer.' },
  { ...closing, when: isolated },
];

const hybridSteps: readonly Step[] = [
  { title: 'Separate waiting from computing', effort: 'medium', risk: 'low', detail: (_, subject) => `Divide \`${subject.name}\` into a part that fetches and a part that computes on what was fetched, each in a module of its own, with plain data between them.`, code: (_, subject) => toDivision(subject) },
  ...unblock, deadline, freeOfCaptures,
  { ...plainMessages, when: inNode, code: (_, subject) => toMessages(toComputing(subject), false) },
  { title: 'Write the worker', effort: 'low', risk: 'low', detail: 'It computes on what was fetched and waits for nothing.', code: (s, subject) => toWorkerFile(s, toComputing(subject)) },
  { title: 'Move the computing part to a pool', effort: 'medium', risk: 'medium', detail: (s) => `The part that computes, with ${s.predictions.hybrid.workers} workers that stay alive.`, code: (s, subject) => toPool(s, toComputing(subject)) },
  { title: 'Join the stages with a bounded queue', effort: 'medium', risk: 'medium', detail: 'A fetched page waits for a worker, a free place in the fetch stage waits for the queue: neither side runs ahead.', code: (s, subject) => toStages(s, subject, toComputing(subject)) },
  { ...closing, code: (s, subject) => toClosing(s, toComputing(subject)) },
];

const distributedSteps: readonly Step[] = [
  { title: 'Choose an engine that exists', effort: 'medium', risk: 'medium', detail: (s) => (s.load.ordered ? 'Steps that follow one another for minutes or days: Temporal, or the workflow engine you have.' : 'BullMQ where Redis is there already, a broker (RabbitMQ, Kafka, NATS JetStream) where messages are, Kubernetes jobs for a few large ones. A queue in a database table is enough for a few a second (pg-boss).') },
  { title: 'Make running twice harmless', effort: 'high', risk: 'high', detail: 'A key per job, and its effect written together with the key: jobs are delivered at least once.' },
  { ...plainMessages, title: 'Name the job, with a version', code: (_, subject) => toMessages(subject, false) },
  {
    title: 'Add the job in the request', effort: 'medium', risk: 'medium', code: (_, subject) => toQueue(subject),
    detail: 'The request answers 202 with an id when the store has the job; the result is fetched or pushed later.',
  },
  { title: 'Run consumers', effort: 'high', risk: 'medium', detail: (s) => `At least two, so that a deploy stops none of the work; ${s.load.isolation ? 'untrusted jobs in containers of their own; ' : ''}alarms on length and age of the queue, and a dead-letter queue.`, code: toConsumer },
  { title: 'Switch over', effort: 'medium', risk: 'medium', detail: 'Write to the queue beside the old way first, compare results, then let the queue do it; the old way stays behind a flag for a release.' },
];

export const arriving: Readonly<Record<ApproachId, readonly Step[]>> = {
  'sequential': [optimise, breathe], 'async': asyncSteps, 'worker-pool': poolSteps, 'shared-memory-workers': sharedSteps, 'processes': childSteps, 'hybrid': hybridSteps, 'distributed': distributedSteps,
};
