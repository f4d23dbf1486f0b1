/**
 * Bytes to text and back. A file that is not UTF-8 is refused with a reason, never repaired: repaired text has other columns.
 * The byte order mark stays in the text, because the compiler and the editors count it too.
 */
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Files above this many bytes are not analysed. */
export const maxFileBytes = 1024 * 1024;

export type TextResult = { readonly text: string } | { readonly reason: string };

/** Decodes UTF-8; `reason` says in a few words what the bytes are instead. Never throws. */
export function decodeText(bytes: Uint8Array): TextResult {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return { reason: 'UTF-16, not UTF-8' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? { reason: 'binary, not text' } : { text };
  } catch (error) {
    if (error instanceof TypeError) return { reason: 'not UTF-8' };
    throw error;
  }
}

/** Reads a source file within the limits of size and encoding. Never throws: whatever the disk says becomes a reason. */
export async function readText(file: string): Promise<TextResult> {
  try {
    const found = await stat(file);
    // Reading a pipe or a device would never end.
    if (!found.isFile()) return { reason: found.isDirectory() ? 'is a folder, not a file' : 'is no regular file' };
    if (found.size > maxFileBytes) return { reason: 'larger than 1 MB' };
    return decodeText(await readFile(file));
  } catch (error) {
    return { reason: toReadFailure(error) };
  }
}

/** Why the disk refused, as a reason a person understands. */
export function toReadFailure(error: unknown): string {
  const code = getErrorCode(error);
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: permission denied';
  if (code === 'ELOOP') return 'a link that leads back to itself';
  if (code === 'EISDIR') return 'is a folder, not a file';
  return `cannot be read${code === '' ? '' : `: ${code}`}`;
}

/** The system error code, or an empty string. */
export function getErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Replaces a file in one step: a reader sees the old text or the new, also when we are killed in between. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  // Same folder, because a rename across file systems is a copy.
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The text on the disk; `undefined` for a file that is not there or is no text. */
export async function readSource(file: string): Promise<string | undefined> {
  try {
    const read = decodeText(await readFile(file));
    return 'text' in read ? read.text : undefined;
  } catch (error) {
    if (getErrorCode(error) === '') throw error;
    return undefined;
  }
}
