// Fills templates. Knows placeholders, not files.
import type { MonthlyReport, Order } from '../model.js';
import { getLegalText, readTemplate } from './template-store.js';

function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/\{\{(\w{1,40})\}\}/g, (_match, key: string) => String(values[key] ?? ''));
}

export function renderReport(report: MonthlyReport): string {
  const layout = loadLayout('report');
  return fill(layout, { month: report.month, orders: report.orders, revenue: (report.revenueCents / 100).toFixed(2) });
}

export function renderConfirmation(order: Order): string {
  return `Order ${order.id} is confirmed.\n\n${getLegalText()}`;
}

function loadLayout(name: string): string {
  return readTemplate(name).trim();
}
