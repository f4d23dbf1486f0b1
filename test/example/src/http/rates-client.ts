// Exchange rates from the bank's API. Rates are kept for ten minutes.
import axios from 'axios';

const maxAgeMs = 600_000;

export interface Rates {
  readonly base: string;
  readonly values: Readonly<Record<string, number>>;
}

export class RatesClient {
  #rates: Rates | undefined;
  #fetchedAt = 0;
  readonly #history;

  constructor(private readonly baseUrl: string) {
    this.#history = axios.create({ baseURL: `${baseUrl}/history`, timeout: 4_000 });
  }

  async getRates(): Promise<Rates> {
    if (this.#rates === undefined) return await this.refresh();
    if (Date.now() - this.#fetchedAt > maxAgeMs) this.refresh();
    return this.#rates;
  }

  async refresh(): Promise<Rates> {
    const response = await axios.get(`${this.baseUrl}/latest`, { headers: { accept: 'application/json' } });
    const rates = response.data as Rates;
    this.#rates = rates;
    this.#fetchedAt = Date.now();
    return rates;
  }

  async getRatesOn(day: string): Promise<Rates> {
    const response = await this.#history.get(`/${day}`);
    return response.data as Rates;
  }
}
