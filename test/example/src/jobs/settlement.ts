// Settlement of finished months. Runs on a schedule and from the command line.
import type { Order } from '../model.js';
import type { Services } from '../services/index.js';

const batchSize = 50;

export async function settleMonth(services: Services, month: string): Promise<void> {
  const pending: Promise<void>[] = [];
  for await (const order of services.orderRows.streamMonth(month)) {
    pending.push(settle(services, order));
  }
  await Promise.all(pending);
}

export async function settleMonthInBatches(services: Services, month: string): Promise<void> {
  let pending: Promise<void>[] = [];
  for await (const order of services.orderRows.streamMonth(month)) {
    pending.push(settle(services, order));
    if (pending.length >= batchSize) {
      await Promise.all(pending);
      pending = [];
    }
  }
  await Promise.all(pending);
}

/** Reminders are best effort: a failure is logged and the next customer gets theirs. */
export async function remindSubscribers(services: Services, month: string): Promise<void> {
  const customers = await services.customers.listSubscribed();
  for (const customer of customers) {
    services.webhooks.deliver(customer, 'month.closing', month).catch((error: unknown) => {
      console.error('reminder failed', customer.id, error);
    });
  }
}

async function settle(services: Services, order: Order): Promise<void> {
  if (order.status === 'shipped') await services.orderRows.setStatus(order.id, 'settled');
}
