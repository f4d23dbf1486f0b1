/**
 * The smallest client of the language server: starts it over stdio, sends what it is told, pulls diagnostics. It answers every request
 * of the server with nothing, as a plain editor would.
 */
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type Diagnostic } from 'vscode-languageserver/node';

export interface LspClient {
  notify(method: string, params: unknown): void;
  /** Pulls again and again until it is as it should be, or rejects after a minute with what was there last. */
  pullUntil(uri: string, isDone: (items: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  /** Shutdown, exit, and SIGKILL when that is not obeyed in time. @throws Error when the server ended with a code other than 0. */
  stop(): Promise<void>;
}

const deadlineMs = 60_000;
const endDeadlineMs = 5_000;

/** @param command arguments of this Node: the server's file and its own arguments. */
export async function startClient(command: readonly string[], { cwd, root }: { cwd: string; root: string }): Promise<LspClient> {
  const child = spawn(process.execPath, command, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString('utf8'); });
  const ended = new Promise<number | null>((resolve) => { child.once('exit', resolve); });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) => items.map(() => null));
  connection.onRequest(() => null);
  connection.listen();
  const rootUri = pathToFileURL(root).href;
  const initialized = connection.sendRequest('initialize', {
    processId: process.pid, rootUri, workspaceFolders: [{ uri: rootUri, name: 'root' }],
    capabilities: { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
  });
  await Promise.race([initialized, ended.then((code) => { throw new Error(`The server ended with ${code} before it answered:\n${errors}`); })]);
  await connection.sendNotification('initialized', {});
  return {
    notify: (method, params) => { void connection.sendNotification(method, params); },
    async pullUntil(uri, isDone) {
      const end = Date.now() + deadlineMs;
      for (;;) {
        const { items = [] } = await connection.sendRequest<{ items?: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
        if (isDone(items)) return items;
        if (Date.now() > end) throw new Error(`Pulled for a minute in vain; last: ${JSON.stringify(items)}\n${errors}`);
        await new Promise((resolve) => { setTimeout(resolve, 100); });
      }
    },
    async stop() {
      await Promise.race([connection.sendRequest('shutdown').then(() => connection.sendNotification('exit')), ended]);
      const timer = setTimeout(() => child.kill('SIGKILL'), endDeadlineMs);
      const code = await ended;
      clearTimeout(timer);
      connection.dispose();
      if (code !== 0) throw new Error(`The server ended with ${code ?? child.signalCode} after shutdown and exit:\n${errors}`);
    },
  };
}
