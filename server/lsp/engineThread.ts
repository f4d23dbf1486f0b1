/**
 * The protocol thread's handle on the engine thread: starts it, hands it changes one at a time with everything in between
 * merged, asks it questions with a deadline, and starts it again when it dies. It never waits for the engine to answer an editor.
 */
import { Worker } from 'node:worker_threads';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { sharedSlots, type EngineAnswers, type EngineChange, type EngineQuestion, type EngineWorkerData, type FromEngine, type ToEngine } from './engineMessages.ts';

/** Pauses before each new start, in milliseconds. When they are used up within {@link calmAfter}, the engine stays down. */
const restartPauses = [0, 500, 2_000, 5_000] as const;
const calmAfter = 180_000;

export type EngineEvent = Exclude<FromEngine, { kind: 'taken' | 'answer' | 'unanswered' | 'closed' }>;

export interface EngineThreadOptions {
  readonly worker: URL;
  readonly onEvent: (event: EngineEvent) => void;
  /** `reason` says why the engine had to be started again, or why it no longer is. */
  readonly onTrouble: (state: 'restarting' | 'stopped', reason: string) => void;
  /** Everything a new engine needs to be where the old one was. */
  readonly getWholeState: () => EngineChange;
  /** Newest text of an open document; `undefined` once it was closed. */
  readonly findText: (file: FilePath) => string | undefined;
}

interface PendingChange { folders?: readonly FilePath[]; opened?: readonly FilePath[]; edited: Set<FilePath>; released: Set<FilePath>; touched: Set<FilePath>; isRescan: boolean }

/** What changed, without text: texts are read when the change leaves, so that 300 edits cost one copy. */
export interface ChangeNotice {
  readonly folders?: readonly FilePath[];
  readonly opened?: readonly FilePath[];
  readonly edited?: readonly FilePath[];
  readonly released?: readonly FilePath[];
  readonly touched?: readonly FilePath[];
  readonly isRescan?: boolean;
}

export class EngineThread {
  readonly #options: EngineThreadOptions;
  readonly #shared = new SharedArrayBuffer(sharedSlots.length * Int32Array.BYTES_PER_ELEMENT);
  readonly #slots = new Int32Array(this.#shared);
  readonly #questions = new Map<number, (value: EngineAnswers[keyof EngineAnswers]) => void>();
  #worker: Worker | undefined;
  #pending: PendingChange | undefined;
  #isChangeOut = false;
  #isFlushPlanned = false;
  #generation = 0;
  #questionId = 0;
  #deaths: number[] = [];
  #onClosed: (() => void) | undefined;
  #isClosing = false;
  restarts = 0;

  constructor(options: EngineThreadOptions) { this.#options = options; }

  /** Grows with every change; results name the newest change they include. */
  get generation(): number { return this.#generation; }

  /** Starts the thread with the whole state. */
  start(): void {
    const state = this.#options.getWholeState();
    const data: EngineWorkerData = { shared: this.#shared, folder: state.folders?.[0] };
    // A worker that printed to stdout would break the protocol, which owns it.
    const worker = new Worker(this.#options.worker, { workerData: data, stdout: true, stderr: true, name: 'loopwise-engine' });
    this.#worker = worker;
    let reason: string | undefined;
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#options.onEvent({ kind: 'log', message: text.trimEnd() }));
    }
    worker.on('message', (message: FromEngine) => { if (worker === this.#worker) this.#receive(message); });
    worker.on('error', (error: unknown) => { reason = error instanceof Error ? error.stack ?? error.message : String(error); });
    worker.on('exit', (code) => { if (worker === this.#worker) this.#onExit(reason ?? `it ended with code ${code}`); });

    this.#pending = undefined;
    this.#post(state);
  }

  /** Tells the engine what changed. What is not sent yet is merged with it; returns the generation that includes it. */
  change(notice: ChangeNotice): number {
    const pending = this.#pending ??= { edited: new Set(), released: new Set(), touched: new Set(), isRescan: false };
    if (notice.folders !== undefined) pending.folders = notice.folders;
    if (notice.opened !== undefined) pending.opened = notice.opened;
    for (const file of notice.edited ?? []) { pending.edited.add(file); pending.released.delete(file); }
    for (const file of notice.released ?? []) { pending.released.add(file); pending.edited.delete(file); }
    for (const file of notice.touched ?? []) pending.touched.add(file);
    pending.isRescan ||= notice.isRescan ?? false;
    this.#generation += 1;
    Atomics.store(this.#slots, sharedSlots.generation, this.#generation);
    this.#planFlush();
    return this.#generation;
  }

  /** Ends the refining under way, at a person's wish; the next change starts it again. */
  cancelRefining(): void {
    Atomics.store(this.#slots, sharedSlots.cancelled, this.#generation);
  }

  /** The engine's answer, or `undefined` when it does not come within `deadline` milliseconds. */
  async ask<Question extends EngineQuestion>(question: Question, deadline: number): Promise<EngineAnswers[Question['type']] | undefined> {
    const worker = this.#worker;
    if (worker === undefined) return undefined;
    const id = ++this.#questionId;
    const answer = await new Promise<EngineAnswers[keyof EngineAnswers] | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), deadline);
      this.#questions.set(id, (value) => { clearTimeout(timer); resolve(value); });
      this.#send({ kind: 'ask', id, question });
    });
    this.#questions.delete(id);
    return answer as EngineAnswers[Question['type']] | undefined;
  }

  /** Ends the thread and what it started; after two seconds without an answer by force. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#isClosing = true;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 2_000);
      this.#onClosed = () => { clearTimeout(timer); resolve(); };
      this.#send({ kind: 'close' });
    });
    this.#worker = undefined;
    await worker.terminate();
  }

  #send(message: ToEngine): void { this.#worker?.postMessage(message); }

  /** One turn of the event loop lets every edit that has arrived already join the same change. */
  #planFlush(): void {
    if (this.#isFlushPlanned || this.#isChangeOut || this.#worker === undefined) return;
    this.#isFlushPlanned = true;
    setImmediate(() => {
      this.#isFlushPlanned = false;
      const pending = this.#pending;
      if (pending === undefined || this.#isChangeOut || this.#worker === undefined) return;
      this.#pending = undefined;
      const texts = new Map<FilePath, string>();
      for (const file of pending.edited) {
        const text = this.#options.findText(file);
        if (text !== undefined) texts.set(file, text);
      }
      this.#post({
        ...(pending.folders === undefined ? {} : { folders: pending.folders }), ...(pending.opened === undefined ? {} : { opened: pending.opened }),
        texts, released: [...pending.released], touched: [...pending.touched], isRescan: pending.isRescan,
      });
    });
  }

  #post(change: EngineChange): void {
    this.#isChangeOut = true;
    this.#send({ kind: 'change', generation: this.#generation, change });
  }

  #receive(message: FromEngine): void {
    switch (message.kind) {
      case 'taken':
        this.#isChangeOut = false;
        if (this.#pending !== undefined) this.#planFlush();
        break;
      case 'answer': this.#questions.get(message.id)?.(message.value); break;
      case 'unanswered':
        this.#questions.get(message.id)?.(undefined);
        this.#options.onEvent({ kind: 'log', message: message.message });
        break;
      case 'closed': this.#onClosed?.(); break;
      default: this.#options.onEvent(message);
    }
  }

  #onExit(reason: string): void {
    this.#worker = undefined;
    this.#onClosed?.();
    for (const answer of this.#questions.values()) answer(undefined);
    this.#questions.clear();
    if (this.#isClosing) return;
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < calmAfter), now];
    const pause = restartPauses[this.#deaths.length - 1];
    if (pause === undefined) { this.#options.onTrouble('stopped', reason); return; }
    this.#options.onTrouble('restarting', reason);
    this.restarts += 1;
    setTimeout(() => { if (!this.#isClosing) this.start(); }, pause);
  }
}
