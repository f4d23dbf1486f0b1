// Sends events to the addresses our customers registered.
import { createHmac } from 'node:crypto';
import { fetchWithDeadline } from '../http/fetch-with-deadline.js';

export interface WebhookEvent {
  readonly type: string;
  readonly orderId: string;
}

export class WebhookClient {
  constructor(private readonly secret: string) {}

  async send(url: string, event: WebhookEvent): Promise<void> {
    const body = JSON.stringify(event);
    const response = await fetch(url, { method: 'POST', headers: this.#sign(body), body });
    if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
  }

  /** Asks a receiver whether it is reachable before it is stored. */
  async probe(url: string): Promise<boolean> {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(2_000) });
    return response.ok;
  }

  async verify(url: string, challenge: string, signal: AbortSignal): Promise<boolean> {
    const body = JSON.stringify({ challenge });
    const response = await fetchWithDeadline(url, { method: 'POST', headers: this.#sign(body), body, signal });
    return (await response.text()) === challenge;
  }

  #sign(body: string): Record<string, string> {
    const signature = createHmac('sha256', this.secret).update(body).digest('hex');
    return { 'content-type': 'application/json', 'x-harbour-signature': signature };
  }
}
