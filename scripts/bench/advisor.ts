/**
 * `npm run bench:advisor [-- --rounds 3 --only <words>]`: runs twelve workloads in every approach that can run them, in turns, from a cold
 * start, and holds the advisor's predictions against that: which approach is fastest, and how long each takes. It fails when fewer than
 * ten are ranked right or a time is more than twice off, so it is run by people on a calm machine, never by the tests.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { ApproachId } from '../../server/advisor/advice.ts';
import { predict } from '../../server/advisor/predict.ts';
import { getMedian, getSpread } from '../../server/advisor/statistics.ts';
import { readMachineProfile } from '../../server/host/measure/profileFile.ts';
import type { Order, Outcome } from './advisor/runWorkload.ts';
import { benchWorkloads, toInput, type BenchWorkload } from './advisor/workloads.ts';
import { toMilliseconds, toTable } from './table.ts';

const leastRight = 10;
const mostOff = 2;
/** Two approaches closer than this are equally good: which of them is first is noise. */
const sameShare = 0.1;
const deadlineMs = 60_000;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, only: { type: 'string', default: '' } } });
const known = readMachineProfile();
const { profile } = known;
const cores = os.availableParallelism();
process.stderr.write(`${known.basis === 'measured' ? 'Costs as measured on this machine.' : 'Shipped costs; `loopwise calibrate` first would measure this machine.'} Load before it starts: ${os.loadavg()[0]?.toFixed(1) ?? '?'} on ${cores} cores.\n`);

const folder = await mkdtemp(path.join(os.tmpdir(), 'loopwise-advisor-'));
try {
  const script = path.join(folder, 'runWorkload.mjs');
  await build({ entryPoints: [path.join(import.meta.dirname, 'advisor/runWorkload.ts')], outfile: script, bundle: true, platform: 'node', format: 'esm', target: 'node20.19', logLevel: 'warning' });
  process.exitCode = await compare(script, Math.max(1, Number(values.rounds)), benchWorkloads.filter((workload) => workload.name.includes(values.only)));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function compare(script: string, rounds: number, workloads: readonly BenchWorkload[]): Promise<number> {
  const rows = [['workload', 'fastest', 'predicted', 'ranked', 'approach: measured / predicted']];
  let right = 0;
  let off = 0;
  for (const workload of workloads) {
    process.stderr.write(`${workload.name} …\n`);
    const measured = await measure(script, workload, rounds);
    const [alone] = [getMedianOutcome(measured.get('sequential') ?? [])];
    const predictions = predict(toInput(workload, alone, cores), profile);
    const times = workload.approaches.map((approach) => ({ approach, ms: getSpread((measured.get(approach) ?? []).map(({ ms }) => ms)).median, predicted: predictions[approach].burstMs }));
    const fastest = times.reduce((best, each) => (each.ms < best.ms ? each : best));
    const first = times.reduce((best, each) => (each.predicted < best.predicted ? each : best));
    const isRight = first.ms <= fastest.ms * (1 + sameShare);
    right += Number(isRight);
    // What matters is the time of what is advised and of the baseline; an approach nobody would take may be further off.
    const judged = times.filter((each) => each === first || each.approach === 'sequential');
    off += judged.filter((each) => getRatio(each.ms, each.predicted) > mostOff).length;
    rows.push([workload.name, fastest.approach, first.approach, isRight ? 'right' : 'WRONG', times.map((each) => `${each.approach} ${toMilliseconds(each.ms)} / ${toMilliseconds(each.predicted)}${getRatio(each.ms, each.predicted) > mostOff ? ' (!)' : ''}`).join(', ')]);
  }
  process.stdout.write(`${toTable(rows)}\n${right} of ${workloads.length} ranked right; ${off} of the times of baseline and advice are off by more than ${mostOff} times.\n`);
  return right >= Math.min(leastRight, workloads.length) && off === 0 ? 0 : 1;
}

function getRatio(a: number, b: number): number {
  return Math.max(a, b) / Math.max(1e-6, Math.min(a, b));
}

/** In turns: what else the machine does meets all of them. The plan of each approach is the prediction's own: workers, batch, bound. */
async function measure(script: string, workload: BenchWorkload, rounds: number): Promise<ReadonlyMap<ApproachId, Outcome[]>> {
  const measured = new Map<ApproachId, Outcome[]>();
  for (let round = 0; round < rounds; round++) {
    for (const approach of workload.approaches) {
      const alone = getMedianOutcome(measured.get('sequential') ?? []);
      const plan = predict(toInput(workload, alone, cores), profile)[approach];
      const outcome = await runOnce(script, { approach, workload: workload.name, workers: Math.max(1, plan.workers), batch: plan.batch, inFlight: plan.inFlight });
      measured.set(approach, [...measured.get(approach) ?? [], outcome]);
    }
  }
  return measured;
}

function getMedianOutcome(outcomes: readonly Outcome[]): Outcome {
  const of = (key: keyof Outcome): number => getMedian(outcomes.map((outcome) => outcome[key])) ?? 1;
  return { ms: of('ms'), wallMs: of('wallMs'), taskMs: of('taskMs'), waitMs: of('waitMs'), payloadKb: of('payloadKb') };
}

async function runOnce(script: string, order: Order): Promise<Outcome> {
  const child = fork(script, { execArgv: [] });
  const deadline = setTimeout(() => { child.kill('SIGKILL'); }, deadlineMs);
  try {
    child.send(order);
    const [outcome] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error(`${order.approach} of "${order.workload}" ended without a result.`); })]) as [Outcome];
    return outcome;
  } finally {
    clearTimeout(deadline);
    if (child.exitCode === null) child.kill();
  }
}
