/**
 * From samples to a profile: one number for each constant, and the limits outside of which a number says something about a stalled
 * machine and nothing about its costs. Pure; who measures and who stores is elsewhere.
 */
import type { MachineConstants } from '../../advisor/machineProfile.ts';
import { getBestTenth, getSpread } from '../../advisor/statistics.ts';

export type Samples = Readonly<Partial<Record<keyof MachineConstants, readonly number[]>>>;

/** No hardware of the last fifteen years and no emulator lies outside; a suspended laptop does. */
const plausible: Readonly<Record<keyof MachineConstants, readonly [least: number, most: number]>> = {
  workerStartMs: [1, 5000], processStartMs: [5, 20_000], warmHopMs: [0.001, 20],
  cloneFlatSendMsPerKb: [1e-6, 0.1], cloneFlatReceiveMsPerKb: [1e-6, 0.1], cloneTextSendMsPerKb: [1e-6, 0.1], cloneTextReceiveMsPerKb: [1e-6, 0.5],
  cloneNestedSendMsPerKb: [1e-4, 1], cloneNestedReceiveMsPerKb: [1e-4, 1], transferMs: [1e-4, 20],
  ipcHopMs: [0.005, 50], ipcMsPerKb: [1e-4, 2], ipcSendMsPerKb: [1e-5, 1], atomicsWakeMs: [1e-4, 20], promiseTurnMs: [1e-6, 0.05], immediateTurnMs: [1e-5, 1], libuvHopMs: [0.001, 20],
  scryptPerSecondSerial: [0.5, 1000], scryptPerSecondFourAtOnce: [0.5, 4000],
  // Two workers on one core take turns and gain nothing; more than 1,000 cores have no single memory.
  parallelSpeedup: [0.5, 1000], memoryParallelSpeedup: [0.3, 1000],
  workerMemoryMb: [0.5, 200], processMemoryMb: [5, 1000], jsonParseMsPerMb: [0.5, 1000], jsonStringifyMsPerMb: [0.5, 1000], cpuScore: [0.02, 20],
};

/** More is better; of everything else, less. */
const rates: readonly (keyof MachineConstants)[] = ['scryptPerSecondSerial', 'scryptPerSecondFourAtOnce', 'parallelSpeedup', 'memoryParallelSpeedup', 'cpuScore'];

/** Constants worth a warning when their samples scatter: those the advice hangs on most. */
const decisive: readonly (keyof MachineConstants)[] = ['workerStartMs', 'processStartMs', 'cpuScore', 'cloneNestedSendMsPerKb', 'scryptPerSecondSerial'];
const mostScatter = 0.5;

export interface MedianResult {
  readonly medians: Partial<Record<keyof MachineConstants, number>>;
  /** Constants whose median is outside of what any machine has, with the value. */
  readonly nonsense: readonly string[];
  /** Constants whose samples scatter so much that the machine was busy. */
  readonly restless: readonly string[];
}

/** Medians of what was measured; a constant without samples is nonsense. */
export function getMedians(samples: Samples): MedianResult {
  const medians: Partial<Record<keyof MachineConstants, number>> = {};
  const nonsense: string[] = [];
  const restless: string[] = [];
  for (const [key, values] of Object.entries(samples) as [keyof MachineConstants, readonly number[]][]) {
    if (values.length === 0) {
      nonsense.push(`${key} has no samples`);
      continue;
    }
    const { scatter } = getSpread(values);
    const median = getBestTenth(values, rates.includes(key) ? 'high' : 'low') ?? NaN;
    const [least, most] = plausible[key];
    // NaN is neither below nor above.
    if (!(median >= least && median <= most)) nonsense.push(`${key} = ${toShort(median)}`);
    else medians[key] = toShort(median);
    if (decisive.includes(key) && scatter > mostScatter) restless.push(key);
  }
  return { medians, nonsense, restless };
}

/** The constants that are left out, in the order of the profile. */
export function listMissing(medians: Partial<Record<keyof MachineConstants, number>>): readonly string[] {
  return Object.keys(plausible).filter((key) => !(key in medians));
}

/** Four digits: more would claim what no median of some samples knows. */
export function toShort(value: number): number {
  return Number(value.toPrecision(4));
}
