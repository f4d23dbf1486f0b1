/**
 * The text of a benchmark file. What stands in ⟨angle brackets⟩ is TypeScript's alone and left out of JavaScript; names in double braces
 * are filled in by writeBench.ts. The file must run without Loopwise: whoever reads it can check what is measured.
 */

/** Head, inputs and settings: what a person edits. */
export const editablePart = `/**
 * Compares ways to run many \`{{name}}\` tasks ({{shownFile}}). Written by \`loopwise bench new\`; change it as you like.
 * Run it with \`loopwise bench run {{shownBench}}\`, which adds the verdict and a chart, or by itself: {{command}}
{{notes}} */
{{imports}}

const task = {{task}};
⟨type Input = Parameters<typeof task>;
⟩
/**
 * PUT REAL INPUTS HERE. The arguments of one call: \`size\` grows in the sweep, \`index\` counts the tasks of a burst.
{{inputNotes}} */
function makeInput(size⟨: number⟩, index⟨: number⟩)⟨: Input⟩ {
{{unused}}  return [{{arguments}}]{{cast}};
}

const settings = {
  /** Numbers of tasks and sizes to measure, the last is the one judged; [] times one call first and chooses. */
  tasks: []⟨ as number[]⟩,
  sizes: []⟨ as number[]⟩,
  /** Numbers of workers or processes; [] goes from 1 to the cores. */
  workers: []⟨ as number[]⟩,
  /** Timed bursts of each kind, after the warm-up. */
  samples: {{samples}},
  /** Tasks in flight where tasks wait. */
  inFlight: 16,
  /** Tasks sent in one message; more saves hops when tasks are tiny. */
  batch: 1,
  /** It stops by itself after this. */
  deadlineMs: {{deadlineMs}},
};
`;

/** The approaches and what they are made of. */
export const approachPart = `
// ---- The approaches: each runs all inputs once and resolves when the last is done. ----

⟨interface Crew { run(inputs: readonly Input[]): Promise<unknown>; members: readonly Member[] }
interface Member { run(batch: readonly Input[]): Promise<void>; end(): unknown; usage: Usage }
interface Usage { cpuMs: number; memoryMb: number }

⟩const approaches⟨: Record<string, (workers: number) => Promise<Crew>>⟩ = {
{{approaches}}};
{{bounded}}{{pool}}`;

export const boundedPart = `
/** Never more than \`limit\` at once; each lane takes the next item when it is done with one. */
async function runBounded⟨<T>⟩(items⟨: readonly T[]⟩, limit⟨: number⟩, run⟨: (item: T, lane: number) => unknown⟩)⟨: Promise<void>⟩ {
  const queue = items.values();
  await Promise.all(Array.from({ length: limit }, async (_, lane) => { for (const item of queue) await run(item, lane); }));
}
`;

/** Lines of {@link approachPart}, by approach. */
export const approachLines = {
  sequential: `  /** One after the other in this thread: what all else must beat. */
  sequential: async () => ({ members: [], run: async (inputs) => { for (const input of inputs) {{await}}task(...input); } }),
`,
  async: `  /** Several in flight in this thread: gains where tasks wait. */
  async: async () => ({ members: [], run: (inputs) => runBounded(inputs, settings.inFlight, (input) => task(...input)) }),
`,
  'worker-pool': `  /** Threads that are warm; inputs and results are copied. */
  'worker-pool': (workers) => openPool(workers, startWorker, 1),
`,
  'shared-memory-workers': `  /** Threads that see the same bytes: nothing large is copied. */
  'shared-memory-workers': async (workers) => {
    const pool = await openPool(workers, startWorker, 1);
    return { ...pool, run: (inputs) => pool.run(inputs.map(share)) };
  },
`,
  processes: `  /** Child processes: a crash stays in one; everything is written to a pipe and read again. */
  processes: (workers) => openPool(workers, startProcess, 1),
`,
  hybrid: `  /** Threads with several tasks in flight each: gains where tasks both wait and compute. */
  hybrid: (workers) => openPool(workers, startWorker, Math.max(2, Math.ceil(settings.inFlight / workers))),
`,
} as const;

/** Workers and processes, for files that have an approach with them. */
export const poolPart = `
⟨interface Endpoint { send(message: object): void; end(): unknown; on(event: string, listener: (value: Reply) => void): unknown }
interface Reply { id: number; error?: string; usage: Usage }

⟩/** \`each\`: batches in flight at one member. Batches wait here, not in a queue nobody sees. */
async function openPool(workers⟨: number⟩, start⟨: () => Promise<Member>⟩, each⟨: number⟩)⟨: Promise<Crew>⟩ {
  const members = await Promise.all(Array.from({ length: workers }, start));
  return {
    members,
    run: (inputs) => {
      const batches = Array.from({ length: Math.ceil(inputs.length / settings.batch) }, (_, index) => inputs.slice(index * settings.batch, (index + 1) * settings.batch));
      return runBounded(batches, workers * each, (batch, lane) => members[lane % workers]⟨!⟩.run(batch));
    },
  };
}

{{startWorker}}{{startProcess}}
/** Resolves once the other side has said that it is there. A member that dies fails what it was asked. */
function toMember(endpoint⟨: Endpoint⟩)⟨: Promise<Member>⟩ {
  const waiting = new Map⟨<number, { resolve: () => void; reject: (error: Error) => void }>⟩();
  let lastId = 0;
  return new Promise((resolve, reject) => {
    const fail = (reason⟨: unknown⟩) => {
      const error = new Error(\`A worker or process ended: \${String(reason)}\`);
      reject(error);
      for (const each of waiting.values()) each.reject(error);
      waiting.clear();
    };
    const member⟨: Member⟩ = {
      usage: { cpuMs: 0, memoryMb: 0 }, end: endpoint.end,
      run: (batch) => new Promise((done, failed) => {
        waiting.set(++lastId, { resolve: done, reject: failed });
        endpoint.send({ id: lastId, batch });
      }),
    };
    endpoint.on('error', fail);
    endpoint.on('exit', fail);
    endpoint.on('message', ({ id, error, usage }) => {
      member.usage = usage;
      if (id === 0) resolve(member);
      else if (error === undefined) waiting.get(id)?.resolve();
      else waiting.get(id)?.reject(new Error(error));
      waiting.delete(id);
    });
  });
}

/** The other side: runs what it is sent. */
function serve(port⟨: { on(event: 'message', listener: (order: { id: number; batch: Input[] }) => void): unknown }⟩, reply⟨: (message: object) => void⟩, isOwnProcess⟨: boolean⟩) {
  const getUsage = () => (isOwnProcess ? getOwnUsage() : { cpuMs: 0, memoryMb: 0 });
  port.on('message', async ({ id, batch }) => {
    try {
      const outputs⟨: unknown[]⟩ = [];
      for (const input of batch) outputs.push(await task(...{{revived}}));
      reply({ id, outputs, usage: getUsage() });
    } catch (error) {
      reply({ id, error: String(error), usage: getUsage() });
    }
  });
  reply({ id: 0, usage: getUsage() });
}
`;

/** A worker whose file Node itself can run. */
export const workerPart = `async function startWorker()⟨: Promise<Member>⟩ {
  const worker = new Worker(new URL(import.meta.url), { argv: ['--member'] });
  return toMember({ send: (message) => worker.postMessage(message), end: () => worker.terminate(), on: (event, listener) => worker.on(event, listener) });
}
`;

export const typeScriptWorkerPart = `/** Where tsx runs this file. Older versions of Node do not hand it on to threads, so they register it first. */
const tsx = process.execArgv.map((each) => (each === 'tsx' ? import.meta.resolve('tsx') : each)).find((each) => each.endsWith('/tsx/dist/loader.mjs'));

async function startWorker(): Promise<Member> {
  const start = tsx === undefined ? new URL(import.meta.url)
    : \`import(\${JSON.stringify(new URL('esm/api/index.mjs', tsx).href)}).then((api) => { api.register(); return import(\${JSON.stringify(import.meta.url)}); })\`;
  const worker = new Worker(start, { eval: tsx !== undefined, argv: ['--member'] });
  return toMember({ send: (message) => worker.postMessage(message), end: () => worker.terminate(), on: (event, listener) => worker.on(event, listener) });
}
`;

export const processPart = `
async function startProcess()⟨: Promise<Member>⟩ {
  // The advanced serialization carries what a worker's messages carry: maps, dates, bytes.
  const child = fork(fileURLToPath(import.meta.url), ['--member'], { serialization: 'advanced' });
  return toMember({ send: (message) => { child.send(message); }, end: () => child.kill('SIGKILL'), on: (event, listener) => child.on(event, listener) });
}
`;

export const sharePart = `
/** The same arguments with their bytes in shared memory. It stands for data that live there from the start, so only the first time is paid. */
const shared = new WeakMap⟨<Input, Input>⟩();
function share(input⟨: Input⟩)⟨: Input⟩ {
  let twin = shared.get(input);
  if (twin === undefined) {
    twin = input.map((value⟨: unknown⟩) => {
      if (!ArrayBuffer.isView(value) || value instanceof DataView) return value;
      const bytes = value⟨ as Uint8Array⟩;
      // A Buffer's own memory is never shared.
      const Bytes = (bytes instanceof Uint8Array ? Uint8Array : value.constructor)⟨ as Uint8ArrayConstructor⟩;
      const copy = new Bytes(new SharedArrayBuffer(bytes.byteLength));
      copy.set(bytes);
      return copy;
    })⟨ as unknown as Input⟩;
    shared.set(input, twin);
  }
  return twin;
}
`;

export const revivePart = `
/** A Buffer arrives as a Uint8Array over the same bytes. */
function revive(input⟨: Input⟩)⟨: Input⟩ {
  return input.map((value⟨: unknown⟩, index⟨: number⟩) => ([{{buffers}}].includes(index) && value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value))⟨ as unknown as Input⟩;
}
`;
