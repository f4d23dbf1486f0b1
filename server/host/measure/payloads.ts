/**
 * The payloads whose copying is measured: many small objects, as an API or a query returns them, a long text, and bytes.
 */

/** About 0.75 MB as JSON. */
export function makeObjects(count = 10_000): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({ id: index, name: `item ${index}`, price: index * 1.25, tags: ['new', 'sale'], isAvailable: index % 2 === 0 }));
}

/** Flat memory, not a tree of joined pieces, which the first copy would pay for flattening. */
export function makeText(kb: number): string {
  return Buffer.alloc(kb * 1024, 'The quick brown fox jumps over the lazy dog. ').toString('latin1');
}

export function makeBytes(kb: number): Uint8Array {
  return new Uint8Array(kb * 1024).fill(7);
}
