/**
 * Diagnostics for clients that do not ask: each file is published when what is shown for it changed, and published empty when
 * nothing is left. A document whose newest text has no results yet keeps what it shows.
 */
import type { Connection } from 'vscode-languageserver/node';
import type { OpenDocuments } from '../documents.ts';
import type { FindingStore } from '../findingStore.ts';
import { nothingShown, type Showing } from '../showing.ts';

export class PushDiagnostics {
  readonly #connection: Connection;
  readonly #documents: OpenDocuments;
  readonly #store: FindingStore;
  readonly #showing: Showing;
  readonly #hasVersion: boolean;
  /** Result id last published, by URI; files with nothing shown are not in it. */
  readonly #published = new Map<string, string>();

  constructor(connection: Connection, store: FindingStore, documents: OpenDocuments, showing: Showing, hasVersion: boolean) {
    this.#connection = connection;
    this.#documents = documents;
    this.#store = store;
    this.#showing = showing;
    this.#hasVersion = hasVersion;
    store.onChange(() => this.showAnew());
  }

  /** What is shown may have changed: results, settings, the scope or the open documents. */
  showAnew(): void {
    if (this.#store.generation < 0) return;
    const uris = new Set([...this.#showing.files.map((file) => this.#documents.getUri(file)), ...this.#published.keys()]);
    for (const uri of uris) {
      const file = this.#documents.findPath(uri);
      if (file === undefined || !this.#showing.isCurrent(file)) continue;
      const resultId = this.#showing.getResultId(file);
      if (resultId === (this.#published.get(uri) ?? nothingShown)) continue;
      if (resultId === nothingShown) this.#published.delete(uri); else this.#published.set(uri, resultId);
      const version = this.#documents.find(uri)?.text.version;
      void this.#connection.sendDiagnostics({ uri, diagnostics: this.#showing.getDiagnostics(file), ...(this.#hasVersion && version !== undefined ? { version } : {}) });
    }
  }
}
