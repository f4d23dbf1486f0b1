import { test } from 'node:test';
import { Orders } from '@quay/core';
import { fetchAll } from '@quay/storage';

test('a page', () => {
  new Orders({ load: () => 'x', save: async () => undefined }).page('1');
});

test('parts', async () => {
  await fetchAll(['1']);
});
