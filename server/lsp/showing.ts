/**
 * What the editor should show at this moment: which files, with which diagnostics, under which result id. It joins results,
 * open documents and settings; how the client learns of it (pull or push) is decided in handlers/.
 */
import type { Diagnostic } from 'vscode-languageserver/node';
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { EditorSettings } from '../editorSettings.ts';
import type { OpenDocuments } from './documents.ts';
import type { FindingStore } from './findingStore.ts';
import { toDiagnostics, type Rendering } from './toProtocol.ts';

/** Result id of a file with nothing to show. */
export const nothingShown = 'none';

export class Showing {
  readonly #store: FindingStore;
  readonly #documents: OpenDocuments;
  readonly #getSettings: () => EditorSettings;
  readonly #getRendering: () => Rendering;
  /** Set by *Check Workspace*: from then on every file is shown, whatever the scope setting says. */
  isWorkspaceChecked = false;

  constructor(store: FindingStore, documents: OpenDocuments, getSettings: () => EditorSettings, getRendering: () => Rendering) {
    this.#store = store;
    this.#documents = documents;
    this.#getSettings = getSettings;
    this.#getRendering = getRendering;
  }

  get isWholeWorkspace(): boolean { return this.isWorkspaceChecked || this.#getSettings().scope === 'workspace'; }

  /** Hash of what is shown for the file; {@link nothingShown} when that is nothing. */
  getResultId(file: FilePath): string {
    return this.#isShown(file) ? this.#store.find(file)?.hash ?? nothingShown : nothingShown;
  }

  getDiagnostics(file: FilePath): Diagnostic[] {
    const found = this.#isShown(file) ? this.#store.find(file) : undefined;
    return found === undefined ? [] : toDiagnostics(found, this.#getRendering());
  }

  /** Files that have something to show. */
  get files(): FilePath[] { return [...this.#store.files].filter((file) => this.getResultId(file) !== nothingShown); }

  /** Number of findings shown, echoes not counted. */
  get findings(): number { return this.files.reduce((sum, file) => sum + (this.#store.find(file)?.findings.length ?? 0), 0); }

  /** True when the results have the positions of the file's current text. */
  isCurrent(file: FilePath): boolean {
    return this.#store.generation >= (this.#documents.findByPath(file)?.generation ?? 0);
  }

  #isShown(file: FilePath): boolean {
    return this.#getSettings().enable && (this.isWholeWorkspace || this.#documents.findByPath(file) !== undefined);
  }
}
