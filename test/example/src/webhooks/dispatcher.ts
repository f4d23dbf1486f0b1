// Decides who hears of what. Delivery itself is the client's business.
import pLimit from 'p-limit';
import { toChunks } from '../async/limiter.js';
import type { Customer, Order } from '../model.js';
import type { CustomerRepository } from '../repositories/customer-repository.js';
import type { WebhookClient } from './client.js';

const limit = pLimit(8);

export class WebhookDispatcher {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly client: WebhookClient,
  ) {}

  /** Tells every subscriber that the tariffs changed. */
  async announceTariffs(version: string): Promise<number> {
    const customers = await this.customers.listSubscribed();
    const deliveries = customers.map((customer) => this.deliver(customer, 'tariffs.changed', version));
    await Promise.all(deliveries);
    return deliveries.length;
  }

  /** As {@link announceTariffs}, at most eight at a time. */
  async announceClosure(port: string): Promise<void> {
    const customers = await this.customers.listSubscribed();
    await Promise.all(customers.map((customer) => limit(() => this.deliver(customer, 'port.closed', port))));
  }

  async replay(orders: readonly Order[]): Promise<void> {
    const pending: Promise<void>[] = [];
    for (const order of orders) {
      pending.push(this.deliverTo(order.customerId, 'order.replayed', order.id));
    }
    await Promise.all(pending);
  }

  async replayInBatches(orders: readonly Order[]): Promise<void> {
    for (const chunk of toChunks(orders, 25)) {
      await Promise.all(chunk.map((order) => this.deliverTo(order.customerId, 'order.replayed', order.id)));
    }
  }

  async replayLimited(orders: readonly Order[]): Promise<void> {
    const pending: Promise<void>[] = [];
    for (const order of orders) {
      pending.push(limit(() => this.deliverTo(order.customerId, 'order.replayed', order.id)));
    }
    await Promise.all(pending);
  }

  async deliverTo(customerId: string, type: string, orderId: string): Promise<void> {
    const customer = await this.customers.findById(customerId);
    if (customer !== undefined) await this.deliver(customer, type, orderId);
  }

  async deliver(customer: Customer, type: string, orderId: string): Promise<void> {
    if (customer.webhookUrl === null) return;
    await this.client.send(customer.webhookUrl, { type, orderId });
  }
}
