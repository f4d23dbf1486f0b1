export * from './blobs.js';
export type { Store } from './store.js';
export { DiskStore } from './disk-store.js';
