/**
 * Reads what the suite writes while it runs, so that each test's line is printed when the test ends.
 */
import { readFileSync } from 'node:fs';
import type { Report, TestResult } from '../support/report.ts';

/** @returns a function that stops following and reads the rest; it gives the number of results. */
export function followResults(file: string, report: Report): () => number {
  let count = 0;
  const read = (): void => {
    // A line that is still being written has no line end and waits for the next look.
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(count)) report.add(JSON.parse(line) as TestResult);
    count = lines.length;
  };
  const timer = setInterval(read, 200);
  return () => {
    clearInterval(timer);
    read();
    return count;
  };
}
