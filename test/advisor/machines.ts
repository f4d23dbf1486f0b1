/** Machines that advice must not hang on: none measured, calm ones of several sizes, and one that was measured while others used it. */
import { defaultMachineProfile, type MachineConstants } from '../../server/advisor/machineProfile.ts';
import type { Machine } from '../../server/advisor/workload.ts';

function measured(cores: number, constants: Partial<MachineConstants>): Machine {
  return { basis: 'measured', profile: { ...defaultMachineProfile, fingerprint: { ...defaultMachineProfile.fingerprint, cores }, constants: { ...defaultMachineProfile.constants, ...constants } } };
}

export const notMeasured: Machine = { basis: 'default', profile: defaultMachineProfile };

export const machines: Readonly<Record<string, Machine>> = {
  'not measured': notMeasured,
  'two calm cores': measured(2, { workerStartMs: 45 }),
  'a workstation': measured(16, { workerStartMs: 22, processStartMs: 60, parallelSpeedup: 13, memoryParallelSpeedup: 9, cloneNestedSendMsPerKb: 0.005, cloneNestedReceiveMsPerKb: 0.007, cpuScore: 2.2 }),
  'two busy cores': measured(2, { workerStartMs: 240, processStartMs: 700, parallelSpeedup: 1.01, memoryParallelSpeedup: 0.94, cloneNestedSendMsPerKb: 0.031, warmHopMs: 0.9 }),
};
