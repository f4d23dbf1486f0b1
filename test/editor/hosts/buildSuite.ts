/**
 * Bundles the suite for VS Code's extension host, and writes the empty extension that VS Code wants to have under development while
 * the extension under test is an installed one.
 */
import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../../scripts/editorHost/install.ts';
import type { EditorRun } from '../support/editorRun.ts';

export interface Suite {
  /** Folder of the empty extension. */
  readonly driver: string;
  /** Module that exports `run()`. */
  readonly tests: string;
  /** Where the suite writes its results, one JSON object a line. */
  readonly results: string;
  /** Variables the suite reads. */
  readonly env: Readonly<Record<string, string>>;
}

export async function buildSuite(run: EditorRun): Promise<Suite> {
  const driver = join(run.scratch, 'driver');
  const tests = join(run.scratch, 'suite', 'index.js');
  mkdirSync(driver, { recursive: true });
  mkdirSync(join(run.scratch, 'suite'), { recursive: true });
  const manifest = { name: 'driver', publisher: 'loopwise-tests', version: '0.0.1', engines: { vscode: '^1.100.0' } };
  writeFileSync(join(driver, 'package.json'), JSON.stringify(manifest));
  await build({
    absWorkingDir: repositoryFolder, entryPoints: ['test/editor/suite/index.ts'], outfile: tests, bundle: true, platform: 'node', format: 'cjs',
    target: 'node20.19', external: ['vscode'], sourcemap: 'inline', logLevel: 'warning',
  });
  const results = join(run.scratch, 'results.ndjson');
  writeFileSync(results, '');
  return {
    driver, tests, results,
    env: { LOOPWISE_RESULTS: results, LOOPWISE_EXPECTED: run.expectedFile, LOOPWISE_SHOWN: run.shownFile, ...(run.isUpdating ? { LOOPWISE_UPDATE: '1' } : {}) },
  };
}
