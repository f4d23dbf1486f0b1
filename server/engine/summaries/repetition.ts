/**
 * What makes a place run again and again within one call of the code around it: a loop statement, or being the callback of a
 * per-element method. Also whether work in it goes through a limiter.
 */
import type { CallFact, Expr, FunctionIndex, LoopIndex, Span } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { Bound, Bounds } from './bounds.ts';
import { findLimiterUses } from './limiters.ts';

export interface Repetition {
  readonly kind: 'loop' | 'callback';
  /** Once per element of something, rather than while a condition holds. */
  readonly perElement: boolean;
  readonly bound: Bound;
  /** How a person names what is walked: `rows`; '' when it has no short name. */
  readonly over: string;
  /** Loop or callback span, for asking whether something stands inside it. */
  readonly start: number;
  readonly end: number;
}

/** The innermost repetition around a place in function `f`, inside loop `loop`. */
export function findRepetition(program: Program, bounds: Bounds, unit: Unit, f: FunctionIndex, loop: LoopIndex): Repetition | undefined {
  if (loop >= 0) {
    const fact = unit.facts.loops[loop]!;
    return { kind: 'loop', perElement: fact.iterable !== undefined, bound: bounds.boundOfLoop(unit, loop), over: fact.iterable ? describeWalked(unit, fact.iterable) : '', start: fact.body.start, end: fact.body.end };
  }
  const fact = unit.facts.functions[f]!;
  const walked = findWalked(program, unit, f);
  if (!walked) return undefined;
  return { kind: 'callback', perElement: true, bound: bounds.boundOf(unit, walked.over, walked.call.f), over: walked.over ? describeWalked(unit, walked.over) : '', start: fact.start, end: fact.end };
}

/** The per-element call (`rows.map(…)`) that function `f` is the callback of, and what it walks. */
export function findWalked(program: Program, unit: Unit, f: FunctionIndex): { readonly call: CallFact; readonly over: Expr | undefined } | undefined {
  const { role } = unit.facts.functions[f]!;
  if (role?.k !== 'argument') return undefined;
  const call = unit.facts.calls[role.c]!;
  const targets = program.targetsOf(unit, role.c);
  // A member of a value nobody knows (`request.body.urls.map(…)`): the name tells.
  const isNamed = call.callee.k === 'prop' && role.i === 0 && perElementNames.has(call.callee.n) && targets.every((target) => target.kind === 'api' && !target.model);
  const places = targets.flatMap((target) => (target.kind === 'api' && !target.model?.limits ? target.model?.callbacks ?? [] : [])).filter((callback) => callback.perElement);
  if (!isNamed && places.length === 0) return undefined;
  // `_.each(rows, save)` is handed what it walks; `rows.forEach(save)` is a method of it.
  const isHanded = places.length > 0 && places.every(({ at }) => at === 1);
  return { call, over: call.callee.k === 'prop' && !isHanded ? call.callee.o : call.args[0]?.v };
}

/** Methods that call their argument once per element, by name. */
const perElementNames = new Set(['map', 'flatMap', 'forEach']);
const walkKeepers = new Set(['filter', 'map', 'flatMap', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'values', 'keys', 'entries', 'flat']);

/** The name of what is walked, without the steps that make one list of another; '' when it has no short one. */
export function describeWalked(unit: Unit, e: Expr): string {
  if (e.k === 'await') return describeWalked(unit, e.e);
  if (e.k !== 'call') return describeExpr(unit, e);
  const { callee, args, kind } = unit.facts.calls[e.c]!;
  // `new Set(xs)`, `Object.entries(o)`, `Array.from(xs)`: the argument is what is walked.
  if (kind === 'new' || (callee.k === 'prop' && callee.o.k === 'global')) return args[0] ? describeWalked(unit, args[0].v) : '';
  return callee.k === 'prop' && walkKeepers.has(callee.n) ? describeWalked(unit, callee.o) : '';
}

const limiterNames = /limit|throttle|queue|semaphore|mutex|\bsema\b|bottleneck|runExclusive|acquire|pool/i;

/** Whether calls that stand in function `id` (in a part of it) pass through something that bounds how many run at once. */
export function isLimited(program: Program, id: FunctionId, within?: Span): boolean {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const stands = (call: CallFact): boolean => call.f === f && (!within || (call.start >= within.start && call.end <= within.end));
  for (const use of findLimiterUses(program, unit).values()) if (!use.guess && stands(unit.facts.calls[use.c]!) && use.limiter.madeIn !== id) return true;
  return unit.facts.calls.some((call, c) => stands(call) && (isLimiterCall(program, unit, c) || program.targetsOf(unit, c).some((target) => target.kind === 'own' && isLimiterWrapper(program, target.id))));
}

function isLimiterCall(program: Program, unit: Unit, c: number): boolean {
  if (isFresh(program, unit, unit.facts.calls[c]!)) return false;
  return program.targetsOf(unit, c).some((target) => (target.kind === 'api' ? target.model?.limits === 'call' : program.isDeclared(target.id, 'limiters'))) || isLimiterName(unit, unit.facts.calls[c]!);
}

/** `pLimit(4)(task)`, `const limit = pLimit(4); limit(task)`: a limiter made where it is used, for this one task. */
function isFresh(program: Program, unit: Unit, call: CallFact): boolean {
  const { callee } = call;
  const from = callee.k === 'prop' ? callee.o : callee;
  const binding = from.k === 'ref' ? unit.facts.bindings[from.b]! : undefined;
  const made = from.k === 'call' ? from : binding?.f === call.f && call.f > 0 && binding.init?.k === 'call' ? binding.init : undefined;
  return made !== undefined && program.targetsOf(unit, made.c).some((target) => target.kind === 'api' && target.model?.limits === 'new');
}

/** `run(task) { return limit(task); }`, `return limit(() => task())`: what is handed to the function goes through a limiter. */
function isLimiterWrapper(program: Program, id: FunctionId): boolean {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const isOwnParameter = (b: number): boolean => unit.facts.bindings[b]!.kind === 'param' && unit.facts.bindings[b]!.f === f;
  return unit.facts.calls.some((call, c) => call.f === f && isLimiterCall(program, unit, c)
    && call.args.some(({ v }) => (v.k === 'ref' ? isOwnParameter(v.b) : v.k === 'fn' && unit.facts.functions[v.f]!.captures.some(isOwnParameter))));
}

/** `limit(() => …)`, `this.queue.add(() => …)`, `await semaphore.acquire()`: known by the name only, which is enough to stay silent. */
export function isLimiterName(unit: Unit, call: CallFact): boolean {
  const text = describeExpr(unit, call.callee);
  if (!limiterNames.test(text)) return false;
  return call.args.some((arg) => arg.v.k === 'fn') || /acquire|lock|take/i.test(text);
}
