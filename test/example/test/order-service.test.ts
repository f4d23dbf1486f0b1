// Orders with a fake repository, without a database.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Order } from '../src/model.js';
import { PricingService } from '../src/services/pricing-service.js';

const fixtures = new URL('./fixtures/', import.meta.url);

function loadOrder(name: string): Order {
  return JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8')) as Order;
}

describe('PricingService', () => {
  const rates = {
    getRates: async () => ({ base: 'EUR', values: { USD: 1.1 } }),
    getRatesOn: async () => ({ base: 'EUR', values: { EUR: 1 } }),
  };
  const pricing = new PricingService(rates as unknown as ConstructorParameters<typeof PricingService>[0]);

  test('adds up the lines', () => {
    assert.equal(pricing.subtotal(loadOrder('two-lines')), 1_250);
  });

  test('converts with the rate of the currency', async () => {
    const quote = await pricing.quote(loadOrder('two-lines'), 'USD');
    assert.equal(quote.totalCents, 1_375);
  });

  test('quotes several orders', async () => {
    const orders = ['two-lines', 'empty'].map(loadOrder);
    const quotes = await Promise.all(orders.map((order) => pricing.quoteHistoric(order)));
    assert.deepEqual(quotes.map((quote) => quote.totalCents), [1_250, 0]);
  });
});
