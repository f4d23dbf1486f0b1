/**
 * A profile without what a busy machine did to it. Calibration on a machine that others use measures what they leave, and one unlucky run
 * must not turn every advice; so costs count up to a few times the defaults, and cores count for at least a part.
 */
import { defaultMachineProfile, type MachineConstants } from './machineProfile.ts';
import type { Machine } from './workload.ts';

/** Machines in use differ by less than this; more is a disturbance. */
const mostOverDefault = 3;
/** What a further core adds at least, where nobody else computes. */
const leastPerCore = 0.6;

const rates = new Set<keyof MachineConstants>(['parallelSpeedup', 'memoryParallelSpeedup', 'scryptPerSecondSerial', 'scryptPerSecondFourAtOnce', 'cpuScore']);
const names = Object.keys(defaultMachineProfile.constants) as (keyof MachineConstants)[];

/** The machine to decide with. */
export function toCalm(machine: Machine): Machine {
  if (machine.basis === 'default') return machine;
  const { profile } = machine;
  const constants = Object.fromEntries(names.map((name) => [name, toCalmValue(name, profile.constants[name], profile.fingerprint.cores)])) as MachineConstants;
  return { basis: machine.basis, profile: { ...profile, constants } };
}

/** What was disturbed, in words. */
export function findDisturbances({ basis, profile }: Machine): readonly string[] {
  if (basis === 'default') return [];
  const { constants, fingerprint } = profile;
  return names.filter((name) => toCalmValue(name, constants[name], fingerprint.cores) !== constants[name])
    .map((name) => (name === 'parallelSpeedup' || name === 'memoryParallelSpeedup' ? `${fingerprint.cores} cores computed ${constants[name]} times as fast as one` : `${name} ${constants[name]}`));
}

function toCalmValue(name: keyof MachineConstants, value: number, cores: number): number {
  if (name === 'parallelSpeedup' || name === 'memoryParallelSpeedup') return Math.max(value, 1 + (cores - 1) * leastPerCore);
  return rates.has(name) ? value : Math.min(value, defaultMachineProfile.constants[name] * mostOverDefault);
}
