/**
 * What stands beside functions and what the workloads view asks, through the whole server with its real engine: code lenses, inlay
 * hints, the link in the hover, all functions with their class, and the paths that lead through a line.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CodeLens, Hover, InlayHint, MarkupContent } from 'vscode-languageserver/node';
import type { EditorSettings } from '../../server/editorSettings.ts';
import type { FindingPath, Workloads } from '../../server/protocol.ts';
import { TestClient, bundle, createFolder } from './support/client.ts';

const handler = [
  "import http from 'node:http';", "import { render, rank } from './helper.ts';",
  'http.createServer((_request, response) => {', '  response.setHeader("x", "y");', '  response.end(render());', '}).listen(8080);',
  'export function names(rows: readonly { name: string }[]) { return rank(rows); }', '',
].join('\n');
const helper = [
  "import { readFileSync } from 'node:fs';", "import { readFile } from 'node:fs/promises';",
  'export function render(): string {', "  return readFileSync('page.html', 'utf8');", '}',
  'export async function load(name: string): Promise<string> { return await readFile(name, "utf8"); }',
  'export function rank(rows: readonly { name: string }[]): string[] {', '  const out: string[] = [];',
  '  for (const a of rows) for (const b of rows) if (a.name < b.name) out.push(a.name + b.name);', '  return out.sort();', '}', '',
].join('\n');

let built: string;
let project: Awaited<ReturnType<typeof createFolder>>;
let client: TestClient;
let uris: { handler: string; helper: string };

async function start(settings: Partial<EditorSettings>, hasAdvisor: boolean): Promise<TestClient> {
  const started = await TestClient.start({ server: path.join(built, 'server.js'), folders: [project.path], settings, options: { advisor: hasAdvisor } });
  await started.open(uris.handler, handler);
  await started.open(uris.helper, helper);
  await started.pull(uris.helper);
  await started.settled();
  // Functions follow the last report; an answer of the engine comes after them.
  await started.connection.sendRequest('loopwise/debugInformation');
  return started;
}

beforeAll(async () => {
  built = await bundle({ server: 'server/lsp/main.ts', engineWorker: 'server/lsp/engineWorker.ts' });
  project = await createFolder({
    'package.json': '{ "type": "module" }', 'tsconfig.json': '{ "compilerOptions": { "strict": true, "allowImportingTsExtensions": true, "noEmit": true } }', 'handler.ts': handler, 'helper.ts': helper,
  });
  uris = { handler: project.uri('handler.ts'), helper: project.uri('helper.ts') };
  client = await start({ codeLens: 'issues', inlayHints: true }, true);
});
afterAll(async () => {
  await client.stop();
  await project.dispose();
  await rm(built, { recursive: true });
});

const getTitles = (lenses: readonly CodeLens[]): string[] => lenses.map(({ range, command }) => `${range.start.line} ${command?.title ?? ''}`);

test('a function with a finding has its count and its class above it', async () => {
  const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: uris.helper } });
  expect(getTitles(lenses)).toEqual(['2 1 finding', '2 I/O-bound · Advise']);
  expect(lenses[1]?.command).toMatchObject({ command: 'loopwise.adviseFunction', arguments: [uris.helper, { line: 2, character: 16 }] });
});

test('asked for, every function that is more than trivial has one', async () => {
  const all = await start({ codeLens: 'all' }, true);
  const lenses = await all.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: uris.helper } });
  await all.stop();
  expect(getTitles(lenses)).toEqual(['2 1 finding', '2 I/O-bound · Advise', '5 I/O-bound · Advise', '6 CPU-bound · n^2 in rows · Advise']);
});

test('a client without our commands has no lens, and its hover no link', async () => {
  const plain = await start({ codeLens: 'all' }, false);
  const hover = await plain.connection.sendRequest<Hover>('textDocument/hover', { textDocument: { uri: uris.helper }, position: { line: 6, character: 18 } });
  // The method is not offered at all.
  await expect(plain.connection.sendRequest('textDocument/codeLens', { textDocument: { uri: uris.helper } })).resolves.toEqual([]);
  await plain.stop();
  expect((hover.contents as MarkupContent).value).toContain('CPU-bound');
  expect((hover.contents as MarkupContent).value).not.toContain('command:');
});

test('the hover of a function leads to the advisor', async () => {
  const hover = await client.connection.sendRequest<Hover>('textDocument/hover', { textDocument: { uri: uris.helper }, position: { line: 6, character: 18 } });
  expect((hover.contents as MarkupContent).value).toContain(`command:loopwise.adviseFunction?${encodeURIComponent(JSON.stringify([uris.helper, { line: 6, character: 16 }]))}`);
});

test('hints stand behind the names of functions, in the range asked for', async () => {
  const ask = (from: number, to: number): Promise<InlayHint[]> => client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri: uris.helper }, range: { start: { line: from, character: 0 }, end: { line: to, character: 0 } } });
  expect((await ask(0, 20)).map(({ position, label }) => [position.line, label])).toEqual([[2, 'I/O-bound'], [5, 'I/O-bound'], [6, 'CPU-bound']]);
  expect(await ask(3, 4)).toEqual([]);
});

test('the functions of a file and of the workspace come with class, contexts and findings', async () => {
  const { functions } = await client.connection.sendRequest<Workloads>('loopwise/workloads', { uri: uris.helper });
  expect(functions.map(({ name, workload, findings, contexts }) => [name, workload, findings, contexts[0]?.context])).toEqual([
    ['render', 'io', 1, 'request'], ['load', 'io', 0, 'library'], ['rank', 'cpu', 0, 'library'],
  ]);
  expect(functions[2]).toMatchObject({ growth: 'n^2', input: 'rows' });
  expect(functions[0]?.contexts[0]?.path[0]?.uri).toBe(uris.handler);

  const all = await client.connection.sendRequest<Workloads>('loopwise/workloads', {});
  expect(all).toMatchObject({ isFinal: true, files: 2, findings: [{ family: 'blocking', severity: 'error', count: 1 }], hotRoots: [{ findings: 1, uri: uris.handler }] });
  expect(new Set(all.functions.map(({ uri }) => uri))).toEqual(new Set([uris.handler, uris.helper]));
});

test('the paths through a line: from the handler, from a line of its body, from the place that blocks, and none elsewhere', async () => {
  const ask = (uri: string, line: number): Promise<FindingPath[]> => client.connection.sendRequest('loopwise/paths', { uri, position: { line, character: 2 } });
  for (const [uri, line] of [[uris.handler, 2], [uris.handler, 3], [uris.handler, 4], [uris.helper, 3]] as const) {
    const paths = await ask(uri, line);
    expect(paths.map(({ ruleId, hops }) => [ruleId, hops.length])).toEqual([['sync-io-on-hot-path', 3]]);
    expect(paths[0]?.hops.at(-1)).toMatchObject({ uri: uris.helper, label: 'readFileSync blocks', range: { start: { line: 3 } } });
  }
  expect(await ask(uris.handler, 6)).toEqual([]);
});
