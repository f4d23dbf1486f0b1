/**
 * One file as the program sees it: its facts, where its imports lead, and indexes over the facts that linking needs.
 */
import type { AssignFact, BindingIndex, ClassIndex, ExportFact, FileFacts, FunctionIndex } from '../facts/fileFacts.ts';
import { Models } from '../models/lookup.ts';
import type { PackageInfo } from '../report.ts';
import type { FilePath, NodeId } from '../syntax/compiler.ts';
import { indexObjects } from './objects.ts';
import type { Objects } from './objects.ts';

/** What kind of program a file belongs to when its place or its package says so. */
export type FileRole = 'test' | 'build' | 'cli' | 'worker' | 'ui' | 'handlers';

export interface Unit {
  readonly index: number;
  readonly facts: FileFacts;
  /** Number of the file's module function in the program; function `f` of the file is `base + f`. */
  readonly base: number;
  /** Own files that import rows resolve to; `undefined` for packages and unresolved ones. */
  readonly modules: readonly (FilePath | undefined)[];
  readonly package: PackageInfo | undefined;
  readonly models: Models;
  readonly role: FileRole | undefined;
  readonly exports: ReadonlyMap<string, ExportFact>;
  readonly stars: readonly ExportFact[];
  /** `b.n = value`, by binding. */
  readonly assignsByBinding: ReadonlyMap<BindingIndex, readonly AssignFact[]>;
  /** `this.n = value` in a class's own functions, by class. */
  readonly assignsByClass: ReadonlyMap<ClassIndex, readonly AssignFact[]>;
  /** The constructor function's binding, for it and for every function on its prototype: whose object `this` is there. */
  readonly makerOf: ReadonlyMap<FunctionIndex, BindingIndex>;
  /** `this.n = value` in a constructor function and on its prototype, by the function's binding. */
  readonly assignsByMaker: ReadonlyMap<BindingIndex, readonly AssignFact[]>;
  readonly objects: Objects;
  /** Functions, methods, bindings, object entries and members by their declaration node. */
  readonly functionByNode: ReadonlyMap<NodeId, FunctionIndex>;
}

export interface UnitInput {
  readonly facts: FileFacts;
  readonly modules: readonly (FilePath | undefined)[];
  readonly package: PackageInfo | undefined;
  readonly models: Models;
  readonly role: FileRole | undefined;
}

/** Indexes one file. `base` is the number of functions in the units before it. */
export function createUnit(input: UnitInput, index: number, base: number): Unit {
  const { facts } = input;
  const exports = new Map<string, ExportFact>();
  const stars: ExportFact[] = [];
  for (const fact of facts.exports) {
    if (fact.n === '*' && fact.from) stars.push(fact);
    else if (!exports.has(fact.n) || !fact.typeOnly) exports.set(fact.n, fact);
  }
  const assignsByBinding = new Map<BindingIndex, AssignFact[]>();
  const assignsByClass = new Map<ClassIndex, AssignFact[]>();
  for (const assign of facts.assigns) {
    if (assign.target.k !== 'prop') continue;
    const owner = assign.target.o;
    if (owner.k === 'ref') getList(assignsByBinding, owner.b).push(assign);
    else if (owner.k === 'this') {
      const cls = findClassOf(facts, assign.f);
      if (cls !== undefined) getList(assignsByClass, cls).push(assign);
    } else if (owner.k === 'prop' && owner.n === 'prototype' && owner.o.k === 'ref') getList(assignsByBinding, owner.o.b).push(assign);
  }
  const makerOf = findMakers(facts, assignsByBinding);
  const assignsByMaker = new Map<BindingIndex, AssignFact[]>();
  if (makerOf.size > 0) {
    for (const assign of facts.assigns) {
      const maker = assign.target.k === 'prop' && assign.target.o.k === 'this' ? makerOf.get(assign.f) : undefined;
      if (maker !== undefined) getList(assignsByMaker, maker).push(assign);
    }
  }
  const functionByNode = new Map<NodeId, FunctionIndex>();
  facts.functions.forEach((fact, f) => functionByNode.set(fact.x, f));
  facts.bindings.forEach((binding) => {
    if (binding.init?.k === 'fn' && !functionByNode.has(binding.x)) functionByNode.set(binding.x, binding.init.f);
  });
  for (const cls of facts.classes) {
    for (const member of cls.members) {
      if (functionByNode.has(member.x)) continue;
      if (member.f !== undefined) functionByNode.set(member.x, member.f);
      else if (member.v?.k === 'fn') functionByNode.set(member.x, member.v.f);
    }
  }
  return { ...input, index, base, exports, stars, assignsByBinding, assignsByClass, makerOf, assignsByMaker, functionByNode, objects: indexObjects(facts) };
}

/** Functions with something on their prototype, and the functions there. */
function findMakers(facts: FileFacts, assignsByBinding: ReadonlyMap<BindingIndex, readonly AssignFact[]>): ReadonlyMap<FunctionIndex, BindingIndex> {
  const makers = new Map<FunctionIndex, BindingIndex>();
  for (const [b, assigns] of assignsByBinding) {
    const init = facts.bindings[b]!.init;
    if (init?.k !== 'fn') continue;
    for (const { target, value } of assigns) {
      if (target.k !== 'prop') continue;
      const isMember = target.o.k === 'prop';
      if (!isMember && target.n !== 'prototype') continue;
      makers.set(init.f, b);
      if (isMember && value.k === 'fn') makers.set(value.f, b);
      else if (!isMember && value.k === 'obj') for (const entry of value.p) if (entry.v.k === 'fn') makers.set(entry.v.f, b);
    }
  }
  return makers;
}

/** The class whose instance `this` is inside function `f`: arrows look outward, methods and field initialisers know. */
export function findClassOf(facts: FileFacts, f: FunctionIndex): ClassIndex | undefined {
  return facts.functions[findThisFunction(facts, f)]!.cls;
}

/** The function whose `this` it is that function `f` sees: arrows have none of their own. */
export function findThisFunction(facts: FileFacts, f: FunctionIndex): FunctionIndex {
  let at = f;
  while (facts.functions[at]!.kind === 'arrow' && facts.functions[at]!.cls === undefined && facts.functions[at]!.outer >= 0) at = facts.functions[at]!.outer;
  return at;
}

/** Whether a function of a class belongs to the class itself; arrows in static fields do not say so themselves. */
export function isStatic(facts: FileFacts, f: FunctionIndex): boolean {
  const fact = facts.functions[f]!;
  return fact.static === true || (fact.role?.k === 'field' && facts.classes[fact.role.cls]!.members.some((member) => member.static && member.v?.k === 'fn' && member.v.f === f));
}

export function getList<K, T>(map: Map<K, T[]>, key: K): T[] {
  const list = map.get(key);
  if (list) return list;
  const made: T[] = [];
  map.set(key, made);
  return made;
}
