// Takes jobs from the queues: statements are written and mailed, months are settled.
import { Worker, type Job } from 'bullmq';
import { writeFile } from 'node:fs/promises';
import { settleMonth } from '../jobs/settlement.js';
import type { Customer } from '../model.js';
import type { Services } from '../services/index.js';

interface StatementJob {
  readonly month: string;
  readonly customerIds: string[];
}

export function startSettlement(services: Services, redisUrl: string): Worker<{ month: string }> {
  return new Worker('settlements', (job: Job<{ month: string }>) => settleMonth(services, job.data.month), {
    connection: { url: redisUrl },
  });
}

export function startConsumer(services: Services, redisUrl: string, folder: string): Worker<StatementJob> {
  const worker = new Worker<StatementJob>(
    'statements',
    async (job: Job<StatementJob>) => {
      const customers = await services.customers.listByIds(job.data.customerIds);
      for (const customer of customers) await sendStatement(customer, job.data.month);
    },
    { connection: { url: redisUrl }, concurrency: 2 },
  );

  async function sendStatement(customer: Customer, month: string): Promise<void> {
    const file = `${folder}/${month}-${customer.id}.html`;
    await writeFile(file, `<h1>${customer.name}</h1>`);
    await services.mail.sendStatement(customer, file);
  }

  worker.on('failed', (job: Job<StatementJob> | undefined, error: Error) => {
    console.error('statement job failed', job?.id, error);
  });

  worker.on('completed', async (job: Job<StatementJob>) => {
    await services.index.touch(`statements-${job.data.month}`);
  });

  return worker;
}
