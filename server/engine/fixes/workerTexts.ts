/**
 * The text of a worker's script and of the module with its pool, in TypeScript and JavaScript, as ES modules with two spaces and single
 * quotes; whoever writes them adapts that to the project.
 */
import { toImport } from './poolTexts.ts';

/** How the pool's module names the worker's script; `path` where it is joined to a folder. */
export interface Script { readonly text: string; readonly path: boolean }
export interface WorkerParts { readonly name: string; readonly run: string; readonly isTyped: boolean; readonly isLifted: boolean; readonly from: string; readonly helper: string; readonly imported: string; readonly script: Script }

/** Names these texts declare or import. */
export const reservedNames: ReadonlySet<string> = new Set(['reply', 'script', 'join', 'parentPort', 'toJobError', 'createWorkerPool', 'JobRequest', 'JobResponse', 'Piscina', 'Tinypool', 'workerpool', 'availableParallelism', 'fileURLToPath']);

export function toWorker({ name, isTyped: isTs, isLifted, imported, from, helper }: WorkerParts): string {
  const t = (text: string): string => (isTs ? text : '');
  return `/** Runs \`${name}\` on a thread of its own. */
${toImport('parentPort', 'node:worker_threads')}
${isLifted ? '' : `import ${imported} from '${from}';\n`}import { toJobError${t(', type JobRequest, type JobResponse')} } from '${helper}';

parentPort?.on('message', ({ id, args }${t(`: JobRequest<Parameters<typeof ${name}>>`)}) => {
  try {
    reply({ type: 'done', id, value: ${name}(...args) });
  } catch (error) {
    reply({ type: 'failed', id, error: toJobError(error) });
  }
});

function reply(response${t(`: JobResponse<ReturnType<typeof ${name}>>`)})${t(': void')} {
  parentPort?.postMessage(response);
}
`;
}

export function toPool({ name, run, isTyped: isTs, imported, from, helper, script }: WorkerParts): string {
  const t = (text: string): string => (isTs ? text : '');
  return `/** Runs \`${name}\` on worker threads; \`${name}Pool.run\` takes a signal, \`${name}Pool.dispose\` ends the threads. */
${script.path ? "import { join } from 'node:path';\n" : ''}import { createWorkerPool } from '${helper}';
${t(`import type ${imported} from '${from}';\n`)}
const script = ${script.text};
export const ${name}Pool = createWorkerPool${t(`<Parameters<typeof ${name}>, ReturnType<typeof ${name}>>`)}(script);

export function ${run}(...args${t(`: Parameters<typeof ${name}>`)})${t(`: Promise<ReturnType<typeof ${name}>>`)} {
  return ${name}Pool.run(args);
}
`;
}

export function toTask({ name, isTyped: isTs, isLifted, imported, from }: WorkerParts): string {
  const t = (text: string): string => (isTs ? text : '');
  return `/** Runs \`${name}\` on a thread of its own. */
${isLifted ? '' : `import ${imported} from '${from}';\n\n`}export default (args${t(`: Parameters<typeof ${name}>`)})${t(`: ReturnType<typeof ${name}>`)} => ${name}(...args);
`;
}

export function toPackagePool({ name, run, isTyped: isTs, imported, from, helper, script }: WorkerParts, maker: string): string {
  const t = (text: string): string => (isTs ? text : '');
  return `/** Runs \`${name}\` on worker threads; \`${name}Pool.run\` takes a signal, \`${name}Pool.destroy\` ends the threads. */
${toImport('availableParallelism', 'node:os')}
${script.path ? "import { join } from 'node:path';\n" : ''}import { ${maker} } from '${helper}';
${t(`import type ${imported} from '${from}';\n`)}
const script = ${script.text};
export const ${name}Pool = new ${maker}({ filename: script${script.path ? '' : '.href'}, maxQueue: availableParallelism() * 64 });

export function ${run}(...args${t(`: Parameters<typeof ${name}>`)})${t(`: Promise<ReturnType<typeof ${name}>>`)} {
  return ${name}Pool.run(args)${t(` as Promise<ReturnType<typeof ${name}>>`)};
}
`;
}

/** A script of the package `workerpool`, which calls functions by name. */
export function toMethod({ name, isLifted, imported, from }: WorkerParts): string {
  return `/** Runs \`${name}\` on a thread of its own. */
import workerpool from 'workerpool';
${isLifted ? '' : `import ${imported} from '${from}';\n`}
workerpool.worker({ ${name} });
`;
}

export function toMethodPool({ name, run, isTyped: isTs, imported, from, script }: WorkerParts): string {
  const t = (text: string): string => (isTs ? text : '');
  const file = script.path ? 'script' : 'fileURLToPath(script)';
  return `/** Runs \`${name}\` on worker threads; \`${name}Pool.terminate\` ends them. */
${toImport('availableParallelism', 'node:os')}
${script.path ? "import { join } from 'node:path';\n" : "import { fileURLToPath } from 'node:url';\n"}import workerpool from 'workerpool';
${t(`import type ${imported} from '${from}';\n`)}
const script = ${script.text};
export const ${name}Pool = workerpool.pool(${file}, { workerType: 'thread', maxQueueSize: availableParallelism() * 64 });

export async function ${run}(...args${t(`: Parameters<typeof ${name}>`)})${t(`: Promise<ReturnType<typeof ${name}>>`)} {
  return await ${name}Pool.exec${t(`<typeof ${name}>`)}('${name}', args);
}
`;
}
