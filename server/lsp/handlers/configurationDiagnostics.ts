/**
 * Mistakes in configuration files as diagnostics of those files, open or not. They are pushed to every client: a configuration is no
 * document of ours, so nobody asks for its diagnostics.
 */
import { DiagnosticSeverity, type Connection, type Diagnostic } from 'vscode-languageserver/node';
import type { PlacedProblem } from '../engineMessages.ts';
import { toRange } from '../toProtocol.ts';

export class ConfigurationDiagnostics {
  readonly #connection: Connection;
  readonly #getUri: (file: string) => string;
  /** What was published last, by URI. */
  readonly #published = new Map<string, string>();

  constructor(connection: Connection, getUri: (file: string) => string) {
    this.#connection = connection;
    this.#getUri = getUri;
  }

  /** `problems`: all there are now. A file that has none any more is published empty. */
  show(problems: readonly PlacedProblem[]): void {
    const byUri = new Map<string, Diagnostic[]>([...this.#published.keys()].map((uri) => [uri, []]));
    for (const { file, range, message } of problems) {
      const uri = this.#getUri(file);
      const diagnostic: Diagnostic = { range: toRange(range), severity: DiagnosticSeverity.Error, source: 'loopwise', message: `${capitalize(message)} Until it is mended, the defaults count.` };
      byUri.set(uri, [...byUri.get(uri) ?? [], diagnostic]);
    }
    for (const [uri, diagnostics] of byUri) {
      const text = JSON.stringify(diagnostics);
      if (text === this.#published.get(uri)) continue;
      if (diagnostics.length === 0) this.#published.delete(uri); else this.#published.set(uri, text);
      void this.#connection.sendDiagnostics({ uri, diagnostics });
    }
  }
}

function capitalize(text: string): string { return `${text.charAt(0).toUpperCase()}${text.slice(1)}`; }
