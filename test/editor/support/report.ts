/**
 * Collects what the tests of one run said, prints a line for each as it ends and the closing count. Knows nothing about editors.
 */

export interface TestResult {
  /** Which client ran it: `vscode`, `neovim`, … */
  readonly client: string;
  readonly name: string;
  /** Absent when it passed. */
  readonly failure?: string;
  readonly ms: number;
  /** What was measured: printed, and decides nothing. */
  readonly note?: string;
}

export class Report {
  #passed = 0;
  #failed = 0;

  get hasFailures(): boolean {
    return this.#failed > 0;
  }

  add(result: TestResult): void {
    const isPassed = result.failure === undefined;
    if (isPassed) this.#passed += 1;
    else this.#failed += 1;
    process.stdout.write(`${isPassed ? '✓' : '✗'} ${result.client}: ${result.name} (${Math.round(result.ms)} ms)\n`);
    if (result.note !== undefined) process.stdout.write(`  ${result.note}\n`);
    if (result.failure !== undefined) process.stdout.write(`${result.failure.replace(/^/gm, '    ')}\n`);
  }

  /** Runs one test and adds its result; resolves in either case. */
  async run(client: string, name: string, test: () => Promise<void> | void): Promise<void> {
    const start = performance.now();
    const failure = await (async () => { await test(); })().then(() => undefined, (error: unknown) => (error instanceof Error ? error.stack ?? error.message : String(error)));
    this.add({ client, name, ms: performance.now() - start, ...(failure === undefined ? {} : { failure }) });
  }

  close(): void {
    process.stdout.write(`${this.#passed} passed, ${this.#failed} failed\n`);
  }
}
