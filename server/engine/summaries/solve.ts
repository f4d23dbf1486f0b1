/**
 * Solves the function summaries. May-claims spread from sinks to callers, shortest path first, so cycles need no special care;
 * the must-claim `neverRejects` starts from yes for every candidate and is withdrawn until nothing changes.
 */
import type { ArgFact, CallFact } from '../facts/fileFacts.ts';
import type { Target } from '../program/callGraph.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getList } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { Bounds } from './bounds.ts';
import type { FunctionSummary, Step } from './functionSummary.ts';
import { findPassedSignal, findSignalParameter } from './signals.ts';
import { Workloads } from './workload.ts';

export class Summaries {
  readonly #made = new Map<FunctionId, FunctionSummary>();
  readonly #make: (id: FunctionId) => FunctionSummary;

  /** `make` is called once per function that somebody asks about: after an edit few are. */
  constructor(make: (id: FunctionId) => FunctionSummary) { this.#make = make; }

  of(id: FunctionId): FunctionSummary {
    let summary = this.#made.get(id);
    if (summary === undefined) this.#made.set(id, summary = this.#make(id));
    return summary;
  }
}

/** Solves all summaries of a program. */
export function solveSummaries(program: Program): Summaries {
  const stops = (id: FunctionId): boolean => program.isDeclared(id, 'nonBlocking');
  const blocks = spread(program, 'blocks', stops);
  const waits = spread(program, 'waits', () => false);
  const burns = spread(program, 'burns', stops);
  const rejects = solveNeverRejects(program);
  // Most runs never ask: the terminal's report and the diagnostics need no classes.
  let workloads: Workloads | undefined;
  const getWorkloads = (): Workloads => (workloads ??= new Workloads(program, new Bounds(program, solved)));
  const solved: Summaries = new Summaries((id) => {
    const block = blocks.get(id);
    const wait = waits.get(id);
    const burn = burns.get(id);
    const waitsOn = wait && endOf(waits, wait)?.model?.waits;
    const signal = findSignalParameter(program, id);
    return {
      ...(block ? { blocks: block } : {}),
      ...(wait ? { waits: wait, ...(waitsOn ? { waitsOn } : {}) } : {}),
      ...(burn ? { burns: burn } : {}),
      neverRejects: rejects.has(id),
      ...(signal ? { signal } : {}),
      get passedSignal() { return signal ? undefined : findPassedSignal(program, id); },
      get workload() { return getWorkloads().of(id); },
      get cost() { return getWorkloads().costOf(id); },
    };
  });
  return solved;
}

/**
 * Breadth-first from the functions that contain a sink call to their callers. Registered callbacks do not count for the function
 * that registers them: they run in another turn. The result of a limiter's or worker's own callback does.
 */
function spread(program: Program, kind: keyof UnitSinks, stops: (id: FunctionId) => boolean): ReadonlyMap<FunctionId, Step> {
  const steps = new Map<FunctionId, Step>();
  let frontier: FunctionId[] = [];
  for (const unit of program.units) {
    for (const step of getUnitClaims(program, unit).sinks[kind]) {
      const id = unit.base + step.call.f;
      const known = steps.get(id);
      if (known && (!known.guess || step.guess)) continue;
      steps.set(id, step);
      if (!known) frontier.push(id);
    }
  }
  while (frontier.length > 0) {
    const next: FunctionId[] = [];
    for (const id of frontier) {
      if (stops(id)) continue;
      const below = steps.get(id)!;
      for (const edge of program.contexts.edgesTo(id)) {
        const known = steps.get(edge.from);
        const guess = below.guess || edge.guess;
        if (known && (!known.guess || guess)) continue;
        steps.set(edge.from, { unit: edge.unit, call: edge.call, next: id, guess, length: below.length + 1 });
        next.push(edge.from);
      }
    }
    frontier = next;
  }
  return steps;
}

function endOf(steps: ReadonlyMap<FunctionId, Step>, first: Step): Step | undefined {
  let step: Step | undefined = first;
  for (let hops = 0; step?.next !== undefined && hops < 200; hops++) step = steps.get(step.next);
  return step;
}

/** Library calls that do not throw in practice, by canonical name prefix. */
const calmApis = ['global#console.', 'global#clearTimeout', 'global#clearInterval', 'global#setTimeout', 'global#setInterval', 'global#Map', 'global#Set', 'global#Date', 'global#Math.', 'global#Promise.catch', 'global#queueMicrotask', 'global#performance.', 'global#AbortController', 'timers/promises#setTimeout', 'global#Promise.allSettled', 'global#Array.', 'global#Promise.resolve', 'global#Number', 'global#String', 'global#process.exit'];

/** What a unit's own calls say, whatever its callees turn out to be. */
interface UnitClaims {
  readonly sinks: UnitSinks;
  /** Functions that may never reject. */
  readonly calm: readonly FunctionId[];
  /** Those of them that may reject by what they do themselves. */
  readonly rejecting: readonly FunctionId[];
  /** Calls through which a function rejects when the callee does. */
  readonly relies: readonly { readonly on: FunctionId; readonly id: FunctionId }[];
}
/** Calls that end a path, in their order. */
interface UnitSinks { readonly blocks: readonly Step[]; readonly waits: readonly Step[]; readonly burns: readonly Step[] }

/** By the targets they were read from: a unit that was taken over from an earlier program brings its own. */
const claims = new WeakMap<readonly (readonly Target[])[], UnitClaims>();

function getUnitClaims(program: Program, unit: Unit): UnitClaims {
  const targets = program.graph.targets.get(unit) ?? [];
  const known = claims.get(targets);
  if (known) return known;
  const made = { sinks: collectSinks(unit, targets), ...collectRejections(program, unit, targets) };
  claims.set(targets, made);
  return made;
}

function collectSinks(unit: Unit, targets: readonly (readonly Target[])[]): UnitSinks {
  const sinks = { blocks: [] as Step[], waits: [] as Step[], burns: [] as Step[] };
  targets.forEach((list, c) => {
    const call = unit.facts.calls[c]!;
    for (const target of list) {
      if (target.kind !== 'api' || !target.model) continue;
      const { model } = target;
      const step: Step = { unit, call, api: target.api, model, guess: target.guess, length: 1 };
      if (model.blocks !== undefined) sinks.blocks.push(step);
      if (model.waits !== undefined) sinks.waits.push(step);
      if (model.cpu !== undefined && model.cpu !== 'fixed') sinks.burns.push(step);
    }
  });
  return sinks;
}

function collectRejections(program: Program, unit: Unit, targets: readonly (readonly Target[])[]): Omit<UnitClaims, 'sinks'> {
  const { facts, base } = unit;
  const calm: FunctionId[] = [];
  const rejecting = new Set<FunctionId>();
  const relies: { on: FunctionId; id: FunctionId }[] = [];
  facts.functions.forEach((fact, f) => {
    if (fact.generator || fact.bodyless || f === 0) return;
    calm.push(base + f);
    if (fact.throws) rejecting.add(base + f);
  });
  facts.calls.forEach((call, c) => {
    const id = base + call.f;
    // A `.catch(handler)` further along the chain takes care of what this call rejects with.
    if (rejecting.has(id) || isCaught(unit, call) || isCaughtInChain(unit, call)) return;
    const list = targets[c] ?? [];
    if (list.length === 0) rejecting.add(id);
    for (const target of list) {
      if (target.kind === 'own') relies.push({ on: target.id, id });
      else if (!calmApis.some((api) => target.api.startsWith(api))) rejecting.add(id);
    }
  });
  // What a call runs on the spot throws through it: `rows.map(parse)`. A promise that an array method is given back it only hands on.
  const callbacks = (program.graph.links.get(unit)?.edges ?? []).filter((edge) => edge.kind === 'callback' && !rejecting.has(edge.from) && !isCaught(unit, edge.call) && !isCaughtInChain(unit, edge.call));
  if (callbacks.length > 0) {
    const targetsOf = new Map(facts.calls.map((call, c) => [call, targets[c] ?? []]));
    for (const { from, to, call } of callbacks) {
      const isAwaited = targetsOf.get(call)!.some((target) => target.kind === 'api' && target.api.startsWith('global#Promise.'));
      if (isAwaited || !program.functionOf(to).async) relies.push({ on: to, id: from });
    }
  }
  for (const item of facts.awaits) {
    // Awaiting something other than a call we know may reject with anything.
    if (item.e.k !== 'call' && !isCaught(unit, item)) rejecting.add(base + item.f);
  }
  return { calm, rejecting: [...rejecting], relies };
}

function solveNeverRejects(program: Program): ReadonlySet<FunctionId> {
  const all = program.units.map((unit) => getUnitClaims(program, unit));
  const calm = new Set<FunctionId>();
  for (const unit of all) for (const id of unit.calm) calm.add(id);
  const dependents = new Map<FunctionId, FunctionId[]>();
  const withdrawn: FunctionId[] = [];
  const withdraw = (id: FunctionId): void => { if (calm.delete(id)) withdrawn.push(id); };
  for (const { relies } of all) {
    for (const { on, id } of relies) {
      // A function whose body is not seen, and a generator, may reject with anything.
      if (calm.has(on)) getList(dependents, on).push(id);
      else withdraw(id);
    }
  }
  for (const { rejecting } of all) for (const id of rejecting) withdraw(id);
  for (let id = withdrawn.pop(); id !== undefined; id = withdrawn.pop()) {
    for (const dependent of dependents.get(id) ?? []) withdraw(dependent);
  }
  return calm;
}

/** Inside the block of a `try` whose `catch` does not rethrow, or inside a `catch` or `finally`. */
export function isCaught(unit: Unit, place: { readonly f: number; readonly tryIn: number; readonly start: number }): boolean {
  for (let t = place.tryIn; t >= 0; t = unit.facts.tries[t]!.outer) {
    const { handler } = unit.facts.tries[t]!;
    if (handler && !handler.rethrows) return true;
  }
  return isInHandler(unit, place);
}

/** Inside a `catch` or `finally` of its own function: code that runs because something already went wrong, or to clean up. */
export function isInHandler(unit: Unit, place: { readonly f: number; readonly start: number }): boolean {
  const holds = (span: { readonly start: number; readonly end: number } | undefined): boolean => span !== undefined && place.start >= span.start && place.start < span.end;
  return unit.facts.tries.some((fact) => fact.f === place.f && (holds(fact.handler) || holds(fact.finalizer)));
}

/** `call().catch(f)` or `.then(f, g)`, directly, after further `.then`s or as part of a combined promise. */
export function isCaughtInChain(unit: Unit, call: CallFact): boolean {
  let at = call;
  for (let hops = 0; hops < 50; hops++) {
    // `Promise.resolve(call())`, `Promise.all([call()])`: the promise goes on as part of another.
    const inside = at.fate.k === 'element' ? at.fate.of : at.fate;
    if (inside.k === 'argument' && inside.i === 0 && isPromiseStatic(unit.facts.calls[inside.c]!)) { at = unit.facts.calls[inside.c]!; continue; }
    if (at.fate.k !== 'member' || at.fate.c === undefined) return false;
    const next = unit.facts.calls[at.fate.c]!;
    if (at.fate.n === 'catch' && isCalmHandler(unit, next.args[0])) return true;
    if (at.fate.n === 'then' && isCalmHandler(unit, next.args[1])) return true;
    if (at.fate.n !== 'then' && at.fate.n !== 'finally') return false;
    at = next;
  }
  return false;
}

function isPromiseStatic({ callee }: CallFact): boolean {
  return callee.k === 'prop' && callee.o.k === 'global' && callee.o.n === 'Promise' && /^(?:resolve|all|race)$/.test(callee.n);
}

/** A rejection handler that is not `undefined` and, where it is written in place, does not throw again. */
export function isCalmHandler(unit: Unit, arg: ArgFact | undefined): boolean {
  if (!arg || arg.v.k === 'lit') return false;
  return arg.v.k !== 'fn' || unit.facts.functions[arg.v.f]!.throws !== true;
}
