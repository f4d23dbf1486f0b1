/**
 * Races between work and a timer: `Promise.race` with both among its elements, a promise whose executor settles by either, and functions of the
 * user's that race what they are given. Races between two pieces of work are nobody's time limit and are left out.
 */
import type { CallFact, CallIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { findSettlingTimer, findTimer, isWithinFunction, settles } from './timers.ts';
import type { Timer } from './timers.ts';

export interface Race {
  readonly call: CallFact;
  readonly timer: Timer;
  /** What is raced against the timer; empty where it is not written as an expression. */
  readonly work: readonly Expr[];
}

const racesOf = new WeakMap<Unit, { readonly program: Program; readonly races: readonly Race[] }>();

/** The races written in one file. */
export function findRaces(program: Program, unit: Unit): readonly Race[] {
  const known = racesOf.get(unit);
  if (known?.program === program) return known.races;
  const races = unit.facts.calls.flatMap((call, c) => findRace(program, unit, call, c) ?? []);
  racesOf.set(unit, { program, races });
  return races;
}

function findRace(program: Program, unit: Unit, call: CallFact, c: CallIndex): Race | undefined {
  if (call.kind === 'new' && call.callee.k === 'global' && call.callee.n === 'Promise') return findRaceInExecutor(program, unit, call);
  if (!program.targetsOf(unit, c).some((target) => target.kind === 'api' && target.model?.combinator === 'race')) return undefined;
  const list = findList(unit, call.args[0]?.v);
  if (!list) return undefined;
  const arms = list.map((e) => ({ e, timer: findTimer(program, unit, e) }));
  const timer = arms.find((arm) => arm.timer)?.timer;
  const work = arms.filter((arm) => !arm.timer).map((arm) => arm.e);
  return timer && work.length > 0 ? { call, timer, work } : undefined;
}

/** `new Promise((resolve, reject) => { setTimeout(() => reject(late), ms); work().then(resolve, reject); })`. */
function findRaceInExecutor(program: Program, unit: Unit, call: CallFact): Race | undefined {
  const executor = call.args[0]?.v;
  if (executor?.k !== 'fn') return undefined;
  const timer = findSettlingTimer(program, unit, executor.f);
  if (!timer) return undefined;
  const work = unit.facts.calls.find((other) => other.f === executor.f && other.callee.k === 'prop' && /^(?:then|finally)$/.test(other.callee.n) && other.args.some(({ v }) => settles(unit, v, executor.f)));
  return work?.callee.k === 'prop' ? { call, timer, work: [work.callee.o] } : undefined;
}

function findList(unit: Unit, e: Expr | undefined): readonly Expr[] | undefined {
  if (e?.k === 'arr') return e.e;
  if (e?.k !== 'ref') return undefined;
  const { kind, init } = unit.facts.bindings[e.b]!;
  return kind === 'const' && init?.k === 'arr' ? init.e : undefined;
}

/** A limit shorter than this is gone before anybody could mind. */
const shortestMs = 500;

/** Whether the timer goes on after the work is done, for a time that is felt. */
export function leaksTimer({ timer }: Race): boolean {
  return !timer.stopped && (timer.ms === undefined || timer.ms >= shortestMs);
}

/** A parameter that a function races against a timer: handed over as a promise, or called to get one. */
export interface RacedParameter { readonly i: number; readonly called: boolean }

const racedOf = new WeakMap<Program, Map<FunctionId, readonly RacedParameter[]>>();

/** The parameters a function of the user's races against a timer without giving them anything to stop by. */
export function findRacedParameters(program: Program, id: FunctionId): readonly RacedParameter[] {
  let known = racedOf.get(program);
  if (!known) racedOf.set(program, (known = new Map<FunctionId, readonly RacedParameter[]>()));
  let found = known.get(id);
  if (found) return found;
  const unit = program.unitOf(id);
  const f = id - unit.base;
  found = findRaces(program, unit).filter(({ call }) => isWithinFunction(unit, call.f, f)).flatMap(({ work }) => work.flatMap((e) => toParameter(unit, e, f) ?? []));
  known.set(id, found);
  return found;
}

function toParameter(unit: Unit, e: Expr, f: FunctionIndex): RacedParameter | undefined {
  if (e.k === 'ref') {
    const binding = unit.facts.bindings[e.b]!;
    if (binding.kind === 'param' && binding.f === f && binding.init?.k === 'param') return { i: binding.init.i, called: false };
    return binding.kind === 'const' && binding.init && binding.f === f ? toParameter(unit, binding.init, f) : undefined;
  }
  if (e.k !== 'call') return undefined;
  const call = unit.facts.calls[e.c]!;
  if (call.callee.k === 'prop' && /^(?:then|catch|finally)$/.test(call.callee.n)) return toParameter(unit, call.callee.o, f);
  if (call.callee.k !== 'ref' || call.args.length > 0) return undefined;
  const binding = unit.facts.bindings[call.callee.b]!;
  return binding.kind === 'param' && binding.f === f && binding.init?.k === 'param' ? { i: binding.init.i, called: true } : undefined;
}

const stoppers = new Set(['abort', 'cancel', 'kill', 'destroy', 'terminate', 'close', 'return', 'disconnect', 'stop']);

/** The code around the race tells something to stop: the loser does not outlive it. */
export function stopsLoser(unit: Unit, race: CallFact): boolean {
  return isCalledAround(unit, race, (e) => e.k === 'prop' && stoppers.has(e.n));
}

/** The process ends where the race does: nothing is left to wait for the timer. */
export function endsProcessAfter(unit: Unit, race: CallFact): boolean {
  return isCalledAround(unit, race, (e) => e.k === 'prop' && e.n === 'exit' && e.o.k === 'global' && e.o.n === 'process');
}

function isCalledAround(unit: Unit, race: CallFact, is: (callee: Expr) => boolean): boolean {
  return unit.facts.calls.some(({ f, callee }) => (race.f === 0 ? f === 0 : isWithinFunction(unit, f, race.f)) && is(callee));
}
