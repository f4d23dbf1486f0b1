// A client of the search cluster, as narrow as we need it.
import { fetchWithDeadline } from '../http/fetch-with-deadline.js';
import type { Order } from '../model.js';

export class SearchIndex {
  constructor(private readonly baseUrl: string) {}

  async add(order: Order): Promise<void> {
    await fetchWithDeadline(`${this.baseUrl}/orders/${order.id}`, { method: 'PUT', body: JSON.stringify(order) });
  }

  async remove(orderId: string): Promise<void> {
    await fetchWithDeadline(`${this.baseUrl}/orders/${orderId}`, { method: 'DELETE' });
  }

  async touch(orderId: string): Promise<void> {
    await fetchWithDeadline(`${this.baseUrl}/orders/${orderId}/touch`, { method: 'POST' });
  }

  /** `init` comes from the caller, who decides about signals. */
  async query(text: string, init: RequestInit): Promise<string[]> {
    const response = await fetch(`${this.baseUrl}/orders?q=${encodeURIComponent(text)}`, init);
    return (await response.json()) as string[];
  }
}
