/**
 * A small language client for tests: starts a server as a process of its own, records every message it sends, and keeps
 * documents with their versions. It asserts nothing and knows no rule.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import {
  StreamMessageReader, StreamMessageWriter, createMessageConnection, type ClientCapabilities, type Diagnostic, type DocumentDiagnosticReport, type FullDocumentDiagnosticReport,
  type InitializeResult, type MessageConnection, type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import type { InitializationOptions, ServerStatus } from '../../../server/protocol.ts';

export interface Recorded { readonly method: string; readonly params: unknown }

/** A client that pulls, as VS Code does. */
export const pulling: ClientCapabilities = {
  textDocument: {
    diagnostic: { dynamicRegistration: true }, publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } }, dataSupport: true, resolveSupport: { properties: ['edit'] } },
  },
  workspace: { diagnostics: { refreshSupport: true }, configuration: true, workspaceFolders: true, workspaceEdit: { documentChanges: true } },
  window: { workDoneProgress: true },
};

/** A client of before pull diagnostics, as Neovim 0.7 and eglot 1.9 are. */
export const pushed: ClientCapabilities = { textDocument: { publishDiagnostics: { relatedInformation: true }, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } }, workspace: {} };

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Bundles entries into a temporary folder of the repository, as the build does with ours; returns the folder. */
export async function bundle(entries: Readonly<Record<string, string>>): Promise<string> {
  // Inside the repository, so that packages left out of the bundle are found.
  await mkdir(path.join(repository, 'node_modules/.cache'), { recursive: true });
  const folder = await mkdtemp(path.join(repository, 'node_modules/.cache/loopwise-lsp-'));
  await build({
    absWorkingDir: repository, entryPoints: { ...entries }, outdir: folder, bundle: true, platform: 'node', target: 'node20.19', format: 'esm', splitting: true, logLevel: 'warning', mainFields: ['module', 'main'],
    banner: { js: "import { createRequire as testCreateRequire } from 'node:module'; const require = testCreateRequire(import.meta.url);" },
  });
  return folder;
}

export const fakeServerEntries = { server: 'test/lsp/support/fakeServer.ts', fakeWorker: 'test/lsp/support/fakeWorker.ts' };

/** A temporary folder with these files; removed by the disposer. */
export async function createFolder(files: Readonly<Record<string, string>>): Promise<{ readonly path: string; write(name: string, text: string): Promise<void>; remove(name: string): Promise<void>; uri(name: string): string; dispose(): Promise<void> }> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'loopwise-lsp-')));
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return {
    path: root, write, uri: (name) => pathToFileURL(path.join(root, name)).href,
    remove: (name) => rm(path.join(root, name), { recursive: true }), dispose: () => rm(root, { recursive: true, force: true }),
  };
}

export interface ClientOptions {
  readonly server: string;
  readonly folders: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly options?: InitializationOptions;
}

export class TestClient {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  /** Every request and notification of the server, in order; the log is in {@link log}. */
  readonly received: Recorded[] = [];
  readonly log: string[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #versions = new Map<string, number>();
  settings: Readonly<Record<string, unknown>>;
  initialized!: InitializeResult;

  private constructor({ server, settings = {} }: ClientOptions) {
    this.settings = settings;
    this.process = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = this.process;
    if (stdin === null || stdout === null) throw new Error('The server has no pipes.');
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onRequest('workspace/configuration', () => { this.#record('workspace/configuration', undefined); return [this.settings]; });
    this.connection.onRequest((method: string, params: unknown) => { this.#record(method, params); return null; });
    this.connection.onNotification((method: string, params: unknown) => {
      if (method === 'window/logMessage') this.log.push((params as { message: string }).message);
      else this.#record(method, params);
      this.#tell();
    });
    this.connection.onUnhandledProgress(({ token, value }: { token: unknown; value: unknown }) => this.#record('$/progress', { token, value }));
    this.connection.listen();
  }

  static async start(options: ClientOptions): Promise<TestClient> {
    const client = new TestClient(options);
    client.initialized = await client.connection.sendRequest('initialize', {
      processId: process.pid, capabilities: options.capabilities ?? pulling, rootUri: null, initializationOptions: { status: true, ...options.options },
      workspaceFolders: options.folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: path.basename(folder) })),
    });
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  /** The messages of one kind, oldest first. */
  of<Params = unknown>(method: string): Params[] { return this.received.filter((each) => each.method === method).map((each) => each.params as Params); }

  get status(): ServerStatus | undefined { return this.of<ServerStatus>('loopwise/status').at(-1); }

  /** Resolves once `isTrue` holds; asked again at every message. The test's own time limit ends a wait in vain. */
  async until(isTrue: () => boolean): Promise<void> {
    if (isTrue()) return;
    await new Promise<void>((resolve) => {
      const listener = (): void => { if (isTrue()) { this.#listeners.delete(listener); resolve(); } };
      this.#listeners.add(listener);
    });
  }

  /** Waits for the status after what was sent so far. */
  async settled(): Promise<void> {
    await this.connection.sendRequest('loopwise/debugInformation');
    await this.until(() => this.status?.state === 'idle');
  }

  async open(uri: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } });
  }

  /** Replaces the whole text, or inserts at a 0-based place. */
  async edit(uri: string, text: string, at?: { readonly line: number; readonly character: number }): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [at === undefined ? { text } : { range: { start: at, end: at }, text }] });
  }

  async close(uri: string): Promise<void> { await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } }); }

  async pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, ...(previousResultId === undefined ? {} : { previousResultId }) });
  }

  /** Messages of a document's diagnostics, asked for anew. */
  async messages(uri: string): Promise<string[]> {
    const report = await this.pull(uri) as FullDocumentDiagnosticReport;
    return report.items.map((item: Diagnostic) => String(item.message));
  }

  pullWorkspace(previousResultIds: readonly { uri: string; value: string }[] = [], partialResultToken?: string): Promise<WorkspaceDiagnosticReport> {
    return this.connection.sendRequest('workspace/diagnostic', { previousResultIds, ...(partialResultToken === undefined ? {} : { partialResultToken }) });
  }

  async watched(changes: readonly { uri: string; type: 1 | 2 | 3 }[]): Promise<void> {
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }

  /** Ends the session as an editor does; resolves with the exit code. */
  async stop(): Promise<number | null> {
    if (this.process.exitCode !== null) return this.process.exitCode;
    const exit = this.exited();
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    return exit;
  }

  exited(): Promise<number | null> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return Promise.resolve(this.process.exitCode);
    return new Promise((resolve) => { this.process.once('exit', resolve); });
  }

  #record(method: string, params: unknown): void {
    this.received.push({ method, params });
    this.#tell();
  }

  #tell(): void { for (const listener of [...this.#listeners]) listener(); }
}
