/**
 * Runs a program to its end and watches the memory of it and of every process below it. Peaks come from the kernel (VmHWM in
 * /proc); where there is no /proc they are absent. It interprets no output.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

export interface ProcessPeak {
  readonly pid: number;
  /** Program name as the kernel has it, 15 characters at most. */
  readonly name: string;
  /** Most memory the process ever held, in bytes. */
  readonly peak: number;
}

export interface Run {
  readonly ms: number;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The program itself first, then its children; empty without /proc. */
  readonly processes: readonly ProcessPeak[];
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
}

const sampleMs = 50;
/** A program that holds more of the machine's memory than this is ended: a machine that swaps measures nothing, for nobody. */
const mostOfMemory = 0.4;

/** Resolves with any exit code; rejects when the program cannot be started or misses its deadline. */
export function runWatched(command: string, args: readonly string[], options: RunOptions): Promise<Run> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const peaks = new Map<number, ProcessPeak>();
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let refused: string | undefined;
    const end = (reason: string): void => {
      refused ??= reason;
      if (child.pid !== undefined) for (const { pid } of readPeaks(child.pid).toReversed()) killQuietly(pid);
      child.kill('SIGKILL');
    };
    const sample = (): void => {
      if (child.pid === undefined) return;
      for (const peak of readPeaks(child.pid)) peaks.set(peak.pid, peak);
      const heaviest = [...peaks.values()].find(({ peak }) => peak > mostOfMemory * totalmem());
      if (heaviest !== undefined) end(`its process ${heaviest.name} took more than ${(mostOfMemory * totalmem() / 1e9).toFixed(1)} GB of memory and was ended`);
    };
    const sampler = setInterval(sample, sampleMs);
    const deadline = setTimeout(() => { end(`it did not end within ${Math.round(options.deadlineMs / 1000)} s`); }, options.deadlineMs);
    child.stdout.on('data', (chunk: Buffer) => { out.push(chunk); });
    child.stderr.on('data', (chunk: Buffer) => { err.push(chunk); });
    const stop = (): void => { clearInterval(sampler); clearTimeout(deadline); };
    child.once('error', (error) => { stop(); reject(error); });
    child.once('close', (code) => {
      stop();
      if (refused !== undefined) reject(new Error(refused));
      else resolve({ ms: performance.now() - startedAt, code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8'), processes: [...peaks.values()] });
    });
  });
}

/** Peaks so far of a process and everything below it; empty where /proc is not to be had. */
export function readPeaks(root: number): readonly ProcessPeak[] {
  const peaks: ProcessPeak[] = [];
  const queue = [root];
  for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
    const status = readProc(`${pid}/status`);
    if (status === undefined) continue;
    const name = /^Name:\s+(.*)$/m.exec(status)?.[1] ?? '';
    const kib = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    if (kib > 0) peaks.push({ pid, name, peak: kib * 1024 });
    queue.push(...findChildren(pid));
  }
  return peaks;
}

/** Memory a process holds now, in bytes; `undefined` without /proc. */
export function findResident(pid: number): number | undefined {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readProc(`${pid}/status`) ?? '')?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

/** Children that any thread of the process started. */
function findChildren(pid: number): readonly number[] {
  return listProc(`${pid}/task`).flatMap((thread) => (readProc(`${pid}/task/${thread}/children`) ?? '').split(' ').filter((text) => text !== '').map(Number));
}

/** Ends a process of ours that may have ended by itself meanwhile. */
function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Processes end while we look: that is not an error. */
function readProc(name: string): string | undefined {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

function listProc(name: string): readonly string[] {
  try {
    return readdirSync(`/proc/${name}`);
  } catch {
    return [];
  }
}
