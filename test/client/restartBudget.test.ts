/** How often and after how long a server that ends by itself is started again. */
import { expect, it } from 'vitest';
import { RestartBudget } from '../../client/src/restartBudget.ts';

it('waits longer each time and then gives up', () => {
  const budget = new RestartBudget();
  expect([0, 1, 2, 3, 4, 5].map((second) => budget.findPause(second * 1000))).toEqual([500, 2_000, 5_000, 15_000, undefined, undefined]);
});

it('forgets ends of more than five minutes ago', () => {
  const budget = new RestartBudget();
  for (const second of [0, 1, 2, 3]) budget.findPause(second * 1000);
  expect(budget.findPause(5 * 60_000 + 2_500)).toBe(2_000);
});

it('starts afresh when a person asks', () => {
  const budget = new RestartBudget();
  for (const second of [0, 1, 2, 3, 4]) budget.findPause(second * 1000);
  budget.reset();
  expect(budget.findPause(5_000)).toBe(500);
});
