// Page templates on disk.
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../templates/', import.meta.url));

export function readTemplate(name: string): string {
  return fs.readFileSync(`${folder}${name}.html`, 'utf8');
}

let legalText: string | undefined;

/** Read on first use and kept for the life of the process. */
export function getLegalText(): string {
  legalText ??= fs.readFileSync(`${folder}legal.txt`, 'utf8');
  return legalText;
}
