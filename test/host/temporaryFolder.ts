/**
 * Real folders for tests about the disk, removed after each test. Contents are given as a map from path to text or bytes.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that holds the files; absolute, with links resolved. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwise-')));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  addFiles(folder, files);
  return folder;
}

/** Writes more files into a folder. */
export function addFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
