/**
 * What one call adds to the function it stands in: a callee's own work seen from its arguments, passes that call back, library
 * functions that walk or crunch what they are given. Recursion is left to recursion.ts.
 */
import type { CallFact, CallIndex, Expr } from '../facts/fileFacts.ts';
import type { ApiModel } from '../models/model.ts';
import type { Edge } from '../program/callGraph.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getList } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { collectionFunctions, collectionLibraries, earlyExits, heavyVerbs, linearConstructors, linearFunctions, linearMembers, perElementNames, shortMessages, shortValuePackages } from './builtins.ts';
import { findCalledParameter, isRunInFlow } from './components.ts';
import type { Round } from './cost.ts';
import { findChainStart, findInput, localInput } from './inputs.ts';
import { evaluate } from './literals.ts';
import { findInvoked } from './invoked.ts';
import { weighExpression } from './steps.ts';
import type { Trip, Trips } from './tripCount.ts';
import { getBeside, weights } from './work.ts';
import type { FunctionWork, Item } from './work.ts';

export interface CallCost { readonly steps: number; readonly items: readonly Item[] }

interface Solved {
  workOf(id: FunctionId): FunctionWork;
  waitsIn(id: FunctionId): boolean;
  isWaitingCall(unit: Unit, c: CallIndex): boolean;
  repeat(trip: Trip, base: number, round: Round): Pick<Item, 'score' | 'beside' | 'degree' | 'log' | 'exponential' | 'inner'> | undefined;
}

const nothing: CallCost = { steps: 0, items: [] };
/** Literal arguments up to here keep a recursion with several branches small. */
const smallExponent = 12;
const smallArgument = 5000;
const languageApis = /^global#(?:Array|ReadonlyArray|String|Set|Map|Object|Uint8Array|RegExp|NodeList|Iterator|Buffer)\b/;
const streamingDigests = /^crypto#create(?:Hash|Hmac|Cipheriv|Decipheriv|Sign|Verify)$/;

export class CallCosts {
  readonly #program: Program;
  readonly #trips: Trips;
  readonly #solved: Solved;
  readonly #callbacks = new Map<CallFact, Edge[]>();

  constructor(program: Program, trips: Trips, solved: Solved) {
    this.#program = program;
    this.#trips = trips;
    this.#solved = solved;
    for (const edge of program.graph.edges) if (edge.kind === 'callback' && isRunInFlow(edge)) getList(this.#callbacks, edge.call).push(edge);
  }

  /** Cost of call `c`; functions of the cycle being solved count nothing. */
  of(unit: Unit, c: CallIndex, cycle: ReadonlySet<FunctionId> | undefined): CallCost {
    const call = unit.facts.calls[c]!;
    if (findCalledParameter(unit, call)) return { steps: 0.2, items: [] };
    const targets = this.#program.targetsOf(unit, c);
    // Several own functions are alternatives: the heaviest counts.
    let own = nothing;
    for (const target of targets) {
      if (target.kind !== 'own' || cycle?.has(target.id)) continue;
      const cost = this.#ofOwn(unit, call, target.id, target.shift, cycle);
      if (scoreOf(cost) >= scoreOf(own)) own = cost;
    }
    if (targets.some((target) => target.kind === 'own')) return own;
    const api = targets.find((target) => target.kind === 'api');
    const model = api?.kind === 'api' ? api.model : undefined;
    const items = [...this.#ofCallbacks(unit, call, model, cycle), ...this.#ofLibrary(unit, c, call, api?.kind === 'api' ? api.api : undefined, model), ...this.#ofSpreads(unit, call)];
    return { steps: 0, items };
  }

  #ofOwn(unit: Unit, call: CallFact, id: FunctionId, shift: number, cycle: ReadonlySet<FunctionId> | undefined): CallCost {
    const work = this.#solved.workOf(id);
    const name = this.#program.nameOf(id).at(-1) ?? 'function';
    const seen = work.items.flatMap((item) => { const here = this.#rebase(unit, call, item, shift); return here ? [here] : []; });
    const items: Item[] = [];
    const [first] = [...seen].sort((a, b) => b.score - a.score);
    if (first) {
      const score = Math.min(weights.mostPerCall, seen.reduce((sum, item) => sum + item.score, 0));
      const hops = 1 + (first.hops ?? 0);
      const isNear = hops <= weights.nearHops;
      const kept = score < weights.cpu ? weights.trivialCallee : isNear ? 1 : score < weights.mixed ? weights.trivialCallee : weights.fading;
      items.push({
        ...first, score: score * kept, beside: Math.min(kept, isNear ? 1 : weights.fadingBeside) * Math.min(weights.mostPerCallBeside, seen.reduce((sum, item) => sum + getBeside(item), 0)), hops, degree: Math.max(...seen.map((item) => item.degree)),
        unit, at: call.name, label: `calls ${name}`, next: id, inner: first,
      });
    }
    for (const [i, how] of findInvoked(this.#program, id)) {
      const arg = call.args[i + shift]?.v;
      if (!arg) continue;
      for (const value of this.#program.resolver.resolve(unit, arg, call.f)) {
        if (value.v !== 'function' || cycle?.has(value.id)) continue;
        const round = this.#toRound(value.id);
        const repeated = how === 'each' ? this.#solved.repeat({ is: 'many', bulk: false, units: false }, weights.pass, round) : undefined;
        if (repeated) items.push({ ...repeated, input: localInput, bulk: false, unit, at: call.name, label: `${name} calls back in a loop`, next: value.id });
        else items.push(...this.#fromCallback(unit, call, value.id, undefined));
      }
    }
    return { steps: Math.min(1.5, work.steps * 0.6), items };
  }

  /** An item of the callee in terms of the caller; undefined when this call's argument makes it small. */
  #rebase(unit: Unit, call: CallFact, item: Item, shift: number): Item | undefined {
    const { input } = item;
    const receiver = call.callee.k === 'prop' ? call.callee.o : undefined;
    if (input.k === 'captured') return toCapturedItem(unit, call, item);
    if (input.k === 'local') return withoutOver(item);
    const over = input.k === 'this' ? receiver : call.args[input.i + shift]?.v;
    if (!over) return input.k === 'this' ? withoutOver(item) : { ...withoutOver(item), score: item.score * weights.few, input: localInput };
    if (input.k === 'this') return { ...item, input: findInput(unit, over, call.f), over };
    const n = evaluate(this.#program, unit, over);
    if (n !== undefined) return n <= (item.exponential ? smallExponent : smallArgument) ? undefined : { ...withoutOver(item), input: localInput };
    if (over.k === 'lit' && !item.exponential && item.degree > 0) return undefined;
    const trip = this.#trips.ofCollection(unit, over, call.f);
    if (trip.is === 'constant' && item.degree > 0) return undefined;
    const factor = trip.is === 'few' ? weights.few : trip.bulk && !item.bulk ? weights.bulk : 1;
    return { ...item, score: Math.min(weights.most, item.score * factor), bulk: item.bulk || trip.bulk, input: findInput(unit, over, call.f), over };
  }

  #ofCallbacks(unit: Unit, call: CallFact, model: ApiModel | undefined, cycle: ReadonlySet<FunctionId> | undefined): readonly Item[] {
    const edges = this.#callbacks.get(call);
    const name = call.callee.k === 'prop' ? call.callee.n : '';
    const isPerElement = model ? model.callbacks?.some((callback) => callback.perElement) === true : perElementNames.has(name);
    if (!edges) return isPerElement && call.args[0] && call.args[0].v.k !== 'obj' && call.args[0].v.k !== 'lit' && /^(?:sort|toSorted)$/.test(name) ? this.#ofPass(unit, call, model, name, undefined) : [];
    return edges.flatMap((edge): readonly Item[] => {
      if (cycle?.has(edge.to)) return [];
      return isPerElement ? this.#ofPass(unit, call, model, name, edge.to) : this.#fromCallback(unit, call, edge.to, undefined);
    });
  }

  #ofPass(unit: Unit, call: CallFact, model: ApiModel | undefined, name: string, callback: FunctionId | undefined): readonly Item[] {
    const at = model?.callbacks?.find((candidate) => candidate.perElement)?.at;
    const isMethod = call.callee.k === 'prop' && !(typeof at === 'number' && at > 0);
    const over = isMethod && call.callee.k === 'prop' ? call.callee.o : call.args[0]?.v;
    if (!over) return [];
    const trip = this.#trips.ofCollection(unit, over, call.f);
    const isSort = /^(?:sort|toSorted|sortBy|orderBy)$/.test(name);
    const round = callback === undefined ? undefined : this.#toRound(callback);
    const extra = callback !== undefined && name.startsWith('reduce') ? this.#weighReduction(callback) : { steps: 0, items: [] };
    const base = isSort ? 2 : earlyExits.has(name) ? 0.3 : weights.pass;
    const repeated = this.#solved.repeat(trip, base, { steps: (round?.steps ?? 0) + extra.steps, items: [...round?.items ?? [], ...extra.items], isMade: round ? round.isMade : () => true, waits: round?.waits ?? false });
    if (!repeated) return callback === undefined ? [] : this.#fromCallback(unit, call, callback, over);
    const what = describeExpr(unit, over);
    return [{
      ...repeated, ...(isSort ? { log: true as const } : {}), input: findInput(unit, over, call.f), over, bulk: trip.bulk, unit, at: call.name,
      label: isSort ? `sorts ${what || 'a list'}` : `${name || 'calls back'} over ${what || 'a list'}`, ...(callback === undefined ? {} : { next: callback }),
    }];
  }

  /** `reduce`: what is carried along, and copies of it that grow with every element. */
  #weighReduction(callback: FunctionId): CallCost {
    const unit = this.#program.unitOf(callback);
    const f = callback - unit.base;
    const carried = unit.facts.functions[f]!.params[0]?.b;
    const returned = unit.facts.functions[f]!.returns.flatMap((item) => (item.v ? [item.v] : []));
    const isCopy = (e: Expr): boolean => (e.k === 'obj' && e.p.some((entry) => entry.kind === 'spread' && entry.v.k === 'ref' && entry.v.b === carried))
      || (e.k === 'arr' && e.e.some((item) => item.k === 'spread' && item.e.k === 'ref' && item.e.b === carried))
      || (e.k === 'call' && isConcatOf(unit.facts.calls[e.c]!, carried));
    const copy = returned.find(isCopy);
    if (copy) return { steps: 0.5, items: [{ score: weights.cpu, degree: 1, input: { k: 'captured', b: carried ?? 0, unit }, bulk: false, unit, at: unit.facts.functions[f]!.head, label: 'copies everything gathered so far' }] };
    return { steps: returned.some((e) => weighExpression(e) >= 0.2 || e.k === 'call') ? weights.carry - 0.2 : 0.3, items: [] };
  }

  #toRound(callback: FunctionId): Round {
    const work = this.#solved.workOf(callback);
    return { steps: work.steps, items: work.items, isMade: (item) => item.input.k === 'param' || item.input.k === 'local', waits: this.#solved.waitsIn(callback) };
  }

  /** A callback that is called once: its items, seen from here. */
  #fromCallback(unit: Unit, call: CallFact, callback: FunctionId, over: Expr | undefined): readonly Item[] {
    return this.#solved.workOf(callback).items.map((item): Item => {
      const here = item.input.k === 'captured' ? toCapturedItem(unit, call, item) : item.input.k === 'this' ? withoutOver(item) : { ...withoutOver(item), input: over ? findInput(unit, over, call.f) : localInput, ...(over ? { over } : {}) };
      return here;
    });
  }

  #ofLibrary(unit: Unit, c: CallIndex, call: CallFact, api: string | undefined, model: ApiModel | undefined): readonly Item[] {
    const [first] = call.args;
    const { callee } = call;
    if (model?.cpu) {
      if (model.cpu === 'fixed') return api && /random/i.test(api) ? [] : [{ ...this.#toItem(unit, call, 6, 0, undefined, `${toName(api)} burns CPU`), ...(shortMessages.test(api ?? '') ? { beside: 0 } : {}) }];
      return this.#onInput(unit, call, first?.v ?? (callee.k === 'prop' ? callee.o : undefined), model.cpu === 'per-item' ? 2.2 : weighApi(api ?? ''), `${toName(api)} burns CPU`, shortMessages.test(api ?? ''));
    }
    if (callee.k === 'global' && call.kind === 'new' && linearConstructors.has(callee.n)) return this.#onInput(unit, call, first?.v, 0.4, 'copies');
    if (callee.k !== 'prop') return this.#ofUnlisted(unit, c, call, api, model);
    if (callee.n === 'update' && first && this.#startsDigest(unit, callee.o)) return this.#onInput(unit, call, first.v, 2, 'hashing or ciphering burns CPU');
    if (callee.o.k === 'global') {
      const known = linearFunctions.get(`${callee.o.n}.${callee.n}`);
      if (known) return this.#onInput(unit, call, first?.v, known.weight, known.does);
    }
    if (api !== undefined && !languageApis.test(api)) return this.#ofUnlisted(unit, c, call, api, model);
    if (this.#callbacks.has(call)) return [];
    const known = linearMembers.get(callee.n);
    if (!known || (callee.n.includes('sort') && call.args.length > 0)) return [];
    // How long the text is shows in what it is split by, how long a piece in both its ends.
    const isPart = callee.n === 'split' || (callee.n === 'slice' && call.args.length === 2 && call.args.every((arg) => arg.v.k !== 'lit'));
    return this.#onInput(unit, call, isPart ? { k: 'call', c, x: call.x } : callee.o, known.weight, known.does);
  }

  /** A package's function that nobody has listed, judged by its name. */
  #ofUnlisted(unit: Unit, c: CallIndex, call: CallFact, api: string | undefined, model: ApiModel | undefined): readonly Item[] {
    const [first] = call.args;
    if (!api || model || !first || api.startsWith('global#') || shortValuePackages.test(api) || this.#solved.isWaitingCall(unit, c) || call.fate.k === 'discarded') return [];
    const name = toName(api).replace(/^.*\./, '');
    const walked = collectionLibraries.test(api) ? collectionFunctions.get(name) : undefined;
    if (walked !== undefined) return this.#onInput(unit, call, first.v, walked, `${name} goes through all of it`);
    return heavyVerbs.test(name) ? this.#onInput(unit, call, first.v, /hash|pbkdf2|scrypt|derive|KeyPair/.test(name) ? 4 : 2.2, `${toName(api)} goes through all of it`) : [];
  }

  /** `createHash(…).update(data)`, through constants. */
  #startsDigest(unit: Unit, e: Expr): boolean {
    const start = findChainStart(unit, e);
    if (start === undefined) return false;
    const targets = this.#program.targetsOf(unit, start);
    return targets.some((target) => target.kind === 'api' && streamingDigests.test(target.api));
  }

  /** `Math.max(...values)`, `all.push(...more)`. */
  #ofSpreads(unit: Unit, call: CallFact): readonly Item[] {
    return call.args.flatMap((arg) => (arg.v.k === 'spread' ? this.#onInput(unit, call, arg.v.e, 0.3, 'spreads') : []));
  }

  /** `isEncoding`: turns a message into text or back, which beside sending or receiving it is nothing. */
  #onInput(unit: Unit, call: CallFact, over: Expr | undefined, weight: number, label: string, isEncoding = false): readonly Item[] {
    if (!over) return [];
    const trip = this.#trips.ofCollection(unit, over, call.f);
    if (trip.is === 'constant') return [];
    const score = weight * (trip.is === 'few' ? weights.few : trip.bulk ? weights.bulk : 1);
    const what = label.includes(' ') ? '' : describeExpr(unit, over);
    return [{ ...this.#toItem(unit, call, score, 1, over, what ? `${label} ${what}` : label), bulk: trip.bulk, ...(isEncoding ? { beside: trip.file ? weights.encodedFile : 0 } : {}), ...(label === 'sorts' ? { log: true as const } : {}) }];
  }

  #toItem(unit: Unit, call: CallFact, score: number, degree: number, over: Expr | undefined, label: string): Item {
    return { score, degree, input: findInput(unit, over, call.f), ...(over ? { over } : {}), bulk: false, unit, at: call.name, label };
  }
}

function isConcatOf(call: CallFact, b: number | undefined): boolean {
  return call.callee.k === 'prop' && call.callee.n === 'concat' && call.callee.o.k === 'ref' && call.callee.o.b === b;
}

/** A captured name that belongs to the calling function is a name of its own there. */
function toCapturedItem(unit: Unit, call: CallFact, item: Item): Item {
  if (item.input.k !== 'captured' || item.input.unit !== unit || unit.facts.bindings[item.input.b]!.f !== call.f) return withoutOver(item);
  const over: Expr = { k: 'ref', b: item.input.b, x: 0 };
  return { ...item, input: findInput(unit, over, call.f), over };
}

/** What an item walks is said in the terms of its own function; a caller has to find its own terms or do without. */
function withoutOver(item: Item): Item {
  const { over: _over, ...rest } = item;
  return rest;
}

function scoreOf(cost: CallCost): number {
  return cost.items.reduce((sum, item) => sum + item.score, cost.steps);
}

/** Packing and rendering are heavier per byte than reading and writing text. */
function weighApi(api: string): number {
  return /^global#(?:JSON|structuredClone)|^(?:v8|crypto|buffer)#/.test(api) ? 2 : 3.6;
}

function toName(api: string | undefined): string {
  return (api ?? '').replace(/^global#/, '').replace(/^.*#(?=.)/, '');
}
