/**
 * Links every call to what it calls, and every function handed to a known API to the one who will call it.
 * The result is a graph over function numbers: edges (caller to callee) and registrations (a function given to an API that
 * calls it back somewhere else). Nothing here decides whether anything is a problem.
 */
import type { ArgFact, BindingFact, CallFact, CallIndex, Expr } from '../facts/fileFacts.ts';
import { normalizeApi } from '../models/lookup.ts';
import type { ApiModel, CallbackModel } from '../models/model.ts';
import { findConstructed } from './members.ts';
import type { ParameterLink, UnitLinks } from './links.ts';
import { findPlaced } from './optionPlaces.ts';
import type { Resolver } from './resolver.ts';
import { findTypedParameters } from './typedFunctions.ts';
import type { Unit } from './unit.ts';
import { toAwaited, toReturned } from './value.ts';
import type { FunctionId, Value } from './value.ts';

/** What one call may call. */
export type Target =
  | { readonly kind: 'own'; readonly id: FunctionId; readonly guess: boolean; /** Arguments are shifted by one through `.call`. */ readonly shift: number; /** Only the first call gets there. */ readonly once?: true }
  | { readonly kind: 'api'; readonly api: string; readonly model: ApiModel | undefined; readonly guess: boolean };

export interface Edge {
  readonly from: FunctionId;
  readonly to: FunctionId;
  readonly unit: Unit;
  readonly call: CallFact;
  /** `call`: the call itself. `callback`: the callee calls its argument back in the caller's flow. */
  readonly kind: 'call' | 'callback';
  readonly guess: boolean;
  /** Runs once per process however often the call is reached. */
  readonly once?: true;
}

/** A function given to an API that calls it from a context of its own. */
export interface Registration {
  readonly to: FunctionId;
  /** Function in which the registering call stands. */
  readonly from: FunctionId;
  readonly unit: Unit;
  readonly call: CallFact | undefined;
  readonly callback: CallbackModel;
  readonly label: string;
  readonly guess: boolean;
  /**
   * The callback continues the call that registered it: a one-shot timer, a listener on an object made or received by that very
   * function. Where the registering code runs is then where the callback runs, except that start-up ends before it does.
   */
  readonly continues: boolean;
}

export interface CallSite { readonly unit: Unit; readonly call: CallFact; readonly shift: number; readonly guess: boolean }

/** One function-valued argument of a modelled call, with the row that says what becomes of it. */
export interface CallbackUse { readonly arg: ArgFact; readonly index: number; readonly callback: CallbackModel; readonly values: readonly Value[]; /** The option path it was found at. */ readonly key?: string }

export interface CallGraph {
  /** The parts it was made of. */
  readonly links: ReadonlyMap<Unit, UnitLinks>;
  readonly targets: ReadonlyMap<Unit, readonly (readonly Target[])[]>;
  readonly edges: readonly Edge[];
  readonly registrations: readonly Registration[];
  readonly sites: ReadonlyMap<FunctionId, readonly CallSite[]>;
  readonly parameters: ReadonlyMap<FunctionId, ReadonlyMap<number, ParameterLink['values']>>;
}

/** Links the calls of one unit with what the resolver knows now. */
export function linkUnit(resolver: Resolver, unit: Unit): UnitLinks {
  const targets = unit.facts.calls.map((call) => findTargets(resolver, unit, call));
  const sink: Sink = { edges: [], registrations: [], sites: [], parameters: [] };
  targets.forEach((list, c) => linkOne(resolver, unit, c, list, sink));
  sink.parameters.push(...findTypedParameters(unit, resolver));
  return { targets, ...sink };
}

interface Sink { edges: Edge[]; registrations: Registration[]; sites: UnitLinks['sites'][number][]; parameters: ParameterLink[] }

function findTargets(resolver: Resolver, unit: Unit, call: CallFact): readonly Target[] {
  const targets: Target[] = [];
  const values = resolver.calleesOf(unit, call);
  const guess = values.filter((value) => value.v === 'function' || value.v === 'class' || value.v === 'api' || value.v === 'type').length > 1;
  for (const value of values) addTarget(resolver, unit, call, value, guess, 0, targets);
  return targets;
}

function addTarget(resolver: Resolver, unit: Unit, call: CallFact, value: Value, ambiguous: boolean, shift: number, targets: Target[]): void {
  const guess = ambiguous || value.guess === true;
  switch (value.v) {
    case 'function': targets.push({ kind: 'own', id: value.id, guess, shift, ...(value.once ? { once: true as const } : {}) }); return;
    case 'class':
      for (const id of findConstructed(resolver, value, 0)) targets.push({ kind: 'own', id, guess, shift });
      return;
    case 'api': case 'type': {
      const api = value.api.endsWith('#') ? normalizeApi(`${value.api}default`) : value.api;
      targets.push({ kind: 'api', api, model: resolver.findModel(unit, api), guess });
      return;
    }
    case 'invoker':
      if (value.how !== 'bind') addTarget(resolver, unit, call, value.of, ambiguous, value.how === 'call' ? 1 : 0, targets);
      return;
    case 'promisified':
      if (value.of.v === 'api') {
        const model = resolver.findModel(unit, value.of.api);
        // The promise form waits on the same thing; its callback parameter is gone.
        targets.push({ kind: 'api', api: value.of.api, model: model && { ...model, returns: 'promise', callbacks: [] }, guess });
      } else addTarget(resolver, unit, call, value.of, ambiguous, 0, targets);
      return;
    default:
  }
}

function linkOne(resolver: Resolver, unit: Unit, c: CallIndex, list: readonly Target[], sink: Sink): void {
  const call = unit.facts.calls[c]!;
  const from = unit.base + call.f;
  let modelled = false;
  for (const target of list) {
    if (target.kind === 'own') {
      modelled = true;
      sink.edges.push({ from, to: target.id, unit, call, kind: 'call', guess: target.guess, ...(target.once ? { once: true as const } : {}) });
      sink.sites.push({ to: target.id, site: { unit, call, shift: target.shift, guess: target.guess } });
      continue;
    }
    if (!target.model) continue;
    modelled = true;
    for (const use of findCallbackUses(resolver, unit, call, target.model)) linkCallback(resolver, unit, call, target, use, from, sink);
  }
  if (modelled || list.some((target) => target.kind === 'own')) return;
  // Taking a listener away does not run it.
  if (call.callee.k === 'prop' && /^(?:off|remove\w*|unsubscribe|unregister|delete|cancel\w*|clear\w*)$/.test(call.callee.n)) return;
  // An API nobody lists may call its argument back at any time: assume it does so in the caller's flow, and say it is a guess.
  for (const arg of call.args) {
    for (const value of resolveCallable(resolver, unit, call, arg)) {
      if (value.v === 'function') sink.edges.push({ from, to: value.id, unit, call, kind: 'callback', guess: true });
    }
  }
}

function linkCallback(resolver: Resolver, unit: Unit, call: CallFact, target: Target & { kind: 'api' }, use: CallbackUse, from: FunctionId, sink: Sink): void {
  const callback = specialise(target.api, call, use.callback);
  for (const value of use.values) {
    if (value.v !== 'function') continue;
    const guess = target.guess || value.guess === true;
    if (callback.context || callback.runs === 'elsewhere') {
      sink.registrations.push({ to: value.id, from, unit, call, callback, guess, label: getLabel(unit, call, callback).replace('{key}', use.key ?? 'callback'), continues: callback.context === 'event' && isContinuation(unit, call) });
    } else {
      sink.edges.push({ from, to: value.id, unit, call, kind: 'callback', guess, ...(callback.runs === 'once' ? { once: true as const } : {}) });
    }
    if (callback.cleansUp) {
      for (const made of resolver.returnsOf(value.id)) if (made.v === 'function') sink.registrations.push({ to: made.id, from, unit, call, callback, guess: true, label: `${getLabel(unit, call, callback)} clean-up`, continues: false });
    }
    const add = (i: number, values: ParameterLink['values'], isWeak: boolean): void => { sink.parameters.push({ to: value.id, i, values, isWeak }); };
    callback.params?.forEach((param, i) => { if (param) add(i, () => toReturned(param), false); });
    if (callback.perElement && target.api.startsWith('global#Array.') && call.callee.k === 'prop') {
      const receiver = call.callee.o;
      const at = target.api.startsWith('global#Array.reduce') ? 1 : 0;
      add(at, (latest) => latest.resolve(unit, receiver, call.f, 2).flatMap((owner) => (owner.v === 'list' ? owner.of : [{ v: 'unknown' as const }])), true);
    }
    if (target.api === 'global#Promise.then' && use.index === 0 && call.callee.k === 'prop') {
      const receiver = call.callee.o;
      add(0, (latest) => toAwaited(latest.resolve(unit, receiver, call.f, 2)), false);
    }
  }
}

/** Listeners whose event says where they run. */
function specialise(api: string, call: CallFact, callback: CallbackModel): CallbackModel {
  if (callback.context !== 'event') return callback;
  if (api.startsWith('global#process.') && endsProcess(call)) return { ...callback, context: 'startup' };
  // The one who writes to us waits for the answer and for nothing else.
  if (api.startsWith('global#process.stdin.')) return { ...callback, context: 'cli' };
  const first = call.args[0]?.v;
  return /^https?#Server\./.test(api) && first?.k === 'lit' && first.v === 'request' ? { ...callback, context: 'request', label: 'HTTP request listener' } : callback;
}

/** `process.on('exit', …)` and signals: the process is going down, nobody waits for its loop any more. */
export function endsProcess(call: CallFact): boolean {
  const first = call.args[0]?.v;
  return first?.k === 'lit' && typeof first.v === 'string' && /^(?:exit|beforeExit|disconnect|uncaughtException|unhandledRejection|SIG[A-Z0-9]+)$/.test(first.v);
}

function isContinuation(unit: Unit, call: CallFact): boolean {
  const { callee } = call;
  if (callee.k === 'global') return callee.n === 'setTimeout' || callee.n === 'setImmediate';
  let base: Expr | undefined = callee.k === 'prop' ? callee.o : undefined;
  while (base) {
    if (base.k === 'call') {
      const made: CallFact = unit.facts.calls[base.c]!;
      // `spawn(…).on(…).on(…)`: the receiver at the start of the chain decides.
      if (made.callee.k === 'prop' && (made.callee.n === 'on' || made.callee.n === 'once')) base = made.callee.o;
      else return true;
    } else if (base.k === 'prop') base = base.o; // `child.stdout.on(…)`
    else if (base.k === 'ref') {
      const binding: BindingFact = unit.facts.bindings[base.b]!;
      return binding.f !== 0 && (binding.kind === 'param' || binding.init?.k === 'call' || binding.init?.k === 'await');
    } else return false;
  }
  return false;
}

/** The function-valued arguments a model calls back, with what they may be. */
export function findCallbackUses(resolver: Resolver, unit: Unit, call: CallFact, model: ApiModel): readonly CallbackUse[] {
  const uses: CallbackUse[] = [];
  for (const callback of model.callbacks ?? []) {
    const { at } = callback;
    if (typeof at === 'number') {
      const index = at < 0 ? call.args.length + at : at;
      const arg = call.args[index];
      if (arg) uses.push({ arg, index, callback, values: resolveCallable(resolver, unit, call, arg) });
    } else if ('from' in at) {
      call.args.forEach((arg, index) => {
        if (index >= at.from) uses.push({ arg, index, callback, values: resolveCallable(resolver, unit, call, arg) });
      });
    } else {
      const arg = call.args[at.arg];
      if (arg) for (const { key, values } of findPlaced(resolver, resolver.resolve(unit, arg.v, call.f, 1), at)) uses.push({ arg, index: at.arg, callback, values, key });
    }
  }
  return uses;
}

function resolveCallable(resolver: Resolver, unit: Unit, call: CallFact, arg: ArgFact): readonly Value[] {
  if (arg.v.k === 'lit' || arg.v.k === 'obj' || arg.v.k === 'tpl') return [];
  const values = resolver.resolve(unit, arg.v, call.f, 1);
  return values.flatMap((value): readonly Value[] => (value.v === 'list' ? value.of : value.v === 'invoker' && value.how === 'bind' ? [value.of] : [value])).filter((value) => value.v === 'function');
}

function getText(e: Expr | undefined): string {
  return e?.k === 'lit' ? String(e.v) : e?.k === 'tpl' ? e.q.join('…') : '';
}

/** `/items` of `router.route('/items').get(handler)`. */
function getRoute(unit: Unit, call: CallFact): string {
  for (let at: Expr | undefined = call.callee; at?.k === 'prop' && at.o.k === 'call';) {
    const made: CallFact = unit.facts.calls[at.o.c]!;
    if (made.callee.k === 'prop' && made.callee.n === 'route') return getText(made.args[0]?.v);
    at = made.callee;
  }
  return '';
}

/** `{0}` is the text of a literal argument 0, `{name}` the member called, a verb in upper case. */
function getLabel(unit: Unit, call: CallFact, callback: CallbackModel): string {
  const first = call.args[0]?.v;
  const zero = getText(first) || getRoute(unit, call);
  const member = call.callee.k === 'prop' ? call.callee.n : '';
  // `get` is the verb GET; `setErrorHandler` is called by its name.
  const name = /^[a-z]+$/.test(member) ? member.toUpperCase() : member;
  return (callback.label ?? 'callback').replace('{0}', zero).replace('{name}', name).replace(/ ?''/, '').trim();
}
