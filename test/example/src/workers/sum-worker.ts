// Worker entry: adds up large columns away from the main loop. Its tariffs are read synchronously, nothing else runs here.
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

interface SumJob {
  readonly cents: number[];
  readonly tariffFile: string | null;
}

function readSurcharge(file: string): number {
  return (JSON.parse(readFileSync(file, 'utf8')) as { surchargeCents: number }).surchargeCents;
}

const job = workerData as SumJob;
const surcharge = job.tariffFile === null ? 0 : readSurcharge(job.tariffFile);
let total = 0;
for (const cents of job.cents) total += cents + surcharge;

parentPort?.postMessage(total);
