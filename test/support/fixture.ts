/**
 * Reads a Markdown suite into fixtures: headings name tests, fences are files, marker comments below the code are
 * expectations. It only reads text; running the engine and comparing is the business of check.ts and match.ts.
 */
import path from 'node:path';
import type { Confidence, Severity } from '../../server/engine/lint/finding.ts';

/** One marker comment: a finding that must be there. Lines and columns are 1-based UTF-16, in the text without markers. */
export interface Expectation {
  readonly line: number;
  readonly startColumn: number;
  /** Exclusive. Compared only when the finding ends on the line it starts on. */
  readonly endColumn: number;
  readonly ruleId: string;
  /** Part of the finding's message; absent when the marker gives none. */
  readonly message?: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Labels from root to sink. `…` alone stands for any hops, inside a label for any text. */
  readonly trace?: readonly string[];
}

export interface FixtureFile {
  /** Relative to the fixture's folder, `/` separators. */
  readonly name: string;
  /** The code, markers taken out. */
  readonly text: string;
  readonly expectations: readonly Expectation[];
}

/** The text a file must have after one fix, by the fix's title. Several with one title are the files one fix changes. */
export interface ExpectedFix {
  readonly title: string;
  readonly file: string;
  readonly text: string;
}

/** What a stage of the engine must say about a section's files, as text. */
export interface Golden {
  /** The words after the fence's language. */
  readonly words: readonly string[];
  readonly text: string;
}

/** What a section asserts: its markers exactly, or (rule pages) that the rule reports, or that nothing does. */
export type Verdict = 'markers' | 'reported' | 'fine';

export interface Fixture {
  /** Headings from the outermost below the title to this one, joined with ` › `. */
  readonly name: string;
  /** 1-based line of the section's heading in the Markdown file. */
  readonly line: number;
  readonly verdict: Verdict;
  /** The prose says `Types: required.`: without types fewer findings are accepted, never others. */
  readonly isTypesRequired: boolean;
  /** `FP:` and `FN:` sections assert today's wrong result. */
  readonly known?: 'FP' | 'FN';
  readonly files: readonly FixtureFile[];
  readonly fixes: readonly ExpectedFix[];
  /** Fences of the languages that {@link parseSuite} was told to take as goldens. */
  readonly goldens: readonly Golden[];
  /** Contents of the `json settings` fence, in the shape of loopwise.config.jsonc. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Contents of the `json package` fence. */
  readonly package?: Readonly<Record<string, unknown>>;
}

/** A suite that cannot be read, with the line to look at. */
export class FixtureError extends Error {
  constructor(suite: string, line: number, what: string) { super(`${suite}:${line}: ${what}`); }
}

const codeLanguages = new Set(['ts', 'tsx', 'js', 'jsx', 'mts', 'cts', 'mjs', 'cjs']);
const proseLanguages = new Set(['', 'text', 'console', 'sh', 'jsonc', 'diff', 'md', 'markdown']);

interface Fence { readonly info: string; readonly body: readonly string[]; readonly line: number }
interface Section { readonly headings: readonly string[]; readonly depth: number; readonly line: number; readonly prose: string[]; readonly fences: Fence[] }

/**
 * Parses a test suite (test/rules/*.md). `suite` is the path shown in errors, `stage` the language of golden fences; without one there are none.
 * Throws {@link FixtureError} for anything it does not understand: a typo must not turn into a test that passes.
 */
export function parseSuite(suite: string, markdown: string, stage?: string): Fixture[] {
  const inherited: { depth: number; settings?: Record<string, unknown>; package?: Record<string, unknown> }[] = [];
  const fixtures: Fixture[] = [];
  for (const section of splitSections(suite, markdown)) {
    while ((inherited.at(-1)?.depth ?? -1) >= section.depth) inherited.pop();
    const fixture = toFixture(suite, section, section.fences, 'markers', Object.assign({}, ...inherited), stage);
    if (fixture.files.length > 0) fixtures.push(fixture);
    else inherited.push({ depth: section.depth, ...(fixture.settings && { settings: fixture.settings }), ...(fixture.package && { package: fixture.package }) });
  }
  const names = new Set<string>();
  for (const { name, line } of fixtures) {
    if (names.has(name)) throw new FixtureError(suite, line, `two sections are called "${name}"; give one another heading`);
    names.add(name);
  }
  return fixtures;
}

/**
 * Parses a rule's page (rules/<family>/<rule-id>.md): each example under `Reported` and `Fine` becomes a fixture, fences elsewhere are prose.
 * Fences with `file=` under one heading form one example together; a fence without stands alone.
 */
export function parsePage(page: string, markdown: string): Fixture[] {
  const fixtures: Fixture[] = [];
  for (const section of splitSections(page, markdown)) {
    const verdict = section.headings.includes('Reported') ? 'reported' : section.headings.includes('Fine') ? 'fine' : undefined;
    if (verdict === undefined) continue;
    const isCode = (fence: Fence): boolean => codeLanguages.has(fence.info.split(/\s+/)[0] ?? '');
    const isNamed = (fence: Fence): boolean => isCode(fence) && / file=/.test(fence.info);
    const shared = section.fences.filter((fence) => !isCode(fence));
    const examples = section.fences.filter((fence) => isCode(fence) && !isNamed(fence)).map((fence) => [fence]);
    const named = section.fences.filter(isNamed);
    if (named.length > 0) examples.push(named);
    examples.forEach((fences, index) => {
      const fixture = toFixture(page, section, [...shared, ...fences], verdict, {});
      fixtures.push({ ...fixture, name: examples.length > 1 ? `${fixture.name} (${index + 1})` : fixture.name });
    });
  }
  return fixtures;
}

function splitSections(suite: string, markdown: string): Section[] {
  const lines = markdown.split(/\r?\n/);
  const sections: Section[] = [{ headings: [], depth: 0, line: 1, prose: [], fences: [] }];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const section = sections.at(-1);
    const heading = /^(#+)\s+(.*?)\s*$/.exec(line);
    const opening = /^(`{3,})\s*(.*?)\s*$/.exec(line);
    if (heading?.[1] !== undefined && heading[2] !== undefined) {
      const depth = heading[1].length;
      const parents = sections.filter((other) => other.depth > 0 && other.depth < depth);
      const parent = parents.findLast((other) => !sections.slice(sections.indexOf(other) + 1).some((later) => later.depth <= other.depth));
      sections.push({ headings: [...(parent?.headings ?? []), ...(depth === 1 ? [] : [heading[2]])], depth, line: index + 1, prose: [], fences: [] });
    } else if (opening?.[1] !== undefined && section !== undefined) {
      const close = lines.findIndex((other, at) => at > index && other.startsWith(opening[1] ?? '```') && /^`+\s*$/.test(other));
      if (close < 0) throw new FixtureError(suite, index + 1, 'this fence is never closed');
      section.fences.push({ info: opening[2] ?? '', body: lines.slice(index + 1, close), line: index + 1 });
      index = close;
    } else section?.prose.push(line);
  }
  return sections;
}

function toFixture(suite: string, section: Section, fences: readonly Fence[], verdict: Verdict, inherited: Pick<Fixture, 'settings' | 'package'>, stage?: string): Fixture {
  const bodies = new Map<string, { text: string; line: number }[]>();
  const fixes: { title: string; file: string | undefined; text: string; line: number }[] = [];
  const goldens: Golden[] = [];
  let settings = inherited.settings;
  let manifest = inherited.package;
  for (const fence of fences) {
    const [language = '', ...words] = fence.info.split(/\s+/);
    const file = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    const rest = words.filter((word) => !word.startsWith('file='));
    const text = fence.body.map((line) => `${line}\n`).join('');
    const fail = (what: string): never => { throw new FixtureError(suite, fence.line, what); };
    if (language === stage) goldens.push({ words: words.filter((word) => word !== ''), text });
    else if (language === 'fix') {
      if (rest.length === 0) fail('a fix fence needs the title of the fix: ```fix Await this call');
      fixes.push({ title: rest.join(' '), file, text, line: fence.line });
    } else if (language === 'json' && rest.length === 1 && rest[0] === 'settings') settings = parseObject(suite, fence);
    else if (language === 'json' && rest.length === 1 && rest[0] === 'package') manifest = parseObject(suite, fence);
    else if (rest.length > 0) fail(`"${rest.join(' ')}" means nothing here; known are \`file=name\`, \`json settings\`, \`json package\`, \`fix title\``);
    else if (codeLanguages.has(language) || file !== undefined) {
      const name = file ?? `main.${language}`;
      if (path.posix.isAbsolute(name) || path.posix.normalize(name) !== name || name.startsWith('..')) fail(`file=${name} must be a plain path below the fixture's folder`);
      const parts = bodies.get(name) ?? [];
      bodies.set(name, [...parts, { text, line: fence.line }]);
    } else if (!proseLanguages.has(language) && language !== 'json') fail(`no such fence language: ${language}`);
  }
  const files = [...bodies].map(([name, parts]) => parseFile(suite, name, parts));
  const first = files[0]?.name;
  const title = section.headings.at(-1) ?? '';
  const known = /^(FP|FN):/.exec(title)?.[1] as 'FP' | 'FN' | undefined;
  return {
    name: section.headings.length > 0 ? section.headings.join(' › ') : 'preamble',
    line: section.line, verdict,
    isTypesRequired: section.prose.some((line) => line.trim().startsWith('Types: required.')),
    ...(known && { known }),
    files,
    fixes: fixes.map((fix) => {
      const file = fix.file ?? first;
      if (file === undefined) throw new FixtureError(suite, fix.line, 'a fix fence needs a file in the same section');
      return { title: fix.title, file, text: fix.text };
    }),
    goldens,
    ...(settings && { settings }),
    ...(manifest && { package: manifest }),
  };
}

function parseObject(suite: string, fence: Fence): Record<string, unknown> {
  try {
    return JSON.parse(fence.body.join('\n')) as Record<string, unknown>;
  } catch (error) {
    throw new FixtureError(suite, fence.line, `this is not JSON: ${(error as Error).message}`);
  }
}

const markerStart = /^(\s*)(\/\/|\{?\/\*)(\s*)(\^+)(.*)$/;
const markerRest = /^\s+([a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?:!(error|warning|info))?(?:\s+(certain|likely|possible))?(?::\s*(.+?))?\s*$/;
const traceLine = /^\s*(?:\/\/|\{?\/\*)\s*trace:\s*(.+?)\s*$/;
const traceMore = /^\s*(?:\/\/|\{?\/\*)\s*→\s*(.+?)\s*$/;

/** Takes the markers out of a file. A marker speaks of the last line above it that is not a marker. */
function parseFile(suite: string, name: string, parts: readonly { text: string; line: number }[]): FixtureFile {
  const kept: string[] = [];
  const expectations: Expectation[] = [];
  let isBelowMarker = false;
  for (const part of parts) {
    const lines = part.text.split('\n').slice(0, -1);
    lines.forEach((line, index) => {
      const at = part.line + 1 + index;
      const body = line.replace(/\s*\*\/\}?\s*$/, '');
      const start = markerStart.exec(body);
      const trace = isBelowMarker ? traceLine.exec(body) ?? traceMore.exec(body) : null;
      if (start !== null) {
        const rest = markerRest.exec(start[5] ?? '');
        if (rest?.[1] === undefined) throw new FixtureError(suite, at, 'after the carets comes `rule-id`, `rule-id: part of the message` or `rule-id!error certain: part of the message`');
        if (kept.length === 0) throw new FixtureError(suite, at, 'a marker needs a line of code above it');
        // Comment characters that touch the carets count as carets: nothing else could mark the first columns of a line.
        const [, indent = '', opener = '', gap = '', carets = ''] = start;
        const from = indent.length + (gap === '' ? 0 : opener.length + gap.length);
        expectations.push({
          line: kept.length, startColumn: from + 1, endColumn: indent.length + opener.length + gap.length + carets.length + 1, ruleId: rest[1],
          ...(rest[2] !== undefined && { severity: rest[2] as Severity }),
          ...(rest[3] !== undefined && { confidence: rest[3] as Confidence }),
          ...(rest[4] !== undefined && { message: rest[4] }),
        });
        isBelowMarker = true;
      } else if (trace?.[1] !== undefined) {
        const last = expectations.at(-1);
        if (last === undefined) return;
        const labels = trace[1].split('→').map((label) => label.trim()).filter((label) => label !== '');
        expectations[expectations.length - 1] = { ...last, trace: [...(last.trace ?? []), ...labels] };
      } else {
        kept.push(line);
        isBelowMarker = false;
      }
    });
  }
  return { name, text: kept.map((line) => `${line}\n`).join(''), expectations };
}
