/**
 * What kind of work a function is: `cpu`, `io`, `mixed`, `trivial` or `unknown`, how sure that is and why. Puts together what it costs
 * (cost.ts, in the units of work.ts), what it waits on (waiting.ts) and what nobody knows (openCalls.ts); JSDoc tags overrule all. Also the
 * growth of its cost in one input. Waiting is solved for the whole program when the first claim is asked for, cost as far as a claim needs it.
 */
import type { Span } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { Bounds } from './bounds.ts';
import { Costs } from './cost.ts';
import type { CostClaim, Proof, WorkloadClaim } from './functionSummary.ts';
import { describeInput } from './inputs.ts';
import { findDecidingCall } from './openCalls.ts';
import { collectHanded } from './invoked.ts';
import { Waiting } from './waiting.ts';
import type { WaitStep } from './waiting.ts';
import { weights } from './work.ts';
import type { FunctionWork, Item } from './work.ts';

const mostHops = 12;
const mostReasons = 3;

export class Workloads {
  readonly #program: Program;
  readonly #waiting: Waiting;
  readonly #costs: Costs;
  readonly #known = new Map<FunctionId, WorkloadClaim>();

  constructor(program: Program, bounds: Bounds) {
    this.#program = program;
    const handed = collectHanded(program);
    this.#waiting = new Waiting(program, handed);
    this.#costs = new Costs(program, bounds, this.#waiting, handed);
  }

  /** Class, confidence and evidence of a function. */
  of(id: FunctionId): WorkloadClaim {
    const known = this.#known.get(id);
    if (known) return known;
    const claim = this.#classify(id);
    this.#known.set(id, claim);
    return claim;
  }

  /** How the function's own time grows with one of its inputs. */
  costOf(id: FunctionId): CostClaim {
    const work = this.#costs.of(id);
    const unit = this.#program.unitOf(id);
    const heaviest = [...work.items].sort((a, b) => growthRank(b) - growthRank(a) || b.score - a.score)[0];
    if (!heaviest || growthRank(heaviest) === 0) {
      const open = work.items.length === 0 ? findDecidingCall(this.#program, unit, id - unit.base) : undefined;
      return open ? { class: 'unknown', growth: '', proof: toReason(unit, open.call.name, open.label) } : { class: 'constant', growth: '1' };
    }
    const name = describeInput(unit, id - unit.base, heaviest.input);
    return { ...toGrowth(heaviest), ...(name ? { input: name } : {}), proof: toReason(heaviest.unit, heaviest.at, heaviest.label) };
  }

  #classify(id: FunctionId): WorkloadClaim {
    const unit = this.#program.unitOf(id);
    const fact = this.#program.functionOf(id);
    const work = this.#costs.of(id);
    const wait = this.#waiting.of(id);
    const reasons = { cpu: this.#toCpuReasons(work), io: this.#toWaitReasons(wait) };
    if (fact.tags.includes('cpuBound')) return { class: 'cpu', confidence: 'certain', evidence: [toReason(unit, fact.head, 'declared @cpuBound')] };
    if (fact.tags.includes('ioBound')) return { class: 'io', confidence: 'certain', evidence: [toReason(unit, fact.head, 'declared @ioBound')] };
    if (wait && wait.kind !== 'yields' && work.beside >= weights.mixed) return { class: 'mixed', confidence: wait.guess || work.beside < weights.mixed + 1 ? 'likely' : 'certain', evidence: [...reasons.io, ...reasons.cpu] };
    if (wait && (wait.kind !== 'yields' || work.score < weights.cpu)) return { class: 'io', confidence: wait.guess || work.beside >= weights.cpu ? 'likely' : 'certain', evidence: reasons.io };
    if (work.score >= weights.cpu) return { class: 'cpu', confidence: work.score >= weights.nested ? 'certain' : 'likely', evidence: reasons.cpu };
    const open = findDecidingCall(this.#program, unit, id - unit.base);
    if (open) return { class: 'unknown', confidence: 'possible', evidence: [toReason(unit, open.call.name, open.label)] };
    return { class: 'trivial', confidence: work.score > 1 ? 'likely' : 'certain', evidence: reasons.cpu };
  }

  /** The heaviest items, each with the way to what makes it heavy. */
  #toCpuReasons(work: FunctionWork): readonly Proof[] {
    return work.items.slice(0, mostReasons).filter((item, i) => i === 0 || item.score > 0.3).flatMap((item) => this.#toTrail(item));
  }

  #toTrail(item: Item): readonly Proof[] {
    const trail: Proof[] = [];
    const seen = new Set<FunctionId>();
    for (let at: Item | undefined = item; at && trail.length < mostHops;) {
      trail.push(toReason(at.unit, at.at, at.label));
      if (at.next !== undefined) {
        if (seen.has(at.next)) break;
        seen.add(at.next);
        at = this.#costs.of(at.next).items[0] ?? undefined;
      } else at = at.inner;
    }
    return trail;
  }

  #toWaitReasons(first: WaitStep | undefined): readonly Proof[] {
    const trail: Proof[] = [];
    for (let step = first; step && trail.length < mostHops; step = step.next === undefined ? undefined : this.#waiting.of(step.next)) trail.push(toReason(step.unit, step.at, step.label));
    return trail;
  }
}

function toReason(unit: Unit, at: Span, label: string): Proof {
  return { unit, at, label };
}

function growthRank(item: Item): number {
  return item.exponential ? 100 : item.degree * 2 + (item.log ? 1 : 0);
}

function toGrowth(item: Item): Pick<CostClaim, 'class' | 'growth'> {
  if (item.exponential) return { class: 'exponential', growth: '2^n' };
  const power = item.degree === 0 ? '' : item.degree === 1 ? 'n' : `n^${item.degree}`;
  const growth = `${power}${item.log ? `${power ? ' ' : ''}log n` : ''}`;
  return { class: item.degree > 1 || (item.degree === 1 && item.log) ? 'superlinear' : 'linear', growth };
}
