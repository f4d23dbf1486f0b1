/**
 * Which tests vitest runs, in two projects: `unit` asks functions, `processes` starts what users start (the server, the command line, the
 * compiler that is killed, generated workers) or reads the whole repository. The editor suite needs a real editor and a built extension;
 * scripts/test.ts runs it separately.
 */
import { defineConfig } from 'vitest/config';

const processes = [
  'test/lsp/!(units).test.ts', 'test/cli/{bench,endToEnd,ownSource}.test.ts', 'test/compiler/process.test.ts', 'test/fixes/{behaviour,workerPool}.test.ts', 'test/repo/newRule.test.ts',
];
const elsewhere = ['**/node_modules/**', 'test/editor/**', 'test/example/**', 'test/corpus/**', 'test/summaries/workspace/**', 'test/bench/peers/**'];

export default defineConfig({
  test: {
    // Vitest leaves a core free for a person at work; nobody waits for one here.
    maxWorkers: '100%',
    // Half of the time went into loading the same modules for each file; tests leave nothing behind in them.
    isolate: false,
    // A shared two-core machine stalls now and then; a test that hangs is still ended.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/knownResults.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...elsewhere, ...processes] } },
      { extends: true, test: { name: 'processes', include: processes, exclude: elsewhere } },
    ],
  },
});
