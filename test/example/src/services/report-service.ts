// Monthly figures and their printed form.
import fs from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MonthlyReport, Order } from '../model.js';
import type { OrderRepository } from '../repositories/order-repository.js';
import { renderReport } from '../templates/render.js';
import { sumInWorker } from '../workers/sum.js';

export class ReportService {
  constructor(
    private readonly orders: OrderRepository,
    private readonly folder: string,
  ) {}

  async getMonth(month: string): Promise<MonthlyReport> {
    const cents: number[] = [];
    for await (const order of this.orders.streamMonth(month)) cents.push(toCents(order));
    return { month, orders: cents.length, revenueCents: await sumInWorker(cents) };
  }

  async renderMonth(month: string): Promise<string> {
    return renderReport(await this.getMonth(month));
  }

  async archive(month: string): Promise<string> {
    const html = await this.renderMonth(month);
    const file = path.join(this.folder, `${month}.html`);
    if (!fs.existsSync(this.folder)) await mkdir(this.folder, { recursive: true });
    fs.writeFileSync(file, html);
    return file;
  }

  async archiveLater(month: string): Promise<string> {
    const file = path.join(this.folder, `${month}.html`);
    await mkdir(this.folder, { recursive: true });
    await writeFile(file, await this.renderMonth(month));
    return file;
  }

  /** Called once before the server listens, so that a missing share is noticed early. */
  prepare(): void {
    fs.mkdirSync(this.folder, { recursive: true });
    fs.accessSync(this.folder, fs.constants.W_OK);
  }
}

function toCents(order: Order): number {
  return order.lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0);
}
