/**
 * Whether a call that waits on something outside is given a deadline or a signal: in its options, through an object built elsewhere,
 * an instance's defaults, or a method called on the result. What cannot be seen through counts as `opaque`.
 */
import type { CallFact, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { DeadlineModel } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Summaries } from './solve.ts';

export type { DeadlineModel };
export type Given = 'yes' | 'no' | 'opaque';

/** Whether any of the options `names` is set by argument expression `e`. An absent argument is a clear no. */
export function getOptionGiven(program: Program, unit: Unit, e: Expr | undefined, f: FunctionIndex, names: readonly string[], depth = 0): Given {
  if (!e || e.k === 'lit' || e.k === 'tpl' || e.k === 'fn' || e.k === 'arr') return 'no';
  if (depth > 6) return 'opaque';
  if (e.k === 'obj') {
    let given: Given = 'no';
    for (const entry of e.p) {
      if (entry.n !== undefined && names.includes(entry.n)) return isUndefined(entry.v) ? 'no' : 'yes';
      if (entry.kind === 'computed') given = 'opaque';
      if (entry.kind === 'spread') {
        const spread = getOptionGiven(program, unit, entry.v, f, names, depth + 1);
        if (spread === 'yes') return 'yes';
        if (spread === 'opaque') given = 'opaque';
      }
    }
    return given;
  }
  if (e.k === 'or') {
    const arms = e.e.map((arm) => getOptionGiven(program, unit, arm, f, names, depth + 1));
    return arms.includes('yes') ? 'yes' : arms.includes('opaque') ? 'opaque' : 'no';
  }
  if (e.k === 'ref') {
    const assigned = unit.assignsByBinding.get(e.b)?.some((assign) => assign.target.k === 'prop' && names.includes(assign.target.n));
    if (assigned) return 'yes';
  }
  const values = program.resolver.resolve(unit, e, f);
  const results = values.map((value): Given => {
    if (value.v === 'object') return getOptionGiven(program, value.unit, value.e, value.f, names, depth + 1);
    // A URL or a string carries no deadline; any other library object may.
    return value.v === 'plain' || (value.v === 'type' && value.api === 'global#URL') ? 'no' : 'opaque';
  });
  return results.includes('yes') ? 'yes' : results.includes('opaque') ? 'opaque' : 'no';
}

/** Whether the call of a modelled API is given a deadline. One around the call is raced.ts's business: it leaves the work running. */
export function getOwnDeadline(program: Program, unit: Unit, call: CallFact, model: DeadlineModel): Given {
  let given: Given = 'no';
  if (call.args.some((arg) => arg.v.k === 'spread')) return 'opaque';
  const carried = getCarried(program, unit, call, model.names);
  if (carried !== 'no') return carried;
  for (const index of model.options) {
    const arg = call.args.at(index);
    // Callbacks share positions with options: they carry none.
    const here = getOptionGiven(program, unit, arg?.v, call.f, model.names);
    if (here === 'yes') return 'yes';
    if (here === 'opaque' && !(index === 0 && model.options.length > 1 && isUrl(program, unit, arg?.v, call.f))) given = 'opaque';
  }
  if (model.methods?.length && isMethodCalledOnResult(unit, call, model.methods)) return 'yes';
  const defaults = getInstanceDefaults(program, unit, call, model.clientNames ? [...model.names, ...model.clientNames] : model.names);
  if (defaults !== 'no') return defaults;
  return given === 'no' && model.setBy ? getSetForAll(program, model.setBy) : given;
}

/** `fetch(new Request(url, { signal }))`: what a request object made elsewhere carries. */
function getCarried(program: Program, unit: Unit, call: CallFact, names: readonly string[]): Given {
  const first = call.args[0]?.v;
  if (!first || !program.resolver.resolve(unit, first, call.f).some((value) => value.v === 'type' && value.api === 'global#Request')) return 'no';
  const made = findCreation(program, unit, first);
  return made?.call.kind === 'new' ? getOptionGiven(program, made.unit, made.call.args[1]?.v, made.call.f, names) : 'opaque';
}

/**
 * The request is meant to stay open or to take long: an event stream by what it accepts, a download by what becomes of its body, which
 * is read as a stream rather than awaited whole.
 */
export function isOpenEnded(unit: Unit, call: CallFact): boolean {
  if (call.args.some((arg) => asksForStream(arg.v))) return true;
  return unit.facts.bindings.some((binding) => {
    const { init } = binding;
    if (init?.k !== 'await' || init.e.k !== 'call' || unit.facts.calls[init.e.c] !== call) return false;
    const isCancelled = (start: number): boolean => unit.facts.calls.some((other) => other.start === start && other.callee.k === 'prop' && other.callee.n === 'cancel');
    return binding.reads.some((read) => read.use.k === 'member' && read.use.n === 'body' && read.use.c === undefined && !isCancelled(read.start));
  });
}

function asksForStream(e: Expr, depth = 0): boolean {
  return e.k === 'obj' && depth < 3 && e.p.some(({ n, v }) => (v.k === 'lit' && ((v.v === 'stream' && n === 'responseType') || v.v === 'text/event-stream')) || asksForStream(v, depth + 1));
}

/** A signal the code around a call could pass on. */
export interface SignalInScope {
  /** How to write it: `signal`, `options.signal`. */
  readonly text: string;
}

/** The nearest parameter, of the function or of one around it, through which a signal comes in. */
export function findSignalInScope(summaries: Summaries, unit: Unit, f: FunctionIndex): SignalInScope | undefined {
  for (let at = f; at > 0; at = unit.facts.functions[at]!.outer) {
    const { signal } = summaries.of(unit.base + at);
    if (!signal) continue;
    if (signal.local !== undefined) return { text: signal.local };
    const param = unit.facts.functions[at]!.params[signal.parameter];
    if (!param?.n) continue;
    return { text: signal.option ? `${param.n}.${signal.option}` : param.n };
  }
  return undefined;
}

function isUndefined(e: Expr): boolean {
  return e.k === 'lit' && e.v === undefined && !e.big;
}

function isUrl(program: Program, unit: Unit, e: Expr | undefined, f: FunctionIndex): boolean {
  if (!e) return false;
  return program.resolver.resolve(unit, e, f).every((value) => value.v === 'plain' || (value.v === 'type' && value.api === 'global#URL'));
}

/** `request(…).timeout(5000)`, or `req.setTimeout(…)` on the variable that holds the result. */
function isMethodCalledOnResult(unit: Unit, call: CallFact, methods: readonly string[]): boolean {
  let { fate } = call;
  for (let hops = 0; hops < 30; hops++) {
    if (fate.k === 'member') {
      if (methods.includes(fate.n)) return true;
      if (fate.c === undefined) return false;
      fate = unit.facts.calls[fate.c]!.fate;
    } else if (fate.k === 'bound') {
      return unit.facts.bindings[fate.b]!.reads.some((read) => read.use.k === 'member' && methods.includes(read.use.n));
    } else if (fate.k === 'awaited') return false;
    else return false;
  }
  return false;
}

/** `client.get(…)` where `client = axios.create({ timeout })`, `got.extend(…)`, or the library's defaults were set somewhere. */
function getInstanceDefaults(program: Program, unit: Unit, call: CallFact, names: readonly string[]): Given {
  const receiver = call.callee.k === 'prop' ? call.callee.o : call.callee;
  const created = findCreation(program, unit, receiver);
  if (created && isPromisify(program, created.unit, created.call)) return 'no';
  if (created) {
    for (const arg of created.call.args) {
      const given = getOptionGiven(program, created.unit, arg.v, created.call.f, names);
      if (given !== 'no') return given;
    }
  } else if (program.resolver.resolve(unit, receiver, call.f).some((value) => value.v === 'type' && value.api.endsWith('Instance'))) {
    // An instance made where we cannot look may well have a timeout of its own.
    return 'opaque';
  }
  // `axios.defaults.timeout = 5000` anywhere in the program holds for every call.
  const assigned = getAssignedDefaults(program);
  return names.some((name) => assigned.has(name)) ? 'yes' : 'no';
}

const setForAll = new WeakMap<Program, Map<string, Given>>();

/** `setGlobalDispatcher(new Agent({ bodyTimeout }))` anywhere in the program. */
function getSetForAll(program: Program, { api, names }: NonNullable<DeadlineModel['setBy']>): Given {
  let known = setForAll.get(program);
  if (!known) setForAll.set(program, (known = new Map<string, Given>()));
  let given = known.get(api);
  if (given !== undefined) return given;
  given = 'no';
  for (const unit of program.units) {
    for (const [c, call] of unit.facts.calls.entries()) {
      if (!program.targetsOf(unit, c).some((target) => target.kind === 'api' && target.api === api)) continue;
      const created = call.args[0] && findCreation(program, unit, call.args[0].v);
      // Some other object may bound everything as well.
      const set = created ? created.call.args.map((arg) => getOptionGiven(program, created.unit, arg.v, created.call.f, names)) : ['opaque' as const];
      if (set.includes('yes')) given = 'yes';
      else if (set.includes('opaque') && given === 'no') given = 'opaque';
    }
  }
  known.set(api, given);
  return given;
}

/** `promisify(execFile)` makes the same function again: what it is given is no option. */
function isPromisify(program: Program, unit: Unit, call: CallFact): boolean {
  return program.resolver.calleesOf(unit, call).some((value) => value.v === 'api' && value.api === 'util#promisify');
}

const assignedDefaults = new WeakMap<Program, ReadonlySet<string>>();

/** Names assigned on some `defaults` object anywhere; collected once, because every call asks. */
function getAssignedDefaults(program: Program): ReadonlySet<string> {
  const known = assignedDefaults.get(program);
  if (known) return known;
  const names = new Set<string>();
  for (const { facts } of program.units) {
    for (const { target } of facts.assigns) if (target.k === 'prop' && target.o.k === 'prop' && target.o.n === 'defaults') names.add(target.n);
  }
  assignedDefaults.set(program, names);
  return names;
}

/** The call that made the object an expression holds, through constants, imports and fields. */
export function findCreation(program: Program, unit: Unit, e: Expr, depth = 0): { unit: Unit; call: CallFact } | undefined {
  if (depth > 5) return undefined;
  if (e.k === 'call') {
    const call = unit.facts.calls[e.c]!;
    // A function of the user's that makes it: `createClient()` with `return axios.create({ timeout })`.
    for (const target of call.kind === 'call' ? program.targetsOf(unit, e.c) : []) {
      const returned = target.kind === 'own' ? program.functionOf(target.id).returns.find((item) => item.v !== undefined) : undefined;
      if (target.kind !== 'own' || !returned?.v) continue;
      return findCreation(program, program.unitOf(target.id), returned.v, depth + 1);
    }
    return { unit, call };
  }
  if (e.k === 'param') {
    for (const site of program.callSitesOf(unit.base + e.f)) {
      const arg = site.call.args[e.i + site.shift];
      const found = arg && findCreation(program, site.unit, arg.v, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
  if (e.k === 'ref') {
    const binding = unit.facts.bindings[e.b]!;
    if (binding.init) return findCreation(program, unit, binding.init, depth + 1);
    if (binding.imported) {
      const target = program.findUnit(unit.modules[binding.imported.m] ?? '');
      const fact = target?.exports.get(binding.imported.n) ?? (binding.imported.n === 'default' ? target?.exports.get('=') : undefined);
      if (target && fact?.v) return findCreation(program, target, fact.v, depth + 1);
    }
  }
  if (e.k === 'prop' && e.o.k === 'this') {
    for (const cls of unit.facts.classes) {
      const member = cls.members.find((candidate) => candidate.n === e.n && candidate.kind === 'field' && (candidate.v?.k === 'call' || candidate.v?.k === 'param' || candidate.v?.k === 'ref'));
      if (member?.v) return findCreation(program, unit, member.v, depth + 1);
    }
    for (const assign of unit.facts.assigns) {
      if (assign.target.k === 'prop' && assign.target.n === e.n && assign.target.o.k === 'this' && (assign.value.k === 'call' || assign.value.k === 'ref')) return findCreation(program, unit, assign.value, depth + 1);
    }
  }
  return undefined;
}
