// Where papers are kept: finished ones on the mounted share, drafts in memory.
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DocumentStore {
  load(name: string): Buffer;
  loadLater(name: string): Promise<Buffer>;
  save(name: string, content: Buffer): Promise<void>;
}

export class SharedFolderStore implements DocumentStore {
  constructor(private readonly folder: string) {}

  load(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }

  async loadLater(name: string): Promise<Buffer> {
    return await readFile(join(this.folder, name));
  }

  async save(name: string, content: Buffer): Promise<void> {
    await writeFile(join(this.folder, name), content);
  }
}

/** Keeps everything in a map; the method names follow `node:fs`, so that either can be handed to the printer. */
export class MemoryArchive {
  readonly #entries = new Map<string, Buffer>();

  writeFileSync(name: string, content: Buffer): void {
    this.#entries.set(name, content);
  }

  readFileSync(name: string): Buffer {
    const content = this.#entries.get(name);
    if (content === undefined) throw new Error(`The archive has no ${name}.`);
    return content;
  }
}
