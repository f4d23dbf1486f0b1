import { readFileSync } from 'node:fs';

/** Used at start-up by everyone. */
export async function readConfig(path: string): Promise<Record<string, string>> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
}

export function readTemplate(name: string): string {
  return readFileSync(`templates/${name}.html`, 'utf8');
}
