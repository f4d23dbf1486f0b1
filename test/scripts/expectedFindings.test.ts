/** EXPECTED.md of the example speaks about the example as it is: every line it names exists and holds the text it quotes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toExpectedFindings } from './expectedFindings.ts';

const example = path.join(import.meta.dirname, '..', 'example');
const expected = toExpectedFindings(readFileSync(path.join(example, 'EXPECTED.md'), 'utf8'));

describe('EXPECTED.md', () => {
  test('has for every rule at least as many look-alikes as findings, and none is both', () => {
    const rules = new Set(expected.findings.map((row) => row.ruleId));
    expect([...rules].toSorted()).toEqual([
      'async-callback-to-void-api', 'floating-promise', 'process-or-worker-per-item', 'request-without-deadline', 'signal-not-forwarded',
      'sync-io-on-hot-path', 'unbounded-promise-all-map', 'unbounded-spawn-in-loop',
    ]);
    for (const rule of rules) {
      const wanted = expected.findings.filter((row) => row.ruleId === rule);
      const silent = expected.silent.filter((row) => row.ruleId === rule);
      expect(silent.length, rule).toBeGreaterThanOrEqual(wanted.length);
      const places = new Set(wanted.map((row) => `${row.file}:${String(row.line)}`));
      expect(silent.filter((row) => places.has(`${row.file}:${String(row.line)}`)), rule).toEqual([]);
    }
  });

  test.each([...expected.findings, ...expected.echoes, ...expected.silent])('$ruleId at $file:$line', ({ file, line, text }) => {
    expect(readFileSync(path.join(example, file), 'utf8').split('\n')[line - 1]).toContain(text);
  });
});
