import { fetchAll, type Store, touch } from '@quay/storage';
import { each, readTemplate } from '@quay/util';

export class Orders {
  constructor(private readonly store: Store) {}

  page(id: string): string {
    return readTemplate('order').replace('{}', this.store.load(id));
  }

  async parts(ids: string[]): Promise<unknown[]> {
    return fetchAll(ids);
  }

  touchAll(ids: string[]): void {
    each(ids, async (id) => {
      await touch(id);
    });
  }
}
