/** Tests of the counting behind the closing line of `npm test`. */
import { expect, test } from 'vitest';
import { parseClosingLine, parseVitestCount } from '../../scripts/testCount.ts';

const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((each) => ({ status: each })) });

test('counts of Vitest\'s report; a file that cannot be loaded is a failure', () => {
  const report = { numPassedTests: 3, numFailedTests: 1, testResults: [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed'), file('failed')] };
  expect(parseVitestCount(JSON.stringify(report))).toEqual({ passed: 3, failed: 2 });
});

test('a hook that fails after passing tests is a failure', () => {
  expect(parseVitestCount(JSON.stringify({ numPassedTests: 1, numFailedTests: 0, testResults: [file('failed', 'passed')] }))).toEqual({ passed: 1, failed: 1 });
});

test('the last closing line counts, and only a line of its own', () => {
  expect(parseClosingLine('1 passed, 0 failed\nmore\n12 passed, 3 failed\n')).toEqual({ passed: 12, failed: 3 });
  expect(parseClosingLine('about 12 passed, 3 failed\n')).toBeUndefined();
});
