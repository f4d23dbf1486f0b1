/**
 * Reads how many tests passed and failed out of what the test programs write. Pure, so that it can be tested: a miscount here
 * would make a failing suite look fine.
 */

export interface Count { readonly passed: number; readonly failed: number }

interface VitestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[];
}

/** Counts of Vitest's JSON report. A file that could not be loaded has no tests and counts as one that failed. Throws when it is no report. */
export function parseVitestCount(json: string): Count {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(json) as VitestResults;
  const broken = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  return { passed: numPassedTests, failed: numFailedTests + broken };
}

/** The last line `N passed, N failed`; undefined when there is none. */
export function parseClosingLine(output: string): Count | undefined {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return match === undefined ? undefined : { passed: Number(match[1]), failed: Number(match[2]) };
}
