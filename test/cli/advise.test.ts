/** `loopwise advise`: where the input comes from, how mistakes are answered, and the three formats. */
import { describe, expect, test } from 'vitest';
import { findChoices, inputFields, isFlag } from '../../server/advisor/input.ts';
import { runAdvise, type AdviseOptions } from '../../server/cli/verbs/advise.ts';
import type { Input } from '../../server/cli/surroundings.ts';
import { makeFolder } from '../host/temporaryFolder.ts';
import { makeSurroundings } from './findings.ts';

const plain: AdviseOptions = { format: 'json', set: [], color: false };

/** A terminal where these lines are typed one after the other; then it is closed. */
function type(...lines: readonly string[]): { readonly stdin: Input; readonly asked: string[] } {
  const rest = [...lines];
  const asked: string[] = [];
  return { asked, stdin: { isTerminal: true, readAll: async () => rest.join('\n'), ask: async (question) => { asked.push(question); return rest.shift(); } } };
}

async function advise(options: Partial<AdviseOptions>, stdin = type().stdin, files: Readonly<Record<string, string>> = {}): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const folder = makeFolder(files);
  // A cache folder of its own: what was measured on this machine must not count.
  const { around, seen } = makeSurroundings(folder, {}, { stdin, env: { XDG_CACHE_HOME: folder } });
  expect(await runAdvise(undefined, { ...plain, ...options }, around)).toBe(0);
  return seen;
}

describe('an input', () => {
  test('from a file, as JSON with the stable fields and no others', async () => {
    const { stdout } = await advise({ input: 'w.json' }, undefined, { 'w.json': '{"workload":"cpu","tasks":100,"taskMs":50,"cores":8}' });
    const advice = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(advice)).toEqual(['version', 'approach', 'confidence', 'path', 'reasons', 'expected', 'alternatives', 'breakEven', 'safeguards', 'migration', 'benchmark']);
    expect(advice).toMatchObject({ version: 1, approach: 'worker-pool', confidence: 'high', migration: { from: 'sequential', to: 'worker-pool' } });
  });

  test('from stdin, with single fields set on top', async () => {
    const { stdout } = await advise({ input: '-', set: ['isolation=true', 'platform=node'] }, type('{"workload":"cpu","tasks":100,"taskMs":50}').stdin);
    expect(JSON.parse(stdout)).toMatchObject({ approach: 'processes' });
  });

  test.each([
    ['{"tasks":-1}', 'stdin: "tasks" is -1; allowed: a whole number from 0'],
    ['{"tsks":1}', 'stdin: "tsks" (1) is no field of the input. Did you mean "tasks"?'],
    ['{"tasks":', 'stdin is no JSON: '],
    [' \n', 'stdin is empty. An input looks like {"workload":'],
    ['null', 'stdin: The input is null; allowed is a JSON object'],
  ])('%s is refused with the field', async (text, message) => {
    await expect(advise({ input: '-' }, type(text).stdin)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) as unknown });
  });

  test.each(inputFields)('%s is named when it is of a wrong type or out of its range', async (field) => {
    for (const value of [{}, [], 'many', ...(isFlag(field) || findChoices(field) ? [1] : [-1, 1e15, true])]) {
      await expect(advise({ input: '-' }, type(JSON.stringify({ [field]: value })).stdin)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(new RegExp(`^stdin: "${field}" is .+; allowed: .+, or null when it is not known\\.$`)) as unknown });
    }
    const { stdout } = await advise({ input: '-' }, type(JSON.stringify({ [field]: null })).stdin);
    expect(stdout).toBe((await advise({ input: '-' }, type('{}').stdin)).stdout);
  });

  test('a file that is missing and a field that is set wrongly are explained', async () => {
    await expect(advise({ input: 'w.json' })).rejects.toThrow('w.json does not exist. Name a file with the input as JSON, or - for stdin.');
    await expect(advise({ input: '.' })).rejects.toThrow('. is a folder, not a file. Name a file');
    await expect(advise({ input: '-', set: ['tasks'] }, type('{}').stdin)).rejects.toThrow('--set tasks: write field=value');
    await expect(advise({ input: '-', set: ['tasks=many'] }, type('{}').stdin)).rejects.toThrow('--set: "tasks" is "many"; allowed:');
  });
});

describe('the terminal', () => {
  test('asks what matters, explains what is not allowed and takes Enter for not known', async () => {
    const { stdin, asked } = type('gpu', 'CPU', '1,000', '20', '', '', 'n', '', '', 'no', '', '', '', '', '', '');
    const { stdout, stderr } = await advise({}, stdin);
    const advice = JSON.parse(stdout) as { readonly approach: string; readonly input: readonly unknown[] };
    expect(advice.approach).toBe('worker-pool');
    expect(advice.input).toContainEqual({ field: 'tasks', value: 1000, source: 'given', because: '' });
    expect(advice.input).toContainEqual({ field: 'cores', value: '4', source: 'assumed', because: 'a small server has them' });
    expect(stderr).toContain('Allowed: "cpu", "io", "mixed".');
    // What computes only is not asked how long it waits, and small data not whether they can be moved.
    expect(asked.join('\n')).not.toMatch(/waits for something|moved instead of copied/);
  });

  test('that is closed ends the run', async () => {
    await expect(advise({}, type('cpu').stdin)).rejects.toMatchObject({ name: 'Interrupted' });
  });

  test('is needed for questions', async () => {
    await expect(advise({}, { isTerminal: false, readAll: async () => '', ask: async () => undefined })).rejects.toThrow('There is no terminal to ask questions in.');
  });
});

test('the text has every part, as Markdown and for reading', async () => {
  const input = '{"workload":"mixed","tasks":500,"taskMs":40,"waitMs":200}';
  const markdown = (await advise({ input: '-', format: 'md' }, type(input).stdin)).stdout;
  expect(markdown.match(/^#+ .*/gm)).toEqual(['# `hybrid`', '## Why', '## Expected', '## The way to the answer', '## How parts can talk', '## Alternatives', '## What would change the answer', '## Safeguards', '## Migration from `sequential`', '## Benchmark']);
  const pretty = (await advise({ input: '-', format: 'pretty' }, type(input).stdin)).stdout;
  expect(pretty.split('\n', 3)).toEqual(['hybrid', '', 'Async I/O that feeds a worker pool. Confidence: high.']);
  expect(pretty).toContain("    import pLimit from 'p-limit';");
});

describe('a function', () => {
  const place = { file: '', range: { start: { line: 3, column: 17 }, end: { line: 3, column: 23 } } };
  const report = { ...place, name: 'render', workload: 'cpu' as const, confidence: 'certain' as const, evidence: [], cost: { class: 'superlinear' as const, growth: 'n^2', input: 'rows' }, contexts: [{ context: 'request' as const, trace: [] }] };
  const profile = { ...report, isAsync: false, isExported: true, parameters: [{ name: 'rows', data: 'list' as const }], captured: [], callSites: [] };
  const run = async (target: string, options: Partial<AdviseOptions> = {}): Promise<string> => {
    const folder = makeFolder({ 'a.ts': 'export const a = 1;\n' });
    const { around, seen } = makeSurroundings(folder, { functions: [report, { ...report, name: 'Page.draw' }, { ...report, name: 'Chart.draw' }], profile }, { env: { XDG_CACHE_HOME: folder } });
    try {
      await runAdvise(target, { ...plain, ...options }, around);
    } finally {
      expect(seen.closed).toBe(target.startsWith('a.ts') ? 1 : 0);
    }
    return seen.stdout;
  };

  test('gives its input, each field with where it comes from; a person\'s number wins', async () => {
    const advice = JSON.parse(await run('a.ts:render', { set: ['ratePerSecond=3'] })) as { readonly input: readonly unknown[] };
    expect(advice).toMatchObject({ approach: 'worker-pool', benchmark: { command: 'loopwise bench new a.ts:render --approaches worker-pool shared-memory-workers processes' } });
    expect(advice.input).toContainEqual({ field: 'workload', value: 'cpu', source: 'code', because: 'as its calls say (certain)' });
    expect(advice.input).toContainEqual({ field: 'taskMs', value: 100, source: 'assumed', because: 'its time grows as n^2 in `rows`; measure it' });
    expect(advice.input).toContainEqual({ field: 'ratePerSecond', value: 3, source: 'given', because: '' });
    expect(await run('a.ts:render', { format: 'md' })).toMatch(/^# render \(a\.ts:3\): `worker-pool`\n[\s\S]*## Input\n\n- `workload` cpu, code: as its calls say \(certain\)/);
  });

  test.each([
    ['a.ts', '"a.ts" names no function. Write <file>:<function>, for example src/report.ts:render.'],
    ['a.ts:rendr', 'a.ts has no function "rendr". Did you mean "render"?'],
    ['a.ts:zzz', 'a.ts has no function "zzz". It has: render, Page.draw, Chart.draw.'],
    ['a.ts:draw', 'a.ts has several functions "draw": Page.draw (line 3), Chart.draw (line 3). Write its full name, or a.ts:<line>.'],
  ])('%s', async (target, message) => {
    await expect(target.includes(':') ? run(target) : runAdvise(target, plain, makeSurroundings('/x').around)).rejects.toMatchObject({ name: 'UsageError', message });
  });

  test('and an input at once are too much', async () => {
    await expect(runAdvise('a.ts:render', { ...plain, input: '-' }, makeSurroundings('/x').around)).rejects.toThrow('Give --input or <file>:<function>, not both');
  });
});
