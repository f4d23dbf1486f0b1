/**
 * The approaches that come closest to the one advised, what each would give and cost, and the number that speaks against it here. Data and
 * one selection; no approach is praised in general.
 */
import { approachIds, type Alternative, type ApproachId } from './advice.ts';
import { toAmount, toNumber, toTime } from './amounts.ts';
import type { Situation } from './situation.ts';

const mostAlternatives = 3;

/** What comes with each approach, wherever it is used. */
export const tradeoffs: Readonly<Record<ApproachId, readonly string[]>> = {
  'sequential': ['nothing to start, copy, lock or watch', 'one task at a time, and computing holds the loop'],
  'async': ['thousands of waits on one thread, no locks', 'computing stays on the loop; without a bound it overruns memory and the other side'],
  'worker-pool': ['all cores, the loop stays free', 'start-up, copies, a pool to supervise; a worker that runs out of memory can take the process along'],
  'shared-memory-workers': ['all cores on one copy of the data', 'numbers in typed arrays only, races are possible, hard to read and to debug'],
  'processes': ['own memory limit, own end, own rights', 'the slowest start, the most memory, JSON between the parts'],
  'hybrid': ['waits overlap and all cores compute', 'two bounds and a queue between them to understand and to tune'],
  'distributed': ['survives restarts, grows with machines', 'a broker to run, at-least-once jobs, milliseconds per hop, harder to follow'],
};

/** Who competes with whom, the closest first. */
const neighbours: Readonly<Record<ApproachId, readonly ApproachId[]>> = {
  'sequential': ['worker-pool', 'async', 'shared-memory-workers', 'hybrid'],
  'async': ['sequential', 'hybrid', 'worker-pool', 'processes'],
  'worker-pool': ['sequential', 'shared-memory-workers', 'processes', 'hybrid'],
  'shared-memory-workers': ['worker-pool', 'sequential', 'processes'],
  'processes': ['worker-pool', 'async', 'distributed', 'sequential'],
  'hybrid': ['async', 'worker-pool', 'processes', 'sequential'],
  'distributed': ['processes', 'worker-pool', 'async', 'sequential'],
};

export function collectAlternatives(s: Situation): readonly Alternative[] {
  const order = s.candidate === 'sequential' && (s.kind === 'io' || s.kind === 'mixed') ? (['async', 'hybrid', 'worker-pool'] as const) : neighbours[s.candidate];
  return order.filter((id) => !(s.isBrowser && id === 'processes')).slice(0, mostAlternatives)
    .map((approach) => ({ approach, tradeoffs: tradeoffs[approach], whyNot: getWhyNot(s, approach) }));
}

interface Objection { readonly to: readonly ApproachId[]; readonly when: (s: Situation) => boolean; readonly why: (s: Situation, id: ApproachId) => string }

const inMemory = approachIds.filter((id) => id !== 'distributed');
/** Its time beside that of the advised one; times that read the same are said once. */
const compare = (s: Situation, id: ApproachId): string => {
  const [its, advised] = [toTime(s.predictions[id].burstMs), toTime(s.predictions[s.candidate].burstMs)];
  return its === advised ? `no faster, ${its} as well` : `${its} instead of ${advised}`;
};

/** What speaks against an approach, the strongest first; the first that applies is said. */
const objections: readonly Objection[] = [
  { to: inMemory, when: (s) => s.load.durable, why: () => 'what it has accepted is lost when the process ends' },
  { to: inMemory, when: (s) => s.candidate === 'distributed', why: (s) => `one machine ${s.load.outgrowsMachine ? 'is said not to suffice' : 'does not suffice'}: ${s.busyCores > s.load.cores ? `${toNumber(s.busyCores)} cores are asked of ${s.load.cores}` : `${toTime(s.cpuMs / s.load.cores)} on its ${toAmount(s.load.cores, 'core')}`}` },
  { to: ['sequential', 'async'], when: (s) => s.load.isolation && !s.isBrowser, why: () => 'a crash, an endless loop or a full heap in it takes the service along' },
  { to: ['worker-pool', 'shared-memory-workers', 'hybrid'], when: (s) => s.load.isolation && !s.isBrowser, why: () => 'threads share the rights of the service, and a crash in native code or a full heap takes it along' },
  { to: ['sequential', 'async'], when: (s) => s.breaksBudget && s.candidate !== 'sequential' && s.candidate !== 'async', why: (s) => `the loop is held for ${toTime(s.holdMs)}, ${toTime(s.load.latencyMs ?? 0)} are allowed` },
  { to: ['sequential', 'async'], when: (s) => s.isOverloaded && s.load.cores > 1 && s.candidate !== 'sequential' && s.candidate !== 'async', why: (s) => `one loop would be busy for ${toNumber(s.busyCores * 100)} % of the time: the line grows` },
  { to: ['async'], when: (s) => s.load.waitMs === 0 || s.kind === 'cpu', why: (s) => `promises compute nothing: ${toTime(s.load.taskMs)} per task stay on the loop` },
  { to: ['async', 'hybrid', 'shared-memory-workers'], when: (s) => s.load.ordered, why: () => 'each task needs the result of the one before: nothing can overlap' },
  { to: ['async', 'hybrid'], when: (s) => !s.canOverlap, why: () => 'there is one task: nothing overlaps' },
  { to: ['hybrid'], when: (s) => s.candidate === 'async', why: (s) => (s.isService && s.load.tasks <= 1 ? `computing takes ${toNumber(s.busyCores * 100)} % of one core: nothing has to leave the loop` : `${compare(s, 'hybrid')}, for a pool and a second queue`) },
  { to: ['hybrid'], when: (s) => s.kind === 'cpu', why: () => 'there is no waiting worth overlapping beside the computing' },
  { to: ['shared-memory-workers'], when: (s) => !s.load.sharedState, why: () => 'the tasks share no data: messages are simpler and cannot race' },
  { to: ['worker-pool'], when: (s) => s.candidate === 'shared-memory-workers', why: (s) => { const more = s.predictions['worker-pool'].memoryMb - s.predictions['shared-memory-workers'].memoryMb; return `each of ${toAmount(s.predictions['worker-pool'].workers, 'worker')} would need its own copy of the data${more > 1 ? `, ${toNumber(more)} MB more,` : ''} and would not see changes`; } },
  { to: ['worker-pool'], when: (s) => s.load.nativePool && s.candidate === 'async', why: () => "workers hand the same work to the same native threads: no more of it runs at once" },
  { to: ['worker-pool'], when: (s) => s.candidate === 'hybrid' || s.candidate === 'async', why: (s) => `a worker waits no faster than the loop: ${toTime(s.load.waitMs)} of each task would block a thread` },
  { to: ['worker-pool'], when: (s) => s.candidate === 'processes', why: (s) => `a hop per task of ${toTime(s.load.taskMs)}, and one loop still reads and writes all ${toNumber(s.load.ratePerSecond ?? 0)} a second` },
  { to: ['processes'], when: (s) => !s.load.isolation, why: (s) => `nothing has to be kept apart; it starts in ${toTime(s.machine.profile.constants.processStartMs)} instead of ${toTime(s.machine.profile.constants.workerStartMs)} and takes ${toNumber(s.predictions.processes.memoryMb)} MB instead of ${toNumber(s.predictions[s.candidate].memoryMb)}` },
  { to: ['distributed'], when: () => true, why: () => 'one machine does, and nothing must survive a restart' },
  { to: ['worker-pool', 'shared-memory-workers'], when: (s) => s.candidate === 'sequential' && s.load.memoryMb !== undefined && s.offLoop.workers < Math.min(2, s.load.tasks), why: (s) => `memory leaves room for ${toAmount(s.offLoop.workers, 'worker')}, which computes no faster than the loop` },
  { to: ['worker-pool', 'shared-memory-workers'], when: (s) => s.candidate === 'sequential' && !s.sendsCheaply, why: (s) => `sending takes longer than the work: ${toTime(s.offLoop.loopDelayMs / s.offLoop.batch)} for ${toTime(s.load.taskMs)}` },
];

function getWhyNot(s: Situation, id: ApproachId): string {
  const objection = objections.find(({ to, when }) => to.includes(id) && when(s));
  return objection?.why(s, id) ?? `${compare(s, id)}${s.predictions[id].burstMs < s.predictions[s.candidate].burstMs * 0.99 ? ', which is not worth its code' : ''}`;
}
