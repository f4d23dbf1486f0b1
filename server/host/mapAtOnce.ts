/**
 * `map` for work that waits, with a bound on how much of it is under way: a package with a thousand dependencies must not open a
 * thousand files.
 */

/** Results in the order of the items, at most `limit` at once. The first rejection rejects, and no further item is started. */
export async function mapAtOnce<Item, Result>(items: readonly Item[], limit: number, work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const runLane = async (): Promise<void> => {
    // The lanes share one iterator, so each item is taken once.
    for (const [index, item] of waiting) {
      if (hasFailed) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, runLane));
  return results;
}
