/**
 * An input read from the code: what the engine knows of a function, its data and its callers, as fields with what shows each. Where the code
 * shows only the kind of a number, a common one stands in and is marked as a guess.
 */
import type { CallSiteReport, DataKind, FunctionCost, FunctionProfile } from '../engine/report.ts';
import type { ApproachId } from './advice.ts';
import type { Subject } from './migration/subject.ts';
import type { CodeReading } from './provenance.ts';

export interface FunctionReading {
  readonly code: CodeReading;
  readonly subject: Subject;
  /** How it runs now. */
  readonly from: ApproachId;
}

/** CPU of one call by how it grows, at sizes that programs commonly meet. */
const growthMs: Readonly<Record<FunctionCost['class'], number>> = { constant: 0.05, unknown: 1, linear: 2, superlinear: 20, exponential: 500 };
const quadraticMs = 100;
/** Password hashes and keys are made to take this long. */
const hashMs = 60;
const waitMs: Readonly<Record<string, readonly [number, string]>> = {
  net: [100, 'a request over the network'], db: [10, 'a database query'], disk: [5, 'the disk'], timer: [100, 'a timer'], child: [200, 'a child process'],
  pool: [50, 'the libuv pool, where native code computes'], queue: [20, 'a queue'], user: [1000, 'a person'],
};
const dataKb: Readonly<Record<DataKind, number>> = { bytes: 1000, text: 50, list: 100, object: 1, value: 0.01, function: 0, unknown: 1 };
const manyTasks = 1000;
const someTasks = 100;
const fewTasks = 10;
const usualRate = 10;
/** What a page has none of. */
const nodeContexts = new Set(['request', 'cli', 'build', 'startup']);
const serverContexts = new Set(['request', 'event']);

/** `file` and `target` as a person writes them: `src/report.ts`, `src/report.ts:render`. */
export function readCode(profile: FunctionProfile, file: string, target: string): FunctionReading {
  const contexts = new Set(profile.contexts.map(({ context }) => context));
  const server = [...contexts].filter((context) => nodeContexts.has(context));
  const name = profile.name.split(' > ').at(-1)?.replace(/^.*\./, '') ?? profile.name;
  const code: CodeReading = {
    ...readKind(profile), ...readCpu(profile), ...readWait(profile), ...readData(profile), ...readCalls(profile, name),
    ...(contexts.has('ui') ? { platform: { value: 'browser' as const, because: 'it runs in a page' } } : server.length > 0 ? { platform: { value: 'node' as const, because: `it runs in: ${server.join(', ')}` } } : {}),
    ...(profile.runsForeignCode === undefined ? {} : { isolation: { value: true as const, because: `it runs code that is known only at run time (\`${toName(profile.runsForeignCode)}\`)` } }),
    ...(profile.walksShared === undefined ? {} : { sharedState: { value: true as const, because: `it goes through \`${profile.walksShared}\`, which all calls share` } }),
  };
  return {
    code, from: findCurrent(profile),
    subject: {
      name: /^[\w$]+$/.test(name) ? name : 'task', module: `./${file.split('/').at(-1)?.replace(/\.(?:[cm]?ts|tsx|jsx)$/, '.js') ?? 'task.js'}`, parameters: profile.parameters.map((parameter) => parameter.name), isAsync: profile.isAsync,
      isExported: profile.isExported, captured: profile.captured.map((outer) => outer.name), target, ...(profile.blocks ? { blocking: { api: toName(profile.blocks.api), ...(profile.blocks.twin === undefined ? {} : { twin: toName(profile.blocks.twin) }) } } : {}),
    },
  };
}

/** `fs#readFileSync` as `fs.readFileSync`. */
function toName(api: string): string {
  return api.replace(/^global#/, '').replace('#', '.');
}

function readKind({ workload, confidence, evidence }: FunctionProfile): CodeReading {
  if (workload === 'unknown') return {};
  if (workload === 'trivial') return { workload: { value: 'cpu', because: 'it does next to nothing' } };
  const [first] = evidence;
  return { workload: { value: workload, because: `${first === undefined ? 'as its calls say' : first.label} (${confidence})` } };
}

function readCpu({ workload, cost, burns }: FunctionProfile): CodeReading {
  if (burns !== undefined && /hash|compare|scrypt|pbkdf|generateKey|derive/i.test(burns)) return { taskMs: { value: hashMs, because: `\`${toName(burns)}\` takes about that long on purpose`, isGuess: true } };
  if (workload === 'io' && (cost.class === 'constant' || cost.class === 'unknown')) return { taskMs: { value: 0.5, because: 'handling one answer', isGuess: true } };
  if (workload === 'unknown' && cost.class === 'unknown') return {};
  const isPower = /n\^/.test(cost.growth);
  const in_ = cost.input === undefined ? '' : ` in \`${cost.input}\``;
  return { taskMs: { value: isPower ? quadraticMs : workload === 'cpu' && cost.class === 'constant' ? 5 : growthMs[cost.class], because: cost.class === 'constant' ? 'its own time does not grow' : cost.class === 'unknown' ? 'how its time grows is not known' : `its time grows as ${cost.growth}${in_}; measure it`, isGuess: true } };
}

function readWait({ workload, waitsOn, blocks }: FunctionProfile): CodeReading {
  if (workload === 'cpu' || workload === 'trivial') return { waitMs: { value: 0, because: 'it waits on nothing known' } };
  const held = blocks === undefined ? undefined : waitMs[blocks.on];
  if (blocks && held && waitsOn === undefined) return { waitMs: { value: held[0], because: `it waits on ${held[1]}, and holds the thread meanwhile (\`${toName(blocks.api)}\`)`, isGuess: true } };
  const usual = waitsOn === undefined ? undefined : waitMs[waitsOn];
  if (usual === undefined) return {};
  return { waitMs: { value: usual[0], because: `it waits on ${usual[1]}`, isGuess: true }, ...(waitsOn === 'pool' ? { nativePool: { value: true as const, because: `it waits on ${usual[1]}` } } : {}) };
}

function readData({ parameters }: FunctionProfile): CodeReading {
  const data = parameters.filter((parameter) => parameter.data !== 'function');
  const [largest] = [...data].sort((a, b) => dataKb[b.data] - dataKb[a.data]);
  if (!largest) return { payloadKb: { value: 0, because: 'it takes no data' } };
  const kinds: Readonly<Record<DataKind, string>> = { bytes: 'bytes', text: 'a text', list: 'a list', object: 'an object', value: 'a single value', function: 'a function', unknown: 'of unknown type' };
  const payload: CodeReading = { payloadKb: { value: data.reduce((sum, parameter) => sum + dataKb[parameter.data], 0), because: `\`${largest.name}\` is ${kinds[largest.data]}`, isGuess: true } };
  return largest.data === 'bytes' ? { ...payload, transferable: { value: true, because: `\`${largest.name}\` can be moved instead of copied` } } : payload;
}

/** The call site with the most rounds says how many; where a request or an event leads says that more come all the time. */
function readCalls({ callSites, contexts, name }: FunctionProfile, own: string): CodeReading {
  const all = new Set([...contexts.map(({ context }) => context), ...callSites.flatMap((site) => site.contexts)]);
  const server = [...all].find((context) => serverContexts.has(context));
  const fedBack = callSites.find((site) => site.ordered);
  const [most] = [...callSites].sort((a, b) => countRounds(b) - countRounds(a));
  const [root] = contexts.find(({ context }) => context === server)?.trace ?? [];
  return {
    ...(fedBack ? { ordered: { value: true, because: `${toPlace(fedBack)} hands each result to the next call` } } : {}),
    ...(most?.repeated ? { tasks: { value: countRounds(most), because: `${toPlace(most)} calls it ${toRounds(most.repeated)}`, isGuess: true } }
      : most || server !== undefined ? { tasks: { value: 1, because: most ? `${toPlace(most)} calls it once` : `once for each ${server ?? 'call'}` } } : {}),
    ...(server === undefined ? {} : { ratePerSecond: { value: usualRate, because: `it runs for ${root === undefined || root.label.startsWith(name) || root.label.includes(own) ? `each ${server}` : `\`${root.label.replaceAll('`', '')}\``}; say how often`, isGuess: true } }),
  };
}

function toRounds({ over, bound, why }: NonNullable<CallSiteReport['repeated']>): string {
  return `for each ${over === '' ? 'round of a loop' : `element of \`${over}\``}${why !== undefined ? `, which come from ${why}` : bound === 'bounded' ? ', a small number' : ', however many there are'}`;
}

function countRounds({ repeated }: CallSiteReport): number {
  if (!repeated) return 1;
  return repeated.bound === 'bounded' ? fewTasks : repeated.bound === 'unbounded' ? manyTasks : someTasks;
}

function toPlace(site: CallSiteReport): string {
  return `${site.caller === '' ? 'the module' : `\`${site.caller}\``} (${site.file.split('/').at(-1) ?? ''}:${site.range.start.line})`;
}

function findCurrent({ contexts, callSites }: FunctionProfile): ApproachId {
  if (contexts.length > 0 && contexts.every(({ context }) => context === 'worker')) return 'worker-pool';
  return callSites.some(({ manner }) => manner !== 'in turn') ? 'async' : 'sequential';
}
