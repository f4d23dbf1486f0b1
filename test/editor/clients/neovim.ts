/**
 * Headless Neovim 0.7, which knows only pushed diagnostics. Its script writes down every push as it comes.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryFolder } from '../../../scripts/editorHost/install.ts';
import type { EditorRun } from '../support/editorRun.ts';
import { sortFindings, toLine, type ExpectedFindings, type Shown } from '../support/lines.ts';
import { runEditor } from './files.ts';

/** The part of a pushed diagnostic that is compared. */
interface Pushed { readonly range: Shown['range']; readonly severity?: number; readonly code?: string }

/** By the protocol's number; 0 is none. */
const severities: readonly Shown['severity'][] = ['error', 'error', 'warning', 'info', 'info'];

export async function runNeovim(run: EditorRun, command: string): Promise<void> {
  const script = join(repositoryFolder, 'test/editor/clients/neovim.lua');
  await runEditor(run, { name: 'neovim', command, args: ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${script}`], read: (text) => readPushes(text, run.workspace) });
}

/** The last push of each file is what Neovim shows. */
function readPushes(text: string, workspace: string): ExpectedFindings {
  const shown: Record<string, readonly string[]> = {};
  for (const line of text.split('\n').slice(0, -1)) {
    const { uri, diagnostics } = JSON.parse(line) as { uri: string; diagnostics: readonly Pushed[] };
    const file = fileURLToPath(uri).slice(workspace.length + 1).replaceAll('\\', '/');
    shown[file] = diagnostics.map((diagnostic) => toLine({
      range: diagnostic.range, severity: severities[diagnostic.severity ?? 1] ?? 'info', rule: String(diagnostic.code),
    }));
  }
  return sortFindings(shown);
}
