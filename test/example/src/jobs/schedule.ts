// Everything that happens on a timer. Each job owns its handle, so that shutdown can stop it.
import fs from 'node:fs';
import type { Services } from '../services/index.js';
import { remindSubscribers, settleMonthInBatches } from './settlement.js';

const minute = 60_000;
const logFile = process.env.LOG_FILE ?? '/var/log/harbour.log';
const maxLogBytes = 100_000_000;

export function startSchedule(services: Services): () => void {
  const timers = [
    setInterval(async () => {
      await services.orders.closeAbandoned(new Date(Date.now() - 7 * 24 * 60 * minute).toISOString());
    }, 15 * minute),

    setInterval(async () => {
      try {
        await settleMonthInBatches(services, getCurrentMonth());
      } catch (error) {
        console.error('settlement failed, trying again in an hour', error);
      }
    }, 60 * minute),

    setInterval(() => {
      services.rates.refresh().catch((error: unknown) => { console.error('rates are stale', error); });
    }, 10 * minute),

    setInterval(rotateLog, 5 * minute),

    setInterval(() => {
      if (new Date().getUTCDate() === 28) remindSubscribers(services, getCurrentMonth());
    }, 24 * 60 * minute),
  ];
  return () => { for (const timer of timers) clearInterval(timer); };
}

function rotateLog(): void {
  const { size } = fs.statSync(logFile);
  if (size > maxLogBytes) fs.renameSync(logFile, `${logFile}.1`);
}

export function getCurrentMonth(): string {
  return new Date().toISOString().slice(0, 7);
}
