import { rmSync } from 'node:fs';

export function cleanUp(): void {
  rmSync('tmp', { recursive: true, force: true });
}
