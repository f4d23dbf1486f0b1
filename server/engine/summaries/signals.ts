/**
 * How an abort signal gets into a function: a parameter of its own, or an option of one, as the types written in the program say; in
 * plain JavaScript as its use shows. Or how one gets through it: options handed on to something that takes a signal in them. Signals that a
 * function makes itself are not looked for.
 */
import type { CallFact, Expr, TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { FunctionSummary } from './functionSummary.ts';

const declared = new WeakMap<Program, Map<FunctionId, FunctionSummary['signal']>>();

/** The first parameter through which a signal comes in. */
export function findSignalParameter(program: Program, id: FunctionId): FunctionSummary['signal'] {
  let known = declared.get(program);
  if (!known) declared.set(program, (known = new Map<FunctionId, FunctionSummary['signal']>()));
  if (!known.has(id)) known.set(id, searchSignalParameter(program, id));
  return known.get(id);
}

function searchSignalParameter(program: Program, id: FunctionId): FunctionSummary['signal'] {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  for (const [i, param] of program.functionOf(id).params.entries()) {
    if (param.type && isSignalType(param.type)) return { parameter: i };
    if (!param.type && /^(?:abort)?signal$/i.test(param.n) && param.b !== undefined && isUsedAsSignal(unit, param.b)) return { parameter: i };
    const option = param.type && findMembers(program, unit, param.type)?.find((member) => member.type && isSignalType(member.type))?.n;
    if (option !== undefined && param.n !== '') return { parameter: i, option };
    // `({ url, signal })`: what is taken out of the parameter by its pattern.
    const taken = unit.facts.bindings.find((binding, b) => binding.f === f && binding.init?.k === 'prop' && binding.init.o.k === 'param' && binding.init.o.f === f && binding.init.o.i === i
      && (option === undefined ? !param.type && binding.init.n === 'signal' && isUsedAsSignal(unit, b) : binding.init.n === option));
    if (taken?.init?.k === 'prop') return { parameter: i, option: taken.init.n, local: taken.n };
    if (option !== undefined) return { parameter: i, option };
  }
  return undefined;
}

interface Passed { readonly parameter: number; readonly option?: string }

/** Wrappers around wrappers; deeper than anybody writes them. */
const maxHops = 50;

/** By program: each function is looked at once, whoever asks. */
const passed = new WeakMap<Program, Map<FunctionId, Passed | undefined>>();

/** A parameter that is handed on, as it is or spread, to where a call takes a signal, through any wrappers. */
export function findPassedSignal(program: Program, id: FunctionId, depth = 0): Passed | undefined {
  if (depth > maxHops) return undefined;
  let known = passed.get(program);
  if (!known) passed.set(program, (known = new Map<FunctionId, Passed | undefined>()));
  if (known.has(id)) return known.get(id);
  // A function that is being looked at passes nothing on to itself.
  known.set(id, undefined);
  const found = searchPassedSignal(program, id, depth);
  known.set(id, found);
  return found;
}

function searchPassedSignal(program: Program, id: FunctionId, depth: number): Passed | undefined {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const { params, bodyless } = program.functionOf(id);
  if (bodyless) return undefined;
  for (const [parameter, { b, type }] of params.entries()) {
    if (b === undefined || (type?.t === 'keyword' && type.n !== 'any' && type.n !== 'object' && type.n !== 'unknown')) continue;
    for (const read of unit.facts.bindings[b]!.reads) {
      const { use } = read;
      const at = use.k === 'argument' ? use : use.k === 'property' && use.of.k === 'argument' ? use.of : undefined;
      const place = at ? unit.facts.calls[at.c]! : undefined;
      if (at && place?.f === f) {
        const found = findPlaceOf(program, unit, place, at.c, at.i, use.k === 'property' ? use.n : undefined, depth);
        if (found) return found.option === undefined ? { parameter } : { parameter, option: found.option };
        continue;
      }
      if (use.k !== 'spread-object') continue;
      const spread = findSpread(unit, f, read.start);
      const found = spread && findPlaceOf(program, unit, spread.call, spread.c, spread.i, undefined, depth);
      // What the wrapper sets itself wins over what it was handed.
      if (found?.option !== undefined && !spread!.e.p.some((entry) => entry.n !== undefined && found.names.includes(entry.n))) return { parameter, option: found.option };
    }
  }
  return undefined;
}

/** What argument `i` of a call, or property `n` of that argument, means to the callee. */
function findPlaceOf(program: Program, unit: Unit, call: CallFact, c: number, i: number, n: string | undefined, depth: number): { readonly option?: string; readonly names: readonly string[] } | undefined {
  for (const target of program.targetsOf(unit, c)) {
    if (target.kind === 'api') {
      const { deadline, waits } = target.model ?? {};
      if (!deadline?.signal || (waits !== 'net' && waits !== 'child')) continue;
      // In the first place of several a URL may stand as well.
      const takes = deadline.options.includes(i) && (i > 0 || deadline.options.length === 1) && call.args[i]?.v.k !== 'spread';
      if (takes && (n === undefined || n === deadline.signal)) return n === undefined ? { option: deadline.signal, names: deadline.names } : { names: [] };
      continue;
    }
    const taken = findSignalParameter(program, target.id) ?? findPassedSignal(program, target.id, depth + 1);
    if (taken?.parameter !== i - target.shift) continue;
    if (n === undefined) return taken.option === undefined ? { names: [] } : { option: taken.option, names: [taken.option] };
    if (taken.option === n) return { names: [] };
  }
  return undefined;
}

/** The call that takes the object literal in which something is spread at `start`. */
function findSpread(unit: Unit, f: number, start: number): { readonly call: CallFact; readonly c: number; readonly i: number; readonly e: Expr & { readonly k: 'obj' } } | undefined {
  for (const [c, call] of unit.facts.calls.entries()) {
    if (call.f !== f) continue;
    const i = call.args.findIndex((arg) => arg.v.k === 'obj' && arg.start <= start && start < arg.end);
    const e = call.args[i]?.v;
    if (e?.k === 'obj' && e.p.some((entry) => entry.kind === 'spread' && entry.v.k === 'ref')) return { call, c, i, e };
  }
  return undefined;
}

interface Member { readonly n: string; readonly type?: TypeRef }

/** The members of an object type: written in place, an interface or an alias of this file or of another own one. */
function findMembers(program: Program, unit: Unit, type: TypeRef, depth = 0): readonly Member[] | undefined {
  if (depth > 6) return undefined;
  if (type.t === 'object') return type.p;
  if (type.t === 'union') return type.e.map((part) => findMembers(program, unit, part, depth + 1)).find((members) => members !== undefined);
  if (type.t !== 'name' || type.b === undefined || type.n.length > 1) return undefined;
  const binding = unit.facts.bindings[type.b]!;
  if (!binding.imported) return binding.alias && findMembers(program, unit, binding.alias, depth + 1);
  return findExported(program, unit, binding.imported.m, binding.imported.n, depth + 1);
}

function findExported(program: Program, unit: Unit, m: number, n: string, depth: number): readonly Member[] | undefined {
  const target = program.findUnit(unit.modules[m] ?? '');
  const fact = target?.exports.get(n);
  if (!target || depth > 6) return undefined;
  if (fact?.from) return findExported(program, target, fact.from.m, fact.from.n, depth + 1);
  if (fact?.v?.k === 'ref') return findMembers(program, target, { t: 'name', n: [n], b: fact.v.b }, depth + 1);
  return undefined;
}

/** Without types a parameter named `signal` may as well be the name of a process signal: its use has to show it. */
function isUsedAsSignal(unit: Unit, b: number): boolean {
  return unit.facts.bindings[b]!.reads.some(({ use }) => (use.k === 'member' && /^(?:aborted|throwIfAborted|addEventListener|removeEventListener|reason)$/.test(use.n)) || (use.k === 'property' && use.n === 'signal'));
}

function isSignalType(type: TypeRef): boolean {
  if (type.t === 'union') return type.e.some(isSignalType);
  return type.t === 'name' && type.n.at(-1) === 'AbortSignal';
}
