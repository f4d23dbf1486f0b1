// The webhook client against a server on loopback.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebhookClient } from '../src/webhooks/client.js';

test('signs what it sends', async () => {
  const seen: string[] = [];
  const server = createServer((req, res) => {
    seen.push(String(req.headers['x-harbour-signature']));
    res.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  await new WebhookClient('secret').send(url, { type: 'order.created', orderId: 'o-1' });
  const direct = await fetch(url);

  server.close();
  assert.equal(direct.status, 200);
  assert.match(seen[0] ?? '', /^[0-9a-f]{64}$/);
});
