/**
 * The program: every file's facts linked into one call graph with contexts. Built from facts, module targets, package information
 * and the compiler's answers; pure data in, pure data out. It holds no findings.
 */
import { normalizeApi } from '../models/lookup.ts';
import type { Answers } from './answers.ts';
import { linkUnit } from './callGraph.ts';
import type { CallGraph, Registration, Target } from './callGraph.ts';
import { ContextFlow } from './contexts.ts';
import { findTouched, joinLinks } from './links.ts';
import type { UnitLinks } from './links.ts';
import { Resolver } from './resolver.ts';
import type { ResolverProgram } from './resolver.ts';
import { findHandlerRegistrations, findRoots } from './roots.ts';
import type { Root } from './roots.ts';
import { createUnit, getList } from './unit.ts';
import type { Unit, UnitInput } from './unit.ts';
import type { ClassValue, FunctionId, Value } from './value.ts';
import type { CallFact, CallIndex, Expr, FileFacts, FunctionFact, FunctionIndex } from '../facts/fileFacts.ts';
import type { SymbolAnswer } from '../syntax/compiler.ts';
import type { DeclaredApis } from '../settings.ts';
import { collectDeclarations } from './declared.ts';
import { findConstructed } from './members.ts';
import type { Declaration } from './declared.ts';

/** Passes over all calls: the second one knows what was passed to each parameter in the first. */
const linkPasses = 2;

/** What one unit adds to the program beside its calls. */
interface UnitEntries { readonly handlers: readonly Registration[]; readonly roots: readonly Root[]; readonly exported: ReadonlySet<FunctionId> }

export interface ProgramOptions {
  /**
   * An earlier program over the same list of files. Units with the same input are taken over with their links, unless they stand next to a
   * changed one: good enough to answer an edit at once, not the same as linking everything.
   */
  readonly previous?: Program | undefined;
  /** Called between units; may throw to give up. */
  readonly poll?: () => void;
}

export class Program implements ResolverProgram {
  readonly units: readonly Unit[];
  /** Function numbers are below this. Numbers of units that were replaced stay unused. */
  readonly size: number;
  readonly graph: CallGraph;
  readonly registrations: readonly Registration[];
  readonly contexts: ContextFlow;
  readonly exported: ReadonlySet<FunctionId>;
  readonly answers: Answers;
  /** Units linked anew rather than taken over: all of them without a previous program. */
  readonly linked: ReadonlySet<Unit>;
  resolver: Resolver;
  readonly #byPath = new Map<string, Unit>();
  readonly #unitOfId: Unit[];
  readonly #subclasses = new Map<string, ClassValue[]>();
  readonly #implementers = new Map<string, Value[]>();
  readonly #methods = new Map<string, FunctionId | null>();
  readonly #entries: ReadonlyMap<Unit, UnitEntries>;
  #graph: CallGraph | undefined;

  readonly #declarations: ReadonlyMap<FunctionId, ReadonlySet<Declaration>>;

  constructor(inputs: readonly UnitInput[], answers: Answers, declared: { readonly root: string; readonly apis: DeclaredApis }, { previous, poll = () => undefined }: ProgramOptions = {}) {
    this.answers = answers;
    this.#unitOfId = previous ? previous.#unitOfId.slice() : [];
    this.units = inputs.map((input, index) => {
      const unit = input === previous?.units[index] ? previous.units[index] : createUnit(input, index, this.#unitOfId.length);
      this.#byPath.set(input.facts.file, unit);
      if (unit.base === this.#unitOfId.length) for (let f = 0; f < input.facts.functions.length; f++) this.#unitOfId.push(unit);
      return unit;
    });
    this.size = this.#unitOfId.length;
    this.linked = previous ? findTouched(this.units, previous.units, previous.graph, previous.registrations, (id) => previous.unitOf(id)) : new Set(this.units);
    this.#graph = previous?.graph;
    this.#indexMembers();
    this.resolver = new Resolver(this);
    for (let pass = 0; pass < linkPasses; pass++) {
      this.resolver = new Resolver(this);
      if (pass === 1) this.#indexImplementers();
      this.#graph = this.#link(previous?.graph.links, poll);
    }
    this.graph = this.#graph!;
    const known = previous === undefined ? undefined : previous.#entries;
    this.#entries = new Map(this.units.map((unit) => [unit, (this.linked.has(unit) ? undefined : known?.get(unit)) ?? this.#collectEntries(unit)]));
    const entries = [...this.#entries.values()];
    this.registrations = [...this.graph.registrations, ...entries.flatMap((entry) => entry.handlers)];
    this.#declarations = collectDeclarations(this.units, this.resolver, declared.root, declared.apis);
    this.exported = new Set(entries.flatMap((entry) => [...entry.exported]));
    this.contexts = new ContextFlow({ size: this.size, graph: this.graph, registrations: this.registrations, roots: entries.flatMap((entry) => entry.roots), exported: this.exported, unitOf: (id) => this.unitOf(id), isServerOnly });
  }

  #link(known: ReadonlyMap<Unit, UnitLinks> | undefined, poll: () => void): CallGraph {
    const links = new Map<Unit, UnitLinks>();
    for (const unit of this.units) {
      const old = this.linked.has(unit) ? undefined : known?.get(unit);
      if (!old) poll();
      links.set(unit, old ?? linkUnit(this.resolver, unit));
    }
    return joinLinks(this.units, links);
  }

  #collectEntries(unit: Unit): UnitEntries {
    return { handlers: findHandlerRegistrations([unit], this.resolver), roots: findRoots([unit], this.resolver), exported: this.#collectExported(unit) };
  }

  findUnit(path: string): Unit | undefined { return this.#byPath.get(path); }
  unitOf(id: FunctionId): Unit { return this.#unitOfId[id]!; }
  functionOf(id: FunctionId): FunctionFact { const unit = this.unitOf(id); return unit.facts.functions[id - unit.base]!; }
  targetsOf(unit: Unit, c: CallIndex): readonly Target[] { return this.graph.targets.get(unit)?.[c] ?? []; }

  /** Whether the user declared a function to be so, in the configuration or by a JSDoc tag. */
  isDeclared(id: FunctionId, kind: Declaration): boolean { return this.#declarations.get(id)?.has(kind) ?? false; }

  callSitesOf(id: FunctionId): readonly { readonly unit: Unit; readonly call: CallFact; readonly shift: number }[] {
    return this.#graph?.sites.get(id) ?? [];
  }
  callbackParameter(id: FunctionId, i: number): readonly Value[] | undefined { return this.#graph?.parameters.get(id)?.get(i)?.(this.resolver); }

  answeredSymbol(unit: Unit, node: number): readonly Value[] | undefined {
    const answer = this.answers.findSymbol(unit.facts.file, node);
    return answer ? this.#toValues(answer) : undefined;
  }

  answeredType(unit: Unit, node: number): readonly Value[] | undefined {
    const answer = this.answers.findType(unit.facts.file, node);
    if (!answer) return undefined;
    if (answer.promise === 'yes') return [{ v: 'promise', of: [{ v: 'unknown' }] }];
    if (answer.array) return [{ v: 'list', of: [answer.array.element === 'yes' ? { v: 'promise', of: [{ v: 'unknown' }] } : { v: 'unknown' }] }];
    const classes = (answer.own ?? []).flatMap((site): Value[] => {
      const owner = this.findUnit(site.file);
      const c = owner?.facts.classes.findIndex((cls) => cls.x === site.node) ?? -1;
      return owner && c >= 0 ? [{ v: 'instance', unit: owner, c }] : [];
    });
    if (classes.length > 0) return classes;
    return answer.name ? [{ v: 'type', api: normalizeApi(answer.name) }] : undefined;
  }

  implementersOf(unit: Unit, binding: number): readonly Value[] { return this.#implementers.get(`${unit.index}:${binding}`) ?? [{ v: 'unknown' }]; }
  subclassesOf(unit: Unit, c: number): readonly ClassValue[] { return this.#subclasses.get(`${unit.index}:${c}`) ?? []; }
  uniqueMethod(name: string): FunctionId | undefined { return this.#methods.get(name) ?? undefined; }

  /** Names from the outermost function inwards, for display and identity; anonymous functions by role. */
  nameOf(id: FunctionId): readonly string[] {
    const unit = this.unitOf(id);
    const names: string[] = [];
    for (let f = id - unit.base; f > 0; f = unit.facts.functions[f]!.outer) {
      const fact = unit.facts.functions[f]!;
      const cls = fact.cls === undefined ? '' : unit.facts.classes[fact.cls]!.n;
      const own = fact.kind === 'constructor' ? 'constructor' : fact.n || describeRole(unit, fact);
      names.unshift(cls ? `${cls}.${own}` : own);
    }
    return names;
  }

  #toValues(answer: SymbolAnswer): readonly Value[] | undefined {
    const own = answer.own.flatMap((site): readonly Value[] => {
      const unit = this.findUnit(site.file);
      const f = unit?.functionByNode.get(site.node);
      if (!unit || f === undefined) return [];
      const { bodyless, kind } = unit.facts.functions[f]!;
      // A property of this name: its function runs when the property is read, made or written, not when its value is called.
      if (kind === 'getter') return this.resolver.returnsOf(unit.base + f).filter((value) => value.v !== 'unknown');
      return bodyless || kind === 'setter' || kind === 'field-init' ? [] : [{ v: 'function', id: unit.base + f }];
    });
    if (own.length > 0) return own;
    return answer.api ? [{ v: 'api', api: normalizeApi(answer.api) }] : undefined;
  }

  #indexMembers(): void {
    const add = (name: string, id: FunctionId): void => { this.#methods.set(name, this.#methods.has(name) ? null : id); };
    for (const unit of this.units) for (const { n, f } of getMethods(unit.facts)) add(n, unit.base + f);
    for (const name of libraryMemberNames) this.#methods.delete(name);
  }

  #indexImplementers(): void {
    for (const unit of this.units) {
      unit.facts.classes.forEach((cls, c) => {
        for (const parent of cls.extends ? this.resolver.resolve(unit, cls.extends, cls.f) : []) {
          if (parent.v === 'class') getList(this.#subclasses, `${parent.unit.index}:${parent.c}`).push({ v: 'class', unit, c });
        }
        for (const type of cls.implements) {
          if (type.t !== 'name' || type.b === undefined) continue;
          const declared = this.#findTypeDeclaration(unit, type.b, 0);
          if (declared) getList(this.#implementers, `${declared.unit.index}:${declared.b}`).push({ v: 'instance', unit, c, guess: true });
        }
      });
    }
  }

  #findTypeDeclaration(unit: Unit, b: number, depth: number): { unit: Unit; b: number } | undefined {
    const binding = unit.facts.bindings[b]!;
    if (!binding.imported || depth > 6) return { unit, b };
    const target = this.findUnit(unit.modules[binding.imported.m] ?? '');
    const fact = target?.exports.get(binding.imported.n);
    return target && fact?.v?.k === 'ref' ? this.#findTypeDeclaration(target, fact.v.b, depth + 1) : undefined;
  }

  /** Functions other code can call: exported ones, and the visible methods of exported classes and object literals. */
  #collectExported(unit: Unit): ReadonlySet<FunctionId> {
    const exported = new Set<FunctionId>();
    const add = (value: Value, depth: number): void => {
      if (depth > 3) return;
      if (value.v === 'function') exported.add(value.id);
      else if (value.v === 'class' || value.v === 'instance') {
        for (const id of findConstructed(this.resolver, value, 0)) exported.add(id);
        for (const member of value.unit.facts.classes[value.c]!.members) {
          if (member.hidden) continue;
          if (member.f !== undefined) exported.add(value.unit.base + member.f);
          else if (member.v?.k === 'fn') exported.add(value.unit.base + member.v.f);
        }
      } else if (value.v === 'object') {
        for (const entry of value.e.p) for (const inner of this.resolver.resolve(value.unit, entry.v, value.f)) add(inner, depth + 1);
      }
    };
    for (const name of unit.exports.keys()) for (const value of this.resolver.resolveExport(unit, name)) add(value, 0);
    return exported;
  }
}

/** A file of server actions, or one that says it must not reach a page. */
function isServerOnly({ facts }: Unit): boolean {
  return facts.prologue.includes('use server') || facts.imports.some((row) => row.specifier === 'server-only');
}

const methodsOf = new WeakMap<FileFacts, readonly { readonly n: string; readonly f: FunctionIndex }[]>();

/** Methods with a body, of classes and of object literals. */
function getMethods(facts: FileFacts): readonly { readonly n: string; readonly f: FunctionIndex }[] {
  const known = methodsOf.get(facts);
  if (known) return known;
  const methods: { n: string; f: FunctionIndex }[] = [];
  for (const cls of facts.classes) for (const { n, kind, f } of cls.members) if (kind === 'method' && f !== undefined && !facts.functions[f]!.bodyless) methods.push({ n, f });
  facts.functions.forEach(({ kind, cls, n }, f) => { if (kind === 'method' && cls === undefined && n) methods.push({ n, f }); });
  methodsOf.set(facts, methods);
  return methods;
}

/** Member names libraries use so widely that a single own method of that name says nothing about a receiver nobody knows. */
const libraryMemberNames = [
  'get', 'set', 'has', 'add', 'delete', 'clear', 'push', 'pop', 'shift', 'map', 'filter', 'forEach', 'find', 'then', 'catch', 'finally', 'on', 'once', 'off', 'emit', 'send', 'write', 'end', 'close',
  'open', 'read', 'start', 'stop', 'run', 'call', 'apply', 'bind', 'toString', 'toJSON', 'valueOf', 'log', 'error', 'warn', 'info', 'debug', 'create', 'update', 'remove', 'save', 'load', 'init', 'query', 'execute',
  'connect', 'disconnect', 'next', 'return', 'throw', 'test', 'exec', 'match', 'replace', 'split', 'join', 'slice', 'concat', 'keys', 'values', 'entries', 'json', 'text', 'parse', 'stringify', 'format', 'use', 'all',
  'post', 'put', 'patch', 'head', 'abort', 'reset', 'destroy', 'dispose', 'subscribe', 'unsubscribe', 'publish', 'listen', 'register', 'resolve', 'reject', 'pipe', 'resume', 'pause', 'render', 'click', 'focus', 'value',
  'request', 'fetch', 'insert', 'select', 'count', 'findOne', 'findMany', 'includes', 'indexOf', 'some', 'every', 'reduce', 'sort', 'reverse', 'flat', 'at', 'fill', 'trim', 'append', 'prepend', 'contains', 'handle', 'process', 'validate', 'transform', 'flush', 'lock', 'unlock', 'release', 'acquire', 'wait', 'notify', 'ref', 'unref', 'kill', 'ping', 'exit', 'complete', 'done', 'check', 'build', 'compile', 'print', 'show', 'hide', 'setup', 'copy', 'move', 'rename', 'stat', 'exists', 'list', 'print', 'dispatch', 'invoke', 'trigger', 'enqueue', 'dequeue', 'peek', 'size', 'length', 'equals', 'compare', 'clone', 'merge', 'assign', 'visit', 'walk', 'accept', 'enter', 'leave', 'expect', 'describe', 'it',
];

function describeRole(unit: Unit, fact: FunctionFact): string {
  const role = fact.role;
  if (role?.k === 'argument') {
    const call = unit.facts.calls[role.c]!;
    const first = call.args[0]?.v;
    const callee = describeExpr(unit, call.callee);
    return `${callee}(${first?.k === 'lit' && typeof first.v === 'string' ? JSON.stringify(first.v) : ''}) callback`;
  }
  if (role?.k === 'attribute') return role.n;
  if (role?.k === 'returned') return 'returned function';
  return 'function';
}

/** An access path as a person writes it: `this.db.query`, `app.get`; '' where it is not one. */
export function describeExpr(unit: Unit, e: Expr): string {
  switch (e.k) {
    case 'prop': { const owner = describeExpr(unit, e.o); return owner ? `${owner}.${e.n}` : e.n; }
    case 'global': return e.n;
    case 'ref': return unit.facts.bindings[e.b]!.n;
    case 'this': return 'this';
    case 'import': return 'import()';
    case 'super': return 'super';
    case 'call': { const callee = describeExpr(unit, unit.facts.calls[e.c]!.callee); return callee ? `${callee}()` : ''; }
    case 'await': return describeExpr(unit, e.e);
    case 'elem': { const owner = describeExpr(unit, e.o); return owner ? `${owner}[…]` : ''; }
    default: return '';
  }
}
