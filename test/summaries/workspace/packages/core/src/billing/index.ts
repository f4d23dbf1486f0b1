import { readFileSync } from 'node:fs';
import { fetchJson } from '@quay/util';
import { notifyLater } from '../notify.js';

export function loadRates(): string[] {
  return readFileSync('rates.csv', 'utf8').split('\n');
}

export async function bill(account: string): Promise<void> {
  const rates = loadRates();
  await fetchJson(`https://billing.quay.example/${account}?rates=${rates.length}`);
  notifyLater(account, 'billed');
}
