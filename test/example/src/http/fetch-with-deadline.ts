// fetch with a deadline of ours and the caller's signal, whichever comes first.
const defaultDeadline = 5_000;

export interface DeadlineInit extends RequestInit {
  readonly deadlineMs?: number;
}

export async function fetchWithDeadline(url: string | URL, init: DeadlineInit = {}): Promise<Response> {
  const { deadlineMs = defaultDeadline, signal, ...rest } = init;
  const deadline = AbortSignal.timeout(deadlineMs);
  return await fetch(url, { ...rest, signal: signal ? AbortSignal.any([signal, deadline]) : deadline });
}

/** Reads JSON from `url`; rejects on any status but 2xx. */
export async function getJson<T>(url: string | URL, signal?: AbortSignal): Promise<T> {
  const response = await fetchWithDeadline(url, { headers: { accept: 'application/json' }, signal: signal ?? null });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${String(url)} answered ${String(response.status)}`);
  }
  return (await response.json()) as T;
}
