/**
 * Handles on the echoing worker and child process: start one, ask it something, end it. Timing is the caller's business.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { EchoReply, EchoTask } from './messages.ts';

const script = new URL(import.meta.url.endsWith('.ts') ? './echo.ts' : './echo.js', import.meta.url);

/** Resolves once the worker has said that it is there. */
export async function startWorker(): Promise<Worker> {
  const worker = new Worker(script);
  await once(worker, 'message');
  return worker;
}

export async function askWorker(worker: Worker, task: EchoTask): Promise<EchoReply> {
  const reply = once(worker, 'message');
  worker.postMessage(task);
  const [value] = await reply as [EchoReply];
  return value;
}

/** Resolves once the process has said that it is there. */
export async function startChild(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(script), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  return child;
}

export async function askChild(child: ChildProcess, task: EchoTask): Promise<EchoReply> {
  const reply = once(child, 'message');
  child.send(task);
  const [value] = await reply as [EchoReply];
  return value;
}

/** Resolves once the process is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
