// Mail leaves through the company's relay, which takes JSON.
import { statSync } from 'node:fs';
import { fetchWithDeadline } from '../http/fetch-with-deadline.js';
import type { Customer, Order } from '../model.js';
import { renderConfirmation } from '../templates/render.js';

const attachmentLimit = 5_000_000;

export class MailService {
  constructor(private readonly relayUrl: string) {}

  async sendConfirmation(order: Order): Promise<void> {
    await this.#post({ to: order.customerId, text: renderConfirmation(order) });
  }

  async sendCancellation(order: Order): Promise<void> {
    await this.#post({ to: order.customerId, text: `Order ${order.id} was cancelled.` });
  }

  async sendStatement(customer: Customer, file: string): Promise<void> {
    if (!fitsIntoMail(file)) throw new Error(`${file} is larger than ${String(attachmentLimit)} bytes.`);
    await this.#post({ to: customer.email, text: 'Your statement is attached.', attachment: file });
  }

  async #post(message: Readonly<Record<string, string>>): Promise<void> {
    await fetchWithDeadline(this.relayUrl, { method: 'POST', body: JSON.stringify(message) });
  }
}

function fitsIntoMail(file: string): boolean {
  return statSync(file).size <= attachmentLimit;
}
