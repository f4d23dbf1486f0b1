/**
 * Says which rows that packages ship about themselves are not used because a built-in row speaks of the same API: nothing is overridden, and nothing
 * is passed over, in silence.
 */
import { findBuiltIn } from './models/lookup.ts';
import type { PackageInfo, Problem } from './report.ts';

const mostNames = 3;

/** One notice for each package with such rows. */
export function listIgnoredModels(packages: readonly PackageInfo[]): readonly Problem[] {
  const noticed = new Map<string, Problem>();
  for (const models of packages.flatMap((info) => info.models ?? [])) {
    const names = Object.keys(models.rows).filter((name) => findBuiltIn(name) !== undefined).map((name) => name.slice(name.indexOf('#') + 1));
    if (names.length === 0) continue;
    const shown = names.slice(0, mostNames).map((name) => `\`${name}\``).join(', ');
    noticed.set(models.file, {
      file: models.file,
      message: `loopwise.models.json of ${models.package}: ${names.length === 1 ? '1 row is' : `${names.length} rows are`} not used, because Loopwise knows ${shown}${names.length > mostNames ? ' and others' : ''} itself. Write them under "apis.rows" in your configuration to use them.`,
    });
  }
  return [...noticed.values()];
}
