/**
 * What one loop costs by itself: turns of promises and of `setImmediate`, JSON, the way to the libuv pool and back, and how much
 * that pool does at once.
 */
import { scrypt } from 'node:crypto';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import { startBudget } from './budget.ts';
import { makeObjects } from './payloads.ts';
import type { Samples } from './profileFromSamples.ts';
import { startWatch } from './stopwatch.ts';

const rounds = 9;
const turns = 20_000;
const immediates = 2000;
const stats = 300;
const hashes = 4;
const hashRounds = 5;

export async function measureTurns(): Promise<Samples> {
  const [promiseTurnMs, immediateTurnMs, libuvHopMs, jsonParseMsPerMb, jsonStringifyMsPerMb]: [number[], number[], number[], number[], number[]] = [[], [], [], [], []];
  const hasTime = startBudget(1500);
  const objects = makeObjects();
  const json = JSON.stringify(objects);
  const mb = json.length / 2 ** 20;
  for (let round = -1; round < rounds && hasTime(round); round++) {
    const results = [
      await time(async () => { for (let turn = 0; turn < turns; turn++) await undefined; }) / turns,
      await time(async () => { for (let turn = 0; turn < immediates; turn++) await new Promise(setImmediate); }) / immediates,
      await time(async () => { for (let job = 0; job < stats; job++) await stat('.'); }) / stats,
      await time(() => JSON.parse(json)) / mb,
      await time(() => JSON.stringify(objects)) / mb,
    ] as const;
    // The first round runs code that nothing has optimised yet.
    if (round < 0) continue;
    [promiseTurnMs, immediateTurnMs, libuvHopMs, jsonParseMsPerMb, jsonStringifyMsPerMb].forEach((samples, index) => samples.push(results[index] ?? 0));
  }
  return { promiseTurnMs, immediateTurnMs, libuvHopMs, jsonParseMsPerMb, jsonStringifyMsPerMb };
}

export async function measurePool(): Promise<Samples> {
  const hash = promisify(scrypt) as (password: string, salt: string, length: number) => Promise<Buffer>;
  const [scryptPerSecondSerial, scryptPerSecondFourAtOnce]: [number[], number[]] = [[], []];
  const hasTime = startBudget(1500);
  await hash('warm', 'up', 64);
  const threads = Math.min(os.availableParallelism(), hashes);
  for (let round = 0; round < hashRounds && hasTime(round); round++) {
    scryptPerSecondSerial.push(await getRate(1, async () => { for (let job = 0; job < hashes; job++) await hash('password', 'salt', 64); }));
    scryptPerSecondFourAtOnce.push(await getRate(threads, () => Promise.all(Array.from({ length: hashes }, () => hash('password', 'salt', 64)))));
  }
  return { scryptPerSecondSerial, scryptPerSecondFourAtOnce };
}

async function time(run: () => unknown): Promise<number> {
  const getTime = startWatch();
  await run();
  return getTime();
}

/** Hashes per second by the clock, or by processor time spread over the threads where others keep those from their cores. */
async function getRate(threads: number, run: () => Promise<unknown>): Promise<number> {
  const usage = process.cpuUsage();
  const at = performance.now();
  await run();
  const wallMs = performance.now() - at;
  const { user, system } = process.cpuUsage(usage);
  const cpuMs = (user + system) / 1000 / threads;
  return hashes * 1000 / (cpuMs > 0 ? Math.min(wallMs, cpuMs) : wallMs);
}
