/**
 * What the check of packages is given and what it wrote: versions, examples of patterns, names that no types declare and why. Read from the JSON
 * files of this folder; nothing is looked up here.
 */
import { readFileSync } from 'node:fs';
import { repository } from '../support/project.ts';

export interface Fixtures {
  /** Exact versions of the packages whose rows are checked, and of older ones where rows depend on the version. */
  readonly current: Readonly<Record<string, string>>;
  readonly older: Readonly<Record<string, string>>;
  /** Versions to install for dependencies of theirs. */
  readonly overrides: Readonly<Record<string, string>>;
  /** For each pattern, names it is meant to match. */
  readonly examples: Readonly<Record<string, readonly string[]>>;
  /** Expressions for objects of types that a package does not export (`m`, `d`, `e`: its namespace, its default export, what `require` gives). */
  readonly instances: Readonly<Record<string, string>>;
  /** Names that cannot be verified, with the reason. */
  readonly unverified: Readonly<Record<string, string>>;
  /** Packages whose typings call some names otherwise, so that only the name in the source leads to the row, with the reason. */
  readonly called: Readonly<Record<string, string>>;
  /** Names whose rows the types seem to contradict although they are right, with the reason. */
  readonly doubts: Readonly<Record<string, string>>;
}

/** Verified names by package and version. */
export type Verified = Readonly<Record<string, readonly string[]>>;

export function readFixtures(): Fixtures {
  const { packages, older, overrides, examples, instances, called, doubts } = readJson('packages.json') as Record<string, never>;
  const reasons = readJson('unverified.json') as Readonly<Record<string, readonly string[]>>;
  const unverified = Object.fromEntries(Object.entries(reasons).flatMap(([reason, names]) => names.map((name) => [name, reason])));
  return { current: packages!, older: older!, overrides: overrides!, examples: examples!, instances: instances!, called: called!, doubts: doubts!, unverified };
}

export function readVerified(): Verified {
  return readJson('verified.json') as Verified;
}

/** `@scope/name` or `name`, without the path inside the package. */
export function getPackageOf(name: string): string {
  return name.slice(0, name.indexOf('#')).split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/');
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(`${repository}/test/models/${name}`, 'utf8'));
}
