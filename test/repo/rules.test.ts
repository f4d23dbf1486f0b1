/** A rule is a file, a page and a suite of tests, and the three agree. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { toExportName } from '../../scripts/generate.ts';
import { directiveRuleIds } from '../../server/host/schema.ts';
import { parsePage, parseSuite } from '../support/fixture.ts';
import { findStyleProblem } from '../support/messages.ts';
import { files, getText } from './checkout.ts';

const listNames = (pattern: RegExp): string[] => files.filter((file) => pattern.test(file));
const pages = listNames(/^rules\/[^/]+\/[^/]+\.md$/);
const toId = (file: string): string => path.basename(file).replace(/\.(ts|md)$/, '');

describe('every rule', () => {
  test('has a file, a page beside it and a suite of tests', () => {
    const wrong = listNames(/^rules\/[^/]+\/[^/]+\.ts$/).flatMap((file) => [
      ...[file.replace(/\.ts$/, '.md'), `test/rules/${toId(file)}.md`].filter((other) => !files.includes(other)).map((other) => `${other} is missing`),
      ...(getText(file).includes(`export const ${toExportName(toId(file))} = defineRule({`) ? [] : [`${file} does not export ${toExportName(toId(file))}`]),
    ]);
    expect(wrong).toEqual([]);
  });

  test('has the id and the family of its path', () => {
    const paths = rules.map((rule) => `rules/${rule.family}/${rule.id}.ts`).sort();
    expect(paths).toEqual(listNames(/^rules\/[^/]+\/[^/]+\.ts$/));
  });

  test('every page and every suite belongs to a rule, or to what the engine reports itself', () => {
    const own = new Set<string>([...rules.map((rule) => rule.id), ...directiveRuleIds]);
    expect(pages.filter((page) => !own.has(toId(page)))).toEqual([]);
    // Suppressions have one suite for both of their rules.
    expect(listNames(/^test\/rules\/.*\.md$/).filter((suite) => !own.has(toId(suite)) && suite !== 'test/rules/suppressions.md')).toEqual([]);
  });

  test.each(pages)('%s: title, description, Reported, Fine and when to disable it', (page) => {
    const text = getText(page);
    expect(text).toMatch(new RegExp(`^# ${toId(page)}\n\n[A-Z\`]`));
    const verdicts = parsePage(page, text).map((example) => example.verdict);
    expect(verdicts).toContain('reported');
    expect(verdicts).toContain('fine');
    expect(text).toMatch(/^## When to disable it$/m);
  });

  test.each(listNames(/^test\/rules\/.*\.md$/).filter((file) => rules.some((rule) => rule.id === toId(file))))('%s marks a finding of the rule and has a section without', (suite) => {
    const counts = parseSuite(suite, getText(suite)).map((fixture) => fixture.files.flatMap((file) => file.expectations).filter((one) => one.ruleId === toId(suite)).length);
    expect(counts.some((count) => count > 0)).toBe(true);
    expect(counts.some((count) => count === 0)).toBe(true);
  });
});

describe('messages', () => {
  test.each([
    ['a plain statement', '`readFileSync` blocks every request while it reads', undefined],
    ['advice at the end', '`readFileSync` blocks; use readFile instead', 'advice'],
    ['advice at the start', 'Consider awaiting `save`', 'advice'],
    ['a full stop', '`save` is lost.', 'full stop'],
    ['a long first line', `\`${'x'.repeat(90)}\` blocks`, '90'],
    ['a long second line', `short\n${'x'.repeat(200)}`, undefined],
  ])('%s', (_, message, problem) => {
    const found = findStyleProblem(message);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});
