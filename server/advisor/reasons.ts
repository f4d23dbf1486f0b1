/**
 * Why, in numbers: what the approach gains and costs here, what the numbers rest on, and what keeps the advice from being surer.
 */
import { toAmount, toFactor, toNumber, toShare, toTime } from './amounts.ts';
import { findDisturbances } from './calm.ts';
import type { Certainty } from './sensitivity.ts';
import type { Situation } from './situation.ts';
import type { Machine } from './workload.ts';

export function toReasons(s: Situation, certainty: Certainty, measured: Machine): readonly string[] {
  const { assumptions } = s.load;
  const disturbances = findDisturbances(measured);
  return [
    ...toGains(s),
    ...toMemory(s),
    ...certainty.because.map((text) => `Not surer, because ${text}.`),
    ...(assumptions.length === 0 ? [] : [`Assumed, because nobody said: ${assumptions.map(({ field, value, because }) => `${field} ${value} (${because})`).join('; ')}.`]),
    s.machine.basis === 'measured' ? `Costs were measured on this machine (${s.machine.profile.fingerprint.cpuModel}, Node ${s.machine.profile.fingerprint.nodeVersion}).`
      : 'Costs are the shipped defaults, measured on a machine with two cores; `loopwise calibrate` measures this one.',
    ...(disturbances.length === 0 ? [] : [`The machine was busy when it was measured (${disturbances.join(', ')}), so milder costs are reckoned with; \`loopwise calibrate --force\` on a calm machine settles it.`]),
  ];
}

function toGains(s: Situation): readonly string[] {
  const { candidate, predictions, load } = s;
  const chosen = predictions[candidate];
  const isSingle = s.isService && load.tasks <= 1;
  const reasons: string[] = [];
  if (load.tasks === 0) return ['There is nothing to do.'];
  const total = isSingle ? `${toNumber(load.ratePerSecond ?? 0)} a second at ${toTime(load.taskMs)} of CPU keep ${toNumber(s.busyCores)} of ${toAmount(load.cores, 'core')} busy.`
    : `${toAmount(load.tasks, 'task')}: ${s.cpuMs > 0 || s.waitMs === 0 ? `${toTime(s.cpuMs)} of computing` : ''}${s.cpuMs > 0 && s.waitMs > 0 ? ' and ' : ''}${s.waitMs > 0 ? `${toTime(s.waitMs)} of waiting` : ''} in all.`;
  reasons.push(total);
  if (candidate === 'sequential') {
    if (s.breathes) reasons.push('Others get their turn between two steps; a worker would only move the chain.');
    reasons.push(isSingle ? `One thread answers in ${toTime(chosen.burstMs)}.` : `One thread takes ${toTime(chosen.burstMs)} and needs nothing that could fail.`);
    if (s.kind === 'cpu' && load.tasks > 1 && !load.ordered && !isSingle) reasons.push(`${toAmount(s.offLoop.workers, 'worker')} would take ${toTime(s.offLoop.burstMs)}, start-up and messages included.`);
  } else if (candidate === 'distributed') {
    reasons.push(load.durable ? 'What must survive a restart has to be stored before it is accepted.' : `All ${toAmount(load.cores, 'core')} together would need ${toTime(s.cpuMs / load.cores)}.`);
  } else {
    reasons.push(isSingle ? `An answer takes ${toTime(chosen.burstMs)}, one after the other ${s.busyCores >= 1 ? 'it would come ever later' : toTime(predictions.sequential.burstMs)}.`
      : `${toTime(chosen.burstMs)} instead of ${toTime(predictions.sequential.burstMs)} one after the other: ${toFactor(chosen.speedup)}.`);
    if (candidate === 'hybrid' && !isSingle) reasons.push(`Async alone would take ${toTime(predictions.async.burstMs)}, held up by ${toTime(s.cpuMs)} of computing on one thread.`);
    if (candidate === 'async' && s.cpuMs > 0 && !isSingle) reasons.push(`Computing is ${toShare(s.cpuMs / Math.max(1, s.cpuMs + s.waitMs))} of it: a pool ${toTime(predictions.hybrid.burstMs) === toTime(chosen.burstMs) || predictions.hybrid.burstMs > chosen.burstMs ? 'would gain nothing' : `would bring it to ${toTime(predictions.hybrid.burstMs)}`}.`);
  }
  if (load.latencyMs !== undefined && candidate !== 'distributed') reasons.push(`The loop is held for ${toTime(chosen.loopDelayMs)} at most${s.holdMs > chosen.loopDelayMs ? ` instead of ${toTime(s.holdMs)}` : ''}; ${toTime(load.latencyMs)} are allowed.`);
  return reasons;
}

function toMemory({ candidate, predictions, load }: Situation): readonly string[] {
  const { memoryMb, workers } = predictions[candidate];
  if (candidate === 'distributed') return [];
  const limit = load.memoryMb === undefined ? '' : memoryMb > load.memoryMb ? `, more than the ${toNumber(load.memoryMb)} MB there are` : ` of ${toNumber(load.memoryMb)} MB`;
  return [`About ${toNumber(memoryMb)} MB of memory${limit}${workers > 0 ? `, with ${candidate === 'processes' ? `${workers} processes` : toAmount(workers, 'worker')}` : ''}.`];
}
