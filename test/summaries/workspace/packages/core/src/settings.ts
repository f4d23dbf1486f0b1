import { readConfig } from '@quay/util';

export async function loadSettings(): Promise<Record<string, string>> {
  return readConfig('settings.json');
}
