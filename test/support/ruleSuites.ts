/** Which Markdown suites of test/rules belong to which family, so that families run beside each other and no suite is left out. */
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { rules } from '../../rules/index.ts';
import { describeSuites } from './suite.ts';
import { repository } from './project.ts';

/** The families that are large enough for a test file of their own. */
const families = ['blocking', 'fan-out', 'fire-and-forget', 'timeout'] as const;

/** Defines the tests of the suites of one family; `others` takes the suites that belong to none of {@link families}. */
export function describeFamily(family: (typeof families)[number] | 'others'): void {
  const suites = globSync('test/rules/**/*.md', { cwd: repository }).sort();
  describeSuites(suites.filter((suite) => (families.find((each) => each === familyOf(suite)) ?? 'others') === family), 'suite');
}

function familyOf(suite: string): string | undefined {
  return rules.find((rule) => rule.id === path.basename(suite, '.md'))?.family;
}
