import { fetchJson, Meter } from '@quay/util';

const meter = new Meter('/run/quay/blobs');

/** As many requests at once as there are keys. */
export async function fetchAll(keys: readonly string[]): Promise<unknown[]> {
  return Promise.all(keys.map((key) => fetchJson(`https://blobs.quay.example/${key}`)));
}

export async function touch(key: string): Promise<void> {
  meter.count(key);
  meter.flush();
}

export function warmUp(keys: readonly string[]): void {
  keys.forEach(async (key) => {
    await fetchJson(`https://blobs.quay.example/${key}`);
  });
}
