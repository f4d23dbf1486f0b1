/**
 * What starting costs in time and memory, and what messages to child processes cost.
 */
import { startBudget } from './budget.ts';
import { askChild, endChild, startChild, startWorker } from './echoes.ts';
import { makeObjects } from './payloads.ts';
import type { Samples } from './profileFromSamples.ts';

const workerStarts = 9;
const processStarts = 7;
const warmUps = 300;
const hops = 1000;
const batches = 20;

/** Starts of workers and processes, one at a time. */
export async function measureStarts(): Promise<Samples> {
  let hasTime = startBudget(900);
  const workerStartMs: number[] = [];
  const workerMemoryMb: number[] = [];
  const workers = [];
  for (let round = 0; round < workerStarts && hasTime(round); round++) {
    const before = process.memoryUsage.rss();
    const at = performance.now();
    workers.push(await startWorker());
    workerStartMs.push(performance.now() - at);
    workerMemoryMb.push((process.memoryUsage.rss() - before) / 2 ** 20);
  }
  for (const worker of workers) await worker.terminate();

  hasTime = startBudget(1700);
  const processStartMs: number[] = [];
  const processMemoryMb: number[] = [];
  for (let round = 0; round < processStarts && hasTime(round); round++) {
    const at = performance.now();
    const child = await startChild();
    processStartMs.push(performance.now() - at);
    processMemoryMb.push(await askChild(child, { kind: 'memory' }) / 2 ** 20);
    await endChild(child);
  }
  return { workerStartMs, workerMemoryMb, processStartMs, processMemoryMb };
}

/** Messages over a child's channel in the default serialization. */
export async function measureChildren(): Promise<Samples> {
  const child = await startChild();
  for (let round = 0; round < warmUps; round++) await askChild(child, { kind: 'reply' });
  const ipcHopMs: number[] = [];
  for (let round = 0; round < hops; round++) {
    const at = performance.now();
    await askChild(child, { kind: 'reply' });
    ipcHopMs.push(performance.now() - at);
  }
  const hasTime = startBudget(1500);
  const payload = makeObjects();
  const kb = JSON.stringify(payload).length / 1024;
  const ipcSendMsPerKb: number[] = [];
  const ipcMsPerKb: number[] = [];
  for (let round = 0; round < batches && hasTime(round); round++) {
    const at = performance.now();
    const reply = askChild(child, { kind: 'reply', payload });
    ipcSendMsPerKb.push((performance.now() - at) / kb);
    await reply;
    ipcMsPerKb.push((performance.now() - at) / kb);
  }
  await endChild(child);
  return { ipcHopMs, ipcSendMsPerKb, ipcMsPerKb };
}
