/**
 * The whole server with its real engine and the native compiler, once: a finding with its path across files, typing that disturbs
 * nothing, and what becomes of the compiler when it or the server is killed.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeAction, FullDocumentDiagnosticReport, TextDocumentEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { DebugInformation } from '../../server/protocol.ts';
import { TestClient, bundle, createFolder } from './support/client.ts';

const handler = "import http from 'node:http';\nimport { render } from './helper.ts';\nhttp.createServer((_request, response) => {\n  response.end(render());\n}).listen(8080);\n";
const helper = "import { readFileSync } from 'node:fs';\nexport function render(): string {\n  return readFileSync('page.html', 'utf8');\n}\n";

let built: string;
let project: Awaited<ReturnType<typeof createFolder>>;
let client: TestClient;
let uris: { handler: string; helper: string };
beforeAll(async () => {
  built = await bundle({ server: 'server/lsp/main.ts', engineWorker: 'server/lsp/engineWorker.ts' });
  project = await createFolder({
    'package.json': '{ "type": "module" }', 'tsconfig.json': '{ "compilerOptions": { "strict": true, "allowImportingTsExtensions": true, "noEmit": true } }', 'handler.ts': handler, 'helper.ts': helper,
  });
  uris = { handler: project.uri('handler.ts'), helper: project.uri('helper.ts') };
  client = await TestClient.start({ server: path.join(built, 'server.js'), folders: [project.path] });
  await client.open(uris.handler, handler);
  await client.open(uris.helper, helper);
});
afterAll(async () => {
  await client.stop();
  await project.dispose();
  await rm(built, { recursive: true });
});

async function pull(uri: string): Promise<FullDocumentDiagnosticReport> {
  return await client.pull(uri) as FullDocumentDiagnosticReport;
}

async function getCompilers(): Promise<readonly number[]> {
  const { engine } = await client.connection.sendRequest<DebugInformation>('loopwise/debugInformation');
  return engine?.processes ?? [];
}

function isAlive(pid: number): boolean {
  try { return process.kill(pid, 0); } catch (error) { if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false; throw error; }
}

describe('with the real engine', () => {
  test('a finding stands at the sink with its path, and its echo at the root', async () => {
    await pull(uris.helper);
    await client.settled();
    const [finding] = (await pull(uris.helper)).items;
    expect(finding).toMatchObject({ code: 'sync-io-on-hot-path', source: 'loopwise', severity: 1, range: { start: { line: 2, character: 9 } } });
    expect(finding?.relatedInformation?.map(({ location }) => path.basename(location.uri))).toEqual(['handler.ts', 'handler.ts', 'helper.ts']);
    expect((await pull(uris.handler)).items).toMatchObject([{ code: 'transitive-blocking-call', severity: 3, data: finding?.data }]);
  });

  test('typing 20 characters elsewhere leaves the same set throughout', async () => {
    for (const [character, text] of [...'const list = ["a", `b'].entries()) {
      await client.edit(uris.helper, text, { line: 4, character });
      const { items } = await pull(uris.helper);
      expect(items.map(({ code }) => code)).toEqual(['sync-io-on-hot-path']);
    }
    await client.edit(uris.helper, helper);
    await client.settled();
  });

  test('Disable with reason silences the finding, and taking it back brings it again', async () => {
    const { items } = await pull(uris.helper);
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument: { uri: uris.helper }, range: items[0]?.range, context: { diagnostics: items } });
    const { edit } = await client.connection.sendRequest<CodeAction>('codeAction/resolve', actions.find(({ title }) => title.startsWith('Disable')));
    const [change] = edit?.documentChanges as TextDocumentEdit[];
    const silenced = TextDocument.applyEdits(TextDocument.create('file:///x', 'typescript', 0, helper), (change?.edits ?? []).filter((each) => 'newText' in each));
    await client.edit(uris.helper, silenced);
    expect((await pull(uris.helper)).items).toEqual([]);
    await client.edit(uris.helper, helper);
    expect((await pull(uris.helper)).items).toHaveLength(1);
    await client.settled();
  });

  test('a killed compiler is started again and the findings are the same', async () => {
    const [pid] = await getCompilers();
    if (pid === undefined) throw new Error('No compiler runs.');
    process.kill(pid, 'SIGKILL');
    await client.edit(uris.helper, '\n', { line: 0, character: 0 });
    expect((await pull(uris.helper)).items.map(({ code, range }) => [code, range.start.line])).toEqual([['sync-io-on-hot-path', 3]]);
    await client.settled();
    expect((await pull(uris.helper)).items).toHaveLength(1);
    expect(await getCompilers()).not.toContain(pid);
  });

  test.concurrent.each(['SIGKILL', 'end of input'] as const)('no compiler is left behind after %s', async (end) => {
    const other = await TestClient.start({ server: path.join(built, 'server.js'), folders: [project.path] });
    await other.settled();
    const { engine } = await other.connection.sendRequest<DebugInformation>('loopwise/debugInformation');
    const [pid] = engine?.processes ?? [];
    if (pid === undefined) throw new Error('No compiler runs.');
    expect(isAlive(pid)).toBe(true);
    if (end === 'SIGKILL') other.process.kill('SIGKILL'); else other.process.stdin?.end();
    await other.exited();
    while (isAlive(pid)) await sleep(20);
  });
});
