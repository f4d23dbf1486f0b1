/** What `npm run bench:advisor` runs and tells the advisor; running it takes minutes and a calm machine. */
import { expect, test } from 'vitest';
import { toCalmMs } from '../../scripts/bench/advisor/coreWaits.ts';
import { benchWorkloads, toInput } from '../../scripts/bench/advisor/workloads.ts';
import { readInput } from '../../server/advisor/input.ts';
import { defaultMachineProfile } from '../../server/advisor/machineProfile.ts';
import { predict } from '../../server/advisor/predict.ts';

test('twelve workloads, each with the baseline, and inputs the advisor takes', () => {
  expect(benchWorkloads).toHaveLength(12);
  expect(new Set(benchWorkloads.map(({ name }) => name)).size).toBe(12);
  for (const workload of benchWorkloads) {
    const input = toInput(workload, { taskMs: 10, waitMs: workload.waitMs, payloadKb: 3 }, 2);
    expect(workload.approaches).toContain('sequential');
    expect(readInput(input)).toEqual({ input });
    for (const approach of workload.approaches) expect(predict(input, defaultMachineProfile)[approach].burstMs).toBeGreaterThan(0);
  }
});

test('time without waiting for cores that others used', () => {
  const time = (cpuMs: number, delayMs: number): { cpuMs: number; delayMs: number } => ({ cpuMs, delayMs });
  const before = new Map([[process.pid, time(10, 5)], [7, time(1, 1)]]);
  const after = new Map([[process.pid, time(15, 25)], [7, time(41, 61)], [8, time(30, 10)]]);
  expect(toCalmMs(150, before, after)).toBe(150 - 20 - 60);
  expect(toCalmMs(90, before, after), 'never less than a thread was busy').toBe(40);
  expect(toCalmMs(150, before, after, [time(100, 200)]), 'the slowest counts, in another process too').toBe(100);
  expect(toCalmMs(33, new Map(), new Map()), 'nothing is known').toBe(33);
});
