/**
 * The protocol thread's copy of the newest results, so that every editor request is answered without waiting for the engine.
 * It holds findings by file and decides nothing about what is shown; positions belong to the text of {@link FindingStore.generation}.
 */
import type { CancellationToken } from 'vscode-languageserver/node';
import type { Echo, Finding } from '../engine/lint/finding.ts';
import type { FileFindings, FunctionReport } from '../engine/report.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { ReportMessage } from './engineMessages.ts';

export class FindingStore {
  readonly #byFile = new Map<FilePath, FileFindings>();
  readonly #functions = new Map<FilePath, readonly FunctionReport[]>();
  readonly #listeners = new Set<() => void>();
  #generation = -1;
  #isFinal = false;
  #last: ReportMessage | undefined;
  /** Files shown from before a restart that the new engine has not spoken about yet. */
  #unconfirmed = new Set<FilePath>();

  /** The newest change the results include; -1 before the first. Infinity when none will come, so that nobody waits for them. */
  get generation(): number { return this.#generation; }

  /** True when the results for {@link generation} are complete. */
  get isFinal(): boolean { return this.#isFinal; }

  /** The newest report; absent before the first. */
  get last(): ReportMessage | undefined { return this.#last; }

  get files(): IterableIterator<FilePath> { return this.#byFile.keys(); }

  find(file: FilePath): FileFindings | undefined { return this.#byFile.get(file); }

  getFunctions(file: FilePath): readonly FunctionReport[] { return this.#functions.get(file) ?? []; }

  /** The finding with this id as the newest results have it, wherever it has moved to. */
  findFinding(id: string): Finding | undefined {
    for (const { findings } of this.#byFile.values()) for (const finding of findings) if (finding.id === id) return finding;
    return undefined;
  }

  /** Calls back after every change of results. */
  onChange(listener: () => void): void { this.#listeners.add(listener); }

  apply(report: ReportMessage): void {
    for (const file of report.changed) { this.#byFile.set(file.file, file); this.#unconfirmed.delete(file.file); }
    for (const file of report.removed) this.#byFile.delete(file);
    if (report.isFinal) {
      for (const file of this.#unconfirmed) this.#byFile.delete(file);
      this.#unconfirmed.clear();
    }
    this.#generation = report.generation;
    this.#isFinal = report.isFinal;
    this.#last = report;
    this.#tell();
  }

  applyFunctions(files: readonly (readonly [FilePath, readonly FunctionReport[]])[]): void {
    for (const [file, functions] of files) if (functions.length > 0) this.#functions.set(file, functions); else this.#functions.delete(file);
  }

  /** No results will come for this generation: what was known before is what there is. */
  giveUp(generation: number): void {
    this.#generation = Math.max(this.#generation, generation);
    this.#isFinal = true;
    this.#tell();
  }

  /** A new engine starts from nothing: what the old one found stays until the new one has spoken about the file or is done. */
  startOver(): void {
    this.#unconfirmed = new Set(this.#byFile.keys());
    this.#generation = -1;
    this.#isFinal = false;
  }

  /**
   * Resolves with true once `isReady` holds, asked again after every change of results; with false when the client cancels first.
   */
  async waitUntil(isReady: () => boolean, token?: CancellationToken): Promise<boolean> {
    if (isReady()) return true;
    if (token?.isCancellationRequested === true) return false;
    return new Promise<boolean>((resolve) => {
      const listener = (): void => { if (isReady()) finish(true); };
      const onCancel = token?.onCancellationRequested(() => finish(false));
      const finish = (value: boolean): void => {
        this.#listeners.delete(listener);
        onCancel?.dispose();
        resolve(value);
      };
      this.#listeners.add(listener);
    });
  }

  #tell(): void { for (const listener of [...this.#listeners]) listener(); }
}

/** True for a finding's echo at the root of its path. */
export function isEcho(item: Finding | Echo): item is Echo { return 'findingId' in item; }
