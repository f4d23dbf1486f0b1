/**
 * What an expression is declared to be, as far as annotations of own files tell: followed through names, parameters, fields, interfaces
 * and imports. Nothing is inferred; an expression without an annotation has no declared type.
 */
import type { Expr, FunctionIndex, TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { findClassOf } from '../program/unit.ts';

export interface DeclaredType { readonly unit: Unit; readonly type: TypeRef }

const maxDepth = 8;
/** Wrappers that change nothing about what a value is. */
const transparent = new Set(['Readonly', 'Partial', 'Required', 'NonNullable', 'Awaited', 'Pick', 'Omit', 'DeepReadonly', 'Ref']);

/** The declared type of `e` in function `f`; aliases followed, `null` and `undefined` left out. */
export function findDeclaredType(program: Program, unit: Unit, e: Expr, f: FunctionIndex, depth = 0): DeclaredType | undefined {
  if (depth > maxDepth) return undefined;
  switch (e.k) {
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.type) return toTarget(program, unit, binding.type, depth);
      if (binding.init && binding.writes.length === 0) return findDeclaredType(program, unit, binding.init, binding.f, depth + 1);
      return undefined;
    }
    case 'param': {
      const type = unit.facts.functions[e.f]?.params[e.i]?.type;
      return type && toTarget(program, unit, type, depth);
    }
    case 'prop': {
      if (e.o.k === 'this') {
        const c = findClassOf(unit.facts, f);
        const member = c === undefined ? undefined : unit.facts.classes[c]!.members.find((candidate) => candidate.n === e.n && candidate.kind === 'field');
        if (member?.type) return toTarget(program, unit, member.type, depth);
        return member?.v && member.v.k === 'param' ? findDeclaredType(program, unit, member.v, f, depth + 1) : undefined;
      }
      const owner = findDeclaredType(program, unit, e.o, f, depth + 1);
      const type = owner?.type.t === 'object' ? owner.type.p.find((entry) => entry.n === e.n)?.type : undefined;
      return owner && type && toTarget(program, owner.unit, type, depth);
    }
    case 'elem': case 'each': {
      const owner = findDeclaredType(program, unit, e.k === 'elem' ? e.o : e.e, f, depth + 1);
      const item = owner && getElement(owner.type);
      return owner && item && toTarget(program, owner.unit, item, depth);
    }
    case 'await': {
      const owner = findDeclaredType(program, unit, e.e, f, depth + 1);
      return owner?.type.t === 'name' && owner.type.n[0] === 'Promise' && owner.type.a?.[0] ? toTarget(program, owner.unit, owner.type.a[0], depth) : owner;
    }
    case 'call': {
      const call = unit.facts.calls[e.c]!;
      const { callee } = call;
      if (callee.k !== 'prop') return undefined;
      const owner = findDeclaredType(program, unit, callee.o, call.f, depth + 1);
      const type = owner?.type.t === 'object' ? owner.type.p.find((entry) => entry.n === callee.n)?.type : undefined;
      return owner && type?.t === 'function' && type.r ? toTarget(program, owner.unit, type.r, depth) : undefined;
    }
    case 'or': {
      for (const arm of e.e) {
        const found = findDeclaredType(program, unit, arm, f, depth + 1);
        if (found) return found;
      }
      return undefined;
    }
    default: return undefined;
  }
}

/** The element type of arrays, sets and tuples of one kind. */
function getElement(type: TypeRef): TypeRef | undefined {
  if (type.t === 'array') return type.e;
  if (type.t === 'tuple') return type.e[0];
  return type.t === 'name' && /^(?:Readonly)?(?:Array|Set)$|Iterable$|Generator$/.test(type.n[0] ?? '') ? type.a?.[0] : undefined;
}

function toTarget(program: Program, unit: Unit, type: TypeRef, depth: number): DeclaredType | undefined {
  if (depth > maxDepth) return undefined;
  if (type.t === 'union') {
    const parts = type.e.filter((part) => !(part.t === 'keyword' && (part.n === 'undefined' || part.n === 'null')));
    return parts.length === 1 ? toTarget(program, unit, parts[0]!, depth + 1) : { unit, type };
  }
  if (type.t !== 'name') return { unit, type };
  if (type.n.length === 1 && type.b === undefined && transparent.has(type.n[0]!) && type.a?.[0]) return toTarget(program, unit, type.a[0], depth + 1);
  if (type.b === undefined) return { unit, type };
  const binding = unit.facts.bindings[type.b]!;
  if (binding.alias) return toTarget(program, unit, binding.alias, depth + 1);
  if (!binding.imported) return { unit, type };
  return findImportedType(program, unit, binding.imported.m, binding.imported.n, depth + 1) ?? { unit, type };
}

function findImportedType(program: Program, unit: Unit, m: number, n: string, depth: number): DeclaredType | undefined {
  const target = program.findUnit(unit.modules[m] ?? '');
  if (!target || depth > maxDepth) return undefined;
  const fact = target.exports.get(n);
  if (fact?.from) return findImportedType(program, target, fact.from.m, fact.from.n, depth + 1);
  if (fact?.v?.k === 'ref') return toTarget(program, target, { t: 'name', n: [n], b: fact.v.b }, depth + 1);
  for (const star of target.stars) {
    const found = findImportedType(program, target, star.from!.m, n, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** Whether the annotation is of a promise or a stream of later values, or of a union with one. */
export function isPromiseType(type: TypeRef): boolean {
  if (type.t === 'union') return type.e.some(isPromiseType);
  return type.t === 'name' && /^(?:Promise|PromiseLike|Observable|AsyncGenerator|AsyncIterable|AsyncIterator|AsyncIterableIterator)$/.test(type.n.at(-1) ?? '');
}
