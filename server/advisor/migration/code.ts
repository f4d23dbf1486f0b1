/**
 * The code of a migration on one thread and in a queue outside, for the function at hand. Each text is a whole file that is named in its first
 * line; together with the function's own module they compile. Types come from the function (`Parameters<typeof f>`), because names are all
 * that is known of it. Pools and children are in poolCode.ts.
 */
import { toNumber } from '../amounts.ts';
import { getBound, getSliceMs, type Situation } from '../situation.ts';
import { toTitle, type Subject } from './subject.ts';

/** Arguments of one call. */
export const toInput = ({ name }: Subject): string => `Parameters<typeof ${name}>`;
/** What a call gives. */
export const toResult = ({ name }: Subject): string => `Awaited<ReturnType<typeof ${name}>>`;
const toName = ({ name, exportedAs }: Subject): string => (exportedAs === undefined ? name : `${exportedAs} as ${name}`);
export const toImport = (subject: Subject): string => `import { ${toName(subject)} } from '${subject.module}';`;
export const toTypeImport = (subject: Subject): string => `import type { ${toName(subject)} } from '${subject.module}';`;
export const joinLines = (...lines: readonly (string | false)[]): string => lines.filter((line) => line !== false).join('\n');
/** A line of single arrivals, which a full queue refuses; a burst waits instead. */
export const isStream = (s: Situation): boolean => s.isService && s.load.tasks <= 1;
/** The first tasks wait for their worker to start, on a busy machine for seconds. */
const leastDeadlineMs = 10_000;
/** Milliseconds after which a task is given up: many times what it takes. */
export const getDeadlineMs = ({ load }: Situation): number => Math.max(leastDeadlineMs, Math.ceil((load.taskMs * 10 + load.waitMs * 5) / 1000) * 1000);

export function toTurns(s: Situation, subject: Subject): string {
  const { name, isAsync } = subject;
  const call = `${isAsync ? 'await ' : ''}${name}(...input)`;
  const breath = [`    if (performance.now() - start > ${toNumber(getSliceMs(s.load))}) {`, `      await ${s.isBrowser ? 'new Promise((resolve) => { setTimeout(resolve); })' : 'turn()'};`, '      start = performance.now();', '    }'];
  const loop = s.load.ordered
    ? [`/** \`next\` makes the arguments of a step from the result before it, and undefined at the end. */`, `export async function ${name}InTurns(first: ${toInput(subject)}, next: (result: ${toResult(subject)}) => ${toInput(subject)} | undefined) {`,
      '  let start = performance.now();', `  for (let input: ${toInput(subject)} | undefined = first; ;) {`, `    const result = ${call};`, '    input = next(result);', '    if (input === undefined) return result;', ...breath, '  }', '}']
    : [`export async function ${name}InTurns(inputs: readonly ${toInput(subject)}[]) {`, `  const results: ${toResult(subject)}[] = [];`, '  let start = performance.now();', '  for (const input of inputs) {', `    results.push(${call});`, ...breath, '  }', '  return results;', '}'];
  return joinLines(`// ${name}.turns.ts`, !s.isBrowser && "import { setImmediate as turn } from 'node:timers/promises';", toImport(subject), '', ...loop);
}

export function toTogether(s: Situation, subject: Subject): string {
  const { name } = subject;
  const bound = getBound(s.load);
  const head = [`// ${name}.bounded.ts`, "import pLimit from 'p-limit';", toImport(subject), '', `const limit = pLimit(${bound});`];
  if (!isStream(s)) return joinLines(...head, '', `export function ${name}All(inputs: readonly ${toInput(subject)}[]) {`, `  return Promise.all(inputs.map((input) => limit(() => ${name}(...input))));`, '}');
  return joinLines(...head, `const mostWaiting = ${bound * 4};`, '', '/** Refuses what would wait for too long; answer that with 503 and Retry-After. */', `export async function ${name}Bounded(...input: ${toInput(subject)}) {`,
    `  if (limit.pendingCount >= mostWaiting) throw new Error('${name}: too many are waiting.');`, `  return limit(() => ${name}(...input));`, '}');
}

export function toDeadline(s: Situation, { name }: Subject): string {
  return joinLines(`// ${name}.deadline.ts: a call that waits, with the caller's signal and a time limit of its own`, 'export function fetchInTime(url: string, signal?: AbortSignal) {',
    `  const limit = AbortSignal.timeout(${Math.max(1000, Math.ceil((s.load.waitMs * 5) / 1000) * 1000)});`, '  return fetch(url, { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });', '}');
}

/** What goes to another thread, process or machine, checked where it arrives. */
export function toMessages(subject: Subject, isBatch: boolean): string {
  const { name } = subject;
  return joinLines(`// ${name}.messages.ts`, "import { z } from 'zod';", toTypeImport(subject), '', '/** Say more of the arguments here: what comes from elsewhere is checked like what comes from outside. */', `const argumentsSchema = z.custom<${toInput(subject)}>(Array.isArray);`,
    `export const taskSchema = z.strictObject({ version: z.literal(1), ${isBatch ? 'inputs: z.array(argumentsSchema)' : 'input: argumentsSchema'} });`, 'export type Task = z.infer<typeof taskSchema>;');
}

export function toDivision({ name }: Subject): string {
  const title = toTitle(name);
  return joinLines(`// ${name}.parts.ts`, `import { compute${title} } from './compute${title}.js';`, `import { fetch${title} } from './fetch${title}.js';`, '', '/** Does what the undivided function did. */',
    `export async function ${name}InParts(...input: Parameters<typeof fetch${title}>) {`, `  return compute${title}(await fetch${title}(...input));`, '}');
}

/** `pooled` is the part that computes. */
export function toStages(s: Situation, { name }: Subject, pooled: Subject): string {
  const fetching = `fetch${toTitle(name)}`;
  const run = `fetching(async () => run${toTitle(pooled.name)}([await ${fetching}(...input)]))`;
  return joinLines(`// ${name}.stages.ts`, "import pLimit from 'p-limit';", `import { run${toTitle(pooled.name)} } from './${pooled.name}.pool.js';`, `import { ${fetching} } from './${fetching}.js';`, '',
    '/** A place is free again when the task is computed, so fetching does not run ahead of the pool. */', `const fetching = pLimit(${getBound(s.load)});`, '',
    ...(isStream(s) ? [`export async function ${name}InStages(...input: Parameters<typeof ${fetching}>) {`, `  if (fetching.pendingCount >= ${getBound(s.load) * 4}) throw new Error('${name}: too many are waiting.');`, `  return ${run};`, '}']
      : [`export function ${name}InStages(inputs: readonly Parameters<typeof ${fetching}>[]) {`, `  return Promise.all(inputs.map((input) => ${run}));`, '}']));
}

export function toCluster({ load }: Situation): string {
  return joinLines('// cluster.ts', "import cluster from 'node:cluster';", '', 'if (cluster.isPrimary) {', '  let isStopping = false;', `  for (let i = 0; i < ${load.cores}; i++) cluster.fork();`, '  // A server that cannot start must not be started in a tight loop.',
    "  cluster.on('exit', () => { if (!isStopping) setTimeout(() => cluster.fork(), 1000); });", "  process.once('SIGTERM', () => {", '    isStopping = true;', '    cluster.disconnect();', '  });', '} else {', "  await import('./server.js');", '}');
}

export function toQueue(subject: Subject): string {
  const { name } = subject;
  return joinLines(`// ${name}.queue.ts`, "import { Queue } from 'bullmq';", `import type { Task } from './${name}.messages.js';`, toTypeImport(subject), '', "export const connection = { url: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379' };",
    `const queue = new Queue<Task>('${name}', { connection });`, '', '/** Resolves when the store has it. The same id twice is one job. */', `export async function enqueue${toTitle(name)}(jobId: string, ...input: ${toInput(subject)}) {`,
    `  await queue.add('${name}', { version: 1, input }, { jobId, attempts: 5, backoff: { type: 'exponential', delay: 1000 } });`, '}');
}

export function toConsumer(s: Situation, subject: Subject): string {
  const { name } = subject;
  return joinLines(`// ${name}.consumer.ts: a process of its own`, "import { once } from 'node:events';", "import { Worker } from 'bullmq';", `import { taskSchema } from './${name}.messages.js';`, `import { connection } from './${name}.queue.js';`, toImport(subject), '',
    `const consumer = new Worker('${name}', async ({ data }) => ${name}(...taskSchema.parse(data).input), { connection, concurrency: ${s.kind === 'cpu' ? 1 : 20} });`, '// Finishes what it has begun, takes nothing new.', "await once(process, 'SIGTERM');", 'await consumer.close();');
}
