/**
 * `npm run bench:edit -- <folder> [--edits <n>] [--no-refine]`: one session over a project, a small edit in a function body of one file
 * after another, and the time from the edit to the first report and to the refined one, with the growth of both processes. Uses the
 * session and the compiler directly; `--server` measures through the language server instead.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rules } from '../../rules/index.ts';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { Report } from '../../server/engine/report.ts';
import { createSession } from '../../server/engine/session.ts';
import { readProject } from '../../server/host/project.ts';
import { measureServer } from './editsInServer.ts';
import { pickEdits } from './pickEdits.ts';
import { findResident } from './processTree.ts';
import { getPercentile, toMegabytes, toMilliseconds, toSeconds, toTable } from './table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true, allowNegative: true,
  options: { edits: { type: 'string', default: '200' }, refine: { type: 'boolean', default: true }, server: { type: 'boolean', default: false } },
});
const folder = path.resolve(positionals[0] ?? 'test/example');
const count = Math.max(1, Number(values.edits));
if (values.server) process.stdout.write(await measureServer(folder, count));
else await measureSession(folder, count, values.refine);

async function measureSession(target: string, edits: number, isRefined: boolean): Promise<void> {
  const project = await readProject({ paths: [target], cwd: target, isTolerant: true });
  const compiler = createCompiler({ cwd: project.root });
  const session = createSession({ compiler, rules });
  const openedAt = performance.now();
  await session.update({ files: project.files, skipped: project.skipped, packages: project.packages, settings: project.settings });
  await session.refine();
  process.stdout.write(`${target}: ${project.files.length} files, ready after ${toSeconds(performance.now() - openedAt)}, ${edits} edits\n\n`);
  const texts = new Map(project.files.map((file) => [file, readFileSync(file, 'utf8')]));
  const times: Record<'update' | 'report' | 'first' | 'cpu' | 'refined', number[]> = { update: [], report: [], first: [], cpu: [], refined: [] };
  const stages = new Map<string, number[]>();
  const memory = (): { node: number; native: number | undefined } => ({ node: process.memoryUsage().rss, native: findResident(compiler.pids()[0] ?? 0) });
  const before = memory();
  for (const { file, text } of pickEdits(texts, edits)) {
    const startedAt = performance.now();
    const usedBefore = process.cpuUsage();
    await session.update({ texts: new Map([[file, text]]) });
    const updatedAt = performance.now();
    const first = session.current();
    const reportedAt = performance.now();
    const used = process.cpuUsage(usedBefore);
    times.cpu.push((used.user + used.system) / 1000);
    times.update.push(updatedAt - startedAt);
    times.report.push(reportedAt - updatedAt);
    times.first.push(reportedAt - startedAt);
    note(stages, first);
    if (!isRefined) continue;
    await session.refine();
    times.refined.push(performance.now() - startedAt);
  }
  const after = memory();
  const row = (name: string, list: readonly number[]): string[] => [name, toMilliseconds(getPercentile(list, 0.5)), toMilliseconds(getPercentile(list, 0.95)), toMilliseconds(getPercentile(list, 1))];
  process.stdout.write(toTable([
    ['from the edit to', 'median', 'p95', 'worst'], row('the first report', times.first), row('  processor time of it, Node', times.cpu), row('  texts, tree, facts', times.update), row('  the report', times.report),
    ...[...stages].filter(([name]) => name !== 'types').map(([name, list]) => row(`    ${name}`, list)), ...(isRefined ? [row('the refined report', times.refined)] : []),
  ]));
  process.stdout.write(`\n${toTable([
    ['memory', 'before', `after ${edits} edits`],
    ['Node process', toMegabytes(before.node), toMegabytes(after.node)], ['native compiler', toMegabytes(before.native), toMegabytes(after.native)],
  ])}`);
  await Promise.all([session.close(), compiler.close()]);
}

function note(stages: Map<string, number[]>, report: Report): void {
  for (const { stage, ms } of report.stats) stages.set(stage, [...stages.get(stage) ?? [], ms]);
}
