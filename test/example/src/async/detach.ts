// The only place where a promise is let go on purpose: its failure is reported under a name, and shutdown can wait for it.
const inFlight = new Set<Promise<void>>();

export function detach(task: Promise<unknown>, name: string): void {
  const settled = task.then(
    () => undefined,
    (error: unknown) => { console.error(`${name} failed`, error); },
  );
  const tracked = settled.finally(() => { inFlight.delete(tracked); });
  inFlight.add(tracked);
}

/** Waits for everything handed to {@link detach}. */
export async function drain(): Promise<void> {
  while (inFlight.size > 0) await Promise.all([...inFlight]);
}
