/**
 * Runs a benchmark file in a process group of its own and hands on what it prints, line by line. Whatever ends the run, a deadline, the
 * person or the file itself, the whole group is gone afterwards. What the lines mean is the caller's business.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Between being asked to end and being ended. */
const graceMs = 2000;

export interface BenchRun {
  /** Arguments for Node, the file among them. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

export interface BenchEnd {
  readonly code: number | null;
  readonly isLate: boolean;
  /** The end of what it printed to stderr. */
  readonly stderr: string;
}

/** Resolves when the group is gone. Rejects with an AbortError when the person interrupts, then as well. */
export function runBenchFile({ args, cwd, deadlineMs, signal, onLine }: BenchRun): Promise<BenchEnd> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(process.execPath, args, { cwd, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    let isLate = false;
    let grace: NodeJS.Timeout | undefined;
    const stop = (): void => {
      child.kill('SIGTERM');
      grace ??= setTimeout(() => { killGroup(child); }, graceMs);
    };
    const deadline = setTimeout(() => {
      isLate = true;
      stop();
    }, deadlineMs);
    signal.addEventListener('abort', stop, { once: true });
    createInterface({ input: child.stdout }).on('line', onLine);
    child.stderr.on('data', (part: Buffer) => { stderr = (stderr + part.toString()).slice(-4000); });
    const end = (settle: () => void): void => {
      clearTimeout(deadline);
      clearTimeout(grace);
      signal.removeEventListener('abort', stop);
      // A task that never yields outlives its parent, and would otherwise run for ever.
      killGroup(child);
      settle();
    };
    child.on('error', (error) => { end(() => { reject(error); }); });
    // Exit, not close: a grandchild that is still busy keeps the pipes open.
    child.on('exit', (code) => {
      // What was printed last may still be on its way.
      setImmediate(() => { end(() => { if (signal.aborted) reject(new DOMException('The benchmark was interrupted.', 'AbortError')); else resolve({ code, isLate, stderr }); }); });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Nobody of the group is left: that is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
