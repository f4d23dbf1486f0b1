// Copies the pages' static files next to the bundle.
import { cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';

const source = new URL('../src/web/', import.meta.url);
const target = new URL('../public/', import.meta.url);

mkdirSync(target, { recursive: true });
const manifest = {};
for (const name of readdirSync(source)) {
  if (!name.endsWith('.css') && !name.endsWith('.html')) continue;
  cpSync(new URL(name, source), new URL(name, target));
  manifest[name] = statSync(new URL(name, target)).size;
}
writeFileSync(new URL('manifest.json', target), JSON.stringify(manifest, null, 2));
