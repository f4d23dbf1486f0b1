/**
 * Diagnostics for clients that ask for them. A document's request waits until the results have its newest text; a workspace
 * request waits until there is something the client does not have. Invariant: without a change of results nothing is sent, and
 * answering a request never causes another message (test/lsp/traffic.test.ts counts them).
 */
import {
  DocumentDiagnosticReportKind, LSPErrorCodes, ResponseError, type CancellationToken, type Connection, type DocumentDiagnosticParams, type DocumentDiagnosticReport,
  type ResultProgressReporter, type WorkspaceDiagnosticParams, type WorkspaceDiagnosticReport, type WorkspaceDiagnosticReportPartialResult, type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import type { OpenDocuments } from '../documents.ts';
import type { FindingStore } from '../findingStore.ts';
import { nothingShown, type Showing } from '../showing.ts';
import { Refresher, refreshPause } from './refresh.ts';

/** Files per partial result of a workspace request. */
const filesPerPart = 100;

export class PullDiagnostics {
  readonly #store: FindingStore;
  readonly #documents: OpenDocuments;
  readonly #showing: Showing;
  readonly #refresher: Refresher | undefined;
  /** Result id the client holds, by URI. */
  readonly #served = new Map<string, string>();
  /** Open documents the client asks for one by one; workspace reports leave them out, as clients ignore them there. */
  readonly #pulled = new Set<string>();
  /** Number of requests under way, by URI. */
  readonly #asking = new Map<string, number>();
  /** Documents just edited, which the client asks for by itself; the timer ends the waiting for one that does not. */
  readonly #edited = new Map<string, NodeJS.Timeout>();
  /** Wakes waiting workspace requests when something other than results changed what is shown. */
  readonly #wakes = new Set<() => void>();

  constructor(connection: Connection, store: FindingStore, documents: OpenDocuments, showing: Showing, canRefresh: boolean) {
    this.#store = store;
    this.#documents = documents;
    this.#showing = showing;
    this.#refresher = canRefresh ? new Refresher(connection, () => this.#findStale()) : undefined;
    connection.languages.diagnostics.on((params, token) => this.#onDocument(params, token));
    connection.languages.diagnostics.onWorkspace((params, token, _progress, partial) => this.#onWorkspace(params, token, partial));
    store.onChange(() => this.showAnew());
  }

  /** What is shown may have changed: results, settings or the scope. */
  showAnew(): void {
    for (const wake of [...this.#wakes]) wake();
    this.#refresher?.plan();
  }

  /** The client asks for an edited document by itself; a refresh for it would only double that. */
  onEdited(uri: string): void {
    if (!this.#pulled.has(uri)) return;
    clearTimeout(this.#edited.get(uri));
    this.#edited.set(uri, setTimeout(() => { this.#edited.delete(uri); this.#refresher?.plan(); }, refreshPause));
  }

  onClosed(uri: string): void {
    this.#pulled.delete(uri);
    this.#stopExpecting(uri);
    this.#refresher?.forget(uri);
    this.showAnew();
  }

  async #onDocument({ textDocument: { uri }, previousResultId }: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const file = this.#documents.findPath(uri);
    if (file === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [], resultId: nothingShown };
    this.#stopExpecting(uri);
    this.#asking.set(uri, (this.#asking.get(uri) ?? 0) + 1);
    const isReady = await this.#store.waitUntil(() => this.#store.generation >= 0 && this.#showing.isCurrent(file), token);
    const others = (this.#asking.get(uri) ?? 1) - 1;
    if (others > 0) this.#asking.set(uri, others); else this.#asking.delete(uri);
    if (!isReady) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');

    if (this.#documents.find(uri) !== undefined) this.#pulled.add(uri);
    const resultId = this.#showing.getResultId(file);
    this.#served.set(uri, resultId);
    this.#refresher?.forget(uri);
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: this.#showing.getDiagnostics(file) };
  }

  async #onWorkspace(params: WorkspaceDiagnosticParams, token: CancellationToken, partial: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined): Promise<WorkspaceDiagnosticReport> {
    // Of a document it asks for singly the client names the id of that answer; elsewhere its word is newer than ours.
    for (const { uri, value } of params.previousResultIds) if (!this.#pulled.has(uri)) this.#served.set(uri, value);
    const changed = await this.#waitForChanges(token);
    if (changed === undefined) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
    const items = changed.map((uri) => this.#toWorkspaceReport(uri));
    if (partial === undefined || items.length <= filesPerPart) return { items };
    for (let start = 0; start < items.length; start += filesPerPart) partial.report({ items: items.slice(start, start + filesPerPart) });
    return { items: [] };
  }

  /** URIs whose reports differ from what the client holds, as soon as there is one; `undefined` when cancelled. */
  async #waitForChanges(token: CancellationToken): Promise<string[] | undefined> {
    return new Promise((resolve) => {
      const look = (): void => {
        const changed = token.isCancellationRequested ? undefined : this.#findChanges();
        if (changed !== undefined && changed.length === 0) return;
        this.#wakes.delete(look);
        onCancel.dispose();
        resolve(changed);
      };
      const onCancel = token.onCancellationRequested(look);
      this.#wakes.add(look);
      look();
    });
  }

  #findChanges(): string[] {
    if (this.#store.generation < 0) return [];
    const uris = new Set([...this.#showing.files.map((file) => this.#documents.getUri(file)), ...this.#served.keys()]);
    return [...uris].filter((uri) => {
      const file = this.#documents.findPath(uri);
      if (file === undefined || this.#pulled.has(uri) || this.#asking.has(uri) || !this.#showing.isCurrent(file)) return false;
      return this.#showing.getResultId(file) !== (this.#served.get(uri) ?? nothingShown);
    }).sort();
  }

  #toWorkspaceReport(uri: string): WorkspaceDocumentDiagnosticReport {
    const file = this.#documents.findPath(uri) ?? '';
    const resultId = this.#showing.getResultId(file);
    if (resultId === nothingShown) this.#served.delete(uri); else this.#served.set(uri, resultId);
    return { kind: DocumentDiagnosticReportKind.Full, uri, version: this.#documents.find(uri)?.text.version ?? null, resultId, items: this.#showing.getDiagnostics(file) };
  }

  #stopExpecting(uri: string): void {
    clearTimeout(this.#edited.get(uri));
    this.#edited.delete(uri);
  }

  /** Documents the client fetches singly and has other results of, except those it is fetching or about to fetch. */
  #findStale(): Map<string, string> {
    const stale = new Map<string, string>();
    for (const uri of this.#pulled) {
      const file = this.#documents.findPath(uri);
      if (file === undefined || this.#asking.has(uri) || this.#edited.has(uri) || !this.#showing.isCurrent(file)) continue;
      const resultId = this.#showing.getResultId(file);
      if (resultId !== this.#served.get(uri)) stale.set(uri, resultId);
    }
    return stale;
  }
}
