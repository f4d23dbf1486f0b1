/**
 * The edit latency as an editor sees it: the built language server over stdio, one document opened and changed after another,
 * and the time from the change to the answer of a diagnostic pull sent right behind it. It does not look at what the diagnostics say.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { readProject } from '../../server/host/project.ts';
import { statusNotification, type ServerStatus } from '../../server/protocol.ts';
import { pickEdits } from './pickEdits.ts';
import { readPeaks } from './processTree.ts';
import { getPercentile, toMegabytes, toMilliseconds, toSeconds, toTable } from './table.ts';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** Measures `count` edits and gives the table. Needs a built dist/. */
export async function measureServer(folder: string, count: number): Promise<string> {
  const project = await readProject({ paths: [folder], cwd: folder, isTolerant: true });
  const server = spawn(process.execPath, [path.join(root, 'dist', 'server.js'), '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  let stop = (): void => undefined;
  const gone = new Promise<never>((_, reject) => { stop = () => { reject(new Error('The language server ended before the measurement did.')); }; });
  server.once('exit', () => { stop(); });
  connection.onRequest((method: string) => (method === 'workspace/configuration' ? [{ scope: 'open' }] : null));
  let status: ServerStatus['state'] = 'analysing';
  let onStatus = (): void => undefined;
  connection.onNotification(statusNotification, (now: ServerStatus) => { status = now.state; onStatus(); });
  connection.listen();
  /** Resolves when nothing is being analysed any more: the whole workspace is read and typed. */
  const settle = (): Promise<void> => Promise.race([gone, new Promise<void>((resolve) => {
    onStatus = () => { if (status !== 'analysing') resolve(); };
    onStatus();
  })]);
  const ask = <Answer>(method: string, params: unknown): Promise<Answer> => Promise.race([connection.sendRequest<Answer>(method, params), gone]);
  const startedAt = performance.now();
  const uri = pathToFileURL(folder).href;
  await ask('initialize', {
    processId: process.pid, rootUri: uri, initializationOptions: { status: true }, workspaceFolders: [{ uri, name: 'bench' }],
    capabilities: { textDocument: { diagnostic: { dynamicRegistration: false } }, workspace: { configuration: true, workspaceFolders: true, diagnostics: { refreshSupport: true } } },
  });
  await connection.sendNotification('initialized', {});
  const texts = new Map(project.files.map((file) => [file, readFileSync(file, 'utf8')]));
  const times: number[] = [];
  let firstMs = 0;
  let readyMs: number | undefined;
  let version = 1;
  for (const { file, text, at, inserted } of pickEdits(texts, count)) {
    const document = { uri: pathToFileURL(file).href };
    await connection.sendNotification('textDocument/didOpen', { textDocument: { ...document, languageId: 'typescript', version: ++version, text: text.slice(0, at) + text.slice(at + inserted.length) } });
    await ask('textDocument/diagnostic', { textDocument: document });
    if (readyMs === undefined) {
      firstMs = performance.now() - startedAt;
      await settle();
      readyMs = performance.now() - startedAt;
    }
    const changedAt = performance.now();
    await connection.sendNotification('textDocument/didChange', { textDocument: { ...document, version: ++version }, contentChanges: [{ text }] });
    await ask('textDocument/diagnostic', { textDocument: document });
    times.push(performance.now() - changedAt);
    await connection.sendNotification('textDocument/didClose', { textDocument: document });
  }
  const peaks = readPeaks(server.pid ?? 0);
  server.removeAllListeners('exit');
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  const native = peaks.find(({ name }) => name === 'tsc');
  return `${folder}: ${project.files.length} files, first diagnostics ${toSeconds(firstMs)} and whole workspace ${toSeconds(readyMs ?? 0)} after the start of the language server\n\n${toTable([
    ['from didChange to the pulled report', 'median', 'p95', 'worst'],
    [`${times.length} edits`, toMilliseconds(getPercentile(times, 0.5)), toMilliseconds(getPercentile(times, 0.95)), toMilliseconds(getPercentile(times, 1))],
  ])}\n${toTable([['memory', 'peak'], ['Node process', toMegabytes(peaks.find(({ pid }) => pid === server.pid)?.peak)], ['native compiler', toMegabytes(native?.peak)]])}`;
}
