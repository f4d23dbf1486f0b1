/**
 * Emacs with eglot, in batch mode. Its script writes down, again and again, what Flymake shows in each buffer.
 */
import { join } from 'node:path';
import { repositoryFolder } from '../../../scripts/editorHost/install.ts';
import type { EditorRun } from '../support/editorRun.ts';
import { sortFindings, type ExpectedFindings } from '../support/lines.ts';
import { runEditor } from './files.ts';

export async function runEmacs(run: EditorRun, command: string): Promise<void> {
  const script = join(repositoryFolder, 'test/editor/clients/emacs.el');
  await runEditor(run, { name: 'emacs', command, args: ['--no-init-file', '--no-site-file', '--batch', '--load', script], read: readLast });
}

/** Each line is all buffers at one moment; the last whole one counts. */
function readLast(text: string): ExpectedFindings {
  const last = text.split('\n').slice(0, -1).at(-1);
  return last === undefined ? {} : sortFindings(JSON.parse(last) as ExpectedFindings);
}
