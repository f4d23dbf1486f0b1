/**
 * The code of a migration to worker threads, shared memory, child processes or a page's workers, for the function at hand: whole files, named in
 * their first line. Queues, restarts and cancellation are a library's (piscina, tinypool, comlink).
 */
import { toNumber } from '../amounts.ts';
import { getBound, type Situation } from '../situation.ts';
import { getDeadlineMs, isStream, joinLines, toImport, toInput, toResult, toTypeImport } from './code.ts';
import { toTitle, type Subject } from './subject.ts';

/** Small tasks of a burst travel together. */
export const isBatched = (s: Situation): boolean => s.candidate === 'worker-pool' && !isStream(s) && s.offLoop.batch > 1;
/** Room for the garbage of the worker beside what it holds. */
const leastHeapMb = 64;

export function toWorkerFile(s: Situation, subject: Subject): string {
  const { name, isAsync } = subject;
  if (s.isBrowser) return joinLines(`// ${name}.worker.ts`, "import { expose } from 'comlink';", toImport(subject), '', `expose({ ${name} });`);
  const moves = s.load.transferable && s.candidate !== 'processes';
  const head = [`// ${name}.worker.ts`, moves && "import { move } from 'piscina';", `import { taskSchema } from './${name}.messages.js';`, toImport(subject), ''] as const;
  const call = `${isAsync ? 'await ' : ''}${name}(...input)`;
  if (isBatched(s)) {
    return joinLines(`// ${name}.worker.ts`, ...head.slice(2), `export default ${isAsync ? 'async ' : ''}(message: unknown) => {`, `  const results: ${toResult(subject)}[] = [];`, `  for (const input of taskSchema.parse(message).inputs) results.push(${call});`, '  return results;', '};');
  }
  if (!moves) return joinLines(...head, `export default (message: unknown) => ${name}(...taskSchema.parse(message).input);`);
  return joinLines(...head, `export default ${isAsync ? 'async ' : ''}(message: unknown) => {`, '  const { input } = taskSchema.parse(message);', `  const result: unknown = ${call};`, '  // Moved back instead of copied.', '  return ArrayBuffer.isView(result) ? move(result) : result;', '};');
}

const toThreads = (workers: number): string => `minThreads: ${workers}, maxThreads: ${workers}, idleTimeout: Infinity`;

export function toPool(s: Situation, subject: Subject): string {
  if (s.isBrowser) return toPagePool(s, subject);
  const { name } = subject;
  const workers = Math.max(1, s.predictions[s.candidate].workers);
  const isBatch = isBatched(s);
  const bound = s.candidate === 'hybrid' ? getBound(s.load) : workers * 4;
  const bursts = s.candidate === 'worker-pool' && !isStream(s);
  const title = toTitle(name);
  const [task, result] = isBatch ? ['{ version: 1, inputs }', `${toResult(subject)}[]`] : ['{ version: 1, input }', toResult(subject)];
  return joinLines(
    `// ${name}.pool.ts`, bursts && "import pLimit from 'p-limit';", "import { Piscina } from 'piscina';", `import type { Task } from './${name}.messages.js';`, toTypeImport(subject), '',
    `export const pool = new Piscina<Task, ${result}>({`, `  filename: new URL('./${name}.worker.js', import.meta.url).href,`, `  ${toThreads(workers)}, maxQueue: ${bound},`,
    s.load.memoryMb !== undefined && `  resourceLimits: { maxOldGenerationSizeMb: ${Math.max(leastHeapMb, Math.floor(s.load.memoryMb / (workers + 1)))} },`, '});', '',
    `/** Rejects when the queue is full, the worker fails or the time is over; then the worker is replaced. */`,
    `export function run${title}(${isBatch ? `inputs: ${toInput(subject)}[]` : `input: ${toInput(subject)}`}, signal = AbortSignal.timeout(${isBatch ? getDeadlineMs(s) * Math.max(1, Math.ceil(s.offLoop.batch / 100)) : getDeadlineMs(s)})) {`,
    ...(s.load.transferable && !isBatch
      ? ['  // Whole buffers are moved; the caller cannot use them afterwards.', '  const transferList = input.flatMap((value: unknown) => (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength ? [value.buffer] : []));', `  return pool.run(${task}, { signal, transferList });`]
      : [`  return pool.run(${task}, { signal });`]), '}',
    ...(bursts ? ['', '/** The queue of the pool never fills up: what has no place yet waits here. */', `const places = pLimit(${workers * 2});`, ...(isBatch ? toBatches(s, subject) : [`export function ${name}All(inputs: readonly ${toInput(subject)}[]) {`, `  return Promise.all(inputs.map((input) => places(() => run${title}(input))));`, '}'])] : []),
  );
}

function toBatches({ offLoop }: Situation, subject: Subject): readonly string[] {
  return [
    `export async function ${subject.name}All(inputs: readonly ${toInput(subject)}[]) {`, `  const batches = Array.from({ length: Math.ceil(inputs.length / ${offLoop.batch}) }, (_, i) => inputs.slice(i * ${offLoop.batch}, (i + 1) * ${offLoop.batch}));`,
    `  return (await Promise.all(batches.map((batch) => places(() => run${toTitle(subject.name)}(batch))))).flat(1);`, '}',
  ];
}

function toPagePool(s: Situation, subject: Subject): string {
  const { name } = subject;
  const workers = Math.max(1, s.offLoop.workers);
  const start = `new Worker(new URL('./${name}.worker.js', import.meta.url), { type: 'module' })`;
  return joinLines(`// ${name}.pool.ts`, "import { wrap } from 'comlink';", toTypeImport(subject), '', `const workers = Array.from({ length: ${workers} }, () => ${start});`, `const remotes = workers.map((worker) => wrap<(...input: ${toInput(subject)}) => ${toResult(subject)}>(worker));`, 'let next = 0;', '',
    `export async function run${toTitle(name)}(input: ${toInput(subject)}): Promise<${toResult(subject)}> {`, '  const remote = remotes[next++ % remotes.length];', "  if (remote === undefined) throw new Error('There is no worker.');", '  return remote(...input);', '}', '',
    '/** For the end of the page or component, and for a worker that does not answer. */', 'export const endWorkers = () => { for (const worker of workers) worker.terminate(); };');
}

/** The end of a program with a pool: of a server on its signal, of a burst with its last task. */
export function toClosing(s: Situation, { name }: Subject): string {
  const file = `./${name}.${s.candidate === 'processes' ? 'children' : 'pool'}.js`;
  const close = s.candidate === 'processes' ? 'await pool.destroy();' : 'await pool.close();';
  if (!s.isService) return joinLines(`// ${name}.closing.ts`, `import { pool } from '${file}';`, '', '/** Runs `work` and ends the pool whatever comes of it; without this the program would not end. */', 'export async function withPool<R>(work: () => Promise<R>): Promise<R> {', '  try {', '    return await work();', '  } finally {', '    await pool.destroy();', '  }', '}');
  return joinLines(`// ${name}.closing.ts`, "import { once } from 'node:events';", "import type { Server } from 'node:http';", `import { pool } from '${file}';`, '', '/** Takes nothing new, lets what is under way finish, then ends the pool. */', 'export async function closeOnSignal(server: Server) {', "  await once(process, 'SIGTERM');", '  server.close();', "  await once(server, 'close');", `  ${close}`, '}');
}

export function toChildren(s: Situation, subject: Subject): string {
  const { name } = subject;
  const workers = Math.max(1, s.predictions.processes.workers);
  return joinLines(`// ${name}.children.ts`, "import { Tinypool } from 'tinypool';", `import type { Task } from './${name}.messages.js';`, toTypeImport(subject), '', 'export const pool = new Tinypool({', `  filename: new URL('./${name}.worker.js', import.meta.url).href,`, `  runtime: 'child_process', serialization: 'advanced', minThreads: ${workers}, maxThreads: ${workers},`,
    "  // No environment, and a heap of its own. From Node 22.13 on add '--permission' and '--allow-fs-read=' with the folder of the code.", "  env: {}, execArgv: ['--max-old-space-size=256'],", '  // A fresh child for each task: isolateWorkers: true', '});', '',
    '/** Rejects when the child fails, ends or exceeds its time; then the child is killed and replaced. */', `export function run${toTitle(name)}(input: ${toInput(subject)}, signal = AbortSignal.timeout(${getDeadlineMs(s)})): Promise<${toResult(subject)}> {`, '  return pool.run({ version: 1, input } satisfies Task, { signal });', '}');
}

const bytesOfNumber = 8;

export function toLayout({ name }: Subject): string {
  return joinLines(`// ${name}.layout.ts`, '/** Whole and aligned cells before the columns: here one, the parts that are done. */', `const header = ${bytesOfNumber};`, `export const allocate = (rows: number) => new SharedArrayBuffer(header + rows * ${2 * bytesOfNumber});`, 'export const toColumns = (shared: SharedArrayBuffer, rows: number) => ({', '  done: new Int32Array(shared, 0, 1),', '  given: new Float64Array(shared, header, rows),', `  results: new Float64Array(shared, header + rows * ${bytesOfNumber}, rows),`, '});', 'export interface Part { readonly shared: SharedArrayBuffer; readonly rows: number; readonly from: number; readonly to: number }');
}

export function toSharedWorker(s: Situation, subject: Subject): string {
  const { name, isAsync } = subject;
  const work = [
    'const { done, given, results } = toColumns(shared, rows);', '/** Read here what one call needs from the columns. */', `const toArguments = (row: number) => [given[row]] as unknown as ${toInput(subject)};`,
    `for (let row = from; row < to; row++) results[row] = Number(${isAsync ? 'await ' : ''}${name}(...toArguments(row)));`, '// Last, so that a part that was left half done is not taken for done.', 'Atomics.add(done, 0, 1);',
  ];
  const head = [`// ${name}.worker.ts`, !s.isBrowser && "import { workerData } from 'node:worker_threads';", `import { toColumns, type Part } from './${name}.layout.js';`, toImport(subject), ''] as const;
  if (!s.isBrowser) return joinLines(...head, 'const { shared, rows, from, to } = workerData as Part;', ...work);
  return joinLines(...head, `self.onmessage = ${isAsync ? 'async ' : ''}({ data: { shared, rows, from, to } }: MessageEvent<Part>) => {`, ...work.map((line) => `  ${line}`), "  self.postMessage('done');", '};');
}

export function toSharedMain(s: Situation, { name }: Subject): string {
  const workers = Math.max(1, s.predictions['shared-memory-workers'].workers);
  const part = 'const part: Part = { shared, rows, from: Math.min(rows, i * size), to: Math.min(rows, (i + 1) * size) };';
  const start = s.isBrowser
    ? [`    const worker = new Worker(new URL('./${name}.worker.js', import.meta.url), { type: 'module' });`, '    try {', '      await new Promise((resolve, reject) => {', '        worker.onmessage = resolve;', '        worker.onerror = reject;', '        worker.postMessage(part);', '      });', '    } finally {', '      worker.terminate();', '    }']
    : [`    const worker = new Worker(new URL('./${name}.worker.js', import.meta.url), { workerData: part });`, "    // Rejects on an error of the worker.", "    await once(worker, 'exit');"];
  return joinLines(`// ${name}.shared.ts`, ...(s.isBrowser ? [] : ["import { once } from 'node:events';", "import { Worker } from 'node:worker_threads';"]), `import { allocate, toColumns, type Part } from './${name}.layout.js';`, '', `const workers = ${toNumber(workers)};`, '',
    `export async function ${name}Shared(numbers: readonly number[]) {`, '  const rows = numbers.length;', '  const shared = allocate(rows);', '  const { done, given, results } = toColumns(shared, rows);', '  given.set(numbers);', '  const size = Math.ceil(rows / workers);',
    '  await Promise.all(Array.from({ length: workers }, async (_, i) => {', `    ${part}`, ...start, '  }));', "  if (Atomics.load(done, 0) !== workers) throw new Error('A worker ended before its part was done.');", '  return results;', '}');
}
