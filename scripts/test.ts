/**
 * `npm test`: every check of the project in order, each under a header, and one closing line `N passed, N failed` over all of them.
 * A part without tests of its own (types, generated files, build) counts as one. `-- --only <text>` runs just the unit tests whose
 * name contains the text. How a part works is its own business; this file starts it and counts.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseClosingLine, parseVitestCount, type Count } from './testCount.ts';

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const local = (...parts: string[]): string => path.join(repository, 'node_modules', ...parts);
const tsx = ['--import', 'tsx'];

interface Part {
  readonly title: string;
  /** Arguments for Node. */
  readonly command: readonly string[];
  /** What the part's output, or the file it wrote, says. Undefined: it says nothing, and the exit code counts as one test. */
  readonly count?: (output: string) => Count | undefined;
  /** Title of a part that must have passed before this one can run. */
  readonly needs?: string;
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const scratch = mkdtempSync(path.join(tmpdir(), 'loopwise-test-'));
try {
  process.exitCode = await runParts(values.only === undefined ? listParts() : [getVitestPart('Unit tests', ['-t', values.only])]) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function listParts(): Part[] {
  return [
    { title: 'Types', command: [local('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'] },
    { title: 'Generated files', command: [...tsx, 'scripts/generate.ts', '--check'] },
    getVitestPart('Unit tests', ['--project=unit']),
    getVitestPart('Processes', ['--project=processes']),
    { title: 'Build', command: [...tsx, 'scripts/build.ts'] },
    { title: 'Package and editors', command: [...tsx, 'test/editor/run.ts'], count: parseClosingLine, needs: 'Build' },
  ];
}

function getVitestPart(title: string, filter: readonly string[]): Part {
  const results = path.join(scratch, `${title.toLowerCase().replaceAll(' ', '-')}.json`);
  return {
    title,
    command: [local('vitest/vitest.mjs'), 'run', ...filter, '--reporter=default', '--reporter=./test/support/knownResults.ts', '--reporter=json', `--outputFile=${results}`],
    count: () => readResults(results),
  };
}

function readResults(file: string): Count | undefined {
  try {
    return parseVitestCount(readFileSync(file, 'utf8'));
  } catch (error) {
    process.stderr.write(`The tests left no results: ${(error as Error).message}\n`);
    return undefined;
  }
}

/** Runs all parts whatever fails, prints the closing line, and says whether everything passed. */
async function runParts(parts: readonly Part[]): Promise<boolean> {
  const total = { passed: 0, failed: 0 };
  const failed = new Set<string>();
  for (const part of parts) {
    process.stdout.write(`\n── ${part.title} ${'─'.repeat(Math.max(0, 76 - part.title.length))}\n\n`);
    const started = performance.now();
    const count = part.needs !== undefined && failed.has(part.needs) ? refuse(part.needs) : await runPart(part);
    total.passed += count.passed;
    total.failed += count.failed;
    if (count.failed > 0) failed.add(part.title);
    process.stdout.write(`\n${part.title}: ${count.failed > 0 ? `failed (${count.failed} of ${count.passed + count.failed})` : `passed (${count.passed})`} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  }
  if (failed.size > 0) process.stdout.write(`\nFailed: ${[...failed].join(', ')}\n`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0;
}

function refuse(needed: string): Count {
  process.stdout.write(`Not run, because it needs "${needed}", which failed. It counts as failed.\n`);
  return { passed: 0, failed: 1 };
}

/** Resolves with at least one test: an exit code that the count does not explain is a failure of its own. */
async function runPart(part: Part): Promise<Count> {
  const { code, output } = await runNode(part.command);
  const count = part.count?.(output);
  if (count === undefined) return code === 0 && part.count === undefined ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (count.passed + count.failed === 0) {
    process.stdout.write('No test ran.\n');
    return { passed: 0, failed: 1 };
  }
  if (code !== 0 && count.failed === 0) {
    process.stdout.write(`Every test passed, but the run ended with exit code ${code}; the reason is above.\n`);
    return { passed: count.passed, failed: 1 };
  }
  return count;
}

/** The output goes through as it comes, but for a closing line of the part's own: only the last line of all looks like that. */
function runNode(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) } });
    let output = '';
    let line = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      output += chunk;
      line += chunk;
      const end = line.lastIndexOf('\n') + 1;
      process.stdout.write(line.slice(0, end).replace(/^\d+ passed, \d+ failed\n/gm, ''));
      line = line.slice(end);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.stdout.write(line);
      if (signal !== null) process.stdout.write(`\nended by ${signal}\n`);
      resolve({ code: code ?? 1, output });
    });
  });
}
