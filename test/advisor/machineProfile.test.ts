/** The shipped costs of a machine, and what counts as a profile. */
import { expect, test } from 'vitest';
import { defaultMachineProfile, machineProfileSchema } from '../../server/advisor/machineProfile.ts';

test('the defaults are a profile, and hang together', () => {
  const { constants: c, fingerprint } = machineProfileSchema.parse(defaultMachineProfile);
  expect(c.processStartMs).toBeGreaterThan(c.workerStartMs);
  expect(c.processMemoryMb).toBeGreaterThan(c.workerMemoryMb);
  expect(c.parallelSpeedup).toBeLessThanOrEqual(fingerprint.cores);
  expect(c.ipcSendMsPerKb).toBeLessThan(c.ipcMsPerKb);
  expect(c.cloneFlatSendMsPerKb).toBeLessThan(c.cloneNestedSendMsPerKb);
});

test.each([
  ['another version', { ...defaultMachineProfile, version: 0 }],
  ['a constant that is missing', { ...defaultMachineProfile, constants: { ...defaultMachineProfile.constants, warmHopMs: undefined } }],
  ['a negative cost', { ...defaultMachineProfile, constants: { ...defaultMachineProfile.constants, warmHopMs: -1 } }],
  ['no number', { ...defaultMachineProfile, constants: { ...defaultMachineProfile.constants, cpuScore: Number.NaN } }],
  ['a constant nobody knows', { ...defaultMachineProfile, constants: { ...defaultMachineProfile.constants, magicMs: 1 } }],
])('%s is no profile', (_, value) => {
  expect(machineProfileSchema.safeParse(value).success).toBe(false);
});
