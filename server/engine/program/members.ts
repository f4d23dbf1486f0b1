/**
 * Member look-up on abstract values: class members and their base classes, object literals, namespaces, library objects.
 */
import { getMemberApi, normalizeApi } from '../models/lookup.ts';
import type { Resolver } from './resolver.ts';
import { isVague, plainValues, toUnion } from './value.ts';
import type { FunctionId, Value } from './value.ts';

/** Values of `owner.n`, or `undefined` when nothing is known about it. */
export function findMember(resolver: Resolver, owner: Value, n: string, depth: number): readonly Value[] | undefined {
  if (depth > 24) return undefined;
  switch (owner.v) {
    case 'instance': return findClassMember(resolver, owner, n, false, depth);
    case 'class': return n === 'prototype' ? [{ v: 'instance', unit: owner.unit, c: owner.c }] : findClassMember(resolver, owner, n, true, depth);
    case 'made': return findMadeMember(resolver, owner, n, depth);
    case 'namespace': {
      const values = resolver.resolveExport(owner.unit, n, depth + 1);
      return values.every((value) => value.v === 'unknown') ? undefined : values;
    }
    case 'object': return findEntry(resolver, owner, n, depth);
    case 'api': return isInvoker(n) && !owner.api.endsWith('#') ? [{ v: 'invoker', of: owner, how: n }] : n === 'default' && owner.api.endsWith('#') ? [owner] : [{ v: 'api', api: getMemberApi(owner.api, n), ...(owner.guess ? { guess: true as const } : {}) }];
    case 'type': return [{ v: 'api', api: normalizeApi(`${owner.api}.${n}`), ...(owner.guess ? { guess: true as const } : {}) }];
    case 'promise': return [{ v: 'api', api: `global#Promise.${n}` }];
    case 'list': return n === 'length' ? plainValues : [{ v: 'api', api: `global#Array.${n}` }];
    case 'function': case 'promisified': return isInvoker(n) ? [{ v: 'invoker', of: owner, how: n }] : undefined;
    default: return undefined;
  }
}

function isInvoker(n: string): n is 'bind' | 'call' | 'apply' {
  return n === 'bind' || n === 'call' || n === 'apply';
}

/** Functions that `new` or `super()` runs: initialisers of fields and the constructor, own or inherited. */
export function findConstructed(resolver: Resolver, owner: Value & { v: 'instance' | 'class' }, depth: number): readonly FunctionId[] {
  const { unit, c } = owner;
  const { functions, classes } = unit.facts;
  const cls = classes[c]!;
  const ids = cls.members.flatMap((member) => {
    const f = member.kind === 'field' && !member.static ? unit.functionByNode.get(member.x) : undefined;
    return f !== undefined && functions[f]!.kind === 'field-init' ? [unit.base + f] : [];
  });
  const own = cls.members.filter((member) => member.kind === 'constructor' && member.f !== undefined && !functions[member.f]!.bodyless);
  if (own.length > 0) return [...ids, ...own.map((member) => unit.base + member.f!)];
  const parents = cls.extends && depth < 8 ? resolver.resolve(unit, cls.extends, cls.f, depth + 1) : [];
  return [...parents.flatMap((parent) => (parent.v === 'class' ? findConstructed(resolver, parent, depth + 1) : [])), ...ids];
}

/** Methods of subclasses in place of one that is declared without a body. */
function findOverriders(resolver: Resolver, owner: Value & { v: 'instance' | 'class' }, n: string, depth: number): readonly Value[] {
  return resolver.subclassesOf(owner.unit, owner.c).flatMap((sub): readonly Value[] => {
    const own = sub.unit.facts.classes[sub.c]!.members.filter((member) => member.n === n && member.kind === 'method' && member.f !== undefined && !sub.unit.facts.functions[member.f]!.bodyless);
    if (own.length > 0) return own.map((member) => ({ v: 'function', id: sub.unit.base + member.f!, guess: true }));
    return depth < 8 ? findOverriders(resolver, sub, n, depth + 1) : [];
  });
}

function findClassMember(resolver: Resolver, owner: Value & { v: 'instance' | 'class' }, n: string, isStatic: boolean, depth: number): readonly Value[] | undefined {
  const { unit } = owner;
  const cls = unit.facts.classes[owner.c]!;
  const lists: (readonly Value[])[] = [];
  for (const member of cls.members) {
    if (member.n !== n || member.static !== isStatic) continue;
    if (member.kind === 'method' && member.f !== undefined && unit.facts.functions[member.f]!.bodyless) {
      if (cls.members.some((other) => other.n === n && other.static === isStatic && other.f !== undefined && !unit.facts.functions[other.f]!.bodyless)) continue;
      const overriders = findOverriders(resolver, owner, n, 0);
      lists.push(overriders.length > 0 ? overriders : [{ v: 'function', id: unit.base + member.f }]);
    } else if (member.kind === 'method' && member.f !== undefined) lists.push([{ v: 'function', id: unit.base + member.f, ...(owner.guess ? { guess: true as const } : {}) }]);
    else if (member.kind === 'getter' && member.f !== undefined) lists.push(resolver.returnsOf(unit.base + member.f, depth + 1));
    else if (member.kind === 'field') {
      if (member.v) {
        const values = resolver.resolve(unit, member.v, unit.functionByNode.get(member.x) ?? cls.f, depth + 1);
        if (!isVague(values) || (!member.type && values.some((value) => value.v !== 'unknown'))) lists.push(values);
        else if (member.type) lists.push(resolver.resolveType(unit, member.type));
      } else if (member.type) lists.push(resolver.resolveType(unit, member.type));
    }
  }
  if (!isStatic) {
    for (const assign of unit.assignsByClass.get(owner.c) ?? []) {
      if (assign.target.k !== 'prop' || assign.target.n !== n) continue;
      const values = resolver.resolve(unit, assign.value, assign.f, depth + 1);
      if (values.some((value) => value.v !== 'unknown' && value.v !== 'plain')) lists.push(values);
    }
  }
  if (cls.b !== undefined) {
    for (const assign of unit.assignsByBinding.get(cls.b) ?? []) {
      if (assign.target.k === 'prop' && assign.target.n === n) lists.push(resolver.resolve(unit, assign.value, assign.f, depth + 1));
    }
  }
  const known = lists.filter((list) => list.some((value) => value.v !== 'unknown'));
  if (known.length > 0) return toUnion(known);
  if (cls.extends) {
    const parents = resolver.resolve(unit, cls.extends, cls.f, depth + 1);
    const inherited = parents.map((parent): readonly Value[] | undefined => {
      if (parent.v === 'class') return findMember(resolver, isStatic ? parent : { v: 'instance', unit: parent.unit, c: parent.c }, n, depth + 1);
      if (parent.v === 'api') {
        // What `new` of the base gives has the base's members: `class C extends EventEmitter` from the module's default export.
        const name = parent.api.endsWith('#') ? `${parent.api}default` : parent.api;
        const made = resolver.findModel(unit, name)?.returns;
        return findMember(resolver, { v: 'type', api: made?.includes('#') ? made : name }, n, depth + 1);
      }
      return undefined;
    }).filter((list) => list !== undefined);
    if (inherited.length > 0) return toUnion(inherited);
  }
  return lists.length > 0 ? toUnion(lists) : undefined;
}

/** Entries of object literals, each looked up once: literals that spread one another would otherwise be walked over and over. */
/** A member of an object made by a constructor function: on its prototype, or assigned to `this`. */
function findMadeMember(resolver: Resolver, owner: Value & { v: 'made' }, n: string, depth: number): readonly Value[] | undefined {
  const { unit } = owner;
  const lists: (readonly Value[])[] = [];
  for (const { target, value, f } of unit.assignsByBinding.get(owner.b) ?? []) {
    if (target.k !== 'prop') continue;
    if (target.o.k === 'prop' && target.n === n) lists.push(resolver.resolve(unit, value, f, depth + 1));
    else if (target.o.k === 'ref' && target.n === 'prototype' && value.k === 'obj') {
      const found = findEntry(resolver, { v: 'object', unit, e: value, f }, n, depth + 1);
      if (found) lists.push(found);
    }
  }
  for (const { target, value, f } of unit.assignsByMaker.get(owner.b) ?? []) {
    if (target.k === 'prop' && target.n === n) lists.push(resolver.resolve(unit, value, f, depth + 1));
  }
  const known = lists.filter((list) => list.some((value) => value.v !== 'unknown'));
  return known.length > 0 ? toUnion(known) : undefined;
}

function findEntry(resolver: Resolver, owner: Value & { v: 'object' }, n: string, depth: number): readonly Value[] | undefined {
  const known = resolver.entries.get(owner.e) ?? new Map<string, readonly Value[] | undefined>();
  resolver.entries.set(owner.e, known);
  if (known.has(n)) return known.get(n);
  // While it is being looked up, a spread that leads back here adds nothing.
  known.set(n, undefined);
  const found = collectEntry(resolver, owner, n, depth);
  known.set(n, found);
  return found;
}

function collectEntry(resolver: Resolver, owner: Value & { v: 'object' }, n: string, depth: number): readonly Value[] | undefined {
  const lists: (readonly Value[])[] = [];
  for (const entry of owner.e.p) {
    if (entry.kind === 'spread') {
      const values = resolver.resolve(owner.unit, entry.v, owner.f, depth + 1).map((value) => findMember(resolver, value, n, depth + 1)).filter((list) => list !== undefined);
      lists.push(...values);
    } else if (entry.n === n) {
      const values = resolver.resolve(owner.unit, entry.v, owner.f, depth + 1);
      // A later entry of the same name wins over everything before it.
      lists.length = 0;
      lists.push(entry.kind === 'get' ? values.flatMap((value) => (value.v === 'function' ? resolver.returnsOf(value.id, depth + 1) : [])) : values);
    }
  }
  // `const api = {}; api.load = …`: members that come later.
  const b = owner.unit.objects.bindingOf.get(owner.e.x);
  for (const assign of b === undefined ? [] : owner.unit.assignsByBinding.get(b) ?? []) {
    if (assign.target.k === 'prop' && assign.target.n === n && assign.target.o.k === 'ref') lists.push(resolver.resolve(owner.unit, assign.value, assign.f, depth + 1));
  }
  return lists.length > 0 ? toUnion(lists) : undefined;
}
