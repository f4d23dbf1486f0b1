/**
 * Conversations about diagnostics, as data: what is opened, edited and asked, and what the editor then shows. The engine is the
 * tests' own (support/fakeSession.ts); the server is a process of its own, as in an editor.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic, FullDocumentDiagnosticReport, PublishDiagnosticsParams, WorkspaceFullDocumentDiagnosticReport } from 'vscode-languageserver/node';
import { TestClient, bundle, createFolder, fakeServerEntries, pulling, pushed, type ClientOptions } from './support/client.ts';

let built: string;
const cleanups: (() => Promise<unknown>)[] = [];
beforeAll(async () => { built = await bundle(fakeServerEntries); });
afterAll(() => rm(built, { recursive: true }));
afterEach(async () => { for (const cleanup of cleanups.splice(0).reverse()) await cleanup(); });

async function folder(files: Record<string, string>): ReturnType<typeof createFolder> {
  const created = await createFolder(files);
  cleanups.push(created.dispose);
  return created;
}

async function start(options: Omit<ClientOptions, 'server'>): Promise<TestClient> {
  const client = await TestClient.start({ server: path.join(built, 'server.js'), ...options });
  cleanups.push(() => client.stop());
  return client;
}

const full = (report: unknown): FullDocumentDiagnosticReport => {
  expect(report).toMatchObject({ kind: 'full' });
  return report as FullDocumentDiagnosticReport;
};

describe('pull', () => {
  test('the first answer waits for the first facts, and a second one with the same result id is `unchanged`', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': '' });
    const client = await start({ folders: [project.path] });
    await client.open(project.uri('a.ts'), '\nTWICE(x)');
    const report = full(await client.pull(project.uri('a.ts')));
    const hop = { start: { line: 1, character: 0 }, end: { line: 1, character: 8 } };
    expect(report.items).toMatchObject([{
      range: hop, severity: 1, code: 'sync-io-on-hot-path', source: 'loopwise', message: '`x` blocks the event loop', data: { findingId: 'a.ts:TWICE:x' },
      relatedInformation: [{ message: 'GET /x handler', location: { uri: project.uri('a.ts'), range: { start: { line: 0, character: 0 } } } }, { message: 'x blocks', location: { range: hop } }],
    }]);
    await client.settled();
    const again = full(await client.pull(project.uri('a.ts')));
    expect(await client.pull(project.uri('a.ts'), again.resultId)).toEqual({ kind: 'unchanged', resultId: again.resultId });
  });

  test('an answer has the positions of the newest text, whatever was typed before it', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': '' });
    const client = await start({ folders: [project.path] });
    const uri = project.uri('a.ts');
    await client.open(uri, '"😀"; BLOCK(x)');
    expect(full(await client.pull(uri)).items[0]?.range.start).toEqual({ line: 0, character: 6 });
    for (let index = 0; index < 300; index += 1) await client.edit(uri, '\n', { line: 0, character: 0 });
    expect(full(await client.pull(uri)).items.map(({ range }) => range.start)).toEqual([{ line: 300, character: 6 }]);
    await client.settled();
    // The edits in between were merged: the engine saw a few of the 301 texts.
    expect(client.log.filter((line) => line.startsWith('update')).length).toBeLessThan(100);
  });

  test('typing elsewhere in a file leaves the same set throughout', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': '' });
    const client = await start({ folders: [project.path] });
    const uri = project.uri('a.ts');
    await client.open(uri, '\nBLOCK(x)\nBLOCK(y)\n');
    const sets = [await client.messages(uri)];
    for (const character of 'const a = 1;') { await client.edit(uri, character, { line: 0, character: 0 }); sets.push(await client.messages(uri)); }
    expect(new Set(sets.map((set) => set.join()))).toEqual(new Set(['`x` blocks the event loop,`y` blocks the event loop']));
  });

  test('an edit of the helper changes the handler, and the editor is told to ask', async () => {
    const project = await folder({ 'package.json': '{}', 'handler.ts': 'ECHO(./helper.ts)', 'helper.ts': 'BLOCK(x)' });
    const client = await start({ folders: [project.path] });
    const [handler, helper] = [project.uri('handler.ts'), project.uri('helper.ts')];
    await client.open(handler, 'ECHO(./helper.ts)');
    await client.open(helper, 'BLOCK(x)');
    expect(full(await client.pull(handler)).items).toMatchObject([{ code: 'transitive-blocking-call', severity: 3, data: { findingId: 'helper.ts:BLOCK:x' } }]);
    expect(await client.messages(helper)).toHaveLength(1);
    await client.settled();
    const refreshes = client.of('workspace/diagnostic/refresh').length;
    await client.edit(helper, 'fine()');
    expect(await client.messages(helper)).toEqual([]);
    await client.until(() => client.of('workspace/diagnostic/refresh').length === refreshes + 1);
    expect(await client.messages(handler)).toEqual([]);
  });

  test('what refining adds is announced, and nothing that was shown leaves meanwhile', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': '' });
    const client = await start({ folders: [project.path] });
    const uri = project.uri('a.ts');
    await client.open(uri, 'BLOCK(x); TYPED(y)');
    expect(await client.messages(uri)).toContain('`x` blocks the event loop');
    await client.settled();
    expect(await client.messages(uri)).toEqual(['`x` blocks the event loop', '`y` blocks the event loop']);
  });

  test('a workspace request answers with what the client lacks, then waits until something changes', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': 'BLOCK(x)', 'b.ts': '' });
    const client = await start({ folders: [project.path], settings: { scope: 'workspace' } });
    const first = await client.pullWorkspace();
    expect(first.items).toMatchObject([{ kind: 'full', uri: project.uri('a.ts'), version: null, items: [{ message: '`x` blocks the event loop' }] }]);
    const known = first.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
    await client.settled();
    let second: WorkspaceFullDocumentDiagnosticReport[] | undefined;
    const waiting = client.pullWorkspace(known).then(({ items }) => { second = items as WorkspaceFullDocumentDiagnosticReport[]; });
    await client.connection.sendRequest('loopwise/debugInformation');
    expect(second).toBeUndefined();
    await project.write('a.ts', 'fine()');
    await project.write('c.ts', 'BLOCK(z)');
    await client.watched([{ uri: project.uri('a.ts'), type: 2 }, { uri: project.uri('c.ts'), type: 1 }]);
    await waiting;
    expect(second?.map(({ uri, items }) => [uri, items.length])).toEqual([[project.uri('a.ts'), 0], [project.uri('c.ts'), 1]]);
  });

  test('many files arrive in parts', async () => {
    const project = await folder({ 'package.json': '{}', ...Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`f${index}.ts`, 'BLOCK(x)'])) });
    const client = await start({ folders: [project.path], settings: { scope: 'workspace' } });
    await client.settled();
    const result = await client.pullWorkspace([], 'parts');
    const parts = client.of<{ token: string; value: { items: unknown[] } }>('$/progress').filter(({ token }) => token === 'parts');
    expect([parts.map(({ value }) => value.items.length), result.items]).toEqual([[100, 50], []]);
  });

  test('by default only open documents show findings; a closed one is cleared', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': 'BLOCK(x)', 'b.ts': 'BLOCK(y)' });
    const client = await start({ folders: [project.path] });
    await client.open(project.uri('a.ts'), 'BLOCK(x)');
    await client.pull(project.uri('a.ts'));
    const waiting = client.pullWorkspace();
    await client.close(project.uri('a.ts'));
    expect((await waiting).items).toMatchObject([{ uri: project.uri('a.ts'), items: [] }]);
    expect(await client.messages(project.uri('b.ts'))).toEqual([]);
  });

  test('a cancelled request is told so', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': '' });
    const client = await start({ folders: [project.path], capabilities: pulling });
    await client.settled();
    const { CancellationTokenSource } = await import('vscode-languageserver/node');
    const source = new CancellationTokenSource();
    const request = client.connection.sendRequest('workspace/diagnostic', { previousResultIds: [] }, source.token);
    source.cancel();
    await expect(request).rejects.toMatchObject({ code: -32800 });
  });
});

describe('push', () => {
  test('publishes for clients that do not pull, with refined results replacing the first, and clears', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': '' });
    const client = await start({ folders: [project.path], capabilities: pushed });
    expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
    const uri = project.uri('a.ts');
    const published = (): string[] => client.of<PublishDiagnosticsParams>('textDocument/publishDiagnostics').map(({ uri: where, diagnostics }) => `${path.basename(where)} ${diagnostics.map(({ code }: Diagnostic) => code).length}`);
    await client.open(uri, 'BLOCK(x); TYPED(y)');
    await client.settled();
    await client.edit(uri, 'fine()');
    await client.settled();
    await client.edit(uri, 'BLOCK(x)');
    await client.settled();
    await client.close(uri);
    await client.until(() => published().length >= 5);
    expect(published()).toEqual(['a.ts 1', 'a.ts 2', 'a.ts 0', 'a.ts 1', 'a.ts 0']);
  });
});

describe('the workspace', () => {
  test('settings and the configuration file count without a restart', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': 'BLOCK(x)', 'b.ts': 'BLOCK(y)' });
    const client = await start({ folders: [project.path] });
    await client.open(project.uri('a.ts'), 'BLOCK(x)');
    expect(await client.messages(project.uri('a.ts'))).toHaveLength(1);
    client.settings = { scope: 'workspace' };
    const workspace = client.pullWorkspace();
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect((await workspace).items.map(({ uri }) => uri)).toEqual([project.uri('b.ts')]);
    await project.write('loopwise.config.jsonc', '{ "rules": { "sync-io-on-hot-path": "off" } }');
    await client.watched([{ uri: project.uri('loopwise.config.jsonc'), type: 1 }]);
    await client.until(() => client.of('workspace/diagnostic/refresh').length > 0);
    expect(await client.messages(project.uri('a.ts'))).toEqual([]);
  });

  test('mistakes in a configuration file are diagnostics of that file, and go when they are mended', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': '', 'loopwise.config.jsonc': '{\n  "minConfidence": "likly",\n  "extends": "./gone.jsonc"\n}' });
    const client = await start({ folders: [project.path] });
    const uri = project.uri('loopwise.config.jsonc');
    const published = (): PublishDiagnosticsParams | undefined => client.of<PublishDiagnosticsParams>('textDocument/publishDiagnostics').findLast((each) => each.uri === uri);
    await client.open(project.uri('a.ts'), 'BLOCK(x)');
    // The analysis goes on with the defaults.
    expect(await client.messages(project.uri('a.ts'))).toHaveLength(1);
    await client.until(() => published() !== undefined);
    expect(published()?.diagnostics).toMatchObject([{ severity: 1, source: 'loopwise', range: { start: { line: 1, character: 19 }, end: { line: 1, character: 26 } }, message: expect.stringMatching(/`minConfidence` is "likly"; allowed: .*Until it is mended, the defaults count\.$/) }]);
    await project.write('loopwise.config.jsonc', '{ "minConfidence": "likely", "extends": "./gone.jsonc" }');
    await client.watched([{ uri, type: 2 }]);
    await client.until(() => published()?.diagnostics[0]?.range.start.line === 0);
    expect(published()?.diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining('which does not exist')]);
    await project.write('loopwise.config.jsonc', '{}');
    await client.watched([{ uri, type: 2 }]);
    await client.until(() => published()?.diagnostics.length === 0);
  });

  test('an open document that is left out is named with the reason', async () => {
    const text = `BLOCK(x) // ${'x'.repeat(1_100_000)}`;
    const project = await folder({ 'package.json': '{}', 'a.ts': '', 'huge.ts': text });
    const client = await start({ folders: [project.path] });
    await client.open(project.uri('huge.ts'), text);
    await client.until(() => client.status?.state === 'idle' && client.status.notAnalysed !== undefined);
    expect(client.status?.notAnalysed).toEqual([{ uri: project.uri('huge.ts'), reason: expect.stringContaining('larger than') }]);
    await client.close(project.uri('huge.ts'));
    await client.until(() => client.status?.state === 'idle' && client.status.notAnalysed === undefined);
  });

  test('`enable: false` shows nothing and analyses nothing until it is switched on', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': '' });
    const client = await start({ folders: [project.path], settings: { enable: false } });
    await client.open(project.uri('a.ts'), 'BLOCK(x)');
    expect(await client.messages(project.uri('a.ts'))).toEqual([]);
    client.settings = { enable: true };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => client.of('workspace/diagnostic/refresh').length > 0);
    expect(await client.messages(project.uri('a.ts'))).toHaveLength(1);
  });

  test('folders come and go; a file outside all of them is analysed in its own', async () => {
    const [one, two, three] = [await folder({ 'package.json': '{}', 'a.ts': 'ECHO(./b.ts)', 'b.ts': 'BLOCK(x)' }), await folder({ 'package.json': '{}', 'c.ts': 'BLOCK(y)' }), await folder({ 'package.json': '{}', 'd.ts': 'ECHO(./e.ts)', 'e.ts': 'BLOCK(z)' })];
    const client = await start({ folders: [one.path], settings: { scope: 'workspace' } });
    await client.open(three.uri('d.ts'), 'ECHO(./e.ts)');
    expect(await client.messages(three.uri('d.ts'))).toEqual(['leads to z']);
    await client.settled();
    const before = await client.pullWorkspace();
    expect(before.items.map(({ uri }) => uri)).toEqual([one.uri('a.ts'), one.uri('b.ts'), three.uri('e.ts')].sort());
    const known = before.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
    const waiting = client.pullWorkspace(known);
    const toFolder = (each: { path: string }): unknown => ({ uri: one.uri('').replace(one.path, each.path).replace(/\/$/, ''), name: 'x' });
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [toFolder(two)], removed: [toFolder(one)] } });
    expect((await waiting).items.map((item) => [item.uri, (item as FullDocumentDiagnosticReport).items.length])).toEqual([[one.uri('a.ts'), 0], [one.uri('b.ts'), 0], [two.uri('c.ts'), 1]].sort());
  });

  test('a file deleted or created on the disk while it is open keeps its text', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': 'BLOCK(x)' });
    const client = await start({ folders: [project.path] });
    await client.open(project.uri('a.ts'), 'BLOCK(x)');
    await client.open(project.uri('new.ts'), 'BLOCK(y)');
    expect(await client.messages(project.uri('new.ts'))).toHaveLength(1);
    await project.remove('a.ts');
    await client.watched([{ uri: project.uri('a.ts'), type: 3 }]);
    await client.settled();
    expect(await client.messages(project.uri('a.ts'))).toHaveLength(1);
    await client.close(project.uri('a.ts'));
    expect(await client.messages(project.uri('a.ts'))).toEqual([]);
  });

  test('Check Workspace shows everything with progress, and keeps showing it', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': 'BLOCK(x)', 'b.ts': 'TYPED(y)' });
    const client = await start({ folders: [project.path] });
    await client.settled();
    const waiting = client.pullWorkspace();
    expect(await client.connection.sendRequest('loopwise/checkWorkspace')).toEqual({ cancelled: false, files: 2, findings: 2 });
    expect((await waiting).items.length).toBeGreaterThan(0);
    expect(await client.messages(project.uri('b.ts'))).toHaveLength(1);
    const kinds = client.of<{ value: { kind: string } }>('$/progress').map(({ value }) => value.kind);
    expect([client.of('window/workDoneProgress/create').length, kinds[0], kinds.at(-1)]).toEqual([1, 'begin', 'end']);
  });

  test('Check Workspace that is cancelled leaves what is shown as it was', async () => {
    const project = await folder({ 'package.json': '{}', 'a.ts': 'BLOCK(x)' });
    const gate = path.join(project.path, 'gate');
    await project.write('b.ts', `BUSY(${gate}); BLOCK(y)`);
    const client = await start({ folders: [project.path] });
    const result = client.connection.sendRequest('loopwise/checkWorkspace');
    await client.until(() => client.of<{ value: { kind: string } }>('$/progress').some(({ value }) => value.kind === 'begin'));
    const [created] = client.of<{ token: string }>('window/workDoneProgress/create');
    await client.connection.sendNotification('window/workDoneProgress/cancel', { token: created?.token });
    expect(await result).toMatchObject({ cancelled: true });
    await client.until(() => client.status?.state === 'idle');
    expect(await client.messages(project.uri('a.ts'))).toEqual([]);
  });
});
