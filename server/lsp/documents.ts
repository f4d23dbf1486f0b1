/**
 * The documents the editor has open, by URI and by path, each with the generation of its newest edit. It keeps text and tells
 * the engine what changed; it does not look at the disk. Documents of other languages and schemes are kept out here.
 */
import { TextDocuments, type Connection, type TextDocumentChangeEvent } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { hasSourceExtension } from '../host/files.ts';
import { findPath, toUri } from './paths.ts';

export interface OpenDocument {
  readonly path: FilePath;
  readonly text: TextDocument;
  /** Results that include at least this generation have positions of the current text. */
  generation: number;
}

export interface DocumentEvents {
  /** Text is new; returns the generation that will include it. */
  onEdited(file: FilePath): number;
  /** The list of open documents changed. */
  onOpened(file: FilePath): number;
  onClosed(file: FilePath, uri: string): void;
}

export class OpenDocuments {
  readonly #byUri = new Map<string, OpenDocument>();
  readonly #byPath = new Map<FilePath, OpenDocument>();

  /** Listens to the connection from now on. */
  listen(connection: Connection, events: DocumentEvents): void {
    const documents = new TextDocuments(TextDocument);
    // TextDocuments tells of an opened document twice, as opened and as changed; the second is the one with the text.
    documents.onDidChangeContent(({ document }: TextDocumentChangeEvent<TextDocument>) => {
      const known = this.#byUri.get(document.uri);
      if (known !== undefined) { known.generation = events.onEdited(known.path); return; }
      const path = findPath(document.uri);
      if (path === undefined || !hasSourceExtension(path)) return;
      const opened: OpenDocument = { path, text: document, generation: 0 };
      this.#byUri.set(document.uri, opened);
      this.#byPath.set(path, opened);
      opened.generation = events.onOpened(path);
    });
    documents.onDidClose(({ document }) => {
      const known = this.#byUri.get(document.uri);
      if (known === undefined) return;
      this.#byUri.delete(document.uri);
      if (this.#byPath.get(known.path) === known) this.#byPath.delete(known.path);
      events.onClosed(known.path, document.uri);
    });
    documents.listen(connection);
  }

  find(uri: string): OpenDocument | undefined { return this.#byUri.get(uri); }

  findByPath(path: FilePath): OpenDocument | undefined { return this.#byPath.get(path); }

  get uris(): string[] { return [...this.#byUri.keys()]; }

  get paths(): FilePath[] { return [...this.#byPath.keys()]; }

  /** Text of every open document. */
  get texts(): Map<FilePath, string> {
    return new Map([...this.#byPath].map(([path, document]) => [path, document.text.getText()]));
  }

  /** The URI of a path in the editor's own spelling where it has told one. */
  getUri(path: FilePath): string { return this.#byPath.get(path)?.text.uri ?? toUri(path); }

  /** The path a URI names; the same for every spelling of it. */
  findPath(uri: string): FilePath | undefined { return this.#byUri.get(uri)?.path ?? findPath(uri); }
}
