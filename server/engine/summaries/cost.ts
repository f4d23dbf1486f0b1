/**
 * What every function costs on its thread: loops, passes, expensive calls and recursion, weighed and put together from callees to callers.
 * Callbacks an API runs in the caller's flow belong to the caller; those it registers for later belong to nobody here. Waiting is not
 * cost (waiting.ts), and what class follows from both is workload.ts's decision.
 */
import type { AwaitFact, CallFact, CallIndex, FunctionIndex, LoopFact, LoopIndex } from '../facts/fileFacts.ts';
import type { Edge } from '../program/callGraph.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { CallCosts } from './callCosts.ts';
import { readsClock } from './clock.ts';
import type { Bounds } from './bounds.ts';
import { getHandlers, getParts, getRegion, isInside } from './functionParts.ts';
import { findInput, isMadeIn, localInput } from './inputs.ts';
import { findRecursion } from './recursion.ts';
import { weighCall, weighSteps } from './steps.ts';
import { collectCallees, collectComponents } from './components.ts';
import type { Callees, Component } from './components.ts';
import { Trips } from './tripCount.ts';
import type { Trip } from './tripCount.ts';
import { getBeside, noWork, toWork, weights } from './work.ts';
import type { FunctionWork, Item } from './work.ts';

/** What is known about waiting; waiting.ts. */
export interface WaitingClaims {
  isWaitingCall(unit: Unit, c: CallIndex): boolean;
  isWaitingAwait(unit: Unit, item: AwaitFact): boolean;
  waitsIn(id: FunctionId): boolean;
}

/** What a loop's body costs in all its rounds, from what one round costs. */
export interface Round {
  readonly steps: number;
  readonly items: readonly Item[];
  /** Whether an item's input is made anew by each round. */
  isMade(item: Item): boolean;
  /** The rounds wait for something: what little they compute is nothing beside it. */
  readonly waits: boolean;
}

export class Costs {
  readonly #program: Program;
  readonly #works: (FunctionWork | undefined)[];
  readonly #calls: CallCosts;
  readonly #waiting: WaitingClaims;
  readonly #callees: Callees;
  readonly #components: readonly Component[];
  /** Component of each function, by number; callees have smaller numbers. */
  readonly #componentOf: Int32Array;
  readonly trips: Trips;

  constructor(program: Program, bounds: Bounds, waiting: WaitingClaims, handed: readonly Edge[]) {
    this.#program = program;
    this.#waiting = waiting;
    this.trips = new Trips(program, bounds);
    this.#works = Array.from({ length: program.size }, () => undefined);
    this.#callees = collectCallees(program, handed);
    this.#components = collectComponents(program, this.#callees);
    this.#componentOf = new Int32Array(program.size);
    this.#components.forEach((component, i) => { for (const id of component.members) this.#componentOf[id] = i; });
    this.#calls = new CallCosts(program, this.trips, {
      workOf: (id) => this.#works[id] ?? noWork, waitsIn: (id) => waiting.waitsIn(id), isWaitingCall: (unit, c) => waiting.isWaitingCall(unit, c), repeat,
    });
  }

  /** Work of a function. What it calls is solved first, and only that: a question about one file costs what the file reaches. */
  of(id: FunctionId): FunctionWork {
    const known = this.#works[id];
    if (known) return known;
    for (const i of this.#findUnsolved(id)) {
      const { members, isCycle } = this.#components[i]!;
      const cycle = isCycle ? new Set(members) : undefined;
      for (const member of members) this.#works[member] = this.#solve(member, cycle);
    }
    return this.#works[id] ?? noWork;
  }

  /** Components a function reaches that have no work yet, callees first. */
  #findUnsolved(id: FunctionId): readonly number[] {
    const found = new Set([this.#componentOf[id]!]);
    const open = [...this.#components[this.#componentOf[id]!]!.members];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const callee of this.#callees[at] ?? []) {
        const component = this.#componentOf[callee]!;
        if (this.#works[callee] || found.has(component)) continue;
        found.add(component);
        open.push(...this.#components[component]!.members);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  #solve(id: FunctionId, cycle: ReadonlySet<FunctionId> | undefined): FunctionWork {
    const unit = this.#program.unitOf(id);
    const f = id - unit.base;
    const fact = unit.facts.functions[f]!;
    if (fact.bodyless) return noWork;
    const { steps, items } = this.#ofRegion(unit, f, -1, cycle);
    const recursion = cycle && findRecursion(this.#program, unit, f, cycle, this.#waiting);
    return toWork(steps, recursion ? [recursion, ...items] : items);
  }

  #ofRegion(unit: Unit, f: FunctionIndex, loop: LoopIndex, cycle: ReadonlySet<FunctionId> | undefined): { steps: number; items: Item[] } {
    const region = getRegion(getParts(unit, f), loop);
    let steps = weighSteps(unit, f, region);
    const items: Item[] = [];
    for (const c of region.calls) {
      if (isForFailure(unit, unit.facts.calls[c]!)) continue;
      const cost = this.#calls.of(unit, c, cycle);
      steps += weighCall(unit.facts.calls[c]!) + cost.steps;
      items.push(...cost.items);
    }
    for (const l of region.loops) {
      const inner = this.#ofLoop(unit, f, l, cycle);
      steps += inner.steps;
      items.push(...inner.items);
    }
    return { steps, items };
  }

  #ofLoop(unit: Unit, f: FunctionIndex, l: LoopIndex, cycle: ReadonlySet<FunctionId> | undefined): { readonly steps: number; readonly items: readonly Item[] } {
    const loop = unit.facts.loops[l]!;
    const { steps, items } = this.#ofRegion(unit, f, l, cycle);
    const trip = this.trips.ofLoop(unit, l);
    const region = getRegion(getParts(unit, f), l);
    const isContent = this.trips.isContentLoop(unit, l);
    const clock = loop.test && readsClock(this.#program, unit, loop.test);
    const waits = (loop.kind === 'for-await' && !isContent) || region.awaits.some((item) => this.#waiting.isWaitingAwait(unit, item)) || region.calls.some((c) => this.#waiting.isWaitingCall(unit, c));
    if (clock && !waits) return { steps: 0, items: [{ score: weights.nested, degree: 0, input: localInput, bulk: false, unit, at: getHead(unit, l), label: 'waits in a loop without letting go' }] };
    const scans = region.calls.some((c) => isMatch(unit.facts.calls[c]!, loop));
    const score = repeat(isContent ? { ...trip, bulk: true } : trip, isContent ? weights.pass : scans ? weights.unitPass : getBase(trip, loop.kind), { steps, items, waits, isMade: (item) => item.over ? isMadeIn(unit, item.over, loop) : item.input.k === 'local' });
    // A fixed number of rounds is a handful of steps to the code around.
    if (!score) return { steps: waits ? 0 : Math.min(weights.mostPerRound, 2 * steps), items };
    const over = trip.over ?? loop.iterable;
    const name = over ? describeExpr(unit, over) : '';
    return { steps: 0, items: [{
      ...score, input: findInput(unit, over, f), bulk: trip.bulk || items.some((item) => item.bulk), unit, at: getHead(unit, l), ...(over ? { over } : {}),
      label: `loops${name ? ` over ${name}` : ''}`,
    }] };
  }
}

/** Runs only when something went wrong: makes what is thrown, or stands in a `catch`. */
function isForFailure(unit: Unit, call: CallFact): boolean {
  let at = call;
  for (let hops = 0; hops < 4 && at.fate.k === 'argument'; hops++) at = unit.facts.calls[at.fate.c]!;
  if (at.fate.k === 'thrown') return true;
  return getHandlers(unit, call.f).some((handler) => isInside(handler, call.start));
}

/** `while ((match = pattern.exec(text)))`, `for (let m = re.exec(s); m; m = re.exec(s))`: goes through the whole text, match by match. */
function isMatch({ callee, start, fate }: CallFact, loop: LoopFact): boolean {
  return callee.k === 'prop' && callee.n === 'exec' && start < loop.body.start && (fate.k === 'bound' || fate.k === 'condition');
}

function getBase(trip: Trip, kind: string): number {
  if (trip.units) return weights.unitPass;
  if (trip.counted) return weights.countedPass;
  return kind === 'while' || kind === 'do' ? (trip.over ? 0.7 : weights.openLoop) : weights.pass;
}

/** `for (…)` up to its body: the place to show for a loop. */
function getHead(unit: Unit, l: LoopIndex): { readonly start: number; readonly end: number } {
  const loop = unit.facts.loops[l]!;
  return loop.kind === 'do' ? { start: loop.start, end: loop.start + 2 } : { start: loop.start, end: Math.max(loop.start + 3, trimEnd(loop.start, loop.body.start)) };
}

function trimEnd(start: number, end: number): number {
  return end > start ? end - 1 : end;
}

/**
 * What a repetition weighs: undefined when it is no work of its own (a fixed number of rounds, rounds that wait), so that what one round
 * holds counts as it is.
 */
export function repeat(trip: Trip, base: number, round: Round): Pick<Item, 'score' | 'beside' | 'degree' | 'log' | 'exponential' | 'inner'> | undefined {
  if (trip.is === 'constant' || trip.is === 'log') return undefined;
  const local = Math.min(weights.mostPerRound, base + round.steps);
  const heaviest = round.items[0] && [...round.items].sort((a, b) => b.score - a.score)[0];
  let inner = 0;
  let degree = 0;
  for (const item of round.items) {
    const isMade = round.isMade(item);
    inner += item.score >= weights.cpu ? weights.nested + item.score : isMade ? item.score * 2 : item.score < 0.15 ? item.score : 1 + item.score * 2;
    // The parts of all elements together are as long as the whole: walking each is no power of its length.
    degree = Math.max(degree, isMade && item.degree > 0 ? item.degree - 1 : item.degree);
  }
  if (round.waits) return inner >= weights.nested ? { score: Math.min(weights.most, inner - weights.nested), beside: round.items.reduce((sum, item) => sum + getBeside(item), 0), degree: Math.max(1, degree), ...(heaviest ? { inner: heaviest } : {}) } : undefined;
  const factor = trip.is === 'few' ? weights.few : 1;
  const isBulkInside = round.items.some((item) => item.bulk);
  const sum = (local * (trip.bulk ? weights.bulk : 1) + inner * (trip.bulk && !isBulkInside ? weights.bulk : 1)) * factor;
  return {
    score: Math.min(weights.most, sum), degree: trip.is === 'few' ? degree : 1 + degree,
    ...(round.items.some((item) => item.log) ? { log: true as const } : {}), ...(round.items.some((item) => item.exponential) ? { exponential: true as const } : {}),
    ...(heaviest ? { inner: heaviest } : {}),
  };
}
