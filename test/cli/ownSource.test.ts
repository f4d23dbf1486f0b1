/** Loopwise on its own source and on the bundled example, by the built command: no finding here, exactly the expected ones there. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { buildIfStale } from '../../scripts/start.ts';
import { toExpectedFindings } from '../scripts/expectedFindings.ts';

const repository = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

interface Found { readonly ruleId: string; readonly file: string; readonly confidence: string; readonly context: string; readonly range: { readonly start: { readonly line: number } } }

beforeAll(buildIfStale);

function check(...args: string[]): readonly Found[] {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(repository, 'dist/cli.js'), 'check', ...args, '--format', 'json'], { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 26 });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { findings: readonly Found[] }).findings;
}

test('our own source has no finding', () => {
  expect(check('server', 'client', 'scripts', 'rules').map((found) => `${found.file}:${found.range.start.line} ${found.ruleId}`)).toEqual([]);
  // The whole repository, on a machine that may be busy with the other tests.
}, 180_000);

test('the example gives the findings its page expects, each with its context and at least its confidence, and no other', () => {
  const { findings } = toExpectedFindings(readFileSync(path.join(repository, 'test/example/EXPECTED.md'), 'utf8'));
  const order = ['possible', 'likely', 'certain'];
  const left = [...check('test/example')];
  const missing: string[] = [];
  for (const row of findings) {
    const [context = '', confidence = ''] = row.cells;
    // The page names the line of the statement; the finding may start a line further down in it.
    const at = left.findIndex((found) => found.ruleId === row.ruleId && found.file === row.file && Math.abs(found.range.start.line - row.line) <= 1
      && found.context === context && order.indexOf(found.confidence) >= order.indexOf(confidence));
    if (at < 0) missing.push(`${row.file}:${row.line} ${row.ruleId} ${context} ${confidence}`);
    else left.splice(at, 1);
  }
  expect(missing).toEqual([]);
  expect(left.map((found) => `${found.file}:${found.range.start.line} ${found.ruleId}`)).toEqual([]);
});
