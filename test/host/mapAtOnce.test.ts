/** The bound on work under way. */
import { expect, test } from 'vitest';
import { mapAtOnce } from '../../server/host/mapAtOnce.ts';

test('keeps the order and the bound', async () => {
  let running = 0;
  let most = 0;
  const results = await mapAtOnce([5, 4, 3, 2, 1, 0], 2, async (turns) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    running--;
    return turns * 10;
  });
  expect([results, most]).toEqual([[50, 40, 30, 20, 10, 0], 2]);
  expect(await mapAtOnce([], 3, async () => 1)).toEqual([]);
});

test('after a failure no further item is started', async () => {
  const started: number[] = [];
  await expect(mapAtOnce([1, 2, 3, 4, 5], 2, async (item) => {
    started.push(item);
    if (item === 2) throw new Error('no');
    await new Promise(setImmediate);
  })).rejects.toThrow('no');
  await new Promise(setImmediate);
  expect(started).toEqual([1, 2]);
});
