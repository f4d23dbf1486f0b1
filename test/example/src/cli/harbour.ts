#!/usr/bin/env node
// Operator's tool: imports orders from a file, settles a month, prints a template.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.js';
import { createPool } from '../db/pool.js';
import { settleMonthInBatches } from '../jobs/settlement.js';
import { createServices } from '../services/index.js';
import type { NewOrder } from '../services/order-service.js';
import { readTemplate } from '../templates/template-store.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, help: { type: 'boolean' } },
});

function readOrders(file: string): NewOrder[] {
  return JSON.parse(readFileSync(file, 'utf8')) as NewOrder[];
}

async function main(): Promise<void> {
  const [verb, argument = ''] = positionals;
  if (verb === 'template') {
    const text = readTemplate(argument);
    if (values.out !== undefined) writeFileSync(values.out, text);
    else process.stdout.write(text);
    return;
  }
  const config = loadConfig();
  const pool = createPool(config.databaseUrl);
  const services = createServices(config, pool);
  try {
    if (verb === 'import') {
      const operator = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
      for (const order of readOrders(argument)) await services.orders.create(order, operator);
    } else if (verb === 'settle') {
      await settleMonthInBatches(services, argument);
    } else {
      throw new Error('Use: harbour import <file> | settle <month> | template <name>');
    }
  } finally {
    await pool.end();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
