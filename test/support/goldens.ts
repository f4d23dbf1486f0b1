/**
 * Holds what a stage of the engine makes of small programs as data: in each Markdown file of a folder a heading is a test, code fences are its files and
 * a fence named after the stage what must come out, with types and without. A second such fence marked `types` says what differs with types.
 * `UPDATE_GOLDENS=1 npx vitest run <folder>` rewrites these fences. What a stage prints is the business of the folder's own printer.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { defineRule, type Program } from '../../server/engine/lint/rule.ts';
import type { Summaries } from '../../server/engine/summaries/solve.ts';
import { loadFolders, type LoadedFolder } from './check.ts';
import { parseSuite, type Fixture } from './fixture.ts';
import { repository } from './project.ts';

/** One program as the stages left it. */
export interface Staged { readonly program: Program; readonly summaries: Summaries; readonly folder: string }

export interface Stage {
  /** Language of the golden fences. */
  readonly name: string;
  /** What a fence may ask for after its language; all of them when it names none. */
  readonly tables: readonly string[];
  /** One or more lines, each ended. */
  print(staged: Staged, tables: readonly string[]): string;
}

interface Page { readonly file: string; readonly fixtures: readonly Fixture[] }

const isUpdating = process.env['UPDATE_GOLDENS'] === '1';

/** Defines the tests of all pages of `folder` (relative to the repository). All share one compiler. */
export function describeGoldens(folder: string, stage: Stage): void {
  const pages = readdirSync(path.join(repository, folder)).filter((name) => name.endsWith('.md')).sort()
    .map((name): Page => ({ file: `${folder}/${name}`, fixtures: parseSuite(`${folder}/${name}`, readPage(`${folder}/${name}`), stage.name) }));
  const loaded = new Map<Fixture, LoadedFolder>();
  beforeAll(async () => {
    const fixtures = pages.flatMap((page) => page.fixtures);
    const folders = await loadFolders(fixtures.map((fixture) => new Map(fixture.files.map((file) => [file.name, file.text]))));
    fixtures.forEach((fixture, i) => loaded.set(fixture, folders[i]!));
  });
  const getText = async (fixture: Fixture, types: boolean): Promise<string> => stage.print(await runStages(loaded.get(fixture)!, fixture, types), getTables(fixture, stage));

  test('there are pages, and every section of them has a golden that names tables of the stage', () => {
    expect(pages.flatMap((page) => page.fixtures).length).toBeGreaterThan(0);
    const wrong = pages.flatMap((page) => page.fixtures.filter((fixture) => !isUpdating && fixture.goldens.length === 0).map((fixture) => `${page.file}:${fixture.line} has no ${stage.name} fence`));
    const words = pages.flatMap((page) => page.fixtures.flatMap((fixture) => fixture.goldens.flatMap((golden) => golden.words)));
    expect([...wrong, ...words.filter((word) => word !== 'types' && !stage.tables.includes(word))]).toEqual([]);
  });

  for (const page of pages) {
    describe(path.basename(page.file, '.md'), () => {
      if (isUpdating) {
        test('rewrite', async () => {
          let text = readPage(page.file);
          for (const fixture of [...page.fixtures].reverse()) text = rewriteSection(text, fixture, stage, await getText(fixture, false), await getText(fixture, true));
          writeFileSync(path.join(repository, page.file), text);
        }, 600_000);
        return;
      }
      for (const fixture of page.fixtures) {
        const plain = fixture.goldens.find((golden) => !golden.words.includes('types'))?.text;
        test.each([false, true])(`${fixture.name} [types: %s]`, async (types) => {
          const typed = fixture.goldens.find((golden) => golden.words.includes('types'))?.text;
          expect(await getText(fixture, types), `${page.file}:${fixture.line}`).toBe(types ? typed ?? plain : plain);
        });
      }
    });
  }
}

/** The real engine with all its rules: what they ask the compiler is part of what the stages know. */
async function runStages(folder: LoadedFolder, fixture: Fixture, types: boolean): Promise<Staged> {
  let staged: Staged | undefined;
  const capture = defineRule({ id: 'capture', family: 'blocking', contexts: {}, check: ({ program, summaries }) => { staged = { program, summaries, folder: folder.folder }; } });
  const { report } = await folder.check({ types, rules: [...rules, capture], ...(fixture.settings && { settings: fixture.settings }), ...(fixture.package && { package: fixture.package }) });
  const [problem] = report.problems;
  if (problem !== undefined) throw new Error(`The engine reported a problem: ${problem.message}`);
  if (staged === undefined) throw new Error('No file of the section was analysed.');
  return staged;
}

function getTables(fixture: Fixture, stage: Stage): readonly string[] {
  const named = fixture.goldens.flatMap((golden) => golden.words).filter((word) => word !== 'types');
  return named.length > 0 ? stage.tables.filter((table) => named.includes(table)) : stage.tables;
}

function rewriteSection(page: string, fixture: Fixture, stage: Stage, plain: string, typed: string): string {
  const lines = page.split('\n');
  let end = lines.length;
  let isInFence = false;
  for (let at = fixture.line; at < lines.length; at++) {
    if (lines[at]!.startsWith('```')) isInFence = !isInFence;
    else if (!isInFence && /^#+ /.test(lines[at]!)) {
      end = at;
      break;
    }
  }
  const named = fixture.goldens.flatMap((golden) => golden.words).filter((word) => word !== 'types');
  const head = ['```' + stage.name, ...stage.tables.filter((table) => named.includes(table))].join(' ');
  const fences = [`${head}\n${plain}\`\`\`\n`, ...(typed === plain ? [] : [`\`\`\`${stage.name} types\n${typed}\`\`\`\n`])].join('\n');
  const section = lines.slice(fixture.line - 1, end).join('\n').replace(new RegExp(`^\`\`\`${stage.name}\\b[^\\n]*\\n[^]*?^\`\`\`\\n*`, 'gm'), '').trimEnd();
  return [...lines.slice(0, fixture.line - 1), section, '', fences.trimEnd(), ...(end < lines.length ? ['', ...lines.slice(end)] : [''])].join('\n');
}

function readPage(file: string): string {
  return readFileSync(path.join(repository, file), 'utf8');
}
