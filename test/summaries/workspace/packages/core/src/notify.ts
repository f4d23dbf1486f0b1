import { postJson } from '@quay/util';

/** The signal is taken and not passed on. */
export async function notify(address: string, text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await postJson(address, { text });
}

export function notifyLater(address: string, text: string): void {
  postJson(address, { text });
}
