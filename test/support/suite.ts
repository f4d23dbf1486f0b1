/**
 * Makes tests of Markdown suites: every fixture runs with types and without, and every fix is applied, parsed,
 * type-checked and linted again.
 * What a fixture means is decided in fixture.ts, what counts as equal in match.ts.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync, type Loader } from 'esbuild';
import { beforeAll, describe, test } from 'vitest';
import type { FixOutcome } from '../../server/engine/lint/finding.ts';
import { loadFolders, type LoadedFolder } from './check.ts';
import { parsePage, parseSuite, type ExpectedFix, type Fixture } from './fixture.ts';
import { applyEdits, listReported, renderLines, type Reported } from './match.ts';
import { findStyleProblem } from './messages.ts';
import { repository } from './project.ts';
import { findAdded, listTypeErrors } from './typeErrors.ts';
import { checkFixed, judge } from './verdict.ts';

interface Suite { readonly path: string; readonly ruleId: string; readonly fixtures: readonly Fixture[] }

/** A fixture with what the compiler holds for it: the code as written, and after each fix. */
interface Prepared { readonly fixture: Fixture; readonly before: LoadedFolder; readonly after: ReadonlyMap<string, Fixed> }

/** The code after a fix, and the type errors it has that the code before had not. */
interface Fixed { readonly folder: LoadedFolder; readonly newErrors: readonly string[] }

/** Defines the tests of the given Markdown files (relative to the repository). All share one compiler. */
export function describeSuites(files: readonly string[], kind: 'suite' | 'page'): void {
  const suites = files.map((file): Suite => {
    const markdown = readFileSync(path.join(repository, file), 'utf8');
    return { path: file, ruleId: path.basename(file, '.md'), fixtures: kind === 'suite' ? parseSuite(file, markdown) : parsePage(file, markdown) };
  });
  const prepared = new Map<Fixture, Prepared>();
  beforeAll(async () => {
    for (const one of await prepareAll(suites.flatMap((suite) => suite.fixtures))) prepared.set(one.fixture, one);
  }, 60_000);

  for (const suite of suites) {
    describe(suite.path, () => {
      for (const fixture of suite.fixtures) defineTests(suite, fixture, () => prepared.get(fixture));
    });
  }
}

async function prepareAll(fixtures: readonly Fixture[]): Promise<Prepared[]> {
  const groups: Map<string, string>[] = [];
  const slots = fixtures.map((fixture) => {
    const texts = new Map(fixture.files.map((file) => [file.name, file.text]));
    const before = groups.push(texts) - 1;
    const after = groupByTitle(fixture.fixes).map(([title, fixes]) => {
      const fixed = new Map([...texts, ...fixes.map((fix): [string, string] => [fix.file, fix.text])]);
      return { title, slot: groups.push(fixed) - 1 };
    });
    return { fixture, before, after };
  });
  const withFixes = slots.filter(({ after }) => after.length > 0).flatMap(({ before, after }) => [before, ...after.map(({ slot }) => slot)]);
  const [loaded, errors] = await Promise.all([loadFolders(groups), withFixes.length === 0 ? [] : listTypeErrors(withFixes.map((slot) => getAt(groups, slot)))]);
  const getErrors = (slot: number): readonly string[] => getAt(errors, withFixes.indexOf(slot));
  return slots.map(({ fixture, before, after }) => ({
    fixture, before: getAt(loaded, before),
    after: new Map(after.map(({ title, slot }) => [title, { folder: getAt(loaded, slot), newErrors: findAdded(getErrors(before), getErrors(slot)) }])),
  }));
}

function getAt<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`There is no entry ${index} in a list of ${list.length}.`);
  return found;
}

function groupByTitle(fixes: readonly ExpectedFix[]): [string, ExpectedFix[]][] {
  return [...new Set(fixes.map((fix) => fix.title))].map((title) => [title, fixes.filter((fix) => fix.title === title)]);
}

function defineTests(suite: Suite, fixture: Fixture, find: () => Prepared | undefined): void {
  const getPrepared = (): Prepared => find() ?? fail(suite, fixture, 'The fixtures were not loaded; see the first error of this file.');
  for (const types of [true, false]) {
    test(`${fixture.name} [${types ? 'types' : 'no types'}]`, async () => {
      const { before } = getPrepared();
      const problem = judge(suite, fixture, (await run(before, fixture, types)).reported, types);
      if (problem !== undefined) fail(suite, fixture, problem);
    });
  }
  for (const [title, fixes] of groupByTitle(fixture.fixes)) {
    test(`${fixture.name} [fix ${title}]`, async () => {
      const { before, after } = getPrepared();
      const { reported: findings, made } = await run(before, fixture, true, title);
      const fixed = after.get(title) ?? fail(suite, fixture, 'The fixed text was not loaded.');
      const problem = checkEdits(fixture, before, findings, made, title, fixes) ?? checkTypes(fixed, title) ?? checkFixed(findings, (await run(fixed.folder, fixture, true)).reported, title);
      if (problem !== undefined) fail(suite, fixture, problem);
    });
  }
}

async function run(folder: LoadedFolder, fixture: Fixture, types: boolean, fix?: string): Promise<{ reported: Reported[]; made: FixOutcome | undefined }> {
  const { report, made } = await folder.check({ types, ...(fix !== undefined && { fix }), ...(fixture.settings && { settings: fixture.settings }), ...(fixture.package && { package: fixture.package }) });
  if (!report.complete) throw new Error('The report is not complete although refine() resolved.');
  const [problem] = report.problems;
  if (problem !== undefined) throw new Error(`The engine reported a problem: ${problem.message}${problem.file === undefined ? '' : ` (${problem.file})`}`);
  const reported = listReported(report, folder.folder);
  for (const one of reported) {
    const style = findStyleProblem(one.message);
    if (style !== undefined) throw new Error(`${one.ruleId}: ${style}`);
  }
  return { reported, made };
}

function checkEdits(fixture: Fixture, before: LoadedFolder, findings: readonly Reported[], made: FixOutcome | undefined, title: string, fixes: readonly ExpectedFix[]): string | undefined {
  if (made === undefined) {
    const offered = findings.flatMap((one) => one.fixes.map((each) => `  ${each.title} (${one.ruleId} at ${one.range.start.line}:${one.range.start.column})`));
    return `No finding offers the fix "${title}".\n${offered.length > 0 ? `Offered are:\n${offered.join('\n')}` : 'No fix is offered at all.'}`;
  }
  if ('refused' in made) return `The fix "${title}" is refused: ${made.refused}.`;
  const all = [...made.edits, ...made.created.map(({ file, text }) => ({ file, start: 0, end: 0, newText: text }))];
  const edits = all.map((edit) => ({ ...edit, file: edit.file.startsWith(`${before.folder}/`) ? edit.file.slice(before.folder.length + 1) : edit.file }));
  const texts = applyEdits(before.files, edits);
  for (const [file, text] of texts) {
    const expected = fixes.find((each) => each.file === file)?.text ?? before.files.get(file);
    if (expected === text) continue;
    return expected === undefined ? `The fix "${title}" also writes ${file}, which has no fix fence:\n${text}` : `The fix "${title}" gives another ${file} than the fence says.\n${renderLines(expected, text)}`;
  }
  for (const { file, text } of fixes) {
    if (!texts.has(file)) return `The fix fence names ${file}, which the fix does not write.`;
    const syntaxError = findSyntaxError(file, text);
    if (syntaxError !== undefined) return `After the fix "${title}", ${file} does not parse: ${syntaxError}`;
  }
  return edits.length > 0 || fixture.files.length === 0 ? undefined : `The fix "${title}" has no edits.`;
}

function checkTypes({ newErrors }: Fixed, title: string): string | undefined {
  return newErrors.length === 0 ? undefined : `After the fix "${title}" there are type errors that were not there before:\n${newErrors.map((error) => `  ${error}`).join('\n')}`;
}

function findSyntaxError(file: string, text: string): string | undefined {
  const loader: Loader = /\.[mc]?ts$/.test(file) ? 'ts' : file.endsWith('.tsx') ? 'tsx' : /\.[mc]?js$/.test(file) ? 'jsx' : file.endsWith('.jsx') ? 'jsx' : 'text';
  try {
    transformSync(text, { loader, logLevel: 'silent' });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Fails the test at the fixture's heading, not at a line of this file. */
function fail(suite: Suite, fixture: Fixture, message: string): never {
  const error = new Error(message);
  error.stack = `Error: ${message}\n    at ${path.join(repository, suite.path)}:${fixture.line}:1`;
  throw error;
}
