/**
 * How long a text or a buffer can be: provably short, as long as somebody outside likes, or not known. Followed through names, text
 * methods, own functions and parameters; a comparison of its length on the way counts as a limit. How many elements a list has is
 * bounds.ts's question.
 */
import type { CallIndex, Expr, FunctionIndex, TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Bounds } from './bounds.ts';
import { evaluate } from './literals.ts';
import { findWalked } from './repetition.ts';

export interface Length {
  readonly is: 'short' | 'outside' | 'unknown';
  /** For `outside`, who decides: `the request`. */
  readonly why?: string;
  /** Of the request it is the address or the headers, which servers keep below some 16 KB. */
  readonly isAddress?: true;
}

const short: Length = { is: 'short' };
const unknown: Length = { is: 'unknown' };
const maxDepth = 12;
const maxSteps = 600;
/** A cut or a limit up to this many characters or bytes keeps a value short. */
const mostShort = 10_000;

/** Methods whose result is as long as what they are called on. */
const keepers = new Set(['trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'normalize', 'replace', 'replaceAll', 'toString', 'valueOf', 'concat', 'split', 'reverse', 'join', 'at', 'pop', 'shift', 'match', 'slice', 'substring', 'substr', 'subarray', 'map', 'filter', 'repeat', 'padEnd', 'padStart', 'toWellFormed']);
/** Methods that cut out of what they are called on. */
const cutters = new Set(['slice', 'substring', 'substr', 'subarray']);
/** Functions whose result is as long as their first argument. */
const copiers = /^(?:String|Buffer\.from|Object|decodeURI|decodeURIComponent|encodeURI|encodeURIComponent|escape|unescape|atob|btoa|JSON\.stringify|Uint8Array\.from|Array\.from)$/;
/** Results that are short whatever they are made of. */
const shortMakers = /^(?:Number|parseInt|parseFloat|Boolean|BigInt|Date|Symbol|Math|Date\.now|performance\.now|crypto\.randomUUID|Number\.\w+|Math\.\w+|process\.cwd|process\.hrtime|os\.\w+)$/;
const shortMethods = /^(?:digest|toFixed|toPrecision|toISOString|toJSON|toDateString|toLocaleDateString|toLocaleTimeString|toLocaleString|getTime|charAt|charCodeAt|codePointAt|indexOf|lastIndexOf|includes|startsWith|endsWith|test|search|has|localeCompare|getFullYear|extname|basename)$/;
/** Fields of a request that are short by what they are. */
const shortFields = /^(?:method|protocol|httpVersion|ip|hostname|secure|statusCode|status|ok|port|length|size|byteLength)$/;
const addressFields = /\.(?:query|params|url|originalUrl|path|baseUrl|headers|rawHeaders|cookies|signedCookies|searchParams)(?:\.|$|\[)/;
const shortTypes = new Set(['number', 'boolean', 'bigint', 'symbol', 'undefined', 'null', 'never', 'void']);

export class Lengths {
  readonly #program: Program;
  readonly #bounds: Bounds;
  #fuel = maxSteps;

  constructor(program: Program, bounds: Bounds) {
    this.#program = program;
    this.#bounds = bounds;
  }

  /** The length of `e`, used in function `f` at offset `at`. */
  lengthOf(unit: Unit, e: Expr | undefined, f: FunctionIndex, at: number): Length {
    this.#fuel = maxSteps;
    if (e && isLengthChecked(unit, e, f, at)) return short;
    return this.#of(unit, e, f, 0);
  }

  #of(unit: Unit, e: Expr | undefined, f: FunctionIndex, depth: number): Length {
    if (!e || depth > maxDepth || --this.#fuel < 0) return unknown;
    const inner = (next: Expr | undefined): Length => this.#of(unit, next, f, depth + 1);
    switch (e.k) {
      case 'lit': case 'regex': case 'meta': case 'fn': return short;
      case 'tpl': return worst(e.e.map(inner));
      case 'op': return e.op === '+' ? worst(e.e.map(inner)) : short;
      case 'or': return worst(e.e.map(inner));
      case 'await': case 'spread': case 'rest': return inner(e.e);
      case 'seq': return inner(e.e.at(-1));
      case 'set': return inner(e.value);
      case 'arr': return worst(e.e.map(inner));
      case 'obj': return worst(e.p.map((entry) => inner(entry.v)));
      case 'each': return this.#ofElement(unit, e.e, f, depth);
      case 'elem': return this.#ofElement(unit, e.o, f, depth);
      case 'prop': return this.#ofProperty(unit, e, f, depth);
      case 'call': return this.#ofCall(unit, e.c, depth);
      case 'ref': return this.#ofBinding(unit, e, depth);
      case 'param': return this.#ofParameter(unit, e.f, e.i, depth);
      default: return unknown;
    }
  }

  /** One of several: as long as the longest where they are written down, else as what they are taken from. */
  #ofElement(unit: Unit, e: Expr, f: FunctionIndex, depth: number): Length {
    const list = e.k === 'ref' && unit.facts.bindings[e.b]!.kind === 'const' ? unit.facts.bindings[e.b]!.init ?? e : e;
    if (list.k === 'arr' || list.k === 'obj') return this.#of(unit, list, f, depth + 1);
    const length = this.#of(unit, e, f, depth + 1);
    // A short list may have long elements.
    return length.is === 'short' && list.k !== 'lit' && list.k !== 'call' ? unknown : length;
  }

  #ofProperty(unit: Unit, e: Expr & { readonly k: 'prop' }, f: FunctionIndex, depth: number): Length {
    if (shortFields.test(e.n)) return short;
    const path = describeExpr(unit, e);
    if (/^(?:process\.(?:env|argv|platform|version|arch|title|pid)|import\.meta|navigator|screen)\b/.test(path)) return short;
    const bound = this.#bounds.boundOf(unit, e, f);
    if (bound.is === 'unbounded') return { is: 'outside', ...(bound.why ? { why: bound.why } : {}), ...(addressFields.test(path) ? { isAddress: true as const } : {}) };
    for (const owner of this.#program.resolver.resolve(unit, e.o, f)) {
      if (owner.v !== 'object') continue;
      const entry = owner.e.p.find((candidate) => candidate.n === e.n && candidate.kind === 'value');
      if (entry) return this.#of(owner.unit, entry.v, owner.f, depth + 1);
    }
    const length = this.#of(unit, e.o, f, depth + 1);
    return length.is === 'outside' ? length : unknown;
  }

  #ofCall(unit: Unit, c: CallIndex, depth: number): Length {
    const call = unit.facts.calls[c]!;
    const { callee } = call;
    const inner = (next: Expr | undefined): Length => this.#of(unit, next, call.f, depth + 1);
    const name = describeExpr(unit, callee);
    if (shortMakers.test(name)) return short;
    if (copiers.test(name)) return inner(call.args[0]?.v);
    if (callee.k === 'prop') {
      if (shortMethods.test(callee.n)) return short;
      if (cutters.has(callee.n)) {
        const limit = callee.n === 'substr' || call.args.length > 1 ? call.args[1]?.v : undefined;
        const n = limit && evaluate(this.#program, unit, limit);
        if (n !== undefined && n <= mostShort && (n >= 0 || callee.n === 'substring')) return short;
        // `text.slice(-8)`, `text.slice(i, i + size)`.
        const from = call.args[0] && evaluate(this.#program, unit, call.args[0].v);
        if (!limit && from !== undefined && from < 0) return short;
        if (limit?.k === 'op' && limit.op === '+') return short;
      }
      if (callee.n === 'charAt' || callee.n === 'padStart' || callee.n === 'padEnd') return inner(callee.o);
    }
    const targets = this.#program.targetsOf(unit, c);
    const own = targets.filter((target) => target.kind === 'own');
    if (own.length > 0) {
      return worst(own.map((target) => {
        const owner = this.#program.unitOf(target.id);
        const fact = owner.facts.functions[target.id - owner.base]!;
        if (fact.returnType && isShortType(owner, fact.returnType)) return short;
        const returned = fact.returns.filter((item) => item.v);
        return returned.length === 0 ? unknown : worst(returned.map((item) => this.#of(owner, item.v, target.id - owner.base, depth + 1)));
      }));
    }
    const bound = this.#bounds.boundOf(unit, { k: 'call', c, x: call.x }, call.f);
    if (bound.is === 'unbounded') return { is: 'outside', ...(bound.why ? { why: bound.why } : {}) };
    if (targets.some((target) => target.kind === 'api' && /^crypto#random|randomBytes|#nanoid|uuid#/.test(target.api))) return short;
    return callee.k === 'prop' && keepers.has(callee.n) ? inner(callee.o) : unknown;
  }

  #ofBinding(unit: Unit, e: Expr & { readonly k: 'ref' }, depth: number): Length {
    const binding = unit.facts.bindings[e.b]!;
    if (binding.kind === 'enum' || (binding.type && isShortType(unit, binding.type))) return short;
    if (binding.imported) {
      const target = this.#program.findUnit(unit.modules[binding.imported.m] ?? '');
      const value = target?.exports.get(binding.imported.n)?.v;
      return target && value ? this.#of(target, value, 0, depth + 1) : unknown;
    }
    const sources = [binding.init, binding.def, ...binding.writes.map((write) => write.value)].filter((source) => source !== undefined && source.k !== 'unknown');
    return sources.length === 0 ? unknown : worst(sources.map((source) => this.#of(unit, source, binding.f, depth + 1)));
  }

  #ofParameter(unit: Unit, f: FunctionIndex, i: number, depth: number): Length {
    const param = unit.facts.functions[f]?.params[i];
    if (param?.type && isShortType(unit, param.type)) return short;
    const walked = i === 0 ? findWalked(this.#program, unit, f) : undefined;
    if (walked?.over) return this.#ofElement(unit, walked.over, walked.call.f, depth);
    const bound = this.#bounds.boundOf(unit, { k: 'param', f, i }, f);
    if (bound.is === 'unbounded') return { is: 'outside', ...(bound.why ? { why: bound.why } : {}) };
    const id = unit.base + f;
    const sites = this.#program.callSitesOf(id);
    if (sites.length === 0 || param?.rest) return unknown;
    const lengths = sites.map((site) => {
      const arg = site.call.args[i + site.shift]?.v;
      return arg && isLengthChecked(site.unit, arg, site.call.f, site.call.start) ? short : arg ? this.#of(site.unit, arg, site.call.f, depth + 1) : short;
    });
    const outside = lengths.find((length) => length.is === 'outside');
    if (outside) return outside;
    return lengths.every((length) => length.is === 'short') && !this.#program.exported.has(id) ? short : unknown;
  }
}

function worst(lengths: readonly Length[]): Length {
  return lengths.find((length) => length.is === 'outside') ?? lengths.find((length) => length.is === 'unknown') ?? short;
}

/** Numbers, flags and the literals of a closed union. */
function isShortType(unit: Unit, type: TypeRef): boolean {
  switch (type.t) {
    case 'literal': return true;
    case 'keyword': return shortTypes.has(type.n);
    case 'union': return type.e.every((part) => isShortType(unit, part));
    case 'name': {
      if (type.n.length === 1 && type.n[0] === 'Date' && type.b === undefined) return true;
      const binding = type.b === undefined ? undefined : unit.facts.bindings[type.b]!;
      return binding !== undefined && (binding.kind === 'enum' || (binding.alias !== undefined && binding.alias.t !== 'name' && isShortType(unit, binding.alias)));
    }
    default: return false;
  }
}

/**
 * `if (text.length > 256) return`, `text.length < 256 && …`: somebody thought of how long it may be. It counts in the arm where the text is
 * short, behind an arm for long ones that leaves, and behind one that writes what the text is made of.
 */
export function isLengthChecked(unit: Unit, e: Expr, f: FunctionIndex, at: number): boolean {
  const keys = collectKeys(unit, e, 0);
  if (keys.size === 0) return false;
  return unit.facts.branches.some((branch) => {
    if (!branch.test || !encloses(unit, branch.f, f) || branch.start > at) return false;
    const compared = comparesLength(unit, branch.test, keys);
    if (compared === undefined) return false;
    const isShort = compared === 'exact' || (compared === 'short') !== (branch.negated === true);
    if (at < branch.end) return isShort;
    return (!isShort || compared === 'exact') && (branch.leaves || isWrittenIn(unit, keys, branch));
  });
}

/** `if (text.length > 256) text = text.slice(0, 256)`. */
function isWrittenIn(unit: Unit, keys: ReadonlySet<string>, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return unit.facts.bindings.some(({ n, writes }) => keys.has(n) && writes.some((write) => start <= write.start && write.start < end))
    || unit.facts.assigns.some((assign) => start <= assign.start && assign.start < end && keys.has(describeExpr(unit, assign.target)));
}

/** Whether `outer` is the function `f` or one around it. */
function encloses(unit: Unit, outer: FunctionIndex, f: FunctionIndex): boolean {
  for (let at: number = f; at >= 0; at = unit.facts.functions[at]!.outer) if (at === outer) return true;
  return false;
}

/** The names and access paths a value is made of. */
function collectKeys(unit: Unit, e: Expr, depth: number): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (next: Expr, level: number): void => {
    if (level > 6) return;
    const path = describeExpr(unit, next);
    if (path && (next.k === 'ref' || next.k === 'prop' || next.k === 'elem')) keys.add(path);
    if (next.k === 'ref') { const { init, kind } = unit.facts.bindings[next.b]!; if (init && kind !== 'param') add(init, level + 1); }
    if (next.k === 'call') { const call = unit.facts.calls[next.c]!; if (call.callee.k === 'prop') add(call.callee.o, level + 1); for (const arg of call.args) add(arg.v, level + 1); }
    if (next.k === 'or' || next.k === 'op' || next.k === 'tpl') for (const part of next.e) add(part, level + 1);
  };
  add(e, depth);
  return keys;
}

/** What is known of the text where the test holds: it is short, it is long, or as long as something else is. */
function comparesLength(unit: Unit, test: Expr, keys: ReadonlySet<string>): 'short' | 'long' | 'exact' | undefined {
  if (test.k === 'or') return test.e.map((part) => comparesLength(unit, part, keys)).find((found) => found !== undefined);
  if (test.k !== 'op') return undefined;
  if (test.op === '!') {
    const found = test.e[0] && comparesLength(unit, test.e[0], keys);
    return found === 'short' ? 'long' : found === 'long' ? 'short' : found;
  }
  if (!/^(?:[<>]=?|[!=]==?)$/.test(test.op)) return undefined;
  const measured = test.e.findIndex((part, i) => {
    const limit = test.e[1 - i];
    // `length > 0` and `length < 3` only ask whether there is something.
    if (part.k !== 'prop' || !/^(?:length|byteLength|size)$/.test(part.n) || (limit?.k === 'lit' && typeof limit.v === 'number' && limit.v < 4 && !/=/.test(test.op))) return false;
    return keys.has(describeExpr(unit, part.o));
  });
  if (measured < 0) return undefined;
  if (!/^[<>]/.test(test.op)) return 'exact';
  return (test.op.startsWith('<')) === (measured === 0) ? 'short' : 'long';
}
