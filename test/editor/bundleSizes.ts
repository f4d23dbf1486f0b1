/**
 * How large the bundles of the packed extension are, against the budgets in sizes.json. What loads a bundle is counted with it: an
 * entry and every chunk it imports statically, because that is what has to be read before it does anything.
 */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../scripts/editorHost/install.ts';

interface Budget { readonly kilobytes: number; readonly reason: string }

/** Kilobytes of 1,024 bytes by name, rounded up, for every bundle with a budget; `vsix` is the packed extension without its compiler. */
export function getBundleSizes(extensionFolder: string, packedBytes: number): Readonly<Record<string, number>> {
  const toKilobytes = (bytes: number): number => Math.ceil(bytes / 1024);
  const dist = join(extensionFolder, 'dist');
  return Object.fromEntries(Object.keys(readBudgets()).map((name) => [name, toKilobytes(name === 'vsix' ? packedBytes : getLoaded(dist, name))]));
}

/** @throws AssertionError naming each bundle that is over its budget, and each budget with so much room that it guards nothing. */
export function checkBundleSizes(sizes: Readonly<Record<string, number>>): void {
  const wrong = Object.entries(readBudgets()).flatMap(([name, { kilobytes }]) => {
    const size = sizes[name] ?? 0;
    if (size > kilobytes) return [`${name} has ${size} KB, ${kilobytes} KB are allowed: see what it imports now, or raise the budget in test/editor/sizes.json with the reason`];
    return size < kilobytes * 0.6 ? [`${name} has ${size} KB, and ${kilobytes} KB are allowed: lower the budget in test/editor/sizes.json`] : [];
  });
  assert.deepEqual(wrong, []);
}

function readBudgets(): Readonly<Record<string, Budget>> {
  return JSON.parse(readFileSync(join(repositoryFolder, 'test/editor/sizes.json'), 'utf8')) as Record<string, Budget>;
}

function getLoaded(dist: string, entry: string): number {
  const loaded = new Set([entry]);
  for (const name of loaded) {
    if (!/\.c?js$/.test(name)) continue;
    // esbuild writes static imports at the beginning of a line, dynamic ones inside an expression.
    for (const [, chunk = ''] of readFileSync(join(dist, name), 'utf8').matchAll(/^(?:import|export)\b[^;]*?["']\.\/([\w-]+\.js)["'];$/gm)) loaded.add(chunk);
  }
  return [...loaded].reduce((sum, name) => sum + statSync(join(dist, name)).size, 0);
}
