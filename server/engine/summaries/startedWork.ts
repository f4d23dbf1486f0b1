/**
 * What a call, or a function called per element, starts: something that waits on the outside, through the user's own functions, with the
 * name a person gives it. Work behind a limiter is not started by the one who asks for it, and is none here.
 */
import type { CallFact, CallIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { ApiModel, WaitKind } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { getParts } from './functionParts.ts';
import { isUnseenPromise } from './promises.ts';
import { isLimited, isLimiterName } from './repetition.ts';
import type { Summaries } from './solve.ts';
import { getEdgesFrom } from './waitedFor.ts';

export interface StartedWork {
  /** '' for an async function without a name. */
  readonly name: string;
  /** The work and what it waits on are known, not inferred. */
  readonly certain: boolean;
  /** What it waits on, where that is known. */
  readonly on?: WaitKind | undefined;
}

/** A `map` (or `Array.from(xs, f)`): the call, what it walks and what it calls per element. */
export interface MapCall { readonly call: CallFact; readonly over: Expr; readonly mapper: Expr | undefined }

/** The `map` whose promises an expression holds, directly, through a constant, filtered or spread. */
export function findMap(program: Program, unit: Unit, e: Expr | undefined, depth = 0): MapCall | undefined {
  if (!e || depth > 4) return undefined;
  if (e.k === 'ref') {
    const binding = unit.facts.bindings[e.b]!;
    return binding.writes.length === 0 && binding.init ? findMap(program, unit, binding.init, depth + 1) : undefined;
  }
  if (e.k === 'arr') {
    for (const item of e.e) {
      const map = item.k === 'spread' ? findMap(program, unit, item.e, depth + 1) : undefined;
      if (map) return map;
    }
    return undefined;
  }
  if (e.k !== 'call') return undefined;
  const call = unit.facts.calls[e.c]!;
  for (const target of program.targetsOf(unit, e.c)) {
    if (target.kind !== 'api') continue;
    if ((target.api === 'global#Array.map' || target.api === 'global#Array.flatMap') && call.callee.k === 'prop') return { call, over: call.callee.o, mapper: call.args[0]?.v };
    if (target.api === 'global#Array.from' && call.args.length > 1) return { call, over: call.args[0]!.v, mapper: call.args[1]!.v };
    // `xs.map(f).filter(Boolean)` still starts everything.
    if (target.model?.size === 'receiver' && call.callee.k === 'prop') return findMap(program, unit, call.callee.o, depth + 1);
  }
  // A `map` on a value nobody knows: only arrays and streams have one, and a stream's result is no argument for `Promise.all`.
  if (call.callee.k === 'prop' && call.callee.n === 'map' && call.args.length > 0) return { call, over: call.callee.o, mapper: call.args[0]!.v };
  return undefined;
}

/** What a function that is called per element starts; undefined when it starts nothing that waits, or is limited. */
export function findWorkOf(program: Program, summaries: Summaries, unit: Unit, callee: Expr | undefined, f: FunctionIndex): StartedWork | undefined {
  const given = callee && callee.k !== 'fn' ? describeExpr(unit, callee).replace(/^this\./, '') : '';
  for (const value of program.resolver.resolve(unit, callee, f)) {
    const api = value.v === 'api' ? value : value.v === 'promisified' && value.of.v === 'api' ? value.of : undefined;
    if (api) {
      const waits = program.resolver.findModel(unit, api.api)?.waits;
      if (waits && waits !== 'timer') return { name: api.api.slice(api.api.indexOf('#') + 1), certain: true, on: waits };
    }
    if (value.v !== 'function') continue;
    // `declare function load(id: string): Promise<Item>`: what it does is not seen, but it gives a promise.
    if (isUnseenPromise(program, value.id)) return { name: program.nameOf(value.id).at(-1) ?? 'function', certain: false };
    if (isLimited(program, value.id)) return undefined;
    const { waits, waitsOn } = summaries.of(value.id);
    if (waits) return waitsOn === 'timer' ? undefined : { name: given || getStartedName(unit, program, value.id, waits.call), certain: !waits.guess, ...(waitsOn ? { on: waitsOn } : {}) };
    const fact = program.functionOf(value.id);
    const owner = program.unitOf(value.id);
    const awaited = findUnknownWait(program, owner, value.id - owner.base);
    if (awaited) return { name: awaited, certain: false };
    if (fact.async && !fact.params.length) return undefined;
  }
  return undefined;
}

function getStartedName(unit: Unit, program: Program, id: number, call: CallFact): string {
  const owner = program.unitOf(id);
  return (describeExpr(owner, call.callee) || describeExpr(unit, call.callee) || 'request').replace(/^this\./, '');
}

/** A call in the function that gives a promise nobody could trace to its source. */
function findUnknownWait(program: Program, unit: Unit, f: number): string | undefined {
  for (const [c, call] of unit.facts.calls.entries()) {
    if (call.f !== f || (call.fate.k !== 'awaited' && call.fate.k !== 'returned')) continue;
    const targets = program.targetsOf(unit, c);
    const name = describeExpr(unit, call.callee);
    if (targets.some((target) => target.kind === 'own' && isUnseenPromise(program, target.id))) return name;
    if (targets.some((target) => target.kind === 'own' || target.model)) continue;
    if (name && (call.fate.k === 'awaited' || program.answers.findType(unit.facts.file, call.x)?.promise === 'yes')) return name;
  }
  return undefined;
}

/** What one call starts and gives a promise for. */
export function findWorkOfCall(program: Program, summaries: Summaries, unit: Unit, c: CallIndex): StartedWork | undefined {
  const call = unit.facts.calls[c]!;
  if (call.callee.k === 'fn') return findInlineWork(program, summaries, unit, call);
  for (const target of program.targetsOf(unit, c)) {
    const name = describeExpr(unit, call.callee).replace(/^this\./, '') || 'task';
    if (target.kind === 'api') {
      if (!target.model?.waits || target.model.waits === 'timer' || target.model.limits || !target.model.returns?.startsWith('promise')) continue;
      return { name, certain: !target.guess, on: target.model.waits };
    }
    if (isUnseenPromise(program, target.id)) return { name, certain: false };
    const { waits, waitsOn } = summaries.of(target.id);
    if (!waits || waitsOn === 'timer' || isLimited(program, target.id) || isLimiterName(unit, call)) continue;
    // Only what gives a promise goes on after the call; a function that merely registers something does not.
    const fact = program.functionOf(target.id);
    if (!fact.async && !program.resolver.returnsOf(target.id).some((value) => value.v === 'promise')) continue;
    return { name, certain: !target.guess && !waits.guess, ...(waitsOn ? { on: waitsOn } : {}) };
  }
  return undefined;
}

/** `(async () => { … })()`. */
function findInlineWork(program: Program, summaries: Summaries, unit: Unit, call: CallFact): StartedWork | undefined {
  if (call.callee.k !== 'fn' || !unit.facts.functions[call.callee.f]!.async) return undefined;
  const { waits, waitsOn } = summaries.of(unit.base + call.callee.f);
  return waits && waitsOn !== 'timer' && !isLimited(program, unit.base + call.callee.f) ? { name: '', certain: !waits.guess, ...(waitsOn ? { on: waitsOn } : {}) } : undefined;
}

/** A call of a known API that a function comes to, by the shortest way in its flow. */
export interface ReachedApi { readonly api: string; readonly model: ApiModel; readonly unit: Unit; readonly call: CallFact; readonly guess: boolean }

const mostReached = 200;

/** The first API call that `fits` in function `id` or in what it calls. */
export function findReachedApi(program: Program, id: FunctionId, fits: (api: string, model: ApiModel) => boolean): ReachedApi | undefined {
  const seen = new Set<FunctionId>([id]);
  const queue: { readonly id: FunctionId; readonly guess: boolean }[] = [{ id, guess: false }];
  for (let at = 0; at < queue.length && at < mostReached; at++) {
    const step = queue[at]!;
    const unit = program.unitOf(step.id);
    for (const region of getParts(unit, step.id - unit.base).values()) {
      for (const c of region.calls) {
        for (const target of program.targetsOf(unit, c)) {
          if (target.kind === 'api' && target.model && fits(target.api, target.model)) return { api: target.api, model: target.model, unit, call: unit.facts.calls[c]!, guess: step.guess || target.guess };
        }
      }
    }
    for (const edge of getEdgesFrom(program, step.id)) {
      if (seen.has(edge.to) || edge.once) continue;
      seen.add(edge.to);
      queue.push({ id: edge.to, guess: step.guess || edge.guess });
    }
  }
  return undefined;
}
