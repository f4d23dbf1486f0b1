/**
 * What goes wrong around the server: a busy or dead engine thread, steps that fail, an editor that goes away, two editors at once.
 * Everything is decided by order: a gate file keeps the engine busy until the test has seen what it wants to see.
 */
import { fork } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { IPCMessageReader, IPCMessageWriter, createMessageConnection, type Hover, type InitializeResult, type MarkupContent } from 'vscode-languageserver/node';
import type { DebugInformation } from '../../server/protocol.ts';
import { TestClient, bundle, createFolder, fakeServerEntries } from './support/client.ts';

let built: string;
const cleanups: (() => Promise<unknown>)[] = [];
beforeAll(async () => { built = await bundle(fakeServerEntries); });
afterAll(() => rm(built, { recursive: true }));
afterEach(async () => { for (const cleanup of cleanups.splice(0).reverse()) await cleanup(); });

async function folder(files: Record<string, string>): ReturnType<typeof createFolder> {
  const project = await createFolder({ 'package.json': '{}', ...files });
  cleanups.push(project.dispose);
  return project;
}

async function start(...folders: string[]): Promise<TestClient> {
  const client = await TestClient.start({ server: path.join(built, 'server.js'), folders });
  cleanups.push(() => client.stop());
  return client;
}

test('requests are answered while the engine thread computes', async () => {
  const project = await folder({ 'a.ts': '' });
  const gate = path.join(project.path, 'gate');
  const client = await start(project.path);
  const uri = project.uri('a.ts');
  await client.open(uri, `BLOCK(x); BUSY(${gate})`);
  await client.pull(uri);
  // The engine says when it begins to compute; from then on it hears nothing until the gate is there.
  await client.until(() => client.log.some((line) => line.startsWith('busy')));
  for (let round = 0; round < 20; round += 1) {
    const hover = await client.connection.sendRequest<Hover>('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 3 } });
    expect((hover.contents as MarkupContent).value).toContain('`x` blocks the event loop');
    expect(await client.messages(uri)).toHaveLength(1);
  }
  expect(client.status?.state).toBe('analysing');
  await writeFile(gate, '');
  await client.until(() => client.status?.state === 'idle');
});

test('an edit ends the computing for the text before it', async () => {
  const project = await folder({ 'a.ts': '' });
  const client = await start(project.path);
  const uri = project.uri('a.ts');
  await client.open(uri, `BUSY(${path.join(project.path, 'never')})`);
  await client.until(() => client.log.some((line) => line.startsWith('busy')));
  await client.edit(uri, 'TYPED(y)');
  await client.until(() => client.status?.findings === 1);
  expect(await client.messages(uri)).toEqual(['`y` blocks the event loop']);
});

test('an engine thread that dies is started again with unsaved text and folders, and says so', async () => {
  const project = await folder({ 'a.ts': '', 'b.ts': 'BLOCK(y)' });
  const client = await start(project.path);
  const [a, b] = [project.uri('a.ts'), project.uri('b.ts')];
  await client.open(b, 'BLOCK(unsaved)');
  await client.open(a, 'BLOCK(x)');
  expect(await client.messages(b)).toEqual(['`unsaved` blocks the event loop']);
  await client.edit(a, `BLOCK(x); DIE(${path.join(project.path, 'died')})`);
  expect(await client.messages(a)).toEqual(['`x` blocks the event loop']);
  expect(await client.messages(b)).toEqual(['`unsaved` blocks the event loop']);
  const degraded = client.of<{ state: string; message?: string }>('loopwise/status').filter(({ state }) => state === 'degraded');
  expect(degraded[0]?.message).toContain('it ended with code 3');
  await client.settled();
  const information = await client.connection.sendRequest<DebugInformation>('loopwise/debugInformation');
  expect([information.engineRestarts, information.openDocuments, information.engine?.files]).toEqual([1, 2, 2]);
});

test('a step that fails leaves what was known, is named, and the next edit is answered', async () => {
  const project = await folder({ 'a.ts': '' });
  const client = await start(project.path);
  const uri = project.uri('a.ts');
  await client.open(uri, 'BLOCK(x)');
  expect(await client.messages(uri)).toHaveLength(1);
  await client.settled();
  await client.edit(uri, 'FAIL()');
  expect(await client.messages(uri)).toHaveLength(1);
  await client.until(() => client.status?.state === 'degraded');
  expect(client.log.some((line) => line.includes('asked to fail by a.ts'))).toBe(true);
  await client.edit(uri, 'fine()');
  expect(await client.messages(uri)).toEqual([]);
  await client.until(() => client.status?.state === 'idle');
});

test('two editors on one folder do not disturb each other', async () => {
  const project = await folder({ 'a.ts': '' });
  const [one, two] = [await start(project.path), await start(project.path)];
  await one.open(project.uri('a.ts'), 'BLOCK(x)');
  await two.open(project.uri('a.ts'), 'BLOCK(x); BLOCK(y)');
  expect([await one.messages(project.uri('a.ts')), await two.messages(project.uri('a.ts'))].map((each) => each.length)).toEqual([1, 2]);
});

test('shutdown and exit end the process with 0, a closed stdin without them with 1', async () => {
  const project = await folder({ 'a.ts': '' });
  const [polite, rude] = [await start(project.path), await start(project.path)];
  await polite.settled();
  expect(await polite.stop()).toBe(0);
  expect(polite.log.at(-1)).toBe('closed');
  await rude.settled();
  rude.process.stdin?.end();
  expect(await rude.exited()).toBe(1);
});

test('over node-ipc, as VS Code speaks, the end of the channel ends the server', async () => {
  const server = fork(path.join(built, 'server.js'), ['--node-ipc'], { silent: true });
  const connection = createMessageConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
  connection.listen();
  const { capabilities } = await connection.sendRequest<InitializeResult>('initialize', { processId: process.pid, capabilities: {}, rootUri: null, workspaceFolders: null });
  expect(capabilities.hoverProvider).toBe(true);
  await connection.sendNotification('initialized', {});
  const exit = new Promise((resolve) => { server.once('exit', resolve); });
  connection.dispose();
  server.disconnect();
  expect(await exit).toBe(1);
});

test('files that cannot be analysed and odd documents are named or left alone', async () => {
  const project = await folder({ 'big.ts': `// ${'x'.repeat(1_100_000)}`, 'ok.ts': 'BLOCK(x)', 'dir.ts/inner.ts': 'BLOCK(y)' });
  const client = await start(project.path);
  await client.settled();
  expect(client.log.some((line) => line.includes('big.ts is not analysed: larger than 1 MB'))).toBe(true);
  for (const uri of ['untitled:Untitled-1', 'git:/a.ts?x', 'file:///%ZZ.ts', project.uri('notes.md')]) {
    await client.open(uri, 'BLOCK(x)');
    expect(await client.pull(uri)).toMatchObject({ kind: 'full', items: [] });
    expect(await client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } })).toBeNull();
  }
  await client.open(project.uri('dir.ts/inner.ts'), 'BLOCK(y)');
  expect(await client.messages(project.uri('dir.ts/inner.ts'))).toHaveLength(1);
});
