/**
 * `npm run bench -- <folder> [--runs <n>] [--only <names>]`: measures a cold check beside the floor of the compiler port and two
 * linters, in turns, and prints medians with ratios. Times depend on the machine and on what else it does, so nothing is gated here;
 * what must not grow unnoticed is counted in test/bench/counts.txt instead.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readProject } from '../server/host/project.ts';
import { getContestants, type Contestant, type Outcome } from './bench/contestants.ts';
import { runWatched, type Run } from './bench/processTree.ts';
import { getMedian, toMegabytes, toSeconds, toTable } from './bench/table.ts';
import { buildAll } from './build.ts';

/** A program slower than this is run once: its median says nothing a single run does not. */
const slowMs = 90_000;

interface Result { readonly runs: { readonly run: Run; readonly outcome: Outcome }[]; failure?: string }

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '3' }, only: { type: 'string', default: '' } } });
const [folder = 'test/example'] = positionals;
await bench(path.resolve(folder), Math.max(1, Number(values.runs)), values.only.split(',').filter((part) => part !== ''));

async function bench(target: string, rounds: number, only: readonly string[]): Promise<void> {
  await buildAll();
  const project = await readProject({ paths: [target], cwd: target, isTolerant: true });
  const contestants = await getContestants(target, project.files, only);
  const results = new Map<Contestant, Result>(contestants.map((contestant) => [contestant, { runs: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [contestant, result] of results) {
      if (result.failure !== undefined || (result.runs[0]?.run.ms ?? 0) > slowMs) continue;
      process.stderr.write(`round ${round + 1} of ${rounds}: ${contestant.name} …\n`);
      try {
        const run = await runWatched(process.execPath, contestant.args, contestant.options);
        result.runs.push({ run, outcome: contestant.read(run) });
      } catch (error) {
        result.failure = error instanceof Error ? error.message : String(error);
      }
    }
  }
  process.stdout.write(`${target}: ${project.files.length} files, medians of ${rounds} rounds in turns\n\n${toReport(results)}`);
}

function toReport(results: ReadonlyMap<Contestant, Result>): string {
  const times = new Map([...results].map(([contestant, result]) => [contestant.name, getMedian(result.runs.map(({ run }) => run.ms))]));
  const floor = [...times].find(([name]) => name.startsWith('floor'))?.[1];
  const own = [...times].find(([name]) => name.startsWith('Loopwise'))?.[1];
  const rows = [['', 'wall', '× floor', '× Loopwise', 'Node peak', 'native peak', 'files', 'findings', 'runs']];
  for (const [contestant, { runs, failure }] of results) {
    const ms = times.get(contestant.name);
    const last = runs.at(-1)?.outcome;
    if (ms === undefined || last === undefined) {
      rows.push([contestant.name, `failed: ${failure ?? 'not run'}`]);
      continue;
    }
    const peak = (isNative: boolean): number | undefined => getMedian(runs.flatMap(({ run }) => {
      const sum = run.processes.filter((one) => one.name !== 'sh' && contestant.isNative(one) === isNative).reduce((total, one) => total + one.peak, 0);
      return sum > 0 ? [sum] : [];
    }));
    rows.push([contestant.name, toSeconds(ms), toRatio(ms, floor), toRatio(ms, own), toMegabytes(peak(false)), toMegabytes(peak(true)), String(last.files ?? ''), String(last.findings ?? ''), String(runs.length)]);
  }
  return [toTable(rows), toStages(results), ...toComplaints(results)].join('\n');
}

function toStages(results: ReadonlyMap<Contestant, Result>): string {
  const rows: string[][] = [];
  for (const [contestant, { runs }] of results) {
    for (const { name } of runs[0]?.outcome.stages ?? []) {
      const ms = getMedian(runs.flatMap(({ outcome }) => outcome.stages.filter((stage) => stage.name === name).map((stage) => stage.ms)));
      rows.push([`${contestant.name.split(/[:,]/)[0] ?? ''}: ${name}`, ms === undefined ? '' : toSeconds(ms)]);
    }
  }
  return rows.length === 0 ? '' : toTable([['stage', 'time'], ...rows]);
}

function toComplaints(results: ReadonlyMap<Contestant, Result>): readonly string[] {
  return [...results].flatMap(([contestant, { runs, failure }]) => {
    const said = failure ?? runs.at(-1)?.outcome.complaint;
    return said === undefined ? [] : [`${contestant.name}: ${said}\n`];
  });
}

function toRatio(ms: number, base: number | undefined): string {
  return base === undefined ? '' : (ms / base).toFixed(2);
}
