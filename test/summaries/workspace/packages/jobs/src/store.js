import { DiskStore } from '@quay/storage';

export function createStore() {
  return new DiskStore('jobs');
}
