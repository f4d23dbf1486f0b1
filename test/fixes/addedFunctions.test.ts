/** The helpers that fixes write, run for real: order, peak, first rejection, what happens after it, streams, and nothing left open. */
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { helperTexts, type HelperName } from '../../server/engine/fixes/helperTexts.ts';

type Helpers = {
  mapLimit<Item, Result>(items: Iterable<Item> | AsyncIterable<Item>, limit: number, mapper: (item: Item, index: number, items: Item[]) => Result): Promise<Awaited<Result>[]>;
  createLimiter(limit: number): <Result>(task: () => Result) => Promise<Awaited<Result>>;
  detach(task: PromiseLike<unknown>, name: string): void;
};

async function load<Name extends keyof Helpers & HelperName>(name: Name, language: 'ts' | 'js'): Promise<Helpers[Name]> {
  const { code } = transformSync(helperTexts[name][language], { loader: language });
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`) as Helpers;
  return module[name];
}

/** A task that resolves when it is told to, and knows how many run. */
function makeWork(): { readonly peak: () => number; readonly started: number[]; run(value: number): Promise<number> } {
  let running = 0;
  let peak = 0;
  const started: number[] = [];
  return {
    peak: () => peak, started,
    async run(value) {
      started.push(value);
      peak = Math.max(peak, ++running);
      // Later ones are done first.
      for (let turns = 20 - value; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      running--;
      return value * 10;
    },
  };
}

describe.each(['ts', 'js'] as const)('in %s', (language) => {
  test('mapLimit keeps the order and the bound, and passes index and list', async () => {
    const mapLimit = await load('mapLimit', language);
    const work = makeWork();
    const items = Array.from({ length: 15 }, (_, i) => i);
    const seen: unknown[] = [];
    expect(await mapLimit(items, 4, (item, index, list) => { seen.push([item === index, list === items]); return work.run(item); })).toEqual(items.map((item) => item * 10));
    expect(work.peak()).toBe(4);
    expect(new Set(seen.map(String))).toEqual(new Set(['true,true']));
    expect(await mapLimit([], 4, work.run)).toEqual([]);
    expect(await mapLimit(new Set([1, 2]), 8, (item) => item + 1)).toEqual([2, 3]);
  });

  test('mapLimit rejects with the first rejection, also a thrown one, and starts nothing after it', async () => {
    const mapLimit = await load('mapLimit', language);
    const work = makeWork();
    await expect(mapLimit(Array.from({ length: 15 }, (_, i) => i), 3, async (item) => {
      if (item === 4) throw new Error('four');
      return work.run(item);
    })).rejects.toThrow('four');
    const { length } = work.started;
    for (let turns = 0; turns < 40; turns++) await new Promise((resolve) => setImmediate(resolve));
    expect(work.started).toHaveLength(length);
    expect(length).toBeLessThan(8);
    await expect(mapLimit([1], 1, () => { throw new Error('at once'); })).rejects.toThrow('at once');
  });

  test('mapLimit takes a stream, asks for no more than it can start, and closes it', async () => {
    const mapLimit = await load('mapLimit', language);
    let given = 0;
    let isClosed = false;
    async function* rows(): AsyncGenerator<number> {
      try { for (;;) yield given++; } finally { isClosed = true; }
    }
    await expect(mapLimit(rows(), 2, async (row) => { if (row === 5) throw new Error('five'); return row; })).rejects.toThrow('five');
    expect(isClosed).toBe(true);
    expect(given).toBeLessThan(9);
  });

  test('createLimiter keeps its bound, the order of starting, and gives back what a task gives', async () => {
    const createLimiter = await load('createLimiter', language);
    const work = makeWork();
    const limit = createLimiter(3);
    const all = await Promise.allSettled([...Array.from({ length: 12 }, (_, i) => limit(() => work.run(i))), limit(() => { throw new Error('thrown'); })]);
    expect(work.peak()).toBe(3);
    expect(work.started).toEqual([...work.started].sort((a, b) => a - b));
    expect(all.slice(0, 12).map((one) => one.status === 'fulfilled' && one.value)).toEqual(Array.from({ length: 12 }, (_, i) => i * 10));
    expect(all[12]).toMatchObject({ status: 'rejected', reason: { message: 'thrown' } });
    expect(await limit(() => 'sync')).toBe('sync');
  });

  test('detach reports a rejection under its name and lets nothing through', async () => {
    const detach = await load('detach', language);
    const { error: report } = console;
    const reported: unknown[][] = [];
    console.error = (...words: unknown[]) => { reported.push(words); };
    try {
      detach(Promise.reject(new Error('lost')), 'orders');
      detach(Promise.resolve(), 'fine');
      await new Promise((resolve) => setImmediate(resolve));
    } finally { console.error = report; }
    expect(reported).toEqual([['orders failed', new Error('lost')]]);
  });
});
