/**
 * Abstract values: what an expression may stand for, as far as names, imports, annotations and models tell. A value is a may-claim;
 * `unknown` beside others means that there may be more. Values name things, they hold no run-time data.
 */
import type { ClassIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import { normalizeApi } from '../models/lookup.ts';
import type { ApiModel } from '../models/model.ts';
import type { Unit } from './unit.ts';

/** Number of a function in the whole program; see `Unit.base`. */
export type FunctionId = number;

export type Value =
  /** A function of the user's. */
  | { readonly v: 'function'; readonly id: FunctionId; readonly guess?: true; /** Behind a wrapper that calls it the first time only. */ readonly once?: true }
  | { readonly v: 'class'; readonly unit: Unit; readonly c: ClassIndex; readonly guess?: true }
  | { readonly v: 'instance'; readonly unit: Unit; readonly c: ClassIndex; readonly guess?: true }
  /** An object made by `new` of a plain function, binding `b` of its file: the classes of before there were classes. */
  | { readonly v: 'made'; readonly unit: Unit; readonly b: number; readonly guess?: true }
  /** A library's export, or member of one, by canonical name. `module#` is the module itself. */
  | { readonly v: 'api'; readonly api: string; readonly guess?: true }
  /** An object of a library's type. */
  | { readonly v: 'type'; readonly api: string; readonly guess?: true }
  | { readonly v: 'namespace'; readonly unit: Unit; readonly guess?: true }
  /** An object literal of the user's, evaluated in function `f`. */
  | { readonly v: 'object'; readonly unit: Unit; readonly e: Expr & { readonly k: 'obj' }; readonly f: FunctionIndex; readonly guess?: true }
  | { readonly v: 'list'; readonly of: readonly Value[]; readonly guess?: true }
  | { readonly v: 'promise'; readonly of: readonly Value[]; readonly guess?: true }
  /** `util.promisify(of)`. */
  | { readonly v: 'promisified'; readonly of: Value; readonly guess?: true }
  /** `bind`, `call` or `apply` of a function. */
  | { readonly v: 'invoker'; readonly of: Value; readonly how: 'bind' | 'call' | 'apply'; readonly guess?: true }
  /** A value that is known to be none of the above: a string, a number, a plain result of a library call. */
  | { readonly v: 'plain'; readonly guess?: true }
  | { readonly v: 'unknown'; readonly guess?: true };

export type ClassValue = Value & { readonly v: 'class' };

export const unknownValue: Value = { v: 'unknown' };
export const unknownValues: readonly Value[] = [unknownValue];
export const plainValues: readonly Value[] = [{ v: 'plain' }];

/** The same value, marked as inferred by a step that can be wrong. */
export function toGuess(value: Value): Value {
  return value.guess || value.v === 'unknown' ? value : { ...value, guess: true };
}

/** What a wrapper that gives back its argument makes of it: behind `once`, only the first call gets there. */
export function toWrapped(model: ApiModel, given: readonly Value[]): readonly Value[] {
  return model.callbacks?.some((callback) => callback.runs === 'once') ? given.map((value): Value => (value.v === 'function' ? { ...value, once: true } : value)) : given;
}

/** Union without exact duplicates; never empty. */
export function toUnion(lists: readonly (readonly Value[])[]): readonly Value[] {
  if (lists.length === 1) return lists[0]!;
  const seen = new Set<string>();
  const union: Value[] = [];
  for (const list of lists) {
    for (const value of list) {
      const key = getKey(value);
      if (key !== undefined && seen.has(key)) continue;
      if (key !== undefined) seen.add(key);
      union.push(value);
      if (union.length >= maxAlternatives) return [...union, unknownValue];
    }
  }
  return union.length === 0 ? unknownValues : union;
}

/** More alternatives than this are no longer followed: a name that can be that many things says little. */
const maxAlternatives = 24;

function getKey(value: Value): string | undefined {
  switch (value.v) {
    case 'function': return `f${value.id}`;
    case 'api': return `a${value.api}`;
    case 'type': return `t${value.api}`;
    case 'class': return `c${value.unit.index}:${value.c}`;
    case 'instance': return `i${value.unit.index}:${value.c}`;
    case 'object': return `o${value.unit.index}:${value.e.x}`;
    case 'namespace': return `n${value.unit.index}`;
    case 'made': return `m${value.unit.index}:${value.b}`;
    case 'unknown': return 'u';
    case 'plain': return 'p';
    default: return undefined;
  }
}

/** A model's `returns`, as values. */
export function toReturned(returns: string | undefined): readonly Value[] {
  if (returns === undefined) return unknownValues;
  if (returns === 'value' || returns === 'void') return plainValues;
  if (returns === 'promise') return [{ v: 'promise', of: unknownValues }];
  if (returns.startsWith('promise<')) return [{ v: 'promise', of: toReturned(returns.slice(8, -1)) }];
  if (returns.endsWith('[]')) return [{ v: 'list', of: toReturned(returns.slice(0, -2)) }];
  return [{ v: 'type', api: returns }];
}

export function toAwaited(values: readonly Value[]): readonly Value[] {
  return values.some((value) => value.v === 'promise') ? toUnion(values.map((value) => (value.v === 'promise' ? value.of : [value]))) : values;
}

/** Without the modules that stand beside a value: `require` of a function with further exports gives both. */
export function toCallable(values: readonly Value[]): readonly Value[] {
  return values.length > 1 ? values.filter((value) => value.v !== 'namespace') : values;
}

/** Nothing to follow: unknown, plain, or a list or promise of such. What is declared may then say more. */
export function isVague(values: readonly Value[]): boolean {
  return values.every((value) => value.v === 'unknown' || value.v === 'plain' || ((value.v === 'list' || value.v === 'promise') && isVague(value.of)));
}

/** Something is missing: an unknown, or a list or promise of unknowns. */
export function isOpen(values: readonly Value[]): boolean {
  return values.some((value) => value.v === 'unknown' || ((value.v === 'list' || value.v === 'promise') && isOpen(value.of)));
}

export function isUnknown(values: readonly Value[]): boolean {
  return values.every((value) => value.v === 'unknown');
}

/** Classes become their instances, and library names the objects of that type: what a type annotation means by a name. */
export function toInstances(values: readonly Value[]): readonly Value[] {
  return values.map((value): Value => (value.v === 'class' ? { v: 'instance', unit: value.unit, c: value.c } : value.v === 'api' ? { v: 'type', api: normalizeApi(value.api.endsWith('#') ? `${value.api}default` : value.api) } : value));
}
