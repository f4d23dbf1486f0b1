// Totals in the customer's currency.
import type { RatesClient } from '../http/rates-client.js';
import type { Order, Quote } from '../model.js';

export class PricingService {
  constructor(private readonly rates: RatesClient) {}

  async quote(order: Order, currency: string): Promise<Quote> {
    const rates = await this.rates.getRates();
    const factor = rates.values[currency] ?? 1;
    return { orderId: order.id, totalCents: Math.round(this.subtotal(order) * factor), currency };
  }

  /** A quote with the rates of the day the order was made; one request per call. */
  async quoteHistoric(order: Order): Promise<Quote> {
    const rates = await this.rates.getRatesOn(order.createdAt.slice(0, 10));
    const factor = rates.values[order.currency] ?? 1;
    return { orderId: order.id, totalCents: Math.round(this.subtotal(order) * factor), currency: order.currency };
  }

  subtotal(order: Order): number {
    return order.lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0);
  }
}
