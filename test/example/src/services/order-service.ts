// What can be done with an order. Dependencies come in through the constructor; HTTP is somewhere else.
import { Limiter } from '../async/limiter.js';
import { orderEvents } from '../events/order-events.js';
import type { Order, OrderLine, Quote } from '../model.js';
import type { OrderRepository } from '../repositories/order-repository.js';
import type { WebhookDispatcher } from '../webhooks/dispatcher.js';
import type { AuditLog } from './audit-log.js';
import type { PricingService } from './pricing-service.js';

export interface NewOrder {
  readonly customerId: string;
  readonly currency: string;
  readonly lines: readonly OrderLine[];
}

export class OrderService {
  readonly #pricingLimiter = new Limiter(6);

  constructor(
    private readonly orders: OrderRepository,
    private readonly pricing: PricingService,
    private readonly webhooks: WebhookDispatcher,
    private readonly audit: AuditLog,
  ) {}

  async create(input: NewOrder, actor: string): Promise<Order> {
    const order = await this.orders.create(input.customerId, input.currency, input.lines);
    await this.audit.record({ actor, action: 'create', subject: order.id });
    orderEvents.emit('created', order);
    return order;
  }

  async find(id: string): Promise<Order | undefined> {
    return await this.orders.findById(id);
  }

  async ship(id: string, actor: string): Promise<void> {
    const order = await this.orders.findById(id);
    if (order === undefined) throw new Error(`There is no order ${id}.`);
    await this.orders.setStatus(id, 'shipped');
    this.audit.record({ actor, action: 'ship', subject: id });
    orderEvents.emit('shipped', order);
  }

  async cancel(id: string, actor: string): Promise<void> {
    await this.orders.setStatus(id, 'cancelled');
    this.audit.record({ actor, action: 'cancel', subject: id }).catch((error: unknown) => {
      console.error('audit entry lost', id, error);
    });
    orderEvents.emit('cancelled', id);
  }

  async quote(id: string, currency: string): Promise<Quote | undefined> {
    const order = await this.orders.findById(id);
    return order === undefined ? undefined : await this.pricing.quote(order, currency);
  }

  /** Sends the events of all open orders again. */
  async replayOpen(pace: 'batches' | 'limited' | 'fast'): Promise<void> {
    const open = await this.orders.listOpen();
    if (pace === 'batches') await this.webhooks.replayInBatches(open);
    else if (pace === 'limited') await this.webhooks.replayLimited(open);
    else await this.webhooks.replay(open);
  }

  /** Quotes for everything that is open right now. */
  async quoteOpen(): Promise<Quote[]> {
    const open = await this.orders.listOpen();
    return await Promise.all(open.map((order) => this.pricing.quoteHistoric(order)));
  }

  async quoteOpenGently(): Promise<Quote[]> {
    const open = await this.orders.listOpen();
    return await Promise.all(open.map((order) => this.#pricingLimiter.run(() => this.pricing.quoteHistoric(order))));
  }

  async closeAbandoned(olderThan: string): Promise<number> {
    const open = await this.orders.listOpen();
    const abandoned = open.filter((order) => order.createdAt < olderThan);
    abandoned.forEach(async (order) => {
      await this.orders.setStatus(order.id, 'cancelled');
      await this.audit.record({ actor: 'system', action: 'expire', subject: order.id });
    });
    return abandoned.length;
  }

  async overview(): Promise<{ recent: Order[]; open: number; revenueCents: number }> {
    const [recent, open] = await Promise.all([this.orders.listRecent(10), this.orders.listOpen()]);
    const totals = recent.map((order) => this.pricing.subtotal(order));
    return { recent, open: open.length, revenueCents: totals.reduce((sum, cents) => sum + cents, 0) };
  }
}
