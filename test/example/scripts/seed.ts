// Fills an empty database with the demo data. Run with `npm run seed`.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '../src/db/pool.js';
import { OrderRepository } from '../src/repositories/order-repository.js';

interface SeedOrder {
  readonly customerId: string;
  readonly lines: { sku: string; quantity: number; unitCents: number }[];
}

const folder = process.argv[2] ?? 'data/seed';
const pool = createPool(process.env.DATABASE_URL ?? 'postgres://localhost/harbour');
const orders = new OrderRepository(pool);

for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json')).sort()) {
  const batch = JSON.parse(readFileSync(join(folder, name), 'utf8')) as SeedOrder[];
  for (const order of batch) await orders.create(order.customerId, 'EUR', order.lines);
  console.log(`${name}: ${String(batch.length)} orders`);
}
await pool.end();
