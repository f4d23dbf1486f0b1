/**
 * Resolves expressions to abstract values by following names, imports, annotations, assignments and models, across files.
 * Context-insensitive: a parameter stands for the arguments of every known call. Results are cached; a cycle gives `unknown`.
 */
import type { BindingFact, CallFact, ClassIndex, Expr, FunctionFact, FunctionIndex, ParamFact, TypeRef } from '../facts/fileFacts.ts';
import { normalizeApi } from '../models/lookup.ts';
import type { ApiModel } from '../models/model.ts';
import { findMember } from './members.ts';
import { findClassOf, findThisFunction, isStatic, type Unit } from './unit.ts';
import { guessCallee } from './guesses.ts';
import { findRequired, getPackageApi, isBuiltin, isInterop } from './imports.ts';
import { isOpen, isUnknown, isVague, plainValues, toCallable, toAwaited, toGuess, toInstances, toReturned, toUnion, toWrapped, unknownValues, type ClassValue, type FunctionId, type Value } from './value.ts';

/** What the resolver needs from the program around it. */
export interface ResolverProgram {
  readonly units: readonly Unit[];
  findUnit(path: string): Unit | undefined;
  unitOf(id: FunctionId): Unit;
  /** Call sites found so far, for following parameters. */
  callSitesOf(id: FunctionId): readonly { readonly unit: Unit; readonly call: CallFact; readonly shift: number }[];
  /** Type of a callback's parameter when a model calls the function back. */
  callbackParameter(id: FunctionId, i: number): readonly Value[] | undefined;
  /** Functions the compiler says a name node refers to, or the library API it names; `undefined` when not asked or not known. */
  answeredSymbol(unit: Unit, node: number): readonly Value[] | undefined;
  answeredType(unit: Unit, node: number): readonly Value[] | undefined;
  implementersOf(unit: Unit, binding: number): readonly Value[];
  /** Known after the first pass. */
  subclassesOf(unit: Unit, c: ClassIndex): readonly ClassValue[];
  uniqueMethod(name: string): FunctionId | undefined;
}

const maxDepth = 24;

/**
 * Steps one question may take. Cycles through parameters and fields can be entered by many doors, and what is found while a cycle is
 * open is not kept, so the worst case grows exponentially; a question that runs out is answered `unknown` from there on.
 */
const maxSteps = 2000;

export class Resolver {
  readonly #program: ResolverProgram;
  /** Members of object literals found so far; see members.ts. */
  readonly entries = new Map<Expr, Map<string, readonly Value[] | undefined>>();
  #bindings = new Map<BindingFact, readonly Value[]>();
  #calls = new Map<CallFact, readonly Value[]>();
  #returns = new Map<FunctionId, readonly Value[]>();
  #parameters = new Map<ParamFact, readonly Value[]>();
  readonly #busy = new Set<object>();
  /** Steps left for the question being answered; see {@link maxSteps}. */
  #fuel = 0;

  constructor(program: ResolverProgram) { this.#program = program; }

  /** Values of `e`, evaluated inside function `f` of `unit`. Never empty. */
  resolve(unit: Unit, e: Expr | undefined, f: FunctionIndex, depth = 0): readonly Value[] {
    if (depth === 0) this.#fuel = maxSteps;
    if (!e || depth > maxDepth || --this.#fuel < 0) return unknownValues;
    switch (e.k) {
      case 'ref': return this.resolveBinding(unit, e.b, depth);
      case 'global': return e.n === 'undefined' ? plainValues : e.n === 'exports' && unit.facts.format === 'cjs' ? [{ v: 'namespace', unit }] : [{ v: 'api', api: normalizeApi(`global#${e.n}`) }];
      case 'this': return this.#resolveThis(unit, f);
      case 'super': return this.#resolveSuper(unit, f, depth);
      case 'prop': return this.#resolveProperty(unit, e, f, depth);
      case 'elem': return this.#resolveElement(unit, e, f, depth);
      case 'call': return this.resultOf(unit, unit.facts.calls[e.c]!, depth);
      case 'fn': return [{ v: 'function', id: unit.base + e.f }];
      case 'class': return [{ v: 'class', unit, c: e.c }];
      case 'obj': return [{ v: 'object', unit, e, f }];
      case 'arr': return [{ v: 'list', of: toUnion(e.e.map((item) => this.resolve(unit, item.k === 'spread' ? { k: 'each', e: item.e } : item, f, depth + 1))) }];
      case 'await': return toAwaited(this.resolve(unit, e.e, f, depth + 1));
      case 'or': return toUnion(e.e.map((arm) => this.resolve(unit, arm, f, depth + 1)));
      case 'rest': return this.resolve(unit, e.e, f, depth + 1);
      case 'set': return this.resolve(unit, e.value, f, depth + 1);
      case 'seq': return this.resolve(unit, e.e.at(-1), f, depth + 1);
      case 'param': return this.#resolveParameter(unit, e.f, e.i, depth);
      case 'each': return this.#resolveEach(unit, e, f, depth);
      case 'import': return [{ v: 'promise', of: e.m === undefined ? unknownValues : this.resolveModule(unit, e.m) }];
      case 'lit': case 'regex': case 'tpl': case 'op': case 'jsx': return plainValues;
      default: return unknownValues;
    }
  }

  resolveBinding(unit: Unit, b: number, depth = 0): readonly Value[] {
    const binding = unit.facts.bindings[b]!;
    const known = this.#bindings.get(binding);
    if (known) return known;
    if (this.#busy.has(binding)) return unknownValues;
    this.#busy.add(binding);
    let values: readonly Value[];
    if (binding.imported) values = this.#resolveImported(unit, binding.imported.m, binding.imported.n, depth);
    else if (binding.kind === 'enum') values = plainValues;
    else {
      const sources = [binding.init, binding.def, ...binding.writes.map((write) => (write.op === '=' || write.op.endsWith('??=') || write.op === '||=' ? write.value : undefined))].filter((source) => source !== undefined);
      values = sources.length === 0 ? unknownValues : toUnion(sources.map((source) => this.resolve(unit, source, binding.f, depth + 1)));
      if (binding.type && isVague(values)) values = this.#preferType(unit, binding.type, values);
      else if (binding.type && values.some((value) => value.v === 'unknown')) values = toUnion([values.filter((value) => value.v !== 'unknown'), this.resolveType(unit, binding.type)]);
    }
    this.#busy.delete(binding);
    this.#bindings.set(binding, values);
    return values;
  }

  /** What calling, constructing or tagging gives. */
  resultOf(unit: Unit, call: CallFact, depth = 0): readonly Value[] {
    const known = this.#calls.get(call);
    if (known) return known;
    if (depth > maxDepth || --this.#fuel < 0 || this.#busy.has(call)) return unknownValues;
    this.#busy.add(call);
    const required = findRequired(unit, call);
    const values = required !== undefined
      ? this.resolveModule(unit, required)
      : isInterop(unit, call) && call.args[0] ? this.resolve(unit, call.args[0].v, call.f, depth + 1)
        : toUnion(toCallable(this.calleesOf(unit, call, depth + 1)).map((callee) => this.#resultOfValue(unit, call, callee, depth)));
    this.#busy.delete(call);
    this.#calls.set(call, values);
    return values;
  }

  /** What a call calls. Receivers nobody knows are guessed by name last. */
  calleesOf(unit: Unit, call: CallFact, depth = 0): readonly Value[] {
    if (depth === 0) this.#fuel = maxSteps;
    const callee = call.callee;
    const values = call.kind === 'super' ? this.#resolveParent(unit, call.f, depth) : this.resolve(unit, callee, call.f, depth + 1);
    if (!isUnknown(values) || callee.k !== 'prop') return values;
    const guess = guessCallee(unit, call, (name) => this.#program.uniqueMethod(name));
    return guess ? [guess] : values;
  }

  /** Values a function returns when called (awaited or not is up to `async`). */
  returnsOf(id: FunctionId, depth = 0): readonly Value[] {
    const known = this.#returns.get(id);
    if (known) return known;
    const unit = this.#program.unitOf(id);
    const fact = unit.facts.functions[id - unit.base]!;
    if (depth > maxDepth || this.#busy.has(fact)) return unknownValues;
    this.#busy.add(fact);
    const returned = fact.returns.filter((item) => item.v !== undefined).map((item) => this.resolve(unit, item.v, id - unit.base, depth + 1));
    // Every value is returned under a condition: the end may be reached as well.
    if (returned.length > 0 && !fact.async && fact.returns.every((item) => item.branch >= 0)) returned.push(plainValues);
    let values = fact.generator ? unknownValues : returned.length > 0 ? toUnion(returned) : fact.bodyless ? unknownValues : plainValues;
    if (fact.returnType && !fact.generator && isVague(values)) values = this.#preferType(unit, fact.returnType, values);
    if (fact.async && !values.some((value) => value.v === 'promise')) values = [{ v: 'promise', of: values }];
    else if (fact.async) values = [{ v: 'promise', of: toAwaited(values) }];
    this.#busy.delete(fact);
    this.#returns.set(id, values);
    return values;
  }

  /** What is declared, unless that says nothing either. */
  #preferType(unit: Unit, type: TypeRef, values: readonly Value[]): readonly Value[] {
    const typed = this.resolveType(unit, type);
    return isUnknown(typed) ? values : typed;
  }

  functionOf(id: FunctionId): FunctionFact { const unit = this.#program.unitOf(id); return unit.facts.functions[id - unit.base]!; }

  /** What a type annotation says about a value. */
  resolveType(unit: Unit, type: TypeRef, depth = 0): readonly Value[] {
    if (depth > 8) return unknownValues;
    switch (type.t) {
      case 'array': return [{ v: 'list', of: this.resolveType(unit, type.e, depth + 1) }];
      case 'tuple': return [{ v: 'list', of: toUnion(type.e.map((item) => this.resolveType(unit, item, depth + 1))) }];
      case 'union': return toUnion(type.e.filter((part) => !(part.t === 'keyword' && (part.n === 'undefined' || part.n === 'null'))).map((part) => this.resolveType(unit, part, depth + 1)));
      case 'literal': return plainValues;
      case 'keyword': return type.n === 'any' || type.n === 'unknown' || type.n === 'object' || type.n === 'this' ? unknownValues : plainValues;
      case 'typeof': return this.resolve(unit, type.e, 0, depth + 1);
      case 'name': return this.#resolveTypeName(unit, type, depth);
      default: return unknownValues;
    }
  }

  /** The module an import row leads to: an own file's namespace or a package. */
  resolveModule(unit: Unit, m: number): readonly Value[] {
    const path = unit.modules[m];
    const target = path === undefined ? undefined : this.#program.findUnit(path);
    if (!target) return [{ v: 'api', api: getPackageApi(unit.facts.imports[m]!.specifier) }];
    const whole = target.exports.get('=');
    if (!whole?.v) return [{ v: 'namespace', unit: target }];
    // `module.exports = create; exports.create = create`: the value, and beside it what is exported by name.
    const values = this.resolve(target, whole.v, 0, 1);
    const isWhole = [...target.exports.keys()].every((n) => n === '=' || values.some((value) => value.v === 'object' && value.e.p.some((entry) => entry.n === n)));
    return isWhole ? values : [...values, { v: 'namespace', unit: target }];
  }

  /** What a file exports under a name. */
  resolveExport(unit: Unit, n: string, depth = 0): readonly Value[] {
    if (depth > maxDepth) return unknownValues;
    const fact = unit.exports.get(n);
    if (fact?.from) return this.#resolveImported(unit, fact.from.m, fact.from.n, depth + 1);
    if (fact?.v) return this.resolve(unit, fact.v, 0, depth + 1);
    if (n !== 'default') {
      for (const star of unit.stars) {
        const values = this.#resolveImported(unit, star.from!.m, n, depth + 1);
        if (!isUnknown(values)) return values;
      }
    }
    const whole = unit.exports.get('=');
    if (whole?.v) {
      const values = this.resolve(unit, whole.v, 0, depth + 1);
      return n === 'default' ? values : this.memberOf(values, n, depth);
    }
    // What a CommonJS file exports name by name is its default for ES modules.
    return n === 'default' && unit.facts.format === 'cjs' && unit.exports.size > 0 ? [{ v: 'namespace', unit }] : unknownValues;
  }

  memberOf(values: readonly Value[], n: string, depth = 0): readonly Value[] {
    return toUnion(values.map((value) => findMember(this, value, n, depth) ?? unknownValues));
  }

  /** The model row of an API; listeners of unlisted library types count as an emitter's. */
  findModel(unit: Unit, api: string): ApiModel | undefined {
    const name = api.endsWith('#') ? normalizeApi(`${api}default`) : api;
    return unit.models.find(name);
  }

  #resolveImported(unit: Unit, m: number, n: string, depth: number): readonly Value[] {
    const path = unit.modules[m];
    const target = path === undefined ? undefined : this.#program.findUnit(path);
    if (target) {
      if (n === '*' || n === '=') return this.resolveModule(unit, m);
      return this.resolveExport(target, n, depth + 1);
    }
    const api = getPackageApi(unit.facts.imports[m]!.specifier);
    if (n === '*' || n === '=') return [{ v: 'api', api }];
    if (n === 'default' && isBuiltin(api)) return [{ v: 'api', api }];
    return [{ v: 'api', api: normalizeApi(api + n) }];
  }

  #resolveThis(unit: Unit, f: FunctionIndex): readonly Value[] {
    const owner = findThisFunction(unit.facts, f);
    const c = findClassOf(unit.facts, f);
    if (c !== undefined) return isStatic(unit.facts, owner) ? [{ v: 'class', unit, c }] : [{ v: 'instance', unit, c }];
    const maker = unit.makerOf.get(owner);
    if (maker !== undefined) return [{ v: 'made', unit, b: maker }];
    const object = unit.objects.ownerOf.get(owner);
    return object ? [{ v: 'object', unit, ...object }] : unknownValues;
  }

  #resolveSuper(unit: Unit, f: FunctionIndex, depth: number): readonly Value[] { return toInstances(this.#resolveParent(unit, f, depth)); }

  /** The base class of the class whose member `f` is. */
  #resolveParent(unit: Unit, f: FunctionIndex, depth: number): readonly Value[] {
    const c = findClassOf(unit.facts, f);
    const cls = c === undefined ? undefined : unit.facts.classes[c]!;
    return cls?.extends ? this.resolve(unit, cls.extends, cls.f, depth + 1) : unknownValues;
  }

  /** Classes that extend an own class. */
  subclassesOf(unit: Unit, c: ClassIndex): readonly ClassValue[] { return this.#program.subclassesOf(unit, c); }

  #resolveProperty(unit: Unit, e: Expr & { k: 'prop' }, f: FunctionIndex, depth: number): readonly Value[] {
    const answered = this.#program.answeredSymbol(unit, e.nx);
    if (answered) return answered;
    if (e.o.k === 'global' && e.o.n === 'module' && e.n === 'exports') return [{ v: 'namespace', unit }];
    const owners = this.resolve(unit, e.o, f, depth + 1);
    const lists = owners.map((owner) => findMember(this, owner, e.n, depth));
    if (e.o.k === 'ref') {
      for (const assign of unit.assignsByBinding.get(e.o.b) ?? []) {
        if (assign.target.k === 'prop' && assign.target.n === e.n) lists.push(this.resolve(unit, assign.value, assign.f, depth + 1));
      }
    }
    const found = lists.filter((list) => list !== undefined);
    if (found.length > 0) return toUnion(found);
    return this.#program.answeredType(unit, e.x) ?? unknownValues;
  }

  #resolveElement(unit: Unit, e: Expr & { k: 'elem' }, f: FunctionIndex, depth: number): readonly Value[] {
    return toUnion(this.resolve(unit, e.o, f, depth + 1).map((owner) => {
      if (owner.v === 'list') return owner.of;
      if (owner.v !== 'object') return unknownValues;
      return toUnion(owner.e.p.map((entry) => (entry.kind === 'value' || entry.kind === 'method' ? this.resolve(owner.unit, entry.v, owner.f, depth + 1).map(toGuess) : unknownValues)));
    }));
  }

  #resolveParameter(unit: Unit, f: FunctionIndex, i: number, depth: number): readonly Value[] {
    const id = unit.base + f;
    const param = unit.facts.functions[f]?.params[i];
    if (!param) return unknownValues;
    const known = this.#parameters.get(param);
    if (known) return known;
    if (this.#busy.has(param)) return unknownValues;
    const typed = param.type ? this.resolveType(unit, param.type) : unknownValues;
    if (!isOpen(typed)) return typed;
    const fromModel = this.#program.callbackParameter(id, i);
    if (fromModel && !isUnknown(fromModel)) return fromModel;
    this.#busy.add(param);
    const passed = this.#program.callSitesOf(id).map((site) => {
      const args = site.call.args.slice(i + site.shift);
      if (param.rest) return [{ v: 'list' as const, of: toUnion(args.map(({ v }) => this.resolve(site.unit, v.k === 'spread' ? { k: 'each', e: v.e } : v, site.call.f, depth + 1))) }];
      const [arg] = args;
      return arg && arg.v.k !== 'spread' ? this.resolve(site.unit, arg.v, site.call.f, depth + 1) : param.def ? this.resolve(unit, param.def, f, depth + 1) : unknownValues;
    });
    if (passed.length === 0 && param.def) passed.push(this.resolve(unit, param.def, f, depth + 1), unknownValues);
    this.#busy.delete(param);
    const given = passed.length === 0 ? unknownValues : toUnion(passed);
    const values = isUnknown(typed) ? given : isVague(given) ? typed : toUnion([typed.filter((value) => !isOpen([value])), given]);
    this.#parameters.set(param, values);
    return values;
  }

  #resolveEach(unit: Unit, e: Expr & { k: 'each' }, f: FunctionIndex, depth: number): readonly Value[] {
    if (e.e.k === 'arr' && e.i !== undefined) {
      const item = e.e.e[e.i];
      return item ? this.resolve(unit, item, f, depth + 1) : unknownValues;
    }
    return toUnion(this.resolve(unit, e.e, f, depth + 1).map((value) => (value.v === 'list' ? value.of : unknownValues)));
  }

  #resolveTypeName(unit: Unit, type: TypeRef & { t: 'name' }, depth: number): readonly Value[] {
    const [first = ''] = type.n;
    if (type.b === undefined) {
      if ((first === 'Promise' || first === 'PromiseLike') && type.n.length === 1) return [{ v: 'promise', of: type.a?.[0] ? this.resolveType(unit, type.a[0], depth + 1) : unknownValues }];
      if ((first === 'Array' || first === 'ReadonlyArray') && type.n.length === 1) return [{ v: 'list', of: type.a?.[0] ? this.resolveType(unit, type.a[0], depth + 1) : unknownValues }];
      if (/^(?:Readonly|Partial|Required|Awaited|NonNullable|Pick|Omit)$/.test(first) && type.a?.[0]) return this.resolveType(unit, type.a[0], depth + 1);
      return [{ v: 'type', api: normalizeApi(`global#${type.n.join('.')}`) }];
    }
    const binding = unit.facts.bindings[type.b]!;
    if (binding.kind === 'type') {
      if (binding.alias && binding.alias.t !== 'object') return this.resolveType(unit, binding.alias, depth + 1);
      return this.#program.implementersOf(unit, type.b);
    }
    if (binding.kind === 'typeParameter' || binding.kind === 'enum') return binding.kind === 'enum' ? plainValues : unknownValues;
    let values = this.resolveBinding(unit, type.b, depth + 1);
    if (binding.imported && isUnknown(values)) values = this.#resolveImportedType(unit, binding.imported.m, binding.imported.n, depth);
    for (const n of type.n.slice(1)) values = this.memberOf(values, n, depth + 1);
    return toInstances(values);
  }

  /** An imported name that has no value: an interface or alias of another own file. */
  #resolveImportedType(unit: Unit, m: number, n: string, depth: number): readonly Value[] {
    const path = unit.modules[m];
    const target = path === undefined ? undefined : this.#program.findUnit(path);
    if (!target || depth > 8) return unknownValues;
    const fact = target.exports.get(n);
    if (fact?.from) return this.#resolveImportedType(target, fact.from.m, fact.from.n, depth + 1);
    if (fact?.v?.k === 'ref') {
      const binding = target.facts.bindings[fact.v.b]!;
      return this.resolveType(target, { t: 'name', n: [binding.n], b: fact.v.b }, depth + 1);
    }
    for (const star of target.stars) {
      const values = this.#resolveImportedType(target, star.from!.m, n, depth + 1);
      if (!isUnknown(values)) return values;
    }
    return unknownValues;
  }

  #resultOfValue(unit: Unit, call: CallFact, callee: Value, depth: number): readonly Value[] {
    const mark = (values: readonly Value[]): readonly Value[] => (callee.guess ? values.map(toGuess) : values);
    switch (callee.v) {
      case 'function': {
        if (call.kind === 'new') {
          const owner = this.#program.unitOf(callee.id);
          const maker = owner.makerOf.get(callee.id - owner.base);
          if (maker !== undefined) return mark([{ v: 'made', unit: owner, b: maker }]);
        }
        return mark(this.returnsOf(callee.id, depth + 1));
      }
      case 'class': return mark([{ v: 'instance', unit: callee.unit, c: callee.c }]);
      case 'invoker': return callee.how === 'bind' ? [callee.of] : this.#resultOfValue(unit, call, callee.of, depth + 1);
      case 'promisified': return [{ v: 'promise', of: unknownValues }];
      case 'type': {
        const model = this.findModel(unit, callee.api);
        return model ? this.#resultOfModel(unit, call, callee.api, model, depth) : unknownValues;
      }
      case 'api': {
        if (callee.api === 'util#promisify') {
          const [of] = this.resolve(unit, call.args[0]?.v, call.f, depth + 1);
          return of ? [{ v: 'promisified', of }] : unknownValues;
        }
        if (callee.api === 'global#Object.assign' || callee.api === 'global#Object.freeze') return this.resolve(unit, call.args[0]?.v, call.f, depth + 1);
        if (callee.api === 'global#Promise.resolve') return [{ v: 'promise', of: toAwaited(this.resolve(unit, call.args[0]?.v, call.f, depth + 1)) }];
        const model = this.findModel(unit, callee.api);
        if (model) return mark(this.#resultOfModel(unit, call, callee.api, model, depth));
        // `new` of a library's class nobody lists still gives an object of that class.
        return call.kind === 'new' ? mark([{ v: 'type', api: callee.api.endsWith('#') ? `${callee.api}default` : callee.api }]) : this.#program.answeredType(unit, call.x) ?? unknownValues;
      }
      default: return unknownValues;
    }
  }

  #resultOfModel(unit: Unit, call: CallFact, api: string, model: ApiModel, depth: number): readonly Value[] {
    const returns = model.returns;
    if (returns === undefined) return unknownValues;
    if (returns === 'this') return call.callee.k === 'prop' ? this.resolve(unit, call.callee.o, call.f, depth + 1) : unknownValues;
    if (returns === 'arg0') return toWrapped(model, this.resolve(unit, call.args[0]?.v, call.f, depth + 1));
    if (api === 'global#Array.map' || api === 'global#Array.flatMap') return [{ v: 'list', of: this.#mapped(unit, call, depth) }];
    if (api === 'global#Promise.all') {
      const of = this.resolve(unit, call.args[0]?.v, call.f, depth + 1).flatMap((value) => (value.v === 'list' ? toAwaited(value.of) : unknownValues));
      return [{ v: 'promise', of: [{ v: 'list', of }] }];
    }
    if (api === 'global#Promise.then' || api === 'global#Promise.catch' || api === 'global#Promise.finally') return [{ v: 'promise', of: api.endsWith('then') ? toAwaited(this.#mapped(unit, call, depth)) : unknownValues }];
    return toReturned(returns);
  }

  /** What the callback in argument 0 returns. */
  #mapped(unit: Unit, call: CallFact, depth: number): readonly Value[] {
    const callbacks = this.resolve(unit, call.args[0]?.v, call.f, depth + 1);
    return toUnion(callbacks.map((value) => this.#resultOfValue(unit, call, value, depth + 1)));
  }
}
