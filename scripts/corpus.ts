/**
 * `npm run corpus [-- --only <package>] [--update] [--sample <n>] [--fix]`: checks pinned npm packages (test/corpus/packages.json) with the
 * built CLI and compares the findings with the goldens in test/corpus/goldens. Tarballs are verified against the pinned integrity
 * hash and kept in test/corpus/.cache. Nothing of a package is installed or run. With `--fix` a copy of each package is fixed instead.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { getGoldenDifference, getSample, toGolden, type CorpusFinding } from './corpusGoldens.ts';
import { fixProject } from './corpusFixes.ts';
import { runProgram, toSlug, unpackPinned } from './npmTarball.ts';
import { buildIfStale } from './start.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const corpusFolder = path.join(root, 'test', 'corpus');
const cacheFolder = path.join(corpusFolder, '.cache');
const goldenFolder = path.join(corpusFolder, 'goldens');

const packagesSchema = z.array(z.strictObject({
  name: z.string(),
  version: z.string(),
  integrity: z.string().startsWith('sha512-'),
  license: z.string(),
  language: z.enum(['TypeScript', 'JavaScript']),
  /** Folders and files of the tarball that people wrote; the rest is build output. */
  sources: z.array(z.string()).min(1),
  /** Code files in `sources`, for the reader. */
  files: z.number(),
}));
type CorpusPackage = z.infer<typeof packagesSchema>[number];

const placeSchema = z.object({ file: z.string(), range: z.object({ start: z.object({ line: z.number(), column: z.number() }) }) });
const findingSchema = placeSchema.extend({
  id: z.string(), ruleId: z.string(), severity: z.string(), confidence: z.string(), context: z.string(), message: z.string(),
  trace: z.array(placeSchema.extend({ label: z.string() })),
});
const reportSchema = z.object({ version: z.literal(1), files: z.number(), findings: z.array(findingSchema) });

/** The folder with the package's sources, downloaded and verified when it is not there yet. */
async function ensureSources(each: CorpusPackage): Promise<string> {
  const folder = path.join(cacheFolder, `${toSlug(each.name)}-${each.version}`);
  // The name carries the list of sources, so that a changed list is extracted anew.
  const listHash = createHash('sha256').update(JSON.stringify(each.sources)).digest('hex').slice(0, 8);
  const sources = path.join(folder, listHash);
  if (existsSync(sources)) return sources;
  await unpackPinned({ name: each.name, version: each.version, integrity: each.integrity, pinnedIn: 'test/corpus/packages.json' }, folder, sources, ['package.json', ...each.sources]);
  return sources;
}

/** Checks one package, prints what differs from its golden, and rewrites that when asked. */
async function checkPackage(each: CorpusPackage, sources: string, options: { readonly isUpdate: boolean }): Promise<{ isSame: boolean; findings: readonly CorpusFinding[] }> {
  const started = performance.now();
  const output = await runProgram(process.execPath, [path.join(root, 'dist', 'cli.js'), 'check', sources, '--format', 'json', '--min-confidence', 'likely'], { cwd: root, accepted: [0, 1], deadlineMs: 600_000 });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const report = reportSchema.parse(JSON.parse(output));
  const after = toGolden(`${each.name} ${each.version}`, report);
  const goldenFile = path.join(goldenFolder, `${toSlug(each.name)}.txt`);
  const before = existsSync(goldenFile) ? await readFile(goldenFile, 'utf8') : '';
  const difference = getGoldenDifference(before, after);
  const isSame = before === after;
  const counts = isSame ? 'as before' : `${String(difference.added.length)} added, ${String(difference.removed.length)} removed, ${String(difference.changed.length)} changed`;
  print(`${each.name} ${each.version}: ${String(report.files)} files, ${String(report.findings.length)} findings, ${counts} (${seconds} s)`);
  for (const block of difference.added) print(indent('+', block));
  for (const block of difference.removed) print(indent('-', block));
  for (const change of difference.changed) print(`${indent('<', change.before)}\n${indent('>', change.after)}`);
  if (options.isUpdate && !isSame) {
    await mkdir(goldenFolder, { recursive: true });
    await writeFile(goldenFile, after);
  }
  return { isSame, findings: report.findings };
}

/** Fixes a copy of the package and prints what was done and what is wrong with it. */
async function fixPackage(each: CorpusPackage, sources: string): Promise<boolean> {
  const { safe, review, left, problems, seconds } = await fixProject(sources, [], {});
  print(`${each.name} ${each.version}: ${String(safe)} safe fixes (${seconds.safe.toFixed(1)} s), then ${String(review)} others (${seconds.review.toFixed(1)} s)`);
  for (const [reason, count] of left) print(`  left ${String(count)}: ${reason}`);
  for (const problem of problems) print(`  PROBLEM ${problem}`);
  return problems.length === 0;
}

/** One finding with the lines around it, for reading it against the source. */
async function toExcerpt(each: CorpusPackage, sources: string, finding: CorpusFinding): Promise<string> {
  const lines = (await readFile(path.join(sources, finding.file), 'utf8')).split('\n');
  const at = finding.range.start.line;
  const excerpt = lines.slice(Math.max(0, at - 6), at + 4).map((line, index) => {
    const number = Math.max(1, at - 5) + index;
    return `${number === at ? '>' : ' '} ${String(number).padStart(5)} ${line.slice(0, 160)}`;
  });
  const hops = finding.trace.map((hop) => `    ${hop.label} (${hop.file}:${String(hop.range.start.line)})`);
  return [`\n${each.name} ${finding.file}:${String(at)} ${finding.ruleId} ${finding.severity} ${finding.confidence} ${finding.context}`, `  ${finding.message}`, ...hops, ...excerpt].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, update: { type: 'boolean' }, sample: { type: 'string' }, fix: { type: 'boolean' } } });
  const all = packagesSchema.parse(JSON.parse(await readFile(path.join(corpusFolder, 'packages.json'), 'utf8')));
  const unknown = values.only?.find((name) => !all.some((each) => each.name === name));
  if (unknown !== undefined) throw new Error(`test/corpus/packages.json has no package ${unknown}. It has: ${all.map((each) => each.name).join(', ')}.`);
  await buildIfStale();
  let differing = 0;
  let failed = 0;
  const found: { each: CorpusPackage; sources: string; finding: CorpusFinding }[] = [];
  for (const each of all.filter(({ name }) => values.only?.includes(name) ?? true)) {
    try {
      const sources = await ensureSources(each);
      if (values.fix === true) {
        if (!await fixPackage(each, sources)) failed += 1;
        continue;
      }
      const result = await checkPackage(each, sources, { isUpdate: values.update ?? false });
      if (!result.isSame) differing += 1;
      for (const finding of result.findings) found.push({ each, sources, finding });
    } catch (error) {
      failed += 1;
      print(`${each.name} ${each.version}: not checked. ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (values.sample !== undefined) {
    const chosen = new Set(getSample(found.map(({ finding }) => finding), Number(values.sample)));
    for (const { each, sources, finding } of found) if (chosen.has(finding)) print(await toExcerpt(each, sources, finding));
  }
  if (failed > 0) process.exitCode = 2;
  else if (differing > 0 && values.update !== true) {
    print(`\nThe findings of ${String(differing)} packages differ from test/corpus/goldens. Read them; \`npm run corpus -- --update\` makes them the new ones.`);
    process.exitCode = 1;
  }
}

function indent(mark: string, block: string): string {
  return block.split('\n').map((line) => `  ${mark} ${line}`).join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
