/**
 * Searches through a whole list in each round of a walk over another one, and lists that are copied to add one element per round: work
 * that grows with the product of two lengths. Says how much is known about both; whether that is worth a word is the rule's decision.
 */
import type { CallFact, CallIndex, Expr, FunctionIndex, LoopIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Bounds } from './bounds.ts';
import { getParts, isInside } from './functionParts.ts';
import { isMadeIn } from './inputs.ts';
import { describeWalked, findWalked } from './repetition.ts';
import type { Trips } from './tripCount.ts';

export interface Scan {
  /** What is searched, for people, and what is walked. */
  readonly searched: string;
  readonly walked: string;
  /** How many of the two are known to come from outside in any number. */
  readonly unbounded: 0 | 1 | 2;
  readonly why?: string;
  /** Records are joined by a field rather than names compared: what is walked is data. */
  readonly isJoin: boolean;
}

interface Walk { readonly over: Expr | undefined; readonly f: FunctionIndex; readonly start: number; readonly end: number; readonly loop?: LoopIndex; readonly element: readonly number[] }

/** Names of lists that grow with the business rather than with the program. */
const records = /(?:rows?|items|records|users|members|customers|orders|events|entries|results|docs|documents|posts|messages|transactions|payments|products|data|points|nodes|elements|objects|people|accounts|contacts|tickets|invoices|comments)$/i;
/** Names of fields by which records are told apart. */
const keys = /(?:id|key|code|sku|email|slug|uuid|number|ref|isbn|hash|name)$/i;
const searches = new Set(['includes', 'indexOf', 'lastIndexOf', 'find', 'findIndex', 'findLast', 'findLastIndex', 'some', 'filter']);
const arraySearch = /^global#(?:Readonly)?Array\.(?:includes|indexOf|lastIndexOf|find|findIndex|findLast|findLastIndex|some|filter)$/;

/** The search that call `c` makes in each round of what is around it. */
export function findScan(program: Program, bounds: Bounds, trips: Trips, unit: Unit, c: CallIndex): Scan | undefined {
  const call = unit.facts.calls[c]!;
  const { callee } = call;
  if (callee.k !== 'prop' || !searches.has(callee.n)) return undefined;
  const targets = program.targetsOf(unit, c);
  const isKnown = targets.some((target) => target.kind === 'api' && arraySearch.test(target.api) && !target.guess);
  if (!isKnown && targets.some((target) => target.kind === 'own' || target.model)) return undefined;
  const walk = findWalk(program, unit, call.f, call.loop);
  if (!walk || isMadeIn(unit, callee.o, walk) || waitsIn(unit, walk, call.f)) return undefined;
  const sizes = measure(bounds, trips, unit, walk, callee.o, call.f);
  // A string has some of the methods too.
  if (!sizes || (!isKnown && !isArray(program, unit, callee.o))) return undefined;
  return { ...sizes, searched: describeWalked(unit, callee.o), walked: walk.over ? describeWalked(unit, walk.over) : '', isJoin: isJoin(unit, call, walk, callee.o) };
}

function isArray(program: Program, unit: Unit, e: Expr): boolean {
  return 'x' in e && program.answers.askType(unit.facts.file, e.x)?.array !== undefined;
}

/** `all = [...all, x]`, `all = all.concat(x)`, `rows.reduce((all, x) => [...all, x], [])`. */
export function findCopying(program: Program, bounds: Bounds, trips: Trips, unit: Unit, l: LoopIndex): (Scan & { readonly at: number; readonly end: number }) | undefined {
  const loop = unit.facts.loops[l]!;
  const region = getParts(unit, loop.f).get(l);
  for (const { b, write } of region?.writes ?? []) {
    const binding = unit.facts.bindings[b]!;
    const copy = write.op !== '=' || isInside(loop, binding.start) ? undefined : findCopy(unit, write.value, b);
    // Strings have a `concat` too.
    if (!copy || (copy === 'concat' && binding.init?.k !== 'arr')) continue;
    const walk = findWalk(program, unit, loop.f, l);
    if (!walk?.over || waitsIn(unit, walk, loop.f)) continue;
    const size = measureWalk(bounds, trips, unit, walk);
    if (size) return { ...toBoth(size), searched: binding.n, walked: describeWalked(unit, walk.over), isJoin: copy === 'spread' && records.test(describeWalked(unit, walk.over)), at: write.start, end: write.end };
  }
  return undefined;
}

/** The `reduce` whose callback copies all it has for each element. */
export function findCopyingReduce(bounds: Bounds, trips: Trips, unit: Unit, c: CallIndex): Scan | undefined {
  const call = unit.facts.calls[c]!;
  const callback = call.args[0]?.v;
  if (call.callee.k !== 'prop' || !/^reduce(?:Right)?$/.test(call.callee.n) || callback?.k !== 'fn') return undefined;
  const { params, returns } = unit.facts.functions[callback.f]!;
  const carried = params[0]?.b;
  if (carried === undefined) return undefined;
  const copy = returns.map((item) => item.v && findCopy(unit, item.v, carried)).find((kind) => kind !== undefined);
  if (!copy || (copy === 'concat' && call.args[1]?.v.k !== 'arr')) return undefined;
  const walk: Walk = { over: call.callee.o, f: call.f, start: call.start, end: call.end, element: [] };
  const size = measureWalk(bounds, trips, unit, walk);
  return size && { ...toBoth(size), searched: params[0]!.n, walked: describeWalked(unit, call.callee.o), isJoin: copy === 'spread' && records.test(describeWalked(unit, call.callee.o)) };
}

/** What is copied grows as long as what is walked. */
function toBoth(size: Sizes): Sizes {
  return { ...size, unbounded: size.unbounded > 0 ? 2 : 0 };
}

/** How `e` copies all that `b` holds. */
function findCopy(unit: Unit, e: Expr, b: number): 'spread' | 'concat' | undefined {
  if (e.k === 'arr') return e.e.some((item) => item.k === 'spread' && item.e.k === 'ref' && item.e.b === b) ? 'spread' : undefined;
  if (e.k === 'obj') return e.p.some((entry) => entry.kind === 'spread' && entry.v.k === 'ref' && entry.v.b === b) ? 'spread' : undefined;
  if (e.k === 'or') return e.e.map((arm) => findCopy(unit, arm, b)).find((kind) => kind !== undefined);
  if (e.k !== 'call') return undefined;
  const { callee } = unit.facts.calls[e.c]!;
  return callee.k === 'prop' && callee.n === 'concat' && callee.o.k === 'ref' && callee.o.b === b ? 'concat' : undefined;
}

/** What makes a place run once per element: the loop around it, or the call that its function is the callback of, also from an inner callback. */
function findWalk(program: Program, unit: Unit, f: FunctionIndex, l: LoopIndex): Walk | undefined {
  if (l >= 0) {
    const loop = unit.facts.loops[l]!;
    const limit = loop.test?.k === 'op' && loop.test.e.length === 2 ? loop.test.e[1] : undefined;
    const over = loop.iterable ?? (limit?.k === 'prop' && limit.n === 'length' ? limit.o : undefined);
    return loop.kind === 'for-await' || loop.kind === 'for-in' || !over ? undefined : { over, f, start: loop.start, end: loop.end, loop: l, element: loop.vars };
  }
  const walked = findWalked(program, unit, f);
  if (!walked) return undefined;
  const { start, end, params } = unit.facts.functions[f]!;
  return { over: walked.over, f: walked.call.f, start, end, element: params.slice(0, 1).flatMap((param) => (param.b === undefined ? [] : [param.b])) };
}

/** Rounds that wait for something cost more than the search. */
function waitsIn(unit: Unit, walk: Walk, f: FunctionIndex): boolean {
  return unit.facts.awaits.some((item) => item.f === f && isInside(walk, item.start));
}

type Sizes = Pick<Scan, 'unbounded' | 'why'>;

function measure(bounds: Bounds, trips: Trips, unit: Unit, walk: Walk, searched: Expr, f: FunctionIndex): Sizes | undefined {
  const outer = measureWalk(bounds, trips, unit, walk);
  const inner = measureOne(bounds, trips, unit, searched, f);
  if (!outer || !inner) return undefined;
  const why = outer.why ?? inner.why;
  return { unbounded: (outer.unbounded + inner.unbounded) as 0 | 1 | 2, ...(why ? { why } : {}) };
}

function measureWalk(bounds: Bounds, trips: Trips, unit: Unit, walk: Walk): Sizes | undefined {
  return walk.over && measureOne(bounds, trips, unit, walk.over, walk.f);
}

/** Undefined for what is short, provably or by its nature. */
function measureOne(bounds: Bounds, trips: Trips, unit: Unit, e: Expr, f: FunctionIndex): Sizes | undefined {
  const bound = bounds.boundOf(unit, e, f);
  if (bound.is === 'bounded') return undefined;
  if (bound.is === 'unbounded') return { unbounded: 1, ...(bound.why ? { why: bound.why } : {}) };
  const trip = trips.ofCollection(unit, e, f);
  return trip.is === 'many' ? { unbounded: 0 } : undefined;
}

/**
 * The searched value is a key of the element (`seen.includes(row.id)`), or one key is compared (`x.id === row.id`). A list that is searched
 * for its own elements, or that the rounds themselves fill, is as short as its code makes it.
 */
function isJoin(unit: Unit, call: CallFact, walk: Walk, searched: Expr): boolean {
  const isField = (e: Expr): boolean => e.k === 'prop' && e.o.k === 'ref' && isElement(unit, e.o.b, walk);
  const isKey = (e: Expr): boolean => e.k === 'prop' && keys.test(e.n);
  const [first] = call.args;
  const names = [searched, walk.over].map((e) => (e ? describeWalked(unit, e) : ''));
  if (!first || names.includes('') || names[0] === names[1] || !records.test(names[1]!) || isGathered(unit, searched)) return false;
  const direct = first.v.k === 'ref' ? unit.facts.bindings[first.v.b]!.init ?? first.v : first.v;
  if (direct.k !== 'fn') return isField(direct) && isKey(direct);
  const [returned, ...more] = unit.facts.functions[direct.f]!.returns;
  const test = returned?.v;
  return more.length === 0 && test?.k === 'op' && /^===?$/.test(test.op) && test.e.some(isField) && test.e.some(isKey) && test.e.every((part) => part.k === 'prop');
}

/** `const found = []` in the same function. */
function isGathered(unit: Unit, e: Expr): boolean {
  return e.k === 'ref' && unit.facts.bindings[e.b]!.init?.k === 'arr';
}

function isElement(unit: Unit, b: number, walk: Walk): boolean {
  if (walk.element.includes(b)) return true;
  const { init } = unit.facts.bindings[b]!;
  return init?.k === 'elem' && isInside(walk, unit.facts.bindings[b]!.start);
}
