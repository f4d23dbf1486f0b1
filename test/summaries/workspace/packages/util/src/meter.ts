import { appendFileSync } from 'node:fs';

export class Meter {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  count(name: string): void {
    // loopwise-disable-next-line sync-io-on-hot-path -- a few bytes, on a memory disk
    appendFileSync(this.#path, `${name}\n`);
  }

  async flush(): Promise<void> {
    await fetch('https://meter.quay.example/flush', { method: 'POST', signal: AbortSignal.timeout(500) });
  }
}
