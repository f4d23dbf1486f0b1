/**
 * How many elements a collection can have: provably few, as many as the outside world likes, or not known. Followed through names,
 * array methods, functions and parameters. Silence is cheap here and a wrong `unbounded` is not, so doubt gives `unknown`.
 */
import type { CallFact, CallIndex, Expr, FunctionIndex, TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Summaries } from './solve.ts';

export interface Bound {
  readonly is: 'bounded' | 'unbounded' | 'unknown';
  /** For `unbounded`, where the elements come from: `a database result`, `the request`. */
  readonly why?: string;
  /** For `bounded`, the most it can be, where that is a number in the code. */
  readonly count?: number;
}

/** Where the names of a directory come from. */
export const directoryListing = 'a directory listing';
/** APIs that give names of files, of Node and of packages such as fast-glob; `global#` is no listing. */
const listings = /^(?!global#).*(?:readdir|glob)/i;
const bounded: Bound = { is: 'bounded' };
const unknown: Bound = { is: 'unknown' };
/** A literal list or a literal limit above this many no longer counts as small. */
const smallCount = 100;
const maxDepth = 12;
/** Steps one question may take: names that are filled from one another can be followed in very many orders. */
const maxSteps = 1500;

const sizeKeepers = new Set(['map', 'filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'entries', 'values', 'keys', 'flat', 'with', 'concat']);
/** Methods that add an element to their receiver. */
const growers = new Set(['push', 'unshift', 'add', 'set']);
/** Types whose members come from a client. */
const requestTypes = /#(?:Request|FastifyRequest|IncomingMessage|Context)$/;
const sourceNames: Readonly<Record<string, string>> = { db: 'a database result', net: 'a network response', disk: 'the file system', child: 'a child process', queue: 'a queue' };

export class Bounds {
  readonly #program: Program;
  readonly #summaries: Summaries;
  #fuel = maxSteps;

  constructor(program: Program, summaries: Summaries) {
    this.#program = program;
    this.#summaries = summaries;
  }

  /** The bound on the number of elements of `e`, evaluated in function `f`. */
  boundOf(unit: Unit, e: Expr | undefined, f: FunctionIndex, depth = 0): Bound {
    if (depth === 0) this.#fuel = maxSteps;
    if (!e || depth > maxDepth || --this.#fuel < 0) return unknown;
    switch (e.k) {
      case 'arr': return this.#ofArray(unit, e, f, depth);
      case 'obj': return e.p.some((entry) => entry.kind === 'spread' || entry.kind === 'computed') ? unknown : bounded;
      case 'lit': return bounded;
      case 'await': return this.boundOf(unit, e.e, f, depth + 1);
      case 'or': return worst(e.e.map((arm) => this.boundOf(unit, arm, f, depth + 1)));
      case 'seq': return this.boundOf(unit, e.e.at(-1), f, depth + 1);
      case 'set': return this.boundOf(unit, e.value, f, depth + 1);
      case 'ref': return this.#ofBinding(unit, e.b, depth);
      case 'prop': return this.#ofProperty(unit, e, f, depth);
      case 'call': return this.#ofCall(unit, e.c, depth);
      case 'param': return this.#ofParameter(unit, e.f, e.i, depth);
      case 'each': return this.#ofElement(unit, e, f, depth);
      case 'rest': return this.boundOf(unit, e.e, f, depth + 1);
      default: return unknown;
    }
  }

  #ofArray(unit: Unit, e: Expr & { k: 'arr' }, f: FunctionIndex, depth: number): Bound {
    if (e.e.length > smallCount) return unknown;
    const parts = e.e.map((item) => (item.k === 'spread' ? this.boundOf(unit, item.e, f, depth + 1) : { is: 'bounded' as const, count: 1 }));
    return parts.every((part) => part.is === 'bounded' && part.count !== undefined) ? { is: 'bounded', count: parts.reduce((sum, part) => sum + (part.count ?? 0), 0) } : worst(parts);
  }

  #ofBinding(unit: Unit, b: number, depth: number): Bound {
    const binding = unit.facts.bindings[b]!;
    if (binding.kind === 'enum') return bounded;
    if (binding.type) {
      const typed = ofType(unit, binding.type);
      if (typed) return typed;
    }
    if (binding.imported) {
      const path = unit.modules[binding.imported.m];
      const target = path === undefined ? undefined : this.#program.findUnit(path);
      const fact = target?.exports.get(binding.imported.n);
      return target && fact?.v ? this.boundOf(target, fact.v, 0, depth + 1) : unknown;
    }
    // A list that is filled later has the bound of what fills it; `push` in a loop makes it as long as the loop.
    for (const read of binding.reads) {
      if (read.use.k === 'member' && growers.has(read.use.n)) {
        const loop = read.loop >= 0 ? unit.facts.loops[read.loop] : undefined;
        // Filled by another function, which may run any number of times.
        if (!loop && read.f !== binding.f) return unknown;
        if (!loop) continue;
        const around = this.boundOfLoop(unit, read.loop, depth + 1);
        if (around.is !== 'bounded') return around;
      }
      if (read.use.k === 'argument' && read.use.i === 0 && binding.init?.k === 'arr') {
        // Passed on by reference: whoever gets it may fill it. Reading APIs do not.
        const targets = this.#program.targetsOf(unit, read.use.c);
        if (targets.length > 0 && targets.every((target) => target.kind === 'own') && binding.init.e.length === 0) return unknown;
      }
    }
    // `byId[row.id] = row`.
    if (binding.init?.k === 'obj' && unit.facts.assigns.some((assign) => assign.target.k === 'elem' && assign.target.o.k === 'ref' && assign.target.o.b === b)) return unknown;
    const sources = [binding.init, ...binding.writes.map((write) => write.value)].filter((source) => source !== undefined);
    return sources.length === 0 ? unknown : worst(sources.map((source) => this.boundOf(unit, source, binding.f, depth + 1)));
  }

  /** How often a loop runs. */
  boundOfLoop(unit: Unit, l: number, depth = 0): Bound {
    const loop = unit.facts.loops[l]!;
    if (loop.kind === 'for-in') return unknown;
    if (loop.iterable) {
      const bound = this.boundOf(unit, loop.iterable, loop.f, depth + 1);
      // What is handed out piece by piece is a stream, unless it is one of the user's own generators, which may be short.
      return loop.kind === 'for-await' && bound.is === 'unknown' && loop.iterable.k !== 'call' ? { is: 'unbounded', why: 'a stream' } : bound;
    }
    const { test } = loop;
    if (loop.kind === 'for' && test?.k === 'op' && /^[<>]=?$|^!==?$/.test(test.op)) {
      const limit = test.op.startsWith('>') ? test.e[0] : test.e[1];
      if (limit && this.#isSmallNumber(unit, limit, 0)) return bounded;
      if (limit?.k === 'prop' && limit.n === 'length') return this.boundOf(unit, limit.o, loop.f, depth + 1);
    }
    return unknown;
  }

  #isSmallNumber(unit: Unit, e: Expr, depth: number): boolean {
    if (e.k === 'lit') return typeof e.v === 'number' && e.v <= smallCount;
    if (e.k === 'ref' && depth < 4) {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.kind === 'const' && binding.init && binding.init.k !== 'param') return this.#isSmallNumber(unit, binding.init, depth + 1);
      // A named concurrency, batch or page size is a bound somebody chose.
      return binding.kind === 'param' && (binding.def?.k === 'lit' || /(?:limit|concurrency|size|max|count|batch|chunk|page)/i.test(binding.n));
    }
    if (e.k === 'prop') return /(?:limit|concurrency|size|max|batch|chunk|page)/i.test(e.n);
    if (e.k === 'call') {
      const call = unit.facts.calls[e.c]!;
      const name = call.callee.k === 'prop' ? call.callee.n : '';
      if (name === 'min') return call.args.some((arg) => this.#isSmallNumber(unit, arg.v, depth + 1));
      return name === 'availableParallelism';
    }
    if (e.k === 'op' && (e.op === '+' || e.op === '-' || e.op === '/')) return e.e.some((part) => part.k !== 'lit' && this.#isSmallNumber(unit, part, depth + 1)) || e.e.every((part) => this.#isSmallNumber(unit, part, depth + 1));
    return e.k === 'or' && e.e.every((arm) => this.#isSmallNumber(unit, arm, depth + 1));
  }

  #ofProperty(unit: Unit, e: Expr & { k: 'prop' }, f: FunctionIndex, depth: number): Bound {
    for (const owner of this.#program.resolver.resolve(unit, e.o, f)) {
      if (owner.v === 'object') {
        const entry = owner.e.p.find((candidate) => candidate.n === e.n && candidate.kind === 'value');
        if (entry) return this.boundOf(owner.unit, entry.v, owner.f, depth + 1);
      }
      if (owner.v === 'instance' || owner.v === 'class') {
        const member = owner.unit.facts.classes[owner.c]!.members.find((candidate) => candidate.n === e.n && candidate.kind === 'field');
        const typed = member?.type && ofType(owner.unit, member.type);
        if (typed) return typed;
        if (member?.v && member.v.k === 'arr' && member.v.e.length > 0 && !owner.unit.assignsByClass.get(owner.c)?.some((assign) => assign.target.k === 'prop' && assign.target.n === e.n)) return this.boundOf(owner.unit, member.v, 0, depth + 1);
      }
      if (owner.v === 'namespace') {
        const value = owner.unit.exports.get(e.n)?.v;
        if (value) return this.boundOf(owner.unit, value, 0, depth + 1);
      }
      if (owner.v === 'type' && requestTypes.test(owner.api)) return { is: 'unbounded', why: 'the request' };
      // One level down (`req.body.items`) the value's type is not known any more, but where it comes from is.
      if (owner.v === 'api' && requestTypes.test(owner.api.replace(/\.[^#]*$/, ''))) return { is: 'unbounded', why: 'the request' };
    }
    // `rows` of a query that says how many it wants.
    const origin = findOrigin(unit, e.o);
    if (origin && hasLimit(origin, (value) => this.#isSmallNumber(unit, value, 0))) return bounded;
    // A property of a value from outside: `rows` of a query result, `items` of a response body.
    const owner = this.#ofSource(unit, e.o, f, depth + 1);
    return owner ?? unknown;
  }

  /** Where a value comes from when it is the outside world. */
  #ofSource(unit: Unit, e: Expr, f: FunctionIndex, depth: number): Bound | undefined {
    const bound = this.boundOf(unit, e, f, depth + 1);
    return bound.is === 'unbounded' ? bound : undefined;
  }

  #ofCall(unit: Unit, c: CallIndex, depth: number): Bound {
    const call = unit.facts.calls[c]!;
    const { callee } = call;
    const name = callee.k === 'prop' ? callee.n : callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
    if (callee.k === 'prop') {
      if (name === 'slice' && call.args.length >= 1) {
        const [from, to] = call.args;
        if (to && (this.#isSmallNumber(unit, to.v, 0) || isOffsetWindow(from!.v, to.v))) return to.v.k === 'lit' && typeof to.v.v === 'number' ? { is: 'bounded', count: to.v.v } : bounded;
        if (!to && from!.v.k === 'op' && from!.v.op === '-' && from!.v.e.length === 1) return bounded;
      }
      if (callee.o.k === 'global' && (callee.o.n === 'Object' || callee.o.n === 'Array')) {
        if (name === 'of') return bounded;
        if (name === 'from' && call.args[0]) {
          const source = call.args[0].v;
          if (source.k === 'obj') {
            const length = source.p.find((entry) => entry.n === 'length')?.v;
            return length && this.#isSmallNumber(unit, length, 0) ? bounded : unknown;
          }
          return this.boundOf(unit, source, call.f, depth + 1);
        }
        if ((name === 'keys' || name === 'values' || name === 'entries') && call.args[0]) return this.boundOf(unit, call.args[0].v, call.f, depth + 1);
      }
      if (name === 'splice' && call.args[1] && this.#isSmallNumber(unit, call.args[1].v, 0)) return bounded;
      // `take(10)`, `limit(10)` anywhere in a query's chain.
      if ((name === 'limit' || name === 'take' || name === 'first') && call.args[0] && this.#isSmallNumber(unit, call.args[0].v, 0)) return bounded;
      if (sizeKeepers.has(name)) {
        const receiver = this.boundOf(unit, callee.o, call.f, depth + 1);
        if (name !== 'concat' || receiver.is !== 'bounded') return receiver;
        return worst(call.args.map((arg) => this.boundOf(unit, arg.v, call.f, depth + 1)));
      }
      if (name === 'split' && callee.o.k === 'lit') return bounded;
    }
    if (callee.k === 'global' && (call.kind === 'new' || callee.n === 'Array') && (callee.n === 'Set' || callee.n === 'Map' || callee.n === 'Array')) {
      const [first] = call.args;
      if (!first) return unknown;
      return callee.n === 'Array' ? (this.#isSmallNumber(unit, first.v, 0) ? bounded : unknown) : this.boundOf(unit, first.v, call.f, depth + 1);
    }
    if (name === 'fill' && callee.k === 'prop') return this.boundOf(unit, callee.o, call.f, depth + 1);
    if (hasLimit(call, (e) => this.#isSmallNumber(unit, e, 0))) return bounded;
    const bounds = this.#program.targetsOf(unit, c).map((target): Bound => {
      if (target.kind === 'api') {
        const waits = target.model?.waits;
        if (target.model?.blocks?.on === 'disk' && listings.test(target.api)) return { is: 'unbounded', why: directoryListing };
        if (waits === 'disk' && !listings.test(target.api) && !/readFile/.test(target.api)) return unknown;
        return waits && sourceNames[waits] ? { is: 'unbounded', why: listings.test(target.api) ? directoryListing : sourceNames[waits] } : unknown;
      }
      const owner = this.#program.unitOf(target.id);
      const fact = owner.facts.functions[target.id - owner.base]!;
      const typed = fact.returnType && ofType(owner, fact.returnType);
      if (typed) return typed;
      const returned = fact.returns.filter((item) => item.v).map((item) => this.boundOf(owner, item.v, target.id - owner.base, depth + 1));
      const bound = returned.length === 0 ? unknown : worst(returned);
      if (bound.is !== 'unknown') return bound;
      // A function that only passes on what a query gives: `findAll() { return this.pool.query(…) }`.
      const { waitsOn } = this.#summaries.of(target.id);
      return waitsOn && sourceNames[waitsOn] && fact.returnType && isArrayType(fact.returnType) ? { is: 'unbounded', why: sourceNames[waitsOn] } : unknown;
    });
    return bounds.length === 0 ? unknown : worst(bounds);
  }

  #ofParameter(unit: Unit, f: FunctionIndex, i: number, depth: number): Bound {
    const id = unit.base + f;
    const param = unit.facts.functions[f]?.params[i];
    if (param?.type) {
      const typed = ofType(unit, param.type);
      if (typed) return typed;
    }
    if (isPieceCallback(unit, f)) return bounded;
    const values = this.#program.resolver.resolve(unit, { k: 'param', f, i }, f);
    if (values.some((value) => value.v === 'type' && requestTypes.test(value.api))) return { is: 'unbounded', why: 'the request' };
    const sites = this.#program.callSitesOf(id);
    if (sites.length === 0 || param?.rest) return unknown;
    const bounds = sites.map((site) => this.boundOf(site.unit, site.call.args[i + site.shift]?.v, site.call.f, depth + 1));
    if (bounds.every((bound) => bound.is === 'bounded')) return this.#program.exported.has(id) && sites.every((site) => site.unit.role === 'test') ? unknown : bounded;
    return bounds.find((bound) => bound.is === 'unbounded') ?? unknown;
  }

  /** An element that is itself a list: a chunk of fixed size, or one row of unknown width. */
  #ofElement(unit: Unit, e: Expr & { k: 'each' }, f: FunctionIndex, depth: number): Bound {
    const source = e.e.k === 'ref' ? unit.facts.bindings[e.e.b]!.init ?? e.e : e.e;
    if (source.k === 'call') {
      const call = unit.facts.calls[source.c]!;
      const name = call.callee.k === 'prop' ? call.callee.n : call.callee.k === 'ref' ? unit.facts.bindings[call.callee.b]!.n : call.callee.k === 'global' ? call.callee.n : '';
      if (/chunk|batch|partition|window|slices?|group|page/i.test(name)) return bounded;
    }
    // Destructured from a list of lists, or one element of outside data: `[a, b] = rows`.
    const outer = this.boundOf(unit, e.e, f, depth + 1);
    return outer.is === 'unbounded' && e.i !== undefined ? outer : unknown;
  }
}

function worst(bounds: readonly Bound[]): Bound {
  const wide = bounds.find((bound) => bound.is === 'unbounded') ?? bounds.find((bound) => bound.is === 'unknown');
  if (wide) return wide;
  const counts = bounds.flatMap((bound) => (bound.count === undefined ? [] : [bound.count]));
  return counts.length > 0 && counts.length === bounds.length ? { is: 'bounded', count: Math.max(...counts) } : bounded;
}

/** `findInBatches(query, async (rows) => …)`: whoever calls back hands out pieces of a size somebody chose. */
function isPieceCallback(unit: Unit, f: FunctionIndex): boolean {
  const { role } = unit.facts.functions[f]!;
  if (role?.k !== 'argument') return false;
  const { callee } = unit.facts.calls[role.c]!;
  const name = callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
  return /(?:[iI]n|[bB]y|[eE]ach|[pP]er|forEach|process|eachOf)(?:Batch|Chunk|Page)(?:e?s)?$/.test(name);
}

/** The call whose awaited or plain result an expression is, through constants of the same function. */
function findOrigin(unit: Unit, e: Expr, depth = 0): CallFact | undefined {
  if (e.k === 'await') return findOrigin(unit, e.e, depth);
  if (e.k === 'call') return unit.facts.calls[e.c]!;
  if (e.k !== 'ref' || depth > 4) return undefined;
  const binding = unit.facts.bindings[e.b]!;
  return binding.init && binding.writes.length === 0 ? findOrigin(unit, binding.init, depth + 1) : undefined;
}

/** `xs.slice(i, i + n)`: a window of a size somebody chose. */
function isOffsetWindow(from: Expr, to: Expr): boolean {
  return to.k === 'op' && to.op === '+' && to.e.some((part) => JSON.stringify(stripNodes(part)) === JSON.stringify(stripNodes(from)));
}

function stripNodes(e: Expr): unknown {
  return e.k === 'ref' ? { b: e.b } : e.k === 'prop' ? { o: stripNodes(e.o), n: e.n } : e.k === 'lit' ? e : { k: e.k, at: 'x' in e ? e.x : 0 };
}

/** A query that says how many rows it wants: `LIMIT 20` in its text, `take`, `limit`, `first`, `pageSize` among its options. */
function hasLimit(call: CallFact, isSmall: (e: Expr) => boolean): boolean {
  return call.args.some(({ v }) => {
    if (v.k === 'lit' && typeof v.v === 'string') return /\blimit\s+(?:\d{1,3}\b|\$\d|\?|:\w)/i.test(v.v);
    if (v.k === 'tpl') return /\blimit\s+(?:\d{1,3}\b|\$\d|$)/i.test(v.q.join(''));
    return v.k === 'obj' && v.p.some((entry) => entry.n !== undefined && /^(?:take|limit|first|top|pageSize|perPage|per_page|maxResults|MaxKeys|Limit)$/.test(entry.n) && isSmall(entry.v));
  });
}

/** Tuples and finite unions are bounded by their type. */
function ofType(unit: Unit, type: TypeRef): Bound | undefined {
  if (type.t === 'tuple') return type.length !== undefined ? bounded : undefined;
  if (type.t === 'name' && type.n.length === 1 && type.a?.[0] && (type.n[0] === 'Readonly' || type.n[0] === 'Promise')) return ofType(unit, type.a[0]);
  if (type.t === 'name' && type.b !== undefined) {
    const alias = unit.facts.bindings[type.b]!.alias;
    return alias?.t === 'tuple' ? ofType(unit, alias) : undefined;
  }
  return undefined;
}

function isArrayType(type: TypeRef): boolean {
  if (type.t === 'array') return true;
  return type.t === 'name' && ((type.n[0] === 'Array' || type.n[0] === 'ReadonlyArray') || (type.n[0] === 'Promise' && type.a?.[0] !== undefined && isArrayType(type.a[0])));
}
