// The records that travel between the layers; no behaviour.
export type OrderStatus = 'draft' | 'open' | 'shipped' | 'settled' | 'cancelled';

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitCents: number;
}

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly createdAt: string;
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly webhookUrl: string | null;
}

export interface Quote {
  readonly orderId: string;
  readonly totalCents: number;
  readonly currency: string;
}

export interface MonthlyReport {
  readonly month: string;
  readonly orders: number;
  readonly revenueCents: number;
}
