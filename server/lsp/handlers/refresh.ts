/**
 * Tells a pulling client that documents it has fetched have other results by now. At most one request a second, only when a
 * document other than the one being fetched changed, and never twice for the same results.
 */
import type { Connection } from 'vscode-languageserver/node';

/** Shortest time between two refresh requests, and longest wait for a client to fetch a document it has edited, in milliseconds. */
export const refreshPause = 1_000;

export class Refresher {
  readonly #connection: Connection;
  readonly #findStale: () => ReadonlyMap<string, string>;
  /** Result ids a refresh was sent for, by URI; a client that does not come to fetch them is not told again. */
  readonly #announced = new Map<string, string>();
  #sentAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  /** `findStale` gives the result ids of fetched documents whose client holds others, by URI. */
  constructor(connection: Connection, findStale: () => ReadonlyMap<string, string>) {
    this.#connection = connection;
    this.#findStale = findStale;
  }

  /** Results changed: sends a refresh as soon as one is due, if it is still needed then. */
  plan(): void {
    if (this.#timer !== undefined || this.#findNews().size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const news = this.#findNews();
      if (news.size === 0) return;
      for (const [uri, resultId] of news) this.#announced.set(uri, resultId);
      this.#sentAt = performance.now();
      this.#connection.languages.diagnostics.refresh().catch((error: unknown) => this.#connection.console.warn(`The editor refused to refresh diagnostics: ${String(error)}`));
    }, Math.max(0, this.#sentAt + refreshPause - performance.now()));
  }

  forget(uri: string): void { this.#announced.delete(uri); }

  #findNews(): Map<string, string> {
    return new Map([...this.#findStale()].filter(([uri, resultId]) => this.#announced.get(uri) !== resultId));
  }
}
