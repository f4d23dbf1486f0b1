/**
 * Decides whether a run of a fixture is what the fixture says. Pure, like match.ts, which does the comparing of single findings.
 */
import type { Fixture } from './fixture.ts';
import { findDifference, renderDifference, type Reported } from './match.ts';

/** The rule whose findings are echoes of other rules' findings; see ARCHITECTURE.md. */
const echoRule = 'transitive-blocking-call';

/** What is wrong with a run, ready to print; undefined when it is as the fixture says. */
export function judge(suite: { readonly ruleId: string }, fixture: Fixture, all: readonly Reported[], types: boolean): string | undefined {
  const mayBeLess = !types && fixture.isTypesRequired;
  const head = types ? 'With types:' : 'Without types (no node_modules, no checker):';
  if (fixture.verdict !== 'markers') {
    const echoed = new Set(all.filter((one) => one.isEcho).map((one) => one.id));
    const isOwn = (one: Reported): boolean => one.ruleId === suite.ruleId || (suite.ruleId === echoRule && echoed.has(one.id));
    const reported = all.filter((one) => !one.isEcho || suite.ruleId === echoRule);
    const unexpected = reported.filter((one) => fixture.verdict === 'fine' || !isOwn(one));
    if (unexpected.length > 0) return `${head}\n${renderDifference(fixture.files, { missing: [], unexpected })}`;
    const found = reported.some((one) => one.ruleId === suite.ruleId);
    if (fixture.verdict === 'reported' && !found && !mayBeLess) return `${head}\n${suite.ruleId} reports nothing in this example of its page.\n\n${fixture.files.map((file) => file.text).join('\n')}`;
    return undefined;
  }
  // Echoes repeat a finding elsewhere; only fixtures about echoes want to spell them out.
  const hasEchoes = suite.ruleId === echoRule || fixture.files.some((file) => file.expectations.some((one) => one.ruleId === echoRule));
  // Saying less without types includes being less sure.
  const files = mayBeLess
    ? fixture.files.map((file) => ({ ...file, expectations: file.expectations.map(({ severity: _severity, confidence: _confidence, ...rest }) => rest) }))
    : fixture.files;
  const difference = findDifference(files, all.filter((one) => hasEchoes || !one.isEcho));
  const missing = mayBeLess ? [] : difference.missing;
  if (missing.length + difference.unexpected.length === 0) return undefined;
  return `${head}\n${renderDifference(files, { missing, unexpected: difference.unexpected })}`;
}

/** The finding that offered the fix must be gone, and no rule may find more than before. */
export function checkFixed(before: readonly Reported[], after: readonly Reported[], title: string): string | undefined {
  const count = (list: readonly Reported[], ruleId: string): number => list.filter((one) => one.ruleId === ruleId && !one.isEcho).length;
  const fixedRule = before.find((one) => one.fixes.some((fix) => fix.title === title))?.ruleId;
  if (fixedRule !== undefined && count(after, fixedRule) >= count(before, fixedRule)) return `After the fix "${title}", ${fixedRule} still reports as much as before.`;
  const more = after.find((one) => !one.isEcho && count(after, one.ruleId) > count(before, one.ruleId));
  return more === undefined ? undefined : `The fix "${title}" adds a finding: ${more.ruleId} at ${more.file}:${more.range.start.line}:${more.range.start.column}: ${more.message}`;
}
