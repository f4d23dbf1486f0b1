/**
 * The files the other editors open, and the waiting for what they show. They only write down what they were told; comparing is done
 * here, so that their scripts stay short.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryFolder } from '../../../scripts/editorHost/install.ts';
import type { EditorRun } from '../support/editorRun.ts';
import { sortFindings, toDifference, type ExpectedFindings } from '../support/lines.ts';

/** TypeScript, TSX and plain JavaScript; findings, echoes, and a file that shows nothing. */
export const openedFiles = ['src/routes/documents.ts', 'src/services/document-store.ts', 'src/web/order-board.tsx', 'reporting/branding.js', 'src/app.ts'] as const;

const deadlineMs = 120_000;

export interface EditorClient {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What the editor shows now, from the text of the file it writes. */
  readonly read: (text: string) => ExpectedFindings;
}

/** Runs the editor until it shows exactly what is expected of the opened files, then asks it to end. */
export async function runEditor(run: EditorRun, editor: EditorClient): Promise<void> {
  await run.report.run(editor.name, 'shows the same findings as VS Code in the files it opens', async () => {
    const all = JSON.parse(readFileSync(run.expectedFile, 'utf8')) as ExpectedFindings;
    const expected = sortFindings(Object.fromEntries(openedFiles.map((file) => [file, all[file] ?? []])));
    const output = join(run.scratch, `${editor.name}.out`);
    const stop = join(run.scratch, `${editor.name}.stop`);
    writeFileSync(output, '');
    const child = spawn(editor.command, editor.args, {
      cwd: run.workspace, stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env, LOOPWISE_NODE: process.execPath, LOOPWISE_CLI: join(repositoryFolder, 'dist/cli.js'), LOOPWISE_ROOT: run.workspace,
        LOOPWISE_FILES: openedFiles.join(','), LOOPWISE_OUTPUT: output, LOOPWISE_STOP: stop,
        // Settings of the person who runs the tests have no part in them.
        HOME: run.scratch, XDG_CONFIG_HOME: run.scratch, XDG_DATA_HOME: run.scratch, XDG_STATE_HOME: run.scratch,
      },
    });
    const endAtExit = (): void => { child.kill('SIGKILL'); };
    process.once('exit', endAtExit);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => { printed += chunk.toString('utf8'); });
    child.stderr.on('data', (chunk: Buffer) => { printed += chunk.toString('utf8'); });
    const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
    try {
      const end = Date.now() + deadlineMs;
      for (;;) {
        const difference = toDifference(expected, editor.read(readFileSync(output, 'utf8')));
        if (difference === '') break;
        if (Date.now() > end) throw new Error(`${editor.name} does not show what is expected:\n${difference}\nIt printed:\n${printed}`);
        if (child.exitCode !== null) throw new Error(`${editor.name} ended with ${child.exitCode}:\n${printed}`);
        await new Promise((resolve) => { setTimeout(resolve, 200); });
      }
    } finally {
      writeFileSync(stop, '');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
      process.removeListener('exit', endAtExit);
      if (existsSync(output)) writeFileSync(join(run.outputFolder, `${editor.name}.log`), `${printed}\n--- shown ---\n${readFileSync(output, 'utf8')}`);
    }
  });
}
