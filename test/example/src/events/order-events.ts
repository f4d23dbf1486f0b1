// The in-process bus. Listeners run after the request that emitted the event may have been answered.
import { EventEmitter } from 'node:events';
import { detach } from '../async/detach.js';
import type { Order } from '../model.js';
import type { OrderRepository } from '../repositories/order-repository.js';
import type { WebhookDispatcher } from '../webhooks/dispatcher.js';
import type { SearchIndex } from '../services/search-index.js';

export interface OrderEvents {
  created: [order: Order];
  shipped: [order: Order];
  cancelled: [orderId: string];
}

export const orderEvents = new EventEmitter<OrderEvents>();

/** Rejections of these listeners arrive at the `error` event, so they may be async. */
export const auditEvents = new EventEmitter({ captureRejections: true });

export function subscribe(orders: OrderRepository, webhooks: WebhookDispatcher, index: SearchIndex): void {
  orderEvents.on('created', (order) => {
    index.add(order);
  });

  orderEvents.on('shipped', async (order) => {
    await orders.setStatus(order.id, 'shipped');
    await webhooks.deliverTo(order.customerId, 'order.shipped', order.id);
  });

  orderEvents.on('shipped', (order) => {
    detach(index.remove(order.id), 'index.remove');
  });

  orderEvents.on('cancelled', async (orderId) => {
    try {
      await orders.setStatus(orderId, 'cancelled');
      await index.remove(orderId);
    } catch (error) {
      console.error('could not cancel', orderId, error);
    }
  });

  auditEvents.on('entry', async (entry: { orderId: string }) => {
    await index.touch(entry.orderId);
  });
  auditEvents.on('error', (error: unknown) => { console.error('audit listener failed', error); });
}
