/**
 * One line on a terminal's stderr that says how far a long run is. Silent in the first second and wherever stderr is no
 * terminal, unless lines were asked for.
 */
import type { Progress } from '../engine/report.ts';
import type { Output } from './surroundings.ts';

const quietMs = 1000;
const pauseMs = 100;

/** Shows progress until cleared. */
export class ProgressLine {
  readonly #output: Output;
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #isLines: boolean;
  #shownAt = -Infinity;
  #isShown = false;

  /** `isLines`: a line of its own each time, for whoever reads them: an editor, a log. */
  constructor(output: Output, now: () => number, isLines = false) {
    this.#isLines = isLines;
    this.#output = output;
    this.#now = now;
    this.#startedAt = now();
  }

  readonly show = (progress: Progress): void => {
    const now = this.#now();
    if (now - this.#shownAt < pauseMs || (!this.#isLines && (!this.#output.isTerminal || now - this.#startedAt < quietMs))) return;
    this.#shownAt = now;
    const count = progress.total > 0 ? ` ${progress.done.toLocaleString('en')}/${progress.total.toLocaleString('en')}` : '';
    if (this.#isLines) {
      void this.#output.write(`${progress.stage}${count}\n`);
      return;
    }
    this.#isShown = true;
    void this.#output.write(`\r\u001b[2K${progress.stage}${count}`);
  };

  /** Takes the line away, so that what is printed next starts on an empty one. */
  async clear(): Promise<void> {
    if (this.#isShown) await this.#output.write('\r\u001b[2K');
    this.#isShown = false;
  }
}
