/** Code actions, hover and the custom requests: what a person is offered, and the text after it was chosen. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClientCapabilities, CodeAction, Diagnostic, DocumentDiagnosticReport, FullDocumentDiagnosticReport, Hover, MarkupContent, TextDocumentEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestClient, bundle, createFolder, fakeServerEntries, pulling, pushed } from './support/client.ts';

let built: string;
let project: Awaited<ReturnType<typeof createFolder>>;
/** One server for each kind of client; every test has a folder of its own in the same workspace. */
const clients = new Map<string, TestClient>();
let folders = 0;
beforeAll(async () => {
  built = await bundle(fakeServerEntries);
  project = await createFolder({ 'package.json': '{}' });
});
afterAll(async () => {
  await Promise.all([...clients.values()].map((client) => client.stop()));
  await project.dispose();
  await rm(built, { recursive: true });
});

/** Opens `name` with `text` beside `files` and returns the client and the document's URI. */
async function open(text: string, files: Record<string, string> = {}, capabilities: ClientCapabilities = pulling, name = 'a.ts'): Promise<{ client: TestClient; uri: string; at(name: string): string }> {
  const folder = `t${folders++}`;
  for (const [file, content] of Object.entries({ [name]: '', ...files })) await project.write(`${folder}/${file}`, content);
  const key = JSON.stringify(capabilities);
  const client = clients.get(key) ?? await TestClient.start({ server: path.join(built, 'server.js'), folders: [project.path], capabilities });
  clients.set(key, client);
  const at = (file: string): string => project.uri(`${folder}/${file}`);
  await client.watched([name, ...Object.keys(files)].map((file) => ({ uri: at(file), type: 1 })));
  await client.open(at(name), text);
  return { client, uri: at(name), at };
}

async function getActions(client: TestClient, uri: string, only?: string[]): Promise<CodeAction[]> {
  const { items } = await client.pull(uri) as FullDocumentDiagnosticReport;
  const [first] = items;
  return client.connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range: first?.range, context: { diagnostics: items, ...(only === undefined ? {} : { only }) } });
}

async function choose(client: TestClient, uri: string, title: RegExp): Promise<{ uri: string; version: number | null; apply(text: string): string }[]> {
  const action = (await getActions(client, uri)).find((each) => title.test(each.title));
  const { edit } = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
  return ((edit?.documentChanges ?? []) as TextDocumentEdit[]).map(({ textDocument, edits }) => ({
    uri: textDocument.uri, version: textDocument.version,
    apply: (text) => TextDocument.applyEdits(TextDocument.create('file:///x', 'typescript', 0, text), edits.filter((each) => 'newText' in each)),
  }));
}

describe('code actions', () => {
  test('fix, disable and documentation are offered for a finding', async () => {
    const { client, uri } = await open('BLOCK(x)');
    expect((await getActions(client, uri)).map(({ title, kind, isPreferred }) => [title, kind, isPreferred])).toEqual([
      ['Mend x', 'quickfix', true],
      ['Disable sync-io-on-hot-path for this line with a reason', 'quickfix', undefined],
      ['Show documentation for sync-io-on-hot-path', 'quickfix', undefined],
    ]);
    expect(await getActions(client, uri, ['refactor'])).toEqual([]);
  });

  test('a fix is made against the newest text, found by the id of its finding', async () => {
    const { client, uri } = await open('BLOCK(x)');
    const action = (await getActions(client, uri)).find(({ title }) => title === 'Mend x');
    await client.edit(uri, '// typed since\n', { line: 0, character: 0 });
    await client.pull(uri);
    const { edit } = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    const [change] = edit?.documentChanges as TextDocumentEdit[];
    expect(change).toEqual({ textDocument: { uri, version: 2 }, edits: [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 8 } }, newText: 'done(x)' }] });
    await client.edit(uri, 'gone()');
    await client.pull(uri);
    await expect(client.connection.sendRequest('codeAction/resolve', action)).rejects.toThrow('this finding is gone');
  });

  test('a fix may edit a file that is not open', async () => {
    const { client, at, uri } = await open('FAR(./b.ts)', { 'b.ts': 'export {};\n' });
    const [edit] = await choose(client, uri, /^Mend/);
    expect([edit?.uri, edit?.version, edit?.apply('export {};\n')]).toEqual([at('b.ts'), null, '// mended\nexport {};\n']);
  });

  test('all fixes of a rule at once, in the file and in the workspace', async () => {
    const { client, uri, at } = await open('BLOCK(x);\nBLOCK(y);\n', { 'b.ts': 'BLOCK(z);\n' });
    await client.settled();
    expect((await getActions(client, uri)).map(({ title }) => title)).toContain('Fix all sync-io-on-hot-path in this file (2)');
    const [edit] = await choose(client, uri, /in this file/);
    expect(edit?.apply('BLOCK(x);\nBLOCK(y);\n')).toBe('done(x);\ndone(y);\n');
    expect((await choose(client, uri, /in the workspace/)).map((each) => each.uri)).toEqual(expect.arrayContaining([uri, at('b.ts')]));
  });

  test('on save: the safe fixes of the file, only when asked for by kind', async () => {
    const { client, uri } = await open('BLOCK(x);\nFAR(./b.ts);\n', { 'b.ts': 'export {};\n' });
    expect((await getActions(client, uri)).some(({ kind }) => kind?.startsWith('source'))).toBe(false);
    const [action, ...others] = await getActions(client, uri, ['source.fixAll']);
    expect([action?.kind, others]).toEqual(['source.fixAll.loopwise', []]);
    const { edit } = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    expect((edit?.documentChanges as TextDocumentEdit[]).map(({ textDocument }) => textDocument.uri)).toEqual([uri]);
  });

  test('several files are created and changed together, and a person is asked before', async () => {
    const capabilities = { ...pulling, workspace: { ...pulling.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const], changeAnnotationSupport: {} } } };
    const { client, uri, at } = await open('BOTH(./b.ts)', { 'b.ts': 'export {};\n' }, capabilities);
    const action = (await getActions(client, uri)).find(({ title }) => title.startsWith('Mend'));
    const { edit } = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    expect(edit?.changeAnnotations).toEqual({ loopwise: { label: 'Loopwise fix', description: 'changes 3 files', needsConfirmation: true } });
    expect(edit?.documentChanges).toEqual([
      { kind: 'create', uri: at('made.ts'), options: { ignoreIfExists: false, overwrite: false }, annotationId: 'loopwise' },
      { textDocument: { uri: at('made.ts'), version: null }, edits: [expect.objectContaining({ newText: 'export {};\n' })] },
      { textDocument: { uri, version: 1 }, edits: [expect.objectContaining({ newText: 'done(./b.ts)', annotationId: 'loopwise' })] },
      { textDocument: { uri: at('b.ts'), version: null }, edits: [expect.objectContaining({ newText: '// mended\n', annotationId: 'loopwise' })] },
    ]);
  });

  test('where a preview ticks only what needs no confirmation, a change that does nothing asks for it', async () => {
    const folder = `t${folders++}`;
    for (const [file, text] of Object.entries({ 'a.ts': '', 'b.ts': 'export {};\n' })) await project.write(`${folder}/${file}`, text);
    const capabilities = { ...pulling, workspace: { ...pulling.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const], changeAnnotationSupport: {} } } };
    const client = await TestClient.start({ server: path.join(built, 'server.js'), folders: [path.join(project.path, folder)], capabilities, options: { ticksPreviews: true } });
    clients.set(folder, client);
    const uri = project.uri(`${folder}/a.ts`);
    await client.open(uri, 'BOTH(./b.ts)');
    const action = (await getActions(client, uri)).find(({ title }) => title.startsWith('Mend'));
    const { edit } = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    const [asks, ...others] = edit?.documentChanges ?? [];
    expect(asks).toEqual({ kind: 'create', uri, options: { ignoreIfExists: true }, annotationId: 'loopwise' });
    expect(JSON.stringify(others)).not.toContain('annotationId');
    expect(edit?.changeAnnotations?.['loopwise']?.needsConfirmation).toBe(true);
  });

  test('a large fix mends a finding, and is a refactoring to whoever asks for those', async () => {
    const { client, uri } = await open('LARGE(x)');
    const find = async (only?: string[]): Promise<CodeAction | undefined> => (await getActions(client, uri, only)).find(({ title }) => title === 'Mend x');
    expect([await find(), await find(['quickfix']), await find(['refactor']), await find(['refactor.move']), await find(['refactor.rewrite'])].map((action) => action?.kind)).toEqual(['quickfix', 'quickfix', 'refactor.move', 'refactor.move', undefined]);
  });

  test('nothing is edited where an editor cannot create the file, or another file has changed', async () => {
    const { client, uri } = await open('BOTH(./b.ts)', { 'b.ts': 'export {};\n' });
    const action = (await getActions(client, uri)).find(({ title }) => title.startsWith('Mend'));
    await expect(client.connection.sendRequest('codeAction/resolve', action)).rejects.toThrow('cannot create');
  });

  test('what would not compile is refused, alone, among all, and on save; what nobody could check is shown before', async () => {
    const capabilities = { ...pulling, workspace: { ...pulling.workspace, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } } };
    const { client, uri } = await open('BLOCK(x);\nBLOCK(broken);\n', {}, capabilities);
    const resolve = async (title: RegExp, only?: string[]): Promise<CodeAction> => client.connection.sendRequest('codeAction/resolve', (await getActions(client, uri, only)).find((each) => title.test(each.title)));
    await expect(resolve(/^Mend broken/)).rejects.toThrow('the result would not compile: TS1: broken');
    const [all] = (await resolve(/in this file/)).edit?.documentChanges as TextDocumentEdit[];
    expect(all?.edits).toMatchObject([{ newText: 'done(x)' }]);
    const [saved] = (await resolve(/safe/, ['source.fixAll'])).edit?.documentChanges as TextDocumentEdit[];
    expect(saved?.edits).toMatchObject([{ newText: 'done(x)' }]);
    await client.edit(uri, 'BLOCK(slow);\n');
    const { edit } = await resolve(/^Mend slow/);
    expect(edit?.changeAnnotations).toEqual({ loopwise: { label: 'Loopwise fix', description: 'changes 1 file; not checked to compile', needsConfirmation: true } });
    await expect(resolve(/safe/, ['source.fixAll'])).rejects.toThrow('did not say in time');
  });

  test('what cannot be done is shown with the reason, to editors that show it', async () => {
    const capabilities = { ...pulling, textDocument: { ...pulling.textDocument, codeAction: { ...pulling.textDocument?.codeAction, disabledSupport: true } } };
    const { client, uri } = await open('STUCK(it is a getter)', {}, capabilities);
    expect((await getActions(client, uri)).find(({ title }) => title === 'Mend it')?.disabled).toEqual({ reason: 'it is a getter' });
    const plain = await open('STUCK(it is a getter)');
    expect((await getActions(plain.client, plain.uri)).map(({ title }) => title)).not.toContain('Mend it');
  });

  test('clients without resolve and document changes get whole edits', async () => {
    const { client, uri } = await open('BLOCK(x)', {}, pushed);
    await client.until(() => client.of('textDocument/publishDiagnostics').length > 0);
    const [published] = client.of<{ diagnostics: Diagnostic[] }>('textDocument/publishDiagnostics');
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument: { uri }, range: published?.diagnostics[0]?.range, context: { diagnostics: published?.diagnostics } });
    expect(actions[0]?.edit).toEqual({ changes: { [uri]: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 8 } }, newText: 'done(x)' }] } });
  });

  test.each([
    { what: 'with the indentation of the line', file: 'a.ts', text: 'if (a) {\n\t  BLOCK(x);\n}', expected: 'if (a) {\n\t  // loopwise-disable-next-line sync-io-on-hot-path -- reason\n\t  BLOCK(x);\n}' },
    { what: 'with the line ends of the file', file: 'a.ts', text: 'a();\r\nBLOCK(x);', expected: 'a();\r\n// loopwise-disable-next-line sync-io-on-hot-path -- reason\r\nBLOCK(x);' },
    { what: 'as an expression between JSX children', file: 'a.tsx', text: 'return (\n  <p>\n    {BLOCK(x)}\n  </p>\n);', expected: 'return (\n  <p>\n    {/* loopwise-disable-next-line sync-io-on-hot-path -- reason */}\n    {BLOCK(x)}\n  </p>\n);' },
    { what: 'at an echo, for the rule of its finding', file: 'a.ts', text: 'ECHO(./b.ts)', expected: '// loopwise-disable-next-line sync-io-on-hot-path -- reason\nECHO(./b.ts)' },
  ])('Disable writes its comment $what', async ({ file, text, expected }) => {
    const { client, uri } = await open(text, { 'b.ts': 'BLOCK(far)' }, pulling, file);
    const [edit] = await choose(client, uri, /^Disable/);
    expect(edit?.apply(text)).toBe(expected);
  });

  test('with snippet support the reason is a tab stop', async () => {
    const capabilities = { ...pulling, workspace: { ...pulling.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } } };
    const { client, uri } = await open('BLOCK(x)', {}, capabilities);
    const action = (await getActions(client, uri)).find(({ title }) => title.startsWith('Disable'));
    const { edit } = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    expect(edit?.documentChanges).toMatchObject([{ edits: [{ snippet: { kind: 'snippet', value: '// loopwise-disable-next-line sync-io-on-hot-path -- ${1:reason}\n' } }] }]);
  });
});

test('hover on a finding shows message and path, on a function what kind of work it does', async () => {
  const { client, uri } = await open('function load() {}\n\nTWICE(x)');
  await client.pull(uri);
  await client.settled();
  const hover = async (line: number, character: number): Promise<string | undefined> => {
    const result = await client.connection.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line, character } });
    return (result?.contents as MarkupContent | undefined)?.value;
  };
  expect(await hover(2, 2)).toContain('`x` blocks the event loop');
  expect(await hover(2, 2)).toContain(`1. GET /x handler ([a.ts:2](${uri}#L2))\n2. x blocks ([a.ts:3](${uri}#L3))`);
  expect(await hover(0, 11)).toBe(`**I/O-bound** · certain\n\nRuns in: request\n\n- awaits ([a.ts:1](${uri}#L1))`);
  expect(await hover(1, 0)).toBeUndefined();
});

test('the custom requests answer as protocol.ts says', async () => {
  const { client } = await open('BLOCK(x)');
  await client.settled();
  expect(await client.connection.sendRequest('loopwise/rulePage', { ruleId: 'no-such-rule' })).toBeNull();
  expect(await client.connection.sendRequest('loopwise/rulePage', { ruleId: 'sync-io-on-hot-path' })).toContain('# ');
  expect(await client.connection.sendRequest('loopwise/debugInformation')).toMatchObject({ node: process.version, settings: { scope: 'open', enable: true }, status: { state: 'idle' } });
  await expect(client.connection.sendRequest('workspace/executeCommand', { command: 'loopwise.other' })).rejects.toThrow('no command loopwise.other');
});

test('initialize announces what the issue asks for', async () => {
  const { client } = await open('');
  expect(client.initialized).toMatchObject({
    serverInfo: { name: 'Loopwise' },
    capabilities: { textDocumentSync: { openClose: true, change: 2 }, hoverProvider: true, codeActionProvider: { resolveProvider: true }, diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true } },
  });
  const unknown: DocumentDiagnosticReport = await client.pull('file:///nowhere/at/all.ts');
  expect(unknown).toMatchObject({ kind: 'full', items: [] });
});
