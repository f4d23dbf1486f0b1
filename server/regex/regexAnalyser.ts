/**
 * Answers questions about regular expressions from a thread of its own: one at a time, each with a time limit after which the thread is
 * ended and started again. Answers are kept by source and flags. The thread starts with the first question, so a run without one loads
 * nothing, and it keeps no process alive.
 */
import { Worker } from 'node:worker_threads';
import type { RegexAnalyser, RegexVerdict } from '../engine/syntax/regexAnalyser.ts';
import type { RegexAnswer, RegexQuestion } from './regexMessages.ts';

export interface RegexAnalyserOptions {
  readonly worker?: URL;
  /** For one expression, once the thread runs. */
  readonly limitMs?: number;
  readonly log?: (message: string) => void;
}

export interface ClosableRegexAnalyser extends RegexAnalyser { close(): Promise<void> }

const unknown: RegexVerdict = { is: 'unknown' };
/** After so many ends in a row without an answer nothing is asked any more. */
const mostFailures = 3;
const startMs = 20_000;

export function createRegexAnalyser(options: RegexAnalyserOptions = {}): ClosableRegexAnalyser {
  return new WorkerRegexAnalyser(options);
}

class WorkerRegexAnalyser implements ClosableRegexAnalyser {
  readonly #url: URL;
  readonly #limitMs: number;
  readonly #log: (message: string) => void;
  readonly #known = new Map<string, Promise<RegexVerdict>>();
  #queue: Promise<unknown> = Promise.resolve();
  #worker: Worker | undefined;
  readonly #online = new WeakSet<Worker>();
  #id = 0;
  #failures = 0;
  #isClosed = false;

  constructor({ worker, limitMs = 10_000, log = () => undefined }: RegexAnalyserOptions) {
    this.#url = worker ?? new URL(import.meta.url.endsWith('.ts') ? './regexWorker.ts' : './regexWorker.js', import.meta.url);
    this.#limitMs = limitMs;
    this.#log = log;
  }

  check(source: string, flags: string): Promise<RegexVerdict> {
    const key = `${flags}/${source}`;
    let verdict = this.#known.get(key);
    if (!verdict) {
      verdict = this.#queue.then(() => this.#ask(source, flags));
      this.#queue = verdict;
      this.#known.set(key, verdict);
    }
    return verdict;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #ask(source: string, flags: string): Promise<RegexVerdict> {
    if (this.#isClosed || this.#failures >= mostFailures) return Promise.resolve(unknown);
    const worker = this.#worker ??= this.#start();
    const id = ++this.#id;
    return new Promise((resolve) => {
      const end = (verdict: RegexVerdict, reason?: string): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit).off('online', onOnline);
        worker.unref();
        if (reason === undefined) this.#failures = 0;
        else this.#drop(worker, `/${source}/${flags}: ${reason}`);
        resolve(verdict);
      };
      const onMessage = (answer: RegexAnswer): void => { if (answer.id === id) end(answer.verdict); };
      const onError = (error: Error): void => { end(unknown, error.message); };
      const onExit = (): void => { end(unknown, 'the analyser ended'); };
      const limit = (ms: number): NodeJS.Timeout => setTimeout(() => { end(unknown, `no answer within ${ms} ms`); }, ms);
      // On a busy machine a thread may take seconds to start, which says nothing about the expression.
      let timer = limit(this.#online.has(worker) ? this.#limitMs : this.#limitMs + startMs);
      const onOnline = (): void => {
        clearTimeout(timer);
        timer = limit(this.#limitMs);
      };
      worker.ref();
      worker.on('message', onMessage).once('error', onError).once('exit', onExit).once('online', onOnline);
      worker.postMessage({ id, source, flags } satisfies RegexQuestion);
    });
  }

  #start(): Worker {
    // A thread that printed to stdout would break the protocol of a language server, which owns it.
    const worker = new Worker(this.#url, { name: 'loopwise-regex', stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: 512 } });
    // Between two questions nobody else listens for its end.
    worker.on('error', () => { if (this.#worker === worker) this.#worker = undefined; });
    worker.on('online', () => { this.#online.add(worker); });
    worker.on('exit', () => { if (this.#worker === worker) this.#worker = undefined; });
    return worker;
  }

  #drop(worker: Worker, reason: string): void {
    this.#failures++;
    this.#log(`regular expression not analysed, ${reason}`);
    if (this.#worker === worker) this.#worker = undefined;
    worker.terminate().catch(() => undefined);
  }
}
