/**
 * Time that threads stood ready and got no core, because others used them. Linux counts it for each thread; elsewhere it reads as nothing, and
 * what is measured is right on a calm machine only.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface ThreadTime { readonly cpuMs: number; readonly delayMs: number }

/** Of every thread of this process, by id; the main thread's is the process's own. */
export function readThreadTimes(): ReadonlyMap<number, ThreadTime> {
  if (process.platform !== 'linux') return new Map();
  return new Map(readdirSync('/proc/self/task').flatMap((id): [number, ThreadTime][] => {
    const time = readTime(`/proc/self/task/${id}/schedstat`);
    return time === undefined ? [] : [[Number(id), time]];
  }));
}

/** Of the thread that calls. */
export function readOwnTime(): ThreadTime {
  return readTime('/proc/thread-self/schedstat') ?? { cpuMs: 0, delayMs: 0 };
}

function readTime(file: string): ThreadTime | undefined {
  try {
    const [cpu = 0, delay = 0] = readFileSync(file, 'utf8').split(' ').map(Number);
    return { cpuMs: cpu / 1e6, delayMs: delay / 1e6 };
  } catch (error) {
    // The thread has ended, or this kernel does not count.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/**
 * The time without those waits: less what the main thread and the slowest of the others stood, but no less than either was busy. Limit: waits
 * that overlap are counted twice, and threads of ours that stand in each other's way look as if others did.
 */
export function toCalmMs(wallMs: number, before: ReadonlyMap<number, ThreadTime>, after: ReadonlyMap<number, ThreadTime>, members: readonly ThreadTime[] = []): number {
  const spent = [...after].map(([id, time]) => ({ id, cpuMs: time.cpuMs - (before.get(id)?.cpuMs ?? 0), delayMs: time.delayMs - (before.get(id)?.delayMs ?? 0) }));
  const main = spent.find(({ id }) => id === process.pid) ?? { cpuMs: 0, delayMs: 0 };
  const others: readonly ThreadTime[] = [...spent.filter(({ id }) => id !== process.pid), ...members];
  const busiest = others.reduce((most, each) => (each.cpuMs + each.delayMs > most.cpuMs + most.delayMs ? each : most), { cpuMs: 0, delayMs: 0 });
  return Math.max(main.cpuMs, busiest.cpuMs, wallMs - main.delayMs - busiest.delayMs);
}
