// Caller's side of sum-worker: one worker per call, with its failures turned into rejections.
import { Worker } from 'node:worker_threads';

export function sumInWorker(cents: readonly number[], tariffFile: string | null = null): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./sum-worker.js', import.meta.url), { workerData: { cents, tariffFile } });
    worker.once('message', (total: number) => { resolve(total); });
    worker.once('error', reject);
    worker.once('exit', (code) => { if (code !== 0) reject(new Error(`The sum worker stopped with code ${String(code)}.`)); });
  });
}
