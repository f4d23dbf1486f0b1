/**
 * Decides after each unexpected end of the server how long to wait before starting it again, and when to stop trying.
 * It knows neither VS Code nor a clock: the caller says what time it is.
 */

/** A server that ends this often within {@link windowMs} will end the next time as well. */
const pausesMs = [500, 2_000, 5_000, 15_000];
const windowMs = 5 * 60_000;

export class RestartBudget {
  #ends: number[] = [];

  /**
   * Records an end.
   * @param now milliseconds on any clock that does not go back.
   * @returns milliseconds to wait before the next start, or undefined when there should be none.
   */
  findPause(now: number): number | undefined {
    this.#ends = this.#ends.filter((end) => now - end < windowMs);
    const pause = pausesMs[this.#ends.length];
    this.#ends.push(now);
    return pause;
  }

  /** A person asked for a restart: earlier ends do not count any more. */
  reset(): void {
    this.#ends = [];
  }
}
