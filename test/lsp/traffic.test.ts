/**
 * What the server sends, counted: nothing without a change, one refresh for many changes, never a message in answer to a pull.
 * "Nothing came" is shown by order, not by waiting alone: a request sent last is answered last.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TestClient, bundle, createFolder, fakeServerEntries } from './support/client.ts';

let built: string;
const cleanups: (() => Promise<unknown>)[] = [];
beforeAll(async () => { built = await bundle(fakeServerEntries); });
afterAll(() => rm(built, { recursive: true }));
afterEach(async () => { for (const cleanup of cleanups.splice(0).reverse()) await cleanup(); });

async function start(files: Record<string, string>): Promise<{ client: TestClient; project: Awaited<ReturnType<typeof createFolder>> }> {
  const project = await createFolder({ 'package.json': '{}', ...files });
  const client = await TestClient.start({ server: path.join(built, 'server.js'), folders: [project.path] });
  cleanups.push(project.dispose, () => client.stop());
  return { client, project };
}

test('without a change nothing is sent, whatever is asked', async () => {
  const { client, project } = await start({ 'a.ts': '', 'b.ts': 'BLOCK(y)' });
  const uri = project.uri('a.ts');
  await client.open(uri, 'BLOCK(x); TYPED(z)');
  await client.pull(uri);
  await client.settled();
  // Longer than the pause between refreshes, so that one still due comes before the counting begins.
  await sleep(1_200);
  const { resultId } = await client.pull(uri) as { resultId: string };
  const before = client.received.length;
  let isAnswered = false;
  void client.pullWorkspace([{ uri, value: resultId }]).then(() => { isAnswered = true; });
  for (let round = 0; round < 5; round += 1) {
    expect(await client.pull(uri, resultId)).toEqual({ kind: 'unchanged', resultId });
    await client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } });
  }
  await sleep(1_500);
  await client.connection.sendRequest('loopwise/debugInformation');
  expect([client.received.slice(before), isAnswered]).toEqual([[], false]);
  // Only so that ending the server does not reject the request in the background.
  await client.edit(uri, '');
  await client.pull(uri);
  await client.close(uri);
});

test('an edit that changes only its own document causes no refresh when its results are at hand', async () => {
  const { client, project } = await start({ 'a.ts': '', 'b.ts': '' });
  const [a, b] = [project.uri('a.ts'), project.uri('b.ts')];
  await client.open(a, 'fine()');
  await client.open(b, 'BLOCK(y)');
  for (const uri of [a, b]) await client.pull(uri);
  await client.settled();
  const before = client.of('workspace/diagnostic/refresh').length;
  await client.edit(a, 'BLOCK(x)');
  expect(await client.messages(a)).toHaveLength(1);
  await client.settled();
  expect(client.of('workspace/diagnostic/refresh').length).toBe(before);
});

test('many changes of another document are one refresh a second at most', async () => {
  const { client, project } = await start({ 'handler.ts': '', 'helper.ts': '' });
  const [handler, helper] = [project.uri('handler.ts'), project.uri('helper.ts')];
  await client.open(handler, 'ECHO(./helper.ts)');
  await client.open(helper, 'fine()');
  for (const uri of [handler, helper]) await client.pull(uri);
  const started = performance.now();
  for (let round = 0; round < 20; round += 1) {
    await client.edit(helper, round % 2 === 0 ? `BLOCK(x${round})` : 'fine()');
    await client.pull(helper);
    await client.pull(handler, 'old');
  }
  await client.settled();
  const seconds = (performance.now() - started) / 1_000;
  expect(client.of('workspace/diagnostic/refresh').length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
});

test('the status is sent when it changes, and ends idle', async () => {
  const { client, project } = await start({ 'a.ts': '' });
  await client.open(project.uri('a.ts'), 'TYPED(x)');
  await client.settled();
  await client.until(() => client.status?.findings === 1);
  const states = client.of<{ state: string }>('loopwise/status').map((status) => JSON.stringify({ ...status, ms: undefined }));
  expect(states.every((state, index) => state !== states[index - 1])).toBe(true);
});
