/**
 * How each approach is reached, in steps that each leave the program working. Code is for the function at hand; it uses the libraries an
 * experienced engineer would, and is a start, not a product.
 */
import type { ApproachId, Level } from '../advice.ts';
import { toNumber } from '../amounts.ts';
import { getBound, getSliceMs, type Situation } from '../situation.ts';
import { getArguments, getCallWith, getItem, getMessageOf, toTitle, type Subject } from './subject.ts';

export interface Step {
  readonly title: string;
  readonly detail: string | ((s: Situation, subject: Subject) => string);
  readonly effort: Level;
  readonly risk: Level;
  readonly when?: (s: Situation, subject: Subject) => boolean;
  readonly code?: (s: Situation, subject: Subject) => string;
}

const isPage = (s: Situation): boolean => s.isBrowser;
const inNode = (s: Situation): boolean => !s.isBrowser;

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
  code: (_, subject) => [
    `// ${subject.name}.messages.ts`, `import { z } from 'zod';`, '', `export const taskSchema = z.strictObject({ version: z.literal(1), id: z.uuid(), arguments: z.array(z.unknown()) });`, `export type Task = z.infer<typeof taskSchema>;`,
    `export type Reply<R> = { readonly id: string; readonly ok: true; readonly result: R } | { readonly id: string; readonly ok: false; readonly message: string };`,
  ].join('\n'),
};
const shutDown: Step = {
  title: 'Close it in order', effort: 'low', risk: 'low', detail: 'On SIGTERM take nothing new, let what is under way finish within a limit, then end the parts; a test kills one in the middle of a task.',
  when: inNode, code: (s) => ["process.once('SIGTERM', async () => {", '  server.close();', `  await ${s.candidate === 'processes' ? 'children' : 'pool'}.close();`, '});'].join('\n'),
};

const optimise: Step = {
  title: 'Do less', effort: 'low', risk: 'low', detail: (_, subject) => `Profile \`${subject.name}\` (\`node --cpu-prof\`) and take away the most expensive part: a pass too many, a search in a list, a copy, a parse that can be kept.`,
};
const breathe: Step = {
  title: 'Let the loop breathe', effort: 'low', risk: 'low', when: (s) => s.load.latencyMs !== undefined && s.cpuMs > 10,
  detail: 'Between tasks give others their turn once a few milliseconds are used up.',
  code: (s, subject) => [
    ...(isPage(s) ? [] : ["import { setImmediate as turn } from 'node:timers/promises';", '']),
    `let used = performance.now();`, `for (const ${getItem(subject)} of inputs) {`, `  results.push(${subject.isAsync ? 'await ' : ''}${subject.name}(${getArguments(subject)}));`,
    `  if (performance.now() - used > ${toNumber(getSliceMs(s.load))}) {`, `    await ${isPage(s) ? 'scheduler.yield()' : 'turn()'};`, '    used = performance.now();', '  }', '}',
  ].join('\n'),
};

const asyncSteps: readonly Step[] = [
  {
    title: 'Replace the call that holds the thread', effort: 'low', risk: 'low', when: (_, subject) => subject.blocking !== undefined,
    detail: (_, { blocking }) => `\`${blocking?.api ?? ''}\` waits and lets nobody else run${blocking?.twin === undefined ? '; its asynchronous form' : `: \`await ${blocking.twin}\``} lets the loop go on meanwhile. \`loopwise fix\` makes the change where it can.`,
  },
  { title: 'Use the asynchronous form of every call that waits', effort: 'low', risk: 'low', when: (s, subject) => inNode(s) && subject.blocking === undefined, detail: 'node:fs/promises, `promisify(zlib.gzip)`, `promisify(crypto.scrypt)`, an asynchronous driver: these use the libuv pool or sockets and leave the loop free.' },
  {
    title: 'Run them together, with a bound', effort: 'low', risk: 'low', when: (s) => s.canOverlap, detail: (s) => `At most ${getBound(s.load)} in flight; results stay in the order of their inputs.`,
    code: (s, subject) => ["import pLimit from 'p-limit';", '', `const limit = pLimit(${getBound(s.load)});`, `const results = await Promise.all(inputs.map((${getItem(subject)}) => limit(() => ${subject.name}(${getArguments(subject)}))));`].join('\n'),
  },
  { title: 'Give every wait a deadline', effort: 'low', risk: 'low', detail: 'A signal that comes from the caller and is passed on; what is cancelled stops below as well.', code: (s, subject) => `const signal = AbortSignal.timeout(${Math.max(1000, Math.ceil((s.load.waitMs * 5) / 1000) * 1000)});\nawait ${subject.name}(${[getArguments(subject), '{ signal }'].filter((part) => part !== '').join(', ')});` },
  { title: 'Decide what one failure means', effort: 'low', risk: 'medium', detail: '`Promise.all` gives up at the first failure while the others go on; `Promise.allSettled` with the failed ones reported is usually what a batch needs.' },
  { title: 'Pass pressure back', effort: 'medium', risk: 'medium', when: (s) => s.isService || s.load.tasks > 10_000, detail: 'Read the source only as fast as places become free (an async iterator, a stream with its highWaterMark): a list of a million promises is a million objects.' },
];

const toWorkerFile = (s: Situation, subject: Subject): string => (isPage(s)
  ? [`// ${subject.name}.worker.ts`, `import { ${subject.name} } from '${subject.module}';`, '', 'self.onmessage = async ({ data: { id, input } }) => {', `  try { self.postMessage({ id, ok: true, result: ${getCallWith(subject, 'input')} }); }`, '  catch (error) { self.postMessage({ id, ok: false, message: String(error) }); }', '};'].join('\n')
  : [`// ${subject.name}.worker.ts`, `import { ${subject.name} } from '${subject.module}';`, '', `export default ${subject.isAsync ? 'async ' : ''}(input: Parameters<typeof ${subject.name}>${subject.parameters.length === 1 ? '[0]' : ''}) => ${getCallWith(subject, 'input')};`].join('\n'));

const toPool = (s: Situation, subject: Subject): string => (isPage(s)
  ? [`import { wrap } from 'comlink';`, '', `const worker = new Worker(new URL('./${subject.name}.worker.js', import.meta.url), { type: 'module' });`, `worker.onerror = () => restart();`].join('\n')
  : [
    "import { Piscina } from 'piscina';", '', 'export const pool = new Piscina({', `  filename: new URL('./${subject.name}.worker.js', import.meta.url).href,`, `  minThreads: ${Math.max(1, s.offLoop.workers)}, maxThreads: ${Math.max(1, s.offLoop.workers)}, idleTimeout: Infinity,`, `  maxQueue: ${Math.max(2, s.offLoop.workers) * 4},`,
    ...(s.load.memoryMb === undefined ? [] : ['  resourceLimits: { maxOldGenerationSizeMb: 64 },']), '});', '',
    `export function run${toTitle(subject.name)}(${subject.parameters.map((name) => `${name}: unknown`).join(', ')}, signal?: AbortSignal) {`, `  return pool.run(${getMessageOf(subject)}, { ${s.load.transferable ? `transferList: [${getItem(subject)}.buffer], ` : ''}signal });`, '}',
  ].join('\n'));

const poolSteps: readonly Step[] = [
  own, freeOfCaptures, plainMessages,
  { title: 'Write the worker', effort: 'low', risk: 'low', detail: (s) => `It does one thing: take a task, compute, reply.${s.load.startupMs > 0 ? ' What is expensive to initialise is loaded once, at the top of the module.' : ''}`, code: toWorkerFile },
  { title: 'Put a pool in front of it', effort: 'medium', risk: 'medium', detail: (s) => `A kept library (${s.isBrowser ? 'comlink' : 'piscina'}): start-up, queue, errors and cancellation are solved there. The queue has an end, and what happens there is written down.`, code: toPool },
  { title: 'Send small tasks together', effort: 'low', risk: 'low', when: (s) => s.offLoop.batch > 1, detail: (s) => `About ${s.offLoop.batch} tasks in a message, so that a hop is a small part of the work.`, code: (s, subject) => `for (let at = 0; at < inputs.length; at += ${s.offLoop.batch}) {\n  parts.push(run${toTitle(subject.name)}(inputs.slice(at, at + ${s.offLoop.batch})));\n}` },
  { title: 'Let callers await it', effort: 'low', risk: 'medium', detail: (_, subject) => `${subject.isAsync ? `Callers of \`${subject.name}\` stay as they are.` : `\`${subject.name}\` becomes asynchronous: every caller awaits it, and what they touch meanwhile may change.`} Keep the old function as the fallback and as what tests compare with.` },
  shutDown,
];

const sharedSteps: readonly Step[] = [
  freeOfCaptures,
  { title: 'Lay the data out', effort: 'high', risk: 'medium', detail: 'Typed arrays over one SharedArrayBuffer: columns instead of objects, numbers instead of strings, one module that knows where what is.', code: () => ['// layout.ts', 'const header = 4;', 'export const toColumns = (shared: SharedArrayBuffer, rows: number) => ({', '  done: new Int32Array(shared, 0, header),', '  values: new Float64Array(shared, header * 4 * 2, rows),', '});'].join('\n') },
  { title: 'Serve the page cross-origin isolated', effort: 'medium', risk: 'high', when: isPage, detail: '`Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`: everything embedded from elsewhere must allow it. Check `crossOriginIsolated` and fall back to transferred buffers.' },
  { title: 'Give each worker a part of its own', effort: 'medium', risk: 'medium', detail: (s) => `Ranges that do not overlap, one writer each; ${s.predictions['shared-memory-workers'].workers} workers read all of it and write their range.`, code: (_, subject) => ['// in the worker', `const { done, values } = toColumns(workerData.shared, workerData.rows);`, 'for (let row = from; row < to; row++) {', `  values[row] = ${subject.name}(${subject.parameters.map((_, i) => (i === 0 ? 'values[row]' : subject.parameters[i])).join(', ')});`, '}', 'Atomics.add(done, 0, 1);', 'Atomics.notify(done, 0);'].join('\n') },
  { title: 'Wait for all of them', effort: 'low', risk: 'medium', detail: 'A counter with Atomics, awaited by `Atomics.waitAsync` or by one small message per worker: never `Atomics.wait` on the thread that serves everybody.' },
  { title: 'Test it under contention', effort: 'medium', risk: 'medium', detail: 'The same input with 1, 2 and all workers gives the same bytes, a hundred times over; one worker killed in the middle leaves nothing marked as done.' },
  shutDown,
];

const childSteps: readonly Step[] = [
  { ...freeOfCaptures, when: (s, subject) => s.load.isolation && subject.captured.length > 0 },
  { ...plainMessages, when: (s) => s.load.isolation },
  {
    title: 'Start a child with limits', effort: 'medium', risk: 'medium', when: (s) => s.load.isolation, detail: 'Own heap limit, empty environment, no rights it does not need; a time limit per task ends in SIGKILL.',
    code: (s, subject) => [
      "import { fork } from 'node:child_process';", '', `const child = fork(new URL('./${subject.name}.child.js', import.meta.url), {`, "  execArgv: ['--max-old-space-size=256', '--permission'], env: {}, serialization: 'advanced',", '});', "child.on('exit', (code, signal) => failTasksOf(child, code, signal));",
      `const timer = setTimeout(() => child.kill('SIGKILL'), ${Math.max(1000, Math.ceil((s.load.taskMs * 10 + s.load.waitMs * 5) / 1000) * 1000)});`,
    ].join('\n'),
  },
  { title: 'Start one server per core', effort: 'low', risk: 'medium', when: (s) => !s.load.isolation, detail: 'node:cluster, or the process manager or orchestrator that is there already.', code: (s) => ["import cluster from 'node:cluster';", '', 'if (cluster.isPrimary) {', `  for (let i = 0; i < ${s.load.cores}; i++) cluster.fork();`, "  cluster.on('exit', () => cluster.fork());", '} else {', "  await import('./server.js');", '}'].join('\n') },
  { title: 'Move state out of memory', effort: 'high', risk: 'high', when: (s) => !s.load.isolation, detail: 'Sessions, caches that must agree, rate limits and counters go to a store: the next request lands in another process.' },
  { title: 'Supervise the children', effort: 'medium', risk: 'medium', detail: 'Replace a child that exits, wait longer after each failure, give up loudly; ask each for its health and end one that does not answer.' },
  shutDown,
];

const hybridSteps: readonly Step[] = [
  { title: 'Separate waiting from computing', effort: 'medium', risk: 'low', detail: (_, subject) => `Divide \`${subject.name}\` into a part that fetches and a part that computes on what was fetched, with plain data between them.`, code: (_, subject) => `const fetched = await fetch${toTitle(subject.name)}(${getArguments(subject)}, signal);\nreturn compute${toTitle(subject.name)}(fetched);` },
  ...asyncSteps.slice(0, 4), freeOfCaptures, plainMessages,
  { title: 'Move the computing part to a pool', effort: 'medium', risk: 'medium', detail: (s) => `The part that computes, with ${s.predictions.hybrid.workers} workers that stay alive.`, code: (s, subject) => toPool(s, { ...subject, name: `compute${toTitle(subject.name)}`, parameters: ['fetched'] }) },
  { title: 'Join the stages with a bounded queue', effort: 'medium', risk: 'medium', detail: 'A fetched page waits for a worker, a free place in the fetch stage waits for the queue: neither side runs ahead.', code: (s, subject) => [`const fetching = pLimit(${getBound(s.load)});`, `const results = await Promise.all(inputs.map((${getItem(subject)}) => fetching(async () => {`, `  const fetched = await fetch${toTitle(subject.name)}(${getItem(subject)}, signal);`, `  return runCompute${toTitle(subject.name)}(fetched);`, '})));'].join('\n') },
  shutDown,
];

const distributedSteps: readonly Step[] = [
  { title: 'Choose an engine that exists', effort: 'medium', risk: 'medium', detail: (s) => (s.load.ordered ? 'Steps that follow one another for minutes or days: Temporal, or the workflow engine you have.' : 'BullMQ where Redis is there already, a broker (RabbitMQ, Kafka, NATS JetStream) where messages are, Kubernetes jobs for a few large ones. A queue in a database table is enough for a few a second (pg-boss).') },
  { title: 'Make running twice harmless', effort: 'high', risk: 'high', detail: 'A key per job, and its effect written together with the key: jobs are delivered at least once.' },
  { ...plainMessages, title: 'Name the job, with a version' },
  {
    title: 'Add the job in the request, do it in a consumer', effort: 'medium', risk: 'medium', detail: 'The request answers 202 with an id when the store has the job; the result is fetched or pushed later.',
    code: (s, subject) => ["import { Queue, Worker } from 'bullmq';", '', `const queue = new Queue('${subject.name}', { connection });`, `await queue.add('${subject.name}', { ${subject.parameters.join(', ')} }, { jobId, attempts: 5, backoff: { type: 'exponential', delay: 1_000 } });`, '', '// in a process of its own', `new Worker('${subject.name}', ({ data }) => ${subject.name}(${subject.parameters.map((name) => `data.${name}`).join(', ')}), { connection, concurrency: ${s.kind === 'cpu' ? 1 : 20} });`].join('\n'),
  },
  { title: 'Run consumers', effort: 'high', risk: 'medium', detail: (s) => `At least two, so that a deploy stops none of the work; ${s.load.isolation ? 'untrusted jobs in containers of their own; ' : ''}alarms on length and age of the queue, and a dead-letter queue.` },
  { title: 'Switch over', effort: 'medium', risk: 'medium', detail: 'Write to the queue beside the old way first, compare results, then let the queue do it; the old way stays behind a flag for a release.' },
];

export const arriving: Readonly<Record<ApproachId, readonly Step[]>> = {
  'sequential': [optimise, breathe], 'async': asyncSteps, 'worker-pool': poolSteps, 'shared-memory-workers': sharedSteps, 'processes': childSteps, 'hybrid': hybridSteps, 'distributed': distributedSteps,
};
