/**
 * Functions that give a promise and stand where their type may say that nothing is expected back: values of properties, variables, attributes,
 * returned ones, members of classes and interfaces that others declared first. Each with the node to ask the compiler about; arguments of
 * calls are the rules' own business. Nothing is asked here.
 */
import type { FunctionFact, MemberFact, Span, TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { NodeId } from '../syntax/compiler.ts';

export interface TypedPlace {
  /** The node whose expected return is asked about. */
  readonly x: NodeId;
  readonly at: Span;
  /** Function in which it stands, or the function itself. */
  readonly f: number;
  /** The function that gives the promise; absent where only a type is declared. */
  readonly id?: FunctionId;
  /** The property, variable, attribute or member. */
  readonly n: string;
  readonly kind: 'value' | 'attribute' | 'member';
}

export function findTypedPlaces(program: Program, unit: Unit, isAsync: (id: FunctionId) => boolean): readonly TypedPlace[] {
  const { functions, bindings, classes, promised } = unit.facts;
  const places: TypedPlace[] = [];
  functions.forEach((fact, f) => {
    const kind = fact.cls === undefined ? getKind(unit, fact) : undefined;
    if (kind && isAsync(unit.base + f)) places.push({ x: fact.x, at: fact.head, f, id: unit.base + f, n: fact.n, kind });
  });
  bindings.forEach((binding, b) => {
    for (const read of binding.reads) {
      if (read.x === undefined || (binding.kind !== 'function' && binding.kind !== 'const' && binding.kind !== 'import')) continue;
      const id = findOnlyFunction(program, unit, b);
      if (id === undefined || !isAsync(id)) continue;
      const n = read.use.k === 'attribute' || (read.use.k === 'property' && read.use.n !== undefined) ? read.use.n ?? binding.n : binding.n;
      places.push({ x: read.x, at: { start: read.start, end: read.end }, f: read.f, id, n, kind: read.use.k === 'attribute' ? 'attribute' : 'value' });
    }
  });
  // In JavaScript the base's type is inferred: a stub that throws `not implemented` gives nothing back, and means nothing by it.
  const isTyped = unit.facts.language === 'ts' || unit.facts.language === 'tsx';
  for (const { members, extends: base, implements: interfaces } of classes) {
    if (!isTyped || (!base && interfaces.length === 0)) continue;
    for (const member of members) {
      const f = findMemberFunction(member);
      if (member.static || member.kind === 'constructor' || f === undefined) continue;
      const fact = functions[f]!;
      if (fact.bodyless ? !givesPromise(fact.returnType) : !isAsync(unit.base + f)) continue;
      places.push({ x: member.x, at: fact.head, f, ...(fact.bodyless ? {} : { id: unit.base + f }), n: member.n, kind: 'member' });
    }
  }
  for (const { x, start, end, f, n } of promised) places.push({ x, at: { start, end }, f, n, kind: 'member' });
  return places;
}

/** Where a function expression or a method of an object literal stands, when its type may come from outside. */
function getKind({ facts }: Unit, { role, kind }: FunctionFact): TypedPlace['kind'] | undefined {
  switch (role?.k) {
    case 'attribute': return 'attribute';
    // A variable without a type takes the function's; a pattern has none of its own.
    case 'bound': return facts.bindings[role.b]!.type && !role.part ? 'value' : facts.bindings[role.b]!.writes.length > 0 && !role.part ? 'value' : undefined;
    case 'property': case 'stored': case 'returned': case 'element': return kind === 'getter' || kind === 'setter' ? undefined : 'value';
    default: return undefined;
  }
}

function findMemberFunction({ f, v, kind }: MemberFact): number | undefined {
  if (kind === 'method') return f;
  return kind === 'field' && v?.k === 'fn' ? v.f : undefined;
}

function findOnlyFunction(program: Program, unit: Unit, b: number): FunctionId | undefined {
  if (unit.facts.bindings[b]!.writes.length > 0) return undefined;
  const values = program.resolver.resolve(unit, { k: 'ref', b, x: unit.facts.bindings[b]!.x }, unit.facts.bindings[b]!.f);
  const [only] = values;
  return values.length === 1 && only?.v === 'function' && !only.guess ? only.id : undefined;
}

function givesPromise(type: TypeRef | undefined): boolean {
  return type?.t === 'name' && type.n.at(-1) === 'Promise';
}
