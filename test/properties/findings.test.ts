/**
 * What is found does not hang on how a program is written down: over a random sample of the examples of every rule, renaming a local, changing the
 * order of declarations, a comment, a block and an arrow for a function leave the findings as they are. New rules take part with their pages and
 * suites. The seed is printed when something differs; `PROPERTY_SEED=<seed>` runs the same sample, `PROPERTY_RUNS=<n>` a larger one.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import type { Report } from '../../server/engine/report.ts';
import { getTrees } from '../facts/trees.ts';
import { loadFolders } from '../support/check.ts';
import { parsePage, parseSuite, type Fixture } from '../support/fixture.ts';
import { repository } from '../support/project.ts';
import { seed } from '../support/seed.ts';
import { applyRewrite, rewrites, type Rewrite, type RewriteKind } from './rewrites.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 30);
const kinds = Object.keys(rewrites) as RewriteKind[];

interface Example { readonly place: string; readonly fixture: Fixture }
interface Changed { readonly example: Example; readonly kind: RewriteKind; readonly rewrite: Rewrite; readonly before: ReadonlyMap<string, string>; readonly after: ReadonlyMap<string, string> }

function listExamples(): readonly Example[] {
  const read = (files: readonly string[], parse: typeof parseSuite): Example[] => files.flatMap((file) => (
    parse(file, readFileSync(path.join(repository, file), 'utf8')).map((fixture) => ({ place: `${file}:${fixture.line}`, fixture }))));
  // Suppressions are about comments and lines, which is what is changed here.
  const suites = globSync('test/rules/*.md', { cwd: repository }).filter((file) => !file.endsWith('suppressions.md'));
  const pages = globSync('rules/*/*.md', { cwd: repository }).filter((file) => !file.startsWith('rules/directive/'));
  return [...read(suites.sort(), parseSuite), ...read(pages.sort(), parsePage)].filter(({ fixture }) => fixture.files.length > 0);
}

/** One change of a kind that fits, in one file of the example; nothing where none fits. */
async function listChanges(): Promise<readonly Changed[]> {
  const examples = listExamples();
  const plans = fc.sample(fc.record({ example: fc.constantFrom(...examples), kind: fc.constantFrom(...kinds), at: fc.nat(1000) }), { seed, numRuns: runs });
  const sources = plans.flatMap(({ example }, plan) => example.fixture.files.filter((file) => /\.[cm]?[jt]sx?$/.test(file.name)).map((file, i) => ({ plan, file, name: `${plan}/${i}${path.extname(file.name)}` })));
  const trees = await getTrees(sources.map(({ name, file }) => ({ name, text: file.text })));
  return plans.flatMap(({ example, kind, at }, plan): readonly Changed[] => {
    const places = sources.flatMap((source, i) => (source.plan === plan ? rewrites[kind](trees[i]!, source.file.text).map((rewrite) => ({ rewrite, file: source.file })) : []));
    const place = places[at % Math.max(1, places.length)];
    if (!place) return [];
    const before = new Map(example.fixture.files.map((file) => [file.name, file.text]));
    return [{ example, kind, rewrite: place.rewrite, before, after: new Map([...before, [place.file.name, applyRewrite(place.file.text, place.rewrite)]]) }];
  });
}

/** The findings without their places, which move, and with old names for new ones. */
function toLines(report: Report, folder: string, rewrite: Rewrite): readonly string[] {
  return report.byFile.flatMap(({ file, findings }) => findings.map((finding) => {
    const message = rewrite.renamed ? finding.message.replaceAll(new RegExp(`(?<![\\w$])${rewrite.renamed[0].replaceAll('$', '\\$')}(?![\\w$])`, 'g'), () => rewrite.renamed![1]) : finding.message;
    return `${file.slice(folder.length + 1)} ${finding.ruleId} ${finding.severity} ${finding.confidence} ${finding.context}: ${message}`;
  })).sort();
}

test(`what is found does not hang on how it is written down (seed ${seed})`, async () => {
  const changes = await listChanges();
  const folders = await loadFolders(changes.flatMap(({ before, after }) => [before, after]));
  const differences: string[] = [];
  for (const [i, { example, kind, rewrite, after }] of changes.entries()) {
    const { settings, package: manifest } = example.fixture;
    const options = { ...(settings && { settings }), ...(manifest && { package: manifest }) };
    const [old, made] = [await folders[2 * i]!.check(options), await folders[2 * i + 1]!.check(options)];
    const [expected, actual] = [toLines(old.report, old.folder, rewrite), toLines(made.report, made.folder, rewrite)];
    if (expected.join('\n') === actual.join('\n')) continue;
    differences.push(`${example.place} ${example.fixture.name}, ${kind}:\n${[...after.values()].join('\n')}\n- ${expected.join('\n- ')}\n+ ${actual.join('\n+ ')}`);
  }
  expect(differences.join('\n\n'), `PROPERTY_SEED=${seed} PROPERTY_RUNS=${runs} gives the same sample again.`).toBe('');
  expect(changes.length).toBeGreaterThan(0);
}, 60_000);
