/** explain and init, and the reading of rule pages. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { listRulePages } from '../../server/host/ownFiles.ts';
import { toFirstParagraph, toTerminal } from '../../server/cli/markdown.ts';
import { runExplain } from '../../server/cli/verbs/explain.ts';
import { runInit } from '../../server/cli/verbs/init.ts';
import { readProject } from '../../server/host/project.ts';
import { makeFolder } from '../host/temporaryFolder.ts';
import { makeFinding, makeHop, makeSurroundings, on } from './findings.ts';

test('a page becomes text for a terminal', () => {
  const page = '---\nid: x\n---\n# A `rule`\n\nIt **really** stops [the loop](https://example.org), for as long as it takes to read.\n\n- one `call`\n- two words here\n\n```ts\nconst a = `b`;\n```\n';
  expect(toTerminal(page, createColors(false), 40)).toBe([
    'A rule', '', 'It really stops the loop', '(https://example.org), for as long as it', 'takes to read.', '', '- one call', '- two words here', '', '    const a = `b`;', '',
  ].join('\n'));
  expect(toFirstParagraph(page)).toBe('It **really** stops the loop, for as long as it takes to read.');
});

test('explain: a page, the list, a near miss', async () => {
  const { around, seen } = makeSurroundings('/x');
  expect(await runExplain('sync-io-on-hot-path', { color: true }, around)).toBe(0);
  expect(seen.stdout).toBe('sync-io-on-hot-path\n\nA call that stops the loop.\n\n    readFileSync(path);\n');
  seen.stdout = '';
  await runExplain(undefined, { color: true }, around);
  expect(seen.stdout).toBe('floating-promise\n    No page yet.\nsync-io-on-hot-path\n    A call that stops the loop.\n');
  await expect(runExplain('sync-io', { color: true }, around)).rejects.toThrow('There is no rule "sync-io". Did you mean "sync-io-on-hot-path"?');
});

test('the findings about our own comments have pages like rules', () => {
  expect([...listRulePages().keys()]).toEqual(expect.arrayContaining(['unused-suppression', 'suppression-without-reason', 'sync-io-on-hot-path']));
});

test('init writes a configuration that is valid and changes nothing that exists', async () => {
  const folder = makeFolder({ 'a.ts': '' });
  const { around, seen } = makeSurroundings(folder);
  expect(await runInit(around)).toBe(0);
  expect(seen.stdout).toMatch(/^Wrote loopwise\.config\.jsonc/);
  const project = await readProject({ paths: ['.'], cwd: folder, ruleIds: ['floating-promise', 'request-without-deadline'] });
  expect(project.configurationFiles).toEqual([path.join(folder, 'loopwise.config.jsonc')]);
  await expect(runInit(around)).rejects.toThrow('There is a loopwise.config.jsonc here already');

  // What it shows in comments has to be valid as well.
  const text = readFileSync(path.join(folder, 'loopwise.config.jsonc'), 'utf8').replace(/^(\s*)\/\/ (?=, "|"\w+": |\{)/gm, '$1');
  const shown = makeFolder({ 'a.ts': '', 'loopwise.config.jsonc': text });
  const { settings } = await readProject({ paths: ['.'], cwd: shown, ruleIds: ['floating-promise', 'request-without-deadline'] });
  expect(settings.forFile(path.join(shown, 'scripts/x.ts'))).toMatchObject({ entry: 'cli', apis: { limiters: ['./src/pool#run'] } });
});

test('explain: everything known at a place', async () => {
  const folder = makeFolder({ 'a.ts': 'export const a = 1;\n' });
  const finding = makeFinding(folder, 'a.ts', { trace: [makeHop(folder, 'app.ts', 4, 'GET /report'), makeHop(folder, 'a.ts', 1, 'readFileSync blocks')] });
  const explanation = {
    file: '', line: 0, findings: [finding], calls: [{ name: 'fs.readFileSync', range: on(1, 5, 9), targets: ['fs#readFileSync: blocks on disk'] }],
    functions: [{
      name: 'load', file: path.posix.join(folder, 'a.ts'), range: on(1, 1, 4), workload: 'io' as const, confidence: 'certain' as const, evidence: [makeHop(folder, 'a.ts', 1, 'readFileSync blocks')],
      cost: { class: 'linear' as const, growth: 'n', input: 'rows', proof: makeHop(folder, 'a.ts', 1, 'loops over rows') },
      contexts: [{ context: 'request' as const, trace: [makeHop(folder, 'app.ts', 4, 'GET /report')] }], claims: [{ text: 'may block its thread', trace: [makeHop(folder, 'a.ts', 1, 'fs#readFileSync')] }],
    }],
  };
  const { around, seen } = makeSurroundings(folder, { explanation });
  expect(await runExplain('a.ts:1', { color: false }, around)).toBe(0);
  expect(seen.stdout).toBe([
    'a.ts:1', '', 'load  (a.ts:1)', '  I/O-bound, certain', '    readFileSync blocks (a.ts:1)', '  linear time, n in rows: loops over rows (a.ts:1)', '  runs in request: GET /report (app.ts:4)',
    '  may block its thread: fs#readFileSync (a.ts:1)', '', 'calls on this line', '  fs.readFileSync :5  fs#readFileSync: blocks on disk', '', 'findings on this line',
    '  error `readFileSync` blocks the event loop on every `GET /report` request  sync-io-on-hot-path, certain', '    GET /report (app.ts:4) → readFileSync blocks (a.ts:1)', '',
  ].join('\n'));
  expect(seen.closed).toBe(1);
  await expect(runExplain('a.ts:1', { color: false }, makeSurroundings(folder).around)).rejects.toThrow('a.ts is not analysed. Name a TypeScript or JavaScript file of this folder.');
});
