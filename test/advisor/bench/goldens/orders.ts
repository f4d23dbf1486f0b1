/** Functions that benchmarks are written for, in every shape the writer tells apart. The benchmarks beside are goldens, and are type-checked with them. */
import type { Label, Order } from './orderTypes.ts';

export function totalOf(orders: readonly Order[], label: Label, factor = 2): number {
  return orders.reduce((sum, order) => sum + order.lines.reduce((part, line) => part + line.price * line.count, 0) * factor, label.length);
}

export async function fetchOrder(url: string): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return url;
}

export function sumOf(numbers: Float64Array, mask: Uint8Array): number {
  return numbers.reduce((sum, value, index) => sum + (mask[index] === 0 ? 0 : value), 0);
}

export function visit(order: Order, each: (line: number) => void): void {
  order.lines.forEach((line) => { each(line.count); });
}

export class Invoice {
  static render(title: string, copies: number): string {
    return title.repeat(copies);
  }
}

export const countPrimes = (limit: number): number => Array.from({ length: limit }, (_, i) => i).filter((i) => i > 1 && !Array.from({ length: i }, (_, d) => d).some((d) => d > 1 && i % d === 0)).length;

export function* pages(count: number): Generator<number> {
  for (let page = 0; page < count; page++) yield page;
}

function hidden(count: number): number {
  return count;
}

export default function hash(input: Buffer): number {
  return input.reduce((sum, byte) => (sum * 31 + byte) | 0, hidden(7));
}
