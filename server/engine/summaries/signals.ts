/**
 * How an abort signal gets into a function: a parameter of its own, or an option of one, as the types written in the program say; in
 * plain JavaScript as its use shows. Signals that a function makes itself are not looked for.
 */
import type { TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { FunctionSummary } from './functionSummary.ts';

/** The first parameter through which a signal comes in. */
export function findSignalParameter(program: Program, id: FunctionId): FunctionSummary['signal'] {
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
