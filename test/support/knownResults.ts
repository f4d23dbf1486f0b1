/**
 * Counts the fixtures that assert a wrong result we know of (`FP:` and `FN:` headings) and prints them after the run, so that
 * they stay in sight although they pass.
 */
import type { Reporter, TestModule } from 'vitest/node';

export default class KnownResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, { FP: number; FN: number }>();
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const known = /(?:^| › )(FP|FN): .* \[types\]$/.exec(test.name)?.[1] as 'FP' | 'FN' | undefined;
        if (known === undefined) continue;
        const suite = test.parent.type === 'suite' ? test.parent.name : module.relativeModuleId;
        const count = counts.get(suite) ?? { FP: 0, FN: 0 };
        count[known]++;
        counts.set(suite, count);
      }
    }
    if (counts.size === 0) return;
    process.stdout.write('\n Known wrong results, asserted as they are:\n');
    for (const [suite, { FP, FN }] of [...counts].sort(([a], [b]) => a.localeCompare(b))) {
      process.stdout.write(`  ${suite}: ${FP} false positive${FP === 1 ? '' : 's'}, ${FN} false negative${FN === 1 ? '' : 's'}\n`);
    }
  }
}
