// Talks to the carrier that moves our containers: tracking, and waiting for a departure.
import { setTimeout as sleep } from 'node:timers/promises';
import { fetchWithDeadline, getJson } from './fetch-with-deadline.js';

export interface TrackingState {
  readonly container: string;
  readonly position: string;
  readonly departed: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export class CarrierClient {
  constructor(private readonly baseUrl: string) {}

  async track(container: string, signal: AbortSignal): Promise<TrackingState> {
    signal.throwIfAborted();
    const response = await fetch(`${this.baseUrl}/containers/${container}`);
    return (await response.json()) as TrackingState;
  }

  async getSchedule(port: string, signal: AbortSignal): Promise<string[]> {
    return await getJson<string[]>(`${this.baseUrl}/ports/${port}/schedule`, signal);
  }

  async getBerths(port: string, signal: AbortSignal): Promise<string[]> {
    if (signal.aborted) return [];
    return await getJson<string[]>(`${this.baseUrl}/ports/${port}/berths`);
  }

  async waitForDeparture(container: string, signal: AbortSignal): Promise<TrackingState> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const state = await this.track(container, signal);
      if (state.departed) return state;
      await sleep(15_000);
    }
    throw new Error(`Container ${container} has not departed after five minutes.`);
  }

  /** Holds a slot while `work` runs. The release must go out even when the caller has given up. */
  async withSlot<T>(port: string, options: CallOptions, work: () => Promise<T>): Promise<T> {
    await fetchWithDeadline(`${this.baseUrl}/ports/${port}/slots`, { method: 'POST', ...options });
    try {
      return await work();
    } finally {
      await fetchWithDeadline(`${this.baseUrl}/ports/${port}/slots`, { method: 'DELETE' });
    }
  }
}
