/**
 * How often a loop or a per-element method runs, and over what: provably a few times, a few times by its nature (the parts of one name, the
 * keys of one object), a logarithm, or as often as its input is long. Sizes come from literals, bounds.ts, types and where data is read
 * from. What runs in each round is elementWork.ts's business.
 */
import type { CallFact, Expr, FunctionIndex, LoopIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Bounds } from './bounds.ts';
import { findDeclaredType } from './declaredTypes.ts';
import { isWithin } from './functionParts.ts';
import { findChainStart } from './inputs.ts';
import { evaluate } from './literals.ts';
import { getTypeName, isBulkType, isFewCount, isFewName, isSettingsName, isTextName, namesSettings } from './natures.ts';

export interface Trip {
  /** `constant`: at most {@link mostConstantRounds}. `few`: short by its nature, not provably. `log`: the range shrinks by a factor each round. */
  readonly is: 'constant' | 'few' | 'log' | 'many';
  /** Whole contents: bytes, samples, pixels, a file or a stream. */
  readonly bulk: boolean;
  /** Of those, what a file holds. */
  readonly file?: true;
  /** One round per character or byte. */
  readonly units: boolean;
  /** Counts up to a number rather than along a collection. */
  readonly counted?: true;
  /** The expression whose length counts; absent for `constant`, and where no single one does. */
  readonly over?: Expr;
}

/** Loops of literally more rounds than this are work, however fixed the number. */
const mostConstantRounds = 5000;
const mostLiteralItems = 200;
const maxDepth = 10;

const constant: Trip = { is: 'constant', bulk: false, units: false };
const log: Trip = { is: 'log', bulk: false, units: false };

const bulkValues = /^(?:global|buffer)#(?:Buffer|U?[Ii]nt(?:8|16|32)Array|Uint8ClampedArray|Float(?:16|32|64)Array|Big(?:Ui|I)nt64Array)\b/;
/** Reads that give the whole of something. */
const wholeReads = /(?:^fs(?:\/promises)?#(?:readFile|readFileSync|FileHandle\.readFile)|#(?:Response|Body|Blob|Request)\.(?:text|arrayBuffer|bytes|blob)|consumers#)/;
const wholeReadNames = new Set(['readFile', 'readFileSync', 'arrayBuffer', 'readAsText', 'text', 'getObject', 'download']);

const sizeKeepers = new Set(['map', 'filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'subarray', 'entries', 'values', 'keys', 'flat', 'flatMap', 'with', 'concat', 'fill', 'toSpliced', 'trim', 'toLowerCase', 'toUpperCase', 'normalize', 'toString', 'replace', 'replaceAll', 'matchAll', 'match']);

export class Trips {
  readonly #program: Program;
  readonly #bounds: Bounds;
  readonly #collections = new WeakMap<Expr, Trip>();

  constructor(program: Program, bounds: Bounds) {
    this.#program = program;
    this.#bounds = bounds;
  }

  /** How many elements `e`, evaluated in function `f`, has. */
  ofCollection(unit: Unit, e: Expr, f: FunctionIndex): Trip {
    const known = this.#collections.get(e);
    if (known) return known;
    const trip = this.#ofCollection(unit, e, f, 0);
    this.#collections.set(e, trip);
    return trip;
  }

  /** How often a loop statement runs. */
  ofLoop(unit: Unit, l: LoopIndex): Trip {
    const loop = unit.facts.loops[l]!;
    if (loop.iterable) {
      if (loop.kind !== 'for-in') return this.ofCollection(unit, loop.iterable, loop.f);
      const owner = this.ofCollection(unit, loop.iterable, loop.f);
      return owner.is === 'many' && !owner.bulk ? { ...owner, is: 'few' } : owner;
    }
    if (!loop.test) return { is: 'many', bulk: false, units: false };
    return this.#ofTest(unit, l, loop.test);
  }

  /** Every part of `a && b` must hold, so the shortest counts. */
  #ofTest(unit: Unit, l: LoopIndex, test: Expr): Trip {
    if (test.k === 'or' && test.op === '&&') {
      const trips = test.e.map((part) => this.#ofTest(unit, l, part));
      return trips.find((trip) => trip.is === 'constant') ?? trips.find((trip) => trip.is === 'log') ?? trips.find((trip) => trip.is === 'few') ?? trips.find((trip) => trip.over) ?? trips[0]!;
    }
    const many: Trip = { is: 'many', bulk: false, units: false };
    const loop = unit.facts.loops[l]!;
    const changed = this.#changedIn(unit, l);
    if (changed.some((b) => this.#shrinks(unit, l, b))) return log;
    // Climbing to a parent is as deep as the tree is, which is not much.
    if (changed.some((b) => unit.facts.bindings[b]!.writes.some((write) => isWithin(unit, write.loop, l) && climbs(unit, write.value)))) return { ...many, is: 'few' };
    if (test.k === 'op' && /^(?:[<>]=?|[!=]==?)$/.test(test.op) && test.e.length === 2) {
      const [left, right] = test.e as readonly [Expr, Expr];
      const isCounter = (e: Expr): boolean => refsOf(e).some((b) => changed.includes(b)) || (e.k === 'prop' && isAssignedIn(unit, e, l));
      const limit = isCounter(left) ? right : isCounter(right) ? left : undefined;
      if (!limit) return many;
      const end = evaluate(this.#program, unit, limit);
      const isRising = isCounter(left) === test.op.startsWith('<');
      if (end !== undefined && isRising) return end <= mostConstantRounds ? constant : { ...many, counted: true };
      // `while (left.length < 10)` and `for (let i = start; i > 0; i--)`: the start counts.
      if (end !== undefined) {
        const start = unit.facts.loops[l]!.init?.find((value) => value.k !== 'lit' || typeof value.v === 'number');
        if (!start) return many;
        const from = evaluate(this.#program, unit, start);
        return from !== undefined ? (from <= mostConstantRounds ? constant : { ...many, counted: true }) : this.#ofLimit(unit, start, loop.f);
      }
      return this.#ofLimit(unit, limit, loop.f);
    }
    if (test.k === 'prop' && (test.n === 'length' || test.n === 'size')) return { ...many, over: test.o };
    return many;
  }

  /** A limit that is no literal: a length, a parameter, arithmetic over them. */
  #ofLimit(unit: Unit, limit: Expr, f: FunctionIndex): Trip {
    const many: Trip = { is: 'many', bulk: false, units: false, counted: true, over: limit };
    const length = findLength(unit, limit, 0);
    if (length) {
      const trip = this.ofCollection(unit, length, f);
      return trip.is === 'many' && this.#isText(unit, length, f) ? { ...trip, units: true } : trip;
    }
    if (limit.k === 'call') {
      const call = unit.facts.calls[limit.c]!;
      if (call.callee.k === 'prop' && call.callee.n === 'min' && call.args.some((arg) => (evaluate(this.#program, unit, arg.v) ?? Infinity) <= mostConstantRounds)) return constant;
    }
    for (const b of refsOf(limit)) {
      const binding = unit.facts.bindings[b]!;
      if (isFewCount(binding.n)) return { ...many, is: 'few' };
      const preset = binding.def && evaluate(this.#program, unit, binding.def);
      if (preset !== undefined && preset <= 100) return { ...many, is: 'few' };
    }
    if (limit.k === 'prop' && (isFewCount(limit.n) || isFewName(limit.n))) return { ...many, is: 'few' };
    return many;
  }

  /** Names a loop's own rounds change. */
  #changedIn(unit: Unit, l: LoopIndex): readonly number[] {
    const loop = unit.facts.loops[l]!;
    const named = loop.test ? refsOf(loop.test) : [];
    return [...new Set([...loop.vars, ...named])].filter((b) => unit.facts.bindings[b]!.writes.some((write) => isWithin(unit, write.loop, l)));
  }

  /** Divided, halved or multiplied each round, directly or through a name made in the round. */
  #shrinks(unit: Unit, l: LoopIndex, b: number): boolean {
    const loop = unit.facts.loops[l]!;
    return unit.facts.bindings[b]!.writes.some((write) => {
      if (!isWithin(unit, write.loop, l)) return false;
      // What an inner loop divides by need not be the same each time.
      if (/^(?:\/|>>>?|\*|<<)=$/.test(write.op)) return write.loop === l;
      return write.op === '=' && isScaled(unit, write.value, loop.start, 0);
    });
  }

  #ofCollection(unit: Unit, e: Expr, f: FunctionIndex, depth: number): Trip {
    const many: Trip = { is: 'many', bulk: false, units: false, over: e };
    if (depth > maxDepth) return many;
    const inner = (next: Expr): Trip => this.#ofCollection(unit, next, f, depth + 1);
    switch (e.k) {
      case 'lit': case 'tpl': case 'regex': return e.k === 'tpl' && e.e.length > 0 ? { ...many, is: 'few' } : constant;
      case 'arr':
        if (e.e.length > mostLiteralItems) return many;
        return e.e.flatMap((item) => (item.k === 'spread' ? [inner(item.e)] : [])).reduce(longest, constant);
      case 'obj': return e.p.some((entry) => entry.kind === 'spread') ? { ...many, is: 'few' } : constant;
      case 'await': return this.#fromOutside(unit, e.e) ?? inner(e.e);
      case 'or': return e.e.map(inner).reduce(longest, constant);
      case 'seq': case 'set': return inner(e.k === 'seq' ? e.e.at(-1)! : e.value);
      case 'call': return this.#ofCall(unit, e, unit.facts.calls[e.c]!, many, depth);
      case 'ref': return this.#ofBinding(unit, e, many, depth);
      case 'rest': return { ...many, is: 'few' };
      case 'param': return unit.facts.functions[e.f]?.params[e.i]?.rest ? { ...many, is: 'few' } : this.#byNature(unit, e, f, unit.facts.functions[e.f]?.params[e.i]?.n ?? '', many);
      case 'global': return e.n === 'arguments' ? { ...many, is: 'few' } : many;
      case 'prop': {
        if (!isPassedIn(unit, e, 0) && this.#bounds.boundOf(unit, e, f).is === 'bounded') return constant;
        if ((e.n === 'data' || e.n === 'body') && this.#isRawResponse(unit, e.o)) return { ...many, bulk: true, units: true };
        if (e.n === 'data' && isBulkType(this.#typeName(unit, e.o, f))) return { ...many, bulk: true, units: true };
        return this.#byNature(unit, e, f, e.n, many);
      }
      // The groups of a match are pieces of one value.
      case 'elem': return this.#byNature(unit, e, f, '', e.o.k === 'ref' && /match|groups?$/i.test(unit.facts.bindings[e.o.b]!.n) ? { ...many, is: 'few' } : many);
      case 'each': return e.await && this.#isStream(unit, e.e, f) ? { ...many, bulk: true, units: true } : this.#byNature(unit, e, f, '', many);
      default: return this.#byNature(unit, e, f, '', many);
    }
  }

  /** The answer to a request that was asked for as text or bytes: `responseType: 'arraybuffer'`. */
  #isRawResponse(unit: Unit, e: Expr): boolean {
    const start = findChainStart(unit, e);
    return start !== undefined && unit.facts.calls[start]!.args.some(({ v }) => v.k === 'obj' && v.p.some((entry) => entry.n === 'responseType' && entry.v.k === 'lit' && entry.v.v !== 'json' && entry.v.v !== 'stream'));
  }

  /** `readFile(path, (error, content) => …)`. */
  #isReadInto(unit: Unit, f: FunctionIndex): boolean {
    const { role } = unit.facts.functions[f]!;
    return role?.k === 'argument' && this.#program.targetsOf(unit, role.c).some((target) => target.kind === 'api' && target.api === 'fs#readFile') && !namesSettings(unit, unit.facts.calls[role.c]!) && !isSettingsName(unit.facts.functions[unit.facts.calls[role.c]!.f]!.n);
  }

  /** Whether a loop goes through contents chunk by chunk or line by line: they come many at a time, so that hardly a round waits. */
  isContentLoop(unit: Unit, l: LoopIndex): boolean {
    const { iterable, kind, f } = unit.facts.loops[l]!;
    if (kind !== 'for-await' || !iterable) return false;
    return this.#isStream(unit, iterable, f) || this.#program.resolver.resolve(unit, iterable, f).some((value) => value.v === 'type' && /^readline(?:\/promises)?#Interface$/.test(value.api)) || /^(?:rl|lines?|lineReader|reader)$|readLines$/i.test(describeExpr(unit, iterable).replace(/\(\)$/, ''));
  }

  /** Whether `for await` over `e` gives chunks of raw content, not rows or lines. */
  #isStream(unit: Unit, e: Expr, f: FunctionIndex): boolean {
    if (this.#program.resolver.resolve(unit, e, f).some((value) => value.v === 'type' && /#(?:\w*ReadStream|Readable|Duplex|Transform|PassThrough|IncomingMessage|ReadableStream|Socket)$/.test(value.api))) return true;
    const owner = findDeclaredType(this.#program, unit, e, f);
    if (owner?.type.t === 'name') return /^(?:Readable\w*|ReadStream|IncomingMessage|Request|Duplex|Socket)$/.test(owner.type.n.at(-1)!) || owner.type.a?.some((item) => isBulkType(getTypeName(item))) === true;
    return /(?:^|[a-z.])(?:stream|readable|stdin|body|request|req|upload)$/i.test(describeExpr(unit, e));
  }

  #ofBinding(unit: Unit, e: Expr & { k: 'ref' }, many: Trip, depth: number): Trip {
    const binding = unit.facts.bindings[e.b]!;
    if (binding.kind === 'enum') return constant;
    if (binding.init?.k === 'param' && unit.facts.functions[binding.init.f]?.params[binding.init.i]?.rest) return { ...many, is: 'few' };
    if (binding.init?.k === 'param' && binding.init.i === 1 && this.#isReadInto(unit, binding.init.f)) return { ...many, bulk: true, file: true };
    if (binding.kind !== 'param' && binding.init && binding.init.k !== 'param' && (binding.init.k !== 'each' || binding.init.await) && binding.writes.length === 0) {
      const trip = this.#ofCollection(unit, binding.init, binding.f, depth + 1);
      // An empty literal is filled later: bounds.ts follows what fills it.
      if (trip.is !== 'constant' || !isEmpty(binding.init)) return trip.over ? { ...trip, over: trip.over } : trip;
    }
    if (!isPassedIn(unit, e, 0) && this.#bounds.boundOf(unit, e, binding.f).is === 'bounded' && !(binding.init && isEmpty(binding.init) && binding.f === 0)) return constant;
    return this.#byNature(unit, e, binding.f, binding.n, many);
  }

  #ofCall(unit: Unit, e: Expr & { k: 'call' }, call: CallFact, many: Trip, depth: number): Trip {
    const { callee } = call;
    const outside = this.#fromOutside(unit, e);
    if (outside) return outside;
    const first = call.args[0]?.v;
    const inner = (next: Expr): Trip => this.#ofCollection(unit, next, call.f, depth + 1);
    const length = (limit: Expr | undefined): Trip => {
      const n = limit && evaluate(this.#program, unit, limit);
      return n !== undefined ? (n <= mostConstantRounds ? constant : many) : limit ? this.#ofLimit(unit, limit, call.f) : constant;
    };
    if (call.kind === 'new' && callee.k === 'global') {
      if (callee.n === 'Array' || isBulkType(callee.n)) {
        const made = first?.k === 'arr' ? inner(first) : length(first);
        return made.is === 'constant' ? made : { ...made, bulk: made.bulk || callee.n !== 'Array', over: made.over ?? many.over! };
      }
      if (callee.n === 'Set' || callee.n === 'Map') return first ? inner(first) : constant;
    }
    if (callee.k !== 'prop') return this.#byBound(unit, e, call, many);
    if (callee.o.k === 'global' && callee.o.n === 'Object' && first && /^(?:keys|values|entries|getOwnPropertyNames)$/.test(callee.n)) {
      const owner = inner(first);
      return owner.is === 'many' ? { ...owner, is: this.#bounds.boundOf(unit, first, call.f).is === 'unbounded' ? 'many' : 'few' } : owner;
    }
    if (callee.o.k === 'global' && callee.o.n === 'Array' && first) {
      if (callee.n === 'of') return constant;
      if (callee.n === 'from') return first.k === 'obj' ? length(first.p.find((entry) => entry.n === 'length')?.v) : inner(first);
    }
    if (callee.o.k === 'global' && callee.o.n === 'Buffer' && first) return callee.n === 'concat' ? { ...many, bulk: true, units: true } : callee.n === 'from' ? inner(first) : many;
    if (callee.n === 'split') return this.#ofSplit(unit, call, callee.o, many, depth);
    if (callee.n === 'slice' && call.args.length > 0 && this.#bounds.boundOf(unit, e, call.f).is === 'bounded') return constant;
    if (sizeKeepers.has(callee.n)) {
      const owner = inner(callee.o);
      return callee.n === 'concat' ? call.args.map((arg) => inner(arg.v)).reduce(longest, owner) : owner;
    }
    return this.#byBound(unit, e, call, many);
  }

  #byBound(unit: Unit, e: Expr, call: CallFact, many: Trip): Trip {
    return this.#bounds.boundOf(unit, e, call.f).is === 'bounded' ? constant : many;
  }

  /** Lines and words are as many as the text is long; the parts between dots, commas or slashes are those of one value. */
  #ofSplit(unit: Unit, call: CallFact, text: Expr, many: Trip, depth: number): Trip {
    const owner = this.#ofCollection(unit, text, call.f, depth + 1);
    if (owner.is === 'constant') return constant;
    const by = call.args[0]?.v;
    if (by?.k === 'lit' && by.v === ' ' && !owner.bulk && !isTextName(describeExpr(unit, text))) return { ...many, is: 'few', over: owner.over ?? text };
    const isLong = by === undefined || (by.k === 'lit' ? typeof by.v !== 'string' || by.v === '' || /[\n\r\s>]|^.{3,}$/.test(by.v) : by.k !== 'regex' || /\\[nrsWD]|\[\^|\n|^\s/.test(by.source));
    return { ...many, is: isLong || owner.bulk ? 'many' : 'few', bulk: owner.bulk, over: owner.over ?? text };
  }

  /** Contents read as a whole: files, bodies. */
  #fromOutside(unit: Unit, e: Expr): Trip | undefined {
    if (e.k !== 'call') return undefined;
    const call = unit.facts.calls[e.c]!;
    const name = call.callee.k === 'prop' ? call.callee.n : call.callee.k === 'ref' ? unit.facts.bindings[call.callee.b]!.n : '';
    const targets = this.#program.targetsOf(unit, e.c);
    const isWhole = targets.length === 0 ? wholeReadNames.has(name) : targets.some((target) => target.kind === 'api' && (wholeReads.test(target.api) || (!target.model && wholeReadNames.has(name))));
    if (!isWhole) return undefined;
    if (namesSettings(unit, call) || isSettingsName(unit.facts.functions[call.f]!.n)) return { is: 'few', bulk: false, units: false, over: e };
    const isFile = targets.some((target) => target.kind === 'api' && target.api.startsWith('fs')) || /^readFile/.test(name);
    return { is: 'many', bulk: true, units: false, ...(isFile ? { file: true as const } : {}), over: e };
  }

  #byNature(unit: Unit, e: Expr, f: FunctionIndex, name: string, many: Trip): Trip {
    const type = this.#typeName(unit, e, f);
    if (isBulkType(type)) return { ...many, bulk: true, units: true };
    if (type === 'string') return { ...many, units: true };
    if (type === 'tuple') return constant;
    if (type === '' && this.#program.resolver.resolve(unit, e, f).some((value) => (value.v === 'type' || value.v === 'api') && bulkValues.test(value.api))) return { ...many, bulk: true, units: true };
    return isFewName(name) ? { ...many, is: 'few' } : many;
  }

  #isText(unit: Unit, e: Expr, f: FunctionIndex): boolean {
    const type = this.#typeName(unit, e, f);
    return type === 'string' || isBulkType(type) || isReadByCharacter(unit, e);
  }

  #typeName(unit: Unit, e: Expr, f: FunctionIndex): string {
    const found = findDeclaredType(this.#program, unit, e, f);
    return found ? getTypeName(found.type) : '';
  }
}

/** `node.parent`, `parents[node]`. */
function climbs(unit: Unit, e: Expr): boolean {
  if (e.k === 'elem') return /parents?$/i.test(describeExpr(unit, e.o));
  return e.k === 'prop' && /^(?:parent|parentNode|parentElement|outer|up|prototype|cause)$/.test(e.n);
}

/** `this.running++` in the loop's own rounds. */
function isAssignedIn(unit: Unit, e: Expr & { readonly k: 'prop' }, l: LoopIndex): boolean {
  const path = describeExpr(unit, e);
  return unit.facts.assigns.some((assign) => assign.target.k === 'prop' && assign.target.n === e.n && isWithin(unit, assign.loop, l) && describeExpr(unit, assign.target) === path);
}

function longest(a: Trip, b: Trip): Trip {
  const order = ['constant', 'log', 'few', 'many'];
  return order.indexOf(b.is) > order.indexOf(a.is) || (b.is === a.is && b.bulk) ? b : a;
}

function isEmpty(e: Expr): boolean {
  if (e.k === 'arr') return e.e.length === 0;
  return e.k === 'obj' ? e.p.length === 0 : e.k === 'call';
}

/** `x.length`, `x.length - 1`, `Math.floor(x.length / 2)`, through names. */
function findLength(unit: Unit, e: Expr, depth: number): Expr | undefined {
  if (depth > 5) return undefined;
  switch (e.k) {
    case 'prop': return e.n === 'length' || e.n === 'size' || e.n === 'byteLength' ? e.o : undefined;
    case 'op': for (const part of e.e) { const found = findLength(unit, part, depth + 1); if (found) return found; } return undefined;
    case 'call': for (const arg of unit.facts.calls[e.c]!.args) { const found = findLength(unit, arg.v, depth + 1); if (found) return found; } return undefined;
    case 'ref': { const { init, kind } = unit.facts.bindings[e.b]!; return init && kind !== 'param' ? findLength(unit, init, depth + 1) : undefined; }
    default: return undefined;
  }
}

/**
 * Taken from a parameter. That today's callers pass little says nothing about the function: its class is what it does with what it is given,
 * and the callers' own classes see their arguments.
 */
function isPassedIn(unit: Unit, e: Expr, depth: number): boolean {
  if (depth > 8) return false;
  switch (e.k) {
    case 'param': return true;
    case 'prop': case 'elem': return isPassedIn(unit, e.o, depth + 1);
    case 'await': case 'each': case 'rest': return isPassedIn(unit, e.e, depth + 1);
    case 'ref': { const { init, kind } = unit.facts.bindings[e.b]!; return kind === 'param' || (init !== undefined && isPassedIn(unit, init, depth + 1)); }
    default: return false;
  }
}

/** The names an expression reads, calls left out but for their arguments in arithmetic. */
export function refsOf(e: Expr): readonly number[] {
  switch (e.k) {
    case 'ref': return [e.b];
    case 'op': case 'or': return e.e.flatMap(refsOf);
    case 'prop': return refsOf(e.o);
    case 'elem': return [...refsOf(e.o), ...refsOf(e.i)];
    // `[a, b] = [b, a + b]`: each name gets its own part.
    case 'each': return e.e.k === 'arr' && e.i !== undefined && e.e.e[e.i] ? refsOf(e.e.e[e.i]!) : [];
    default: return [];
  }
}

/** `x / 2`, `x >> 1`, `x * 2`, `Math.floor(x / 10)`, or a name made from one of them inside the loop. */
function isScaled(unit: Unit, e: Expr, from: number, depth: number): boolean {
  if (depth > 4) return false;
  if (e.k === 'op') {
    if (/^(?:\/|>>>?)$/.test(e.op)) return e.e.at(-1)?.k === 'lit';
    if (e.op === '*') return e.e.some((part) => part.k === 'lit') && e.e.length === 2;
    if (e.op === '%') return true;
    return (e.op === '+' || e.op === '-' || e.op === '|') && e.e.length === 2 && e.e[1]!.k === 'lit' && isScaled(unit, e.e[0]!, from, depth + 1);
  }
  if (e.k === 'call') {
    const call = unit.facts.calls[e.c]!;
    return call.callee.k === 'prop' && /^(?:floor|trunc|ceil|round)$/.test(call.callee.n) && call.args[0] !== undefined && isScaled(unit, call.args[0].v, from, depth + 1);
  }
  if (e.k === 'each') return e.e.k === 'arr' && e.i !== undefined && e.e.e[e.i] !== undefined && isScaled(unit, e.e.e[e.i]!, from, depth + 1);
  if (e.k !== 'ref') return false;
  const binding = unit.facts.bindings[e.b]!;
  return binding.start > from && binding.init !== undefined && binding.kind !== 'param' && isScaled(unit, binding.init, from, depth + 1);
}

/** Methods that only texts have, and that give texts. */
const textMakers = /^(?:toLowerCase|toUpperCase|toLocaleLowerCase|toLocaleUpperCase|trim|trimStart|trimEnd|replace|replaceAll|normalize|substring|substr|charAt|padStart|padEnd)$/;

/** `text[i]` in comparisons and `text.charCodeAt(i)`: a string walked character by character. */
function isReadByCharacter(unit: Unit, e: Expr): boolean {
  if (e.k !== 'ref') return false;
  const { init } = unit.facts.bindings[e.b]!;
  const made = init?.k === 'call' ? unit.facts.calls[init.c]!.callee : undefined;
  return (made?.k === 'prop' && textMakers.test(made.n)) || unit.facts.bindings[e.b]!.reads.some(({ use }) => use.k === 'member' && /^(?:charAt|charCodeAt|codePointAt)$/.test(use.n));
}
