export type Visit<Item> = (item: Item) => void;

export function each<Item>(items: readonly Item[], visit: Visit<Item>): void {
  for (const item of items) visit(item);
}
