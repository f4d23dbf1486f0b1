/**
 * Calls that hand tasks to a limiter, and which limiter it is: the same object through constants, fields, parameters and imports has the
 * same key. Limiters of packages come from the models, those of the user's own from what they do or are declared to do; what only has the
 * name of one is said to be a guess.
 */
import type { ArgFact, CallFact, CallIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { ApiModel } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { findClassOf } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { getParts } from './functionParts.ts';
import { evaluate } from './literals.ts';
import { findOwnLimiter } from './ownLimiters.ts';

export interface Limiter {
  /** Equal for the same object. */
  readonly key: string;
  /** How a person names it: `limit`, `this.queue`. */
  readonly name: string;
  /** How many tasks it lets run at once, where that is a number in the code; `Infinity`: all of them. */
  readonly slots?: number;
  /** A new one is made in each call of this function. */
  readonly madeIn?: FunctionId;
  /** A field: of the same object only where it is reached through `this`. */
  readonly isField?: true;
}

export interface LimiterUse {
  readonly unit: Unit;
  readonly c: CallIndex;
  readonly limiter: Limiter;
  /** `task`: runs the given functions, each in a slot. `each`: runs one function per element. `slot`: takes a slot until it is given back. */
  readonly kind: 'task' | 'each' | 'slot';
  readonly tasks: readonly ArgFact[];
  /** Only the name says that it is a limiter. */
  readonly guess: boolean;
}

const maxDepth = 6;
const usesOf = new WeakMap<Program, Map<Unit, ReadonlyMap<CallIndex, LimiterUse>>>();

/** The calls of a file that go through a limiter. */
export function findLimiterUses(program: Program, unit: Unit): ReadonlyMap<CallIndex, LimiterUse> {
  const units = usesOf.get(program) ?? new Map<Unit, ReadonlyMap<CallIndex, LimiterUse>>();
  usesOf.set(program, units);
  let uses = units.get(unit);
  if (!uses) {
    const made = new Map<CallIndex, LimiterUse>();
    unit.facts.calls.forEach((call, c) => {
      const use = call.kind === 'call' ? findUse(program, unit, c) : undefined;
      if (use) made.set(c, use);
    });
    units.set(unit, (uses = made));
  }
  return uses;
}

function findUse(program: Program, unit: Unit, c: CallIndex): LimiterUse | undefined {
  const call = unit.facts.calls[c]!;
  const targets = program.targetsOf(unit, c);
  for (const target of targets) {
    if (target.kind === 'api') {
      const use = target.model?.limits === 'call' ? toModelled(program, unit, c, target.api, target.model) : undefined;
      if (use) return use;
      continue;
    }
    const own = findOwnLimiter(program, target.id);
    const task = own && call.args[own.parameter + target.shift];
    if (own && task) {
      const limiter = identify(program, unit, call.callee.k === 'prop' ? call.callee.o : call.callee, call.f, 0);
      if (limiter) return { unit, c, kind: 'task', tasks: [task], guess: target.guess, limiter: { ...limiter, name: describeExpr(unit, call.callee), ...(own.slots === undefined ? {} : { slots: own.slots }) } };
    }
    const wrapped = own ? undefined : findWrapped(program, target.id);
    const given = wrapped && call.args[wrapped.parameter + target.shift];
    if (wrapped && given) return { unit, c, kind: 'task', tasks: [given], guess: wrapped.use.guess || target.guess, limiter: { ...wrapped.use.limiter, name: describeExpr(unit, call.callee) || wrapped.use.limiter.name } };
  }
  if (targets.some((target) => (target.kind === 'api' ? target.model !== undefined : program.functionOf(target.id).bodyless !== true))) return undefined;
  return findNamed(program, unit, c);
}

interface Wrapped { readonly parameter: number; readonly use: LimiterUse }

const wrappedOf = new WeakMap<Program, Map<FunctionId, Wrapped | null>>();

/** `run(task) { return this.queue.add(task); }`: the parameter that goes through a limiter inside. */
function findWrapped(program: Program, id: FunctionId): Wrapped | undefined {
  const known = wrappedOf.get(program) ?? new Map<FunctionId, Wrapped | null>();
  wrappedOf.set(program, known);
  const found = known.get(id);
  if (found !== undefined) return found ?? undefined;
  // Functions that call one another wrap nothing for each other while they are looked at.
  known.set(id, null);
  const made = solveWrapped(program, id);
  known.set(id, made ?? null);
  return made;
}

function solveWrapped(program: Program, id: FunctionId): Wrapped | undefined {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const { params, bodyless } = unit.facts.functions[f]!;
  const candidates = params.flatMap(({ b }, parameter) => (b === undefined ? [] : unit.facts.bindings[b]!.reads.some(({ use }) => use.k === 'callee' || use.k === 'argument') ? [{ b, parameter }] : []));
  if (bodyless || candidates.length === 0) return undefined;
  for (const region of getParts(unit, f).values()) {
    for (const c of region.calls) {
      // Only a call that is handed a parameter, or a function around one, can limit it.
      const given = candidates.find(({ b }) => unit.facts.calls[c]!.args.some(({ v }) => isTaskOf(unit, v, b)));
      const use = given && findUse(program, unit, c);
      if (use?.kind === 'task' && use.tasks.some(({ v }) => isTaskOf(unit, v, given!.b))) return { parameter: given!.parameter, use };
    }
  }
  return undefined;
}

function isTaskOf(unit: Unit, v: Expr, b: number): boolean {
  return v.k === 'ref' ? v.b === b : v.k === 'fn' && isCalledIn(unit, b, v.f);
}

function isCalledIn(unit: Unit, b: number, f: FunctionIndex): boolean {
  return unit.facts.bindings[b]!.reads.some((read) => read.f === f && read.use.k === 'callee');
}

function toModelled(program: Program, unit: Unit, c: CallIndex, api: string, model: ApiModel): LimiterUse | undefined {
  const call = unit.facts.calls[c]!;
  const slots = findSlots(program, unit, call, model);
  // `limit(task)` is the limiter itself, `queue.add(task)` a method of it, `pMap(xs, f)` makes one of its own.
  const isMethod = api.slice(api.indexOf('#')).includes('.') && call.callee.k === 'prop';
  const object = isMethod && call.callee.k === 'prop' ? call.callee.o : call.callee;
  const limiter = model.slots ? { key: `${unit.index}:call${c}`, name: describeExpr(unit, call.callee), madeIn: unit.base + call.f } : identify(program, unit, object, call.f, 0);
  if (!limiter) return undefined;
  const tasks: ArgFact[] = [];
  let kind: LimiterUse['kind'] = 'slot';
  for (const { at, perElement } of model.callbacks ?? []) {
    if (typeof at === 'number') { const arg = call.args[at < 0 ? call.args.length + at : at]; if (arg) tasks.push(arg); } else if ('from' in at) tasks.push(...call.args.slice(at.from));
    kind = perElement ? 'each' : 'task';
  }
  return { unit, c, kind, tasks: tasks.filter(({ v }) => v.k !== 'lit' && v.k !== 'obj'), guess: false, limiter: { ...limiter, name: describeExpr(unit, call.callee), ...(slots === undefined ? {} : { slots }) } };
}

const limiterNames = /^_?(?:\w*[a-z]L|l)imit(?:er|ed)?$/;
const taskMethods = /^(?:runExclusive|schedule)$/;

function findNamed(program: Program, unit: Unit, c: CallIndex): LimiterUse | undefined {
  const call = unit.facts.calls[c]!;
  const { callee } = call;
  const name = callee.k === 'prop' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
  const [first] = call.args;
  if (call.args.length !== 1 || first!.v.k !== 'fn' || !(limiterNames.test(name) || (callee.k === 'prop' && taskMethods.test(name)))) return undefined;
  const limiter = identify(program, unit, callee.k === 'prop' && taskMethods.test(name) ? callee.o : callee, call.f, 0);
  return limiter && { unit, c, kind: 'task', tasks: [first!], guess: true, limiter: { ...limiter, name: describeExpr(unit, callee) } };
}

/** Which object an expression is, as far as one place in the code makes or names it. */
export function identify(program: Program, unit: Unit, e: Expr, f: FunctionIndex, depth: number): Limiter | undefined {
  if (depth > maxDepth) return undefined;
  switch (e.k) {
    case 'call': return { key: `${unit.index}:made${e.c}`, name: describeExpr(unit, e), madeIn: unit.base + f, ...toSlots(program, unit, e) };
    case 'ref': return identifyBinding(program, unit, e.b, depth);
    case 'prop': {
      if (e.o.k === 'this') return identifyField(program, unit, e.n, f);
      const owner = e.o.k === 'ref' ? identify(program, unit, e.o, f, depth + 1) : undefined;
      if (!owner) return undefined;
      const { slots: _, ...rest } = owner;
      return { ...rest, key: `${owner.key}.${e.n}`, name: `${owner.name}.${e.n}` };
    }
    case 'this': {
      const c = findClassOf(unit.facts, f);
      return c === undefined ? undefined : { key: `${unit.index}:class${c}`, name: 'this', isField: true };
    }
    default: return undefined;
  }
}

function identifyBinding(program: Program, unit: Unit, b: number, depth: number): Limiter | undefined {
  const binding = unit.facts.bindings[b]!;
  if (binding.imported) {
    const { m, n } = binding.imported;
    const target = program.findUnit(unit.modules[m] ?? '');
    if (!target) return unit.modules[m] === undefined ? { key: `${unit.facts.imports[m]!.specifier}#${n}`, name: binding.n } : undefined;
    return n === '*' ? { key: `${target.index}`, name: binding.n } : identifyExport(program, target, n, depth + 1);
  }
  if (binding.init?.k === 'param') return identifyParameter(program, unit, binding.init.f, binding.init.i, b, depth);
  if (binding.writes.length === 0 && (binding.init?.k === 'ref' || (binding.init?.k === 'prop' && binding.init.o.k === 'this'))) return identify(program, unit, binding.init, binding.f, depth + 1);
  const made = [binding.init, ...binding.writes.map((write) => write.value)].find((value) => value?.k === 'call');
  return { key: `${unit.index}:b${b}`, name: binding.n, ...(binding.f > 0 ? { madeIn: unit.base + binding.f } : {}), ...(made?.k === 'call' ? toSlots(program, unit, made) : {}) };
}

function identifyExport(program: Program, unit: Unit, n: string, depth: number): Limiter | undefined {
  const fact = unit.exports.get(n);
  if (fact?.from) {
    const target = program.findUnit(unit.modules[fact.from.m] ?? '');
    return target && depth < maxDepth ? identifyExport(program, target, fact.from.n, depth + 1) : undefined;
  }
  if (fact?.v?.k === 'call') return { key: `${unit.index}:export ${n}`, name: n, ...toSlots(program, unit, fact.v) };
  return fact?.v && identify(program, unit, fact.v, 0, depth + 1);
}

/** The same object for every caller, or a limiter that differs from call to call. */
function identifyParameter(program: Program, unit: Unit, f: FunctionIndex, i: number, b: number, depth: number): Limiter | undefined {
  const id = unit.base + f;
  const passed = program.callSitesOf(id).map((site) => { const arg = site.call.args[i + site.shift]; return arg && identify(program, site.unit, arg.v, site.call.f, depth + 1); });
  const [first] = passed;
  if (first && passed.every((other) => other?.key === first.key)) return { ...first, name: unit.facts.bindings[b]!.n };
  return { key: `${unit.index}:b${b}`, name: unit.facts.bindings[b]!.n, madeIn: id };
}

function identifyField(program: Program, unit: Unit, n: string, f: FunctionIndex): Limiter | undefined {
  const c = findClassOf(unit.facts, f);
  if (c === undefined) return undefined;
  const member = unit.facts.classes[c]!.members.find((candidate) => candidate.n === n && candidate.kind === 'field');
  const made = [member?.v, ...(unit.assignsByClass.get(c) ?? []).flatMap((assign) => (assign.target.k === 'prop' && assign.target.n === n ? [assign.value] : []))].find((value) => value?.k === 'call');
  return { key: `${unit.index}:class${c}.${n}`, name: `this.${n}`, isField: true, ...(made?.k === 'call' ? toSlots(program, unit, made) : {}) };
}

function toSlots(program: Program, unit: Unit, e: Expr & { readonly k: 'call' }): { readonly slots?: number } {
  const call = unit.facts.calls[e.c]!;
  for (const target of program.targetsOf(unit, e.c)) {
    const slots = target.kind === 'api' ? target.model && findSlots(program, unit, call, target.model) : findNumber(program, unit, call.args[0]?.v, undefined);
    if (slots !== undefined) return { slots };
  }
  return {};
}

function findSlots(program: Program, unit: Unit, call: CallFact, { slots }: ApiModel): number | undefined {
  if (!slots) return undefined;
  if (slots.arg === undefined) return slots.without;
  const arg = call.args[slots.arg]?.v;
  if (!arg) return slots.without;
  if (arg.k === 'obj' && slots.option !== undefined && !arg.p.some((entry) => entry.kind === 'spread' || entry.n === slots.option)) return slots.without;
  return findNumber(program, unit, arg, slots.option);
}

function findNumber(program: Program, unit: Unit, e: Expr | undefined, option: string | undefined): number | undefined {
  if (!e) return undefined;
  if (e.k === 'obj') {
    const entry = e.p.find(({ n }) => n !== undefined && (option === undefined ? /^(?:concurrency|max|limit|slots|size|permits|maxConcurrent|maxConcurrency)$/.test(n) : n === option));
    return entry && findNumber(program, unit, entry.v, option);
  }
  if (e.k === 'global' && e.n === 'Infinity') return Infinity;
  if (e.k === 'prop' && e.o.k === 'global' && e.o.n === 'Number' && /^(?:POSITIVE_INFINITY|MAX_SAFE_INTEGER|MAX_VALUE)$/.test(e.n)) return Infinity;
  return evaluate(program, unit, e);
}
