/**
 * The suite that runs inside VS Code's extension host, desktop or server: `run()` is what both call. Results go, one JSON object a
 * line, into the file named by LOOPWISE_RESULTS, because the two hosts print in different places.
 */
import { appendFileSync } from 'node:fs';
import { commandTests } from './commands.ts';
import { configurationTests } from './configuration.ts';
import { diagnosticTests } from './diagnostics.ts';
import { lifecycleTests } from './lifecycle.ts';
import { walkthroughTests } from './walkthrough.ts';
import { closeEditors, getSetting, startExtension } from './workspace.ts';

export interface EditorTest {
  readonly name: string;
  /** May resolve with a sentence about what was measured. */
  readonly run: () => Promise<string | undefined> | Promise<void>;
}

/** Rejects when a test failed, which gives the desktop host its exit code. */
export async function run(): Promise<void> {
  const resultsFile = getSetting('LOOPWISE_RESULTS');
  let failures = 0;
  const tests = [{ name: 'the packed extension starts its server', run: startExtension }, ...diagnosticTests, ...commandTests, ...configurationTests, ...lifecycleTests, ...walkthroughTests];
  for (const test of tests) {
    const start = performance.now();
    const { note, failure } = await Promise.resolve(test.run()).then((said) => ({ note: said ?? undefined, failure: undefined }), (error: unknown) => ({ note: undefined, failure: error instanceof Error ? error.stack ?? error.message : String(error) }));
    if (failure !== undefined) failures += 1;
    appendFileSync(resultsFile, `${JSON.stringify({ client: 'vscode', name: test.name, ms: performance.now() - start, note, failure })}\n`);
    await closeEditors();
  }
  if (failures > 0) throw new Error(`${failures} of ${tests.length} editor tests failed.`);
}
