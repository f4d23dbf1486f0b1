/**
 * Which tests `npm run test:unit` runs, and how they are reported. The editor suite needs a real editor and a built extension;
 * scripts/test.ts runs it separately.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/editor/**', 'test/example/**', 'test/corpus/**', 'test/summaries/workspace/**', 'test/bench/peers/**'],
    // Vitest leaves a core free for a person at work; nobody waits for one here.
    maxWorkers: '100%',
    // Half of the time went into loading the same modules for each file; tests leave nothing behind in them.
    isolate: false,
    // A shared two-core machine stalls now and then; a test that hangs is still ended.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/knownResults.ts'],
  },
});
