/**
 * What the server is doing, as one value for the status item of an editor. A notification goes out when that value changes and
 * at no other time; clients that did not ask for it get none.
 */
import type { Connection } from 'vscode-languageserver/node';
import type { Progress } from '../engine/report.ts';
import { statusNotification, type ServerStatus } from '../protocol.ts';

export class StatusReporter {
  readonly #connection: Connection;
  readonly #isWanted: boolean;
  #status: ServerStatus = { state: 'analysing' };
  #sent = '';
  #notAnalysed: NonNullable<ServerStatus['notAnalysed']> = [];
  readonly #listeners = new Set<(status: ServerStatus) => void>();
  /** Why results are not all they could be, by source; the oldest reason is shown. */
  readonly #reasons = new Map<string, string>();

  constructor(connection: Connection, isWanted: boolean) {
    this.#connection = connection;
    this.#isWanted = isWanted;
  }

  get current(): ServerStatus { return this.#status; }

  /** Calls back on every change, also for clients that want no notification; returns what ends that. */
  onChange(listener: (status: ServerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Open documents that are left out; told with the next state. */
  setNotAnalysed(documents: NonNullable<ServerStatus['notAnalysed']>): void { this.#notAnalysed = documents; }

  /** Work began or goes on. */
  setAnalysing(progress?: Progress): void {
    if (this.#status.state === 'stopped') return;
    // Without a stage of its own, new work keeps the figures of the work it interrupts: an item that changes with each key is noise.
    this.#set({ state: 'analysing', ...(progress === undefined ? {} : { done: progress.done, total: progress.total, message: progress.stage }) });
  }

  /** Results are final. */
  setDone(ms: number, findings: number): void {
    const reason = this.#reason;
    this.#set(reason === undefined ? { state: 'idle', ms: Math.round(ms), findings } : { state: 'degraded', message: reason, ms: Math.round(ms), findings });
  }

  setStopped(message: string): void { this.#set({ state: 'stopped', message }); }

  /** Sets or, without a text, clears one reason for being degraded; shown at once when nothing is being analysed, else with the results. */
  setReason(source: string, text: string | undefined): void {
    if (text === undefined) this.#reasons.delete(source); else this.#reasons.set(source, text);
  }

  /** Shows a reason now, before results. */
  setDegraded(source: string, text: string): void {
    this.setReason(source, text);
    this.#set({ state: 'degraded', message: text });
  }

  get #reason(): string | undefined { return [...this.#reasons.values()][0]; }

  #set(given: ServerStatus): void {
    const status = this.#notAnalysed.length === 0 ? given : { ...given, notAnalysed: this.#notAnalysed };
    this.#status = status;
    // The duration differs every time and is no change by itself.
    const text = JSON.stringify({ ...status, ms: undefined });
    if (text === this.#sent) return;
    this.#sent = text;
    for (const listener of [...this.#listeners]) listener(status);
    if (this.#isWanted) void this.#connection.sendNotification(statusNotification, status);
  }
}
