/** Fixed code, run for real: deadlines reject and abort, bounds keep order and peak, promises that were lost are waited for or reported. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { transformSync } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { applyEdits } from '../../server/engine/fixes/edits.ts';
import { checkFiles } from '../support/check.ts';

/** The module after the fix, its new files inlined. */
async function runFixed(text: string, fix: string): Promise<Record<string, (...given: never[]) => unknown>> {
  const { made, folder } = await checkFiles({ 'main.ts': text }, { fix });
  if (made === undefined || 'refused' in made) throw new Error(`The fix is not made: ${made?.refused ?? 'nobody offers it'}`);
  const fixed = applyEdits(text, made.edits.filter(({ file }) => file === `${folder}/main.ts`));
  const created = made.created.map((each) => each.text).join('\n');
  const { code } = transformSync(`${created}\n${fixed.replace(/^import \{ \w+ \} from '\.\/.*';\n/m, '')}`, { loader: 'ts' });
  return await import(`data:text/javascript,${encodeURIComponent(code)}`) as Awaited<ReturnType<typeof runFixed>>;
}

/** A server that takes requests and answers none; says when one has come, and when it is gone again. */
async function openSilent(onRequest: () => void): Promise<{ readonly url: string; readonly closed: Promise<void> }> {
  let onClosed = (): void => undefined;
  const closed = new Promise<void>((resolve) => { onClosed = resolve; });
  const server = createServer((_request, response) => {
    response.on('close', onClosed);
    onRequest();
  });
  await new Promise<void>((resolve) => { server.listen(0, resolve); });
  onTestFinished(() => { server.closeAllConnections(); server.close(); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, closed };
}

test('a request with a deadline rejects when the peer says nothing, and lets go of it', async () => {
  const text = `export async function load(url: string): Promise<Response> { return fetch(url, { method: 'POST' }); }\n`;
  const { load } = await runFixed(text, 'Add `signal: AbortSignal.timeout(10_000)`');
  // Ten seconds are too long for a test: here they are over when the request has come.
  const limit = new AbortController();
  const silent = await openSilent(() => { limit.abort(new Error('time is over')); });
  const { timeout } = AbortSignal;
  const asked: number[] = [];
  AbortSignal.timeout = (ms) => { asked.push(ms); return limit.signal; };
  onTestFinished(() => { AbortSignal.timeout = timeout; });
  await expect(load?.(silent.url as never)).rejects.toThrow('time is over');
  expect(asked).toEqual([10_000]);
  await silent.closed;
});

test('a signal that is passed on aborts the request', async () => {
  const { load } = await runFixed('export async function load(url: string, signal: AbortSignal): Promise<Response> { signal.throwIfAborted(); return fetch(url); }\n', 'Pass `signal` on');
  const controller = new AbortController();
  const silent = await openSilent(() => { controller.abort(new Error('gone')); });
  await expect(load?.(silent.url as never, controller.signal as never)).rejects.toThrow('gone');
  await silent.closed;
});

test('a bounded map keeps order and bound', async () => {
  const { all, peak } = await runFixed([
    'let running = 0;', 'let most = 0;', 'export const peak = () => most;',
    'async function load(url: string): Promise<string> {', '  most = Math.max(most, ++running);', "  if (url === 'x') await fetch(url, { signal: AbortSignal.timeout(1000) });",
    '  await new Promise((resolve) => { setTimeout(resolve, Number(url) % 7); });', '  running--;', '  return `got ${url}`;', '}',
    'export async function all(urls: string[]): Promise<string[]> { return Promise.all(urls.map((url) => load(url))); }', '',
  ].join('\n'), 'Limit to 8 at a time with a local `mapLimit` helper');
  const urls = Array.from({ length: 40 }, (_, i) => String(i));
  expect(await all?.(urls as never)).toEqual(urls.map((url) => `got ${url}`));
  expect(peak?.()).toBe(8);
});

test('a loop in the place of forEach waits for each, in order, and lets a rejection through', async () => {
  const { saveAll, saved } = await runFixed([
    'const done: string[] = [];', 'export const saved = () => done;',
    "async function save(item: string): Promise<void> { if (item === 'bad') throw new Error('bad item'); if (item === 'x') await fetch(item, { signal: AbortSignal.timeout(1000) }); await Promise.resolve(); done.push(item); }",
    'export async function saveAll(items: string[]): Promise<void> {', "  items.forEach(async (item) => { if (item === '') return; await save(item); });", '}', '',
  ].join('\n'), 'Turn it into a `for…of` loop that waits for each');
  await saveAll?.(['a', '', 'b'] as never);
  expect(saved?.()).toEqual(['a', 'b']);
  await expect(saveAll?.(['c', 'bad', 'd'] as never)).rejects.toThrow('bad item');
  expect(saved?.()).toEqual(['a', 'b', 'c']);
});
