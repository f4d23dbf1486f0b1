import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Store } from './store.js';

export class DiskStore implements Store {
  constructor(private readonly folder: string) {}

  load(key: string): string {
    return readFileSync(`${this.folder}/${key}`, 'utf8');
  }

  async save(key: string, text: string): Promise<void> {
    await writeFile(`${this.folder}/${key}`, text);
  }
}
