/**
 * A workload with every number filled in. What was not given is assumed here, in one place, and remembered as assumed: how sure an advice
 * is follows from it. Nothing is decided here.
 */
import type { AdviceInput, InputField } from './input.ts';
import type { MachineProfile, ProfileBasis } from './machineProfile.ts';

/** The machine that is reckoned with, and whether it is this one. */
export interface Machine { readonly profile: MachineProfile; readonly basis: ProfileBasis }

/** An assumption: what is reckoned with although nobody said so, and why that much. */
export interface Assumption {
  readonly field: InputField;
  readonly value: string;
  readonly because: string;
  /** The order of magnitude alone is known. */
  readonly isGuess?: true;
}

export interface Workload {
  /** The kind as named; without a name, as the numbers say. Undefined: neither says anything. */
  readonly named: 'cpu' | 'io' | 'mixed' | undefined;
  readonly tasks: number;
  readonly taskMs: number;
  readonly waitMs: number;
  /** The waiting is for work on libuv's threads, which need cores themselves. */
  readonly nativePool: boolean;
  readonly payloadKb: number;
  readonly resultKb: number;
  readonly transferable: boolean;
  readonly sharedState: boolean;
  readonly isolation: boolean;
  readonly ordered: boolean;
  /** Longest hold of the loop, or deadline. Undefined: nobody waits for the loop. */
  readonly latencyMs: number | undefined;
  readonly memoryMb: number | undefined;
  readonly cores: number;
  readonly startupMs: number;
  /** Undefined: one burst, no stream of arrivals. */
  readonly ratePerSecond: number | undefined;
  readonly outgrowsMachine: boolean;
  readonly durable: boolean;
  readonly platform: 'node' | 'browser';
  /** Assumed numbers that the answer may hang on. Flags that are absent are false and not listed. */
  readonly assumptions: readonly Assumption[];
}

/** What a task of each kind is taken to be like until somebody says: enough of it that its kind shows. */
const typical = {
  cpu: { tasks: 100, taskMs: 50, waitMs: 0 },
  io: { tasks: 100, taskMs: 0.5, waitMs: 100 },
  mixed: { tasks: 100, taskMs: 50, waitMs: 200 },
  unknown: { tasks: 1, taskMs: 1, waitMs: 0 },
} as const;

/** A page that does not answer for longer than this feels slow (a "long task" of the browsers). */
const pageBudgetMs = 50;
/** A service whose loop is held for longer makes its other requests wait noticeably. */
const serviceBudgetMs = 50;
/** Below one arrival per second the others are seldom in the way. */
const leastServiceRate = 1;
/** Cores of a small server. A machine at hand that has fewer is seldom where the work will run. */
const typicalCores = 4;
/** What a small message weighs: a few fields. */
const typicalKb = 0.1;

/** Fills in what is missing. `guesses`: fields of the input that somebody guessed. */
export function toWorkload(input: AdviceInput, machine: Machine, guesses: readonly Assumption[] = []): Workload {
  const assumptions: Assumption[] = [...guesses];
  const assume = <T extends number | string>(field: InputField, value: T, because: string): T => {
    assumptions.push({ field, value: String(value), because });
    return value;
  };
  const named = input.workload ?? findKind(input);
  const kind = typical[named ?? 'unknown'];
  const service = (input.ratePerSecond ?? 0) > 0;
  const platform = input.platform ?? 'node';

  if (input.workload === undefined) assume('workload', named ?? 'unknown', named === undefined ? 'nothing says what a task does' : 'as the numbers given say');
  const tasks = input.tasks ?? (service ? 1 : assume('tasks', getTypicalTasks(input, kind.tasks), 'how many there are was not said'));
  const taskMs = input.taskMs ?? assume('taskMs', kind.taskMs, `a common ${named === 'io' ? 'cost of handling one answer' : 'size of a task'}; measure yours`);
  const waitMs = input.waitMs ?? (kind.waitMs === 0 ? 0 : assume('waitMs', kind.waitMs, 'a common answer time of a service nearby'));
  const payloadKb = input.payloadKb ?? assume('payloadKb', typicalKb, 'a small message');
  const own = machine.basis === 'measured' ? machine.profile.fingerprint.cores : 0;
  const cores = input.cores ?? assume('cores', Math.max(own, typicalCores), own >= typicalCores ? 'this machine has them' : platform === 'browser' ? 'most devices have them' : 'a small server has them');
  const latencyMs = input.latencyMs
    ?? (platform === 'browser' ? assume('latencyMs', pageBudgetMs, 'a page that does not answer for longer feels slow')
      : (input.ratePerSecond ?? 0) >= leastServiceRate ? assume('latencyMs', serviceBudgetMs, 'other requests wait while the loop is held') : undefined);
  return {
    named, tasks, taskMs, waitMs, nativePool: (input.nativePool ?? false) && platform === 'node', payloadKb, resultKb: input.resultKb ?? typicalKb, transferable: input.transferable ?? false,
    sharedState: input.sharedState ?? false, isolation: input.isolation ?? false, ordered: input.ordered ?? false, latencyMs, memoryMb: input.memoryMb, cores,
    startupMs: input.startupMs ?? 0, ratePerSecond: service ? input.ratePerSecond : undefined, outgrowsMachine: input.outgrowsMachine ?? false,
    durable: input.durable ?? false, platform, assumptions,
  };
}

/** The kind that the numbers alone show. */
function findKind(input: AdviceInput): Workload['named'] {
  const cpu = input.taskMs ?? 0;
  const wait = input.waitMs ?? 0;
  if (cpu === 0 && wait === 0) return undefined;
  return wait === 0 ? 'cpu' : cpu < wait / 10 ? 'io' : 'mixed';
}

/** A single job whose loop budget or page is spoken of is one job; a kind without any number is a kind of which there is enough. */
function getTypicalTasks(input: AdviceInput, tasks: number): number {
  return input.taskMs !== undefined && input.sharedState !== true && (input.latencyMs !== undefined || input.platform === 'browser') ? 1 : tasks;
}
