export async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  return response.json();
}

export async function postJson(url: string, body: unknown, signal?: AbortSignal): Promise<void> {
  await fetch(url, { method: 'POST', body: JSON.stringify(body), ...(signal ? { signal } : {}) });
}
