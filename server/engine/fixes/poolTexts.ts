/**
 * The text of the small worker pool that *Move to a worker* adds to a project without a pool package, in TypeScript and JavaScript. It
 * uses nothing but Node, and is written to be kept.
 */

const types = `/** What a worker is asked, and what it answers. */
export type JobRequest<Args> = { readonly type: 'run'; readonly id: number; readonly args: Args };
export type JobResponse<Result> =
  | { readonly type: 'done'; readonly id: number; readonly value: Result }
  | { readonly type: 'failed'; readonly id: number; readonly error: JobError };

/** An error as plain data: threads do not share classes. */
export interface JobError { readonly name: string; readonly message: string; readonly stack?: string | undefined; readonly code?: unknown }

export interface WorkerPool<Args, Result> {
  /** Rejects when the queue is full, the job throws, its worker ends, or the signal aborts. */
  run(args: Args, signal?: AbortSignal): Promise<Result>;
  /** Ends all workers; jobs that are not done reject. */
  dispose(): Promise<void>;
}

interface Job<Args, Result> {
  readonly id: number;
  readonly args: Args;
  readonly resolve: (value: Result) => void;
  readonly reject: (error: unknown) => void;
  /** Stops listening to the signal. */
  readonly leave: () => void;
}

`;

/** Not written out, so that nobody takes it for an import of this file. */
export function toImport(name: string, module: string): string { return `import { ${name} } from '${module}';`; }

const getText = (isTyped: boolean): string => {
  const t = (text: string): string => (isTyped ? text : '');
  return `/**
 * Runs jobs on worker threads: one at a time on each, the others wait in a queue of limited length. A worker that ends rejects the job
 * it had, and another one takes its place. Idle workers do not keep the process alive.
 */
${toImport('availableParallelism', 'node:os')}
${toImport('Worker', 'node:worker_threads')}

${t(types)}/** Workers start when there are jobs for them, one fewer than the machine has cores. */
export function createWorkerPool${t('<Args, Result>')}(script${t(': string | URL')})${t(': WorkerPool<Args, Result>')} {
  const size = Math.max(1, availableParallelism() - 1);
  const maxQueue = size * 64;
  const workers = new Set${t('<Worker>')}();
  const idle${t(': Worker[]')} = [];
  const busy = new Map${t('<Worker, Job<Args, Result>>')}();
  let queue${t(': Job<Args, Result>[]')} = [];
  let lastId = 0;
  let isDisposed = false;

  /** The job a worker has, taken from it. */
  function take(worker${t(': Worker')})${t(': Job<Args, Result> | undefined')} {
    const job = busy.get(worker);
    busy.delete(worker);
    job?.leave();
    return job;
  }

  function rest(worker${t(': Worker')})${t(': void')} {
    idle.push(worker);
    worker.unref();
  }

  function start()${t(': Worker')} {
    const worker = new Worker(script);
    workers.add(worker);
    worker.on('message', (response${t(': JobResponse<Result>')}) => {
      if (busy.get(worker)?.id !== response.id) return;
      const job = take(worker);
      rest(worker);
      if (response.type === 'done') job?.resolve(response.value);
      else job?.reject(Object.assign(new Error(response.error.message), response.error));
      advance();
    });
    worker.on('messageerror', (error) => {
      const job = take(worker);
      rest(worker);
      job?.reject(error);
      advance();
    });
    worker.on('error', (error) => {
      take(worker)?.reject(error);
    });
    worker.on('exit', (code) => {
      take(worker)?.reject(new Error(\`The worker ended with code \${code} before its job was done.\`));
      workers.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
      advance();
    });
    return worker;
  }

  /** Gives waiting jobs to workers that are free. */
  function advance()${t(': void')} {
    while (!isDisposed && (idle.length > 0 || workers.size < size)) {
      const job = queue.shift();
      if (job === undefined) return;
      let worker;
      try {
        worker = idle.pop() ?? start();
        busy.set(worker, job);
        worker.ref();
        worker.postMessage({ type: 'run', id: job.id, args: job.args }${t(' satisfies JobRequest<Args>')});
      } catch (error) {
        // An argument that cannot be cloned, or a thread that cannot be started.
        if (worker !== undefined) {
          take(worker);
          rest(worker);
        }
        job.leave();
        job.reject(error);
      }
    }
  }

  return {
    run(args${t(': Args')}, signal${t('?: AbortSignal')}) {
      return new Promise${t('<Result>')}((resolve, reject) => {
        if (isDisposed) throw new Error('The worker pool is disposed.');
        if (queue.length >= maxQueue) throw new Error(\`The queue of the worker pool is full: \${maxQueue} jobs wait.\`);
        signal?.throwIfAborted();
        const id = ++lastId;
        const abort = ()${t(': void')} => {
          queue = queue.filter((job) => job.id !== id);
          const [worker] = [...busy].find(([, job]) => job.id === id) ?? [];
          if (worker !== undefined) {
            take(worker);
            worker.terminate().catch(reject);
          }
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort, { once: true });
        queue.push({ id, args, resolve, reject, leave: () => { signal?.removeEventListener('abort', abort); } });
        advance();
      });
    },
    async dispose() {
      isDisposed = true;
      const jobs = [...queue.splice(0), ...[...busy.keys()].map(take)];
      for (const job of jobs) {
        job?.leave();
        job?.reject(new Error('The worker pool is disposed.'));
      }
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}

/** For workers: what was thrown, ready to be sent. */
export function toJobError(error${t(': unknown')})${t(': JobError')} {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return { name, message, stack, ...('code' in error && ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {}) };
}
`;
};

export const poolTexts = { parameters: 1, ts: getText(true), js: getText(false) } as const;
