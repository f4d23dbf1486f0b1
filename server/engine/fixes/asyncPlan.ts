/**
 * *Make it async*, the plan: which functions have to become async when a call in one of them is awaited, and which of their calls to
 * await, up to where the framework awaits. It looks at the call graph only; a place that cannot wait stops it, with the reason.
 */
import type { CallFact, Fate, FunctionFact } from '../facts/fileFacts.ts';
import type { FixRefusal } from '../lint/fix.ts';
import type { CallbackModel } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import { findCallbackUses } from '../program/callGraph.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';

export interface AsyncPlan {
  readonly functions: readonly FunctionId[];
  readonly awaited: readonly { readonly unit: Unit; readonly call: CallFact }[];
  /** Functions whose promise the caller drops: their bodies must catch what they throw. */
  readonly guarded: readonly FunctionId[];
}

/** More functions than this are a change to plan, not a fix. */
const mostFunctions = 25;

export function planAsync(program: Program, unit: Unit, call: CallFact): AsyncPlan | FixRefusal {
  return planAsyncAll(program, [{ unit, call }]);
}

/** The same for several calls at once, as when all calls of a function give a promise from now on. */
export function planAsyncAll(program: Program, sites: readonly { readonly unit: Unit; readonly call: CallFact }[]): AsyncPlan | FixRefusal {
  const plan = new Plan(program);
  for (const { unit, call } of sites) {
    const refused = plan.await(unit, call);
    if (refused !== undefined) return { refused };
  }
  return plan;
}

class Plan implements AsyncPlan {
  readonly functions: FunctionId[] = [];
  readonly awaited: { unit: Unit; call: CallFact }[] = [];
  readonly guarded: FunctionId[] = [];
  readonly #program: Program;
  readonly #seen = new Set<FunctionId>();

  constructor(program: Program) { this.#program = program; }

  /** Awaits a call; gives back why that cannot be done. */
  await(unit: Unit, call: CallFact): string | undefined {
    if (call.kind !== 'call') return 'a `new` expression gives no promise';
    if (call.opt || isInChain(call)) return '`?.` stands in the call';
    const fact = unit.facts.functions[call.f]!;
    const inDefault = fact.params.some(({ def }) => def?.k === 'call' && unit.facts.calls[def.c] === call);
    if (inDefault) return 'it stands in the default of a parameter';
    if (call.fate.k !== 'awaited') this.awaited.push({ unit, call });
    return this.#makeAsync(unit.base + call.f);
  }

  #makeAsync(id: FunctionId): string | undefined {
    const program = this.#program;
    const fact = program.functionOf(id);
    const unit = program.unitOf(id);
    if (fact.kind === 'module') return unit.facts.format === 'esm' && !/\.c[jt]s$/.test(unit.facts.file) ? undefined : 'it runs at the top level of a module that cannot wait';
    if (fact.async || this.#seen.has(id)) return undefined;
    this.#seen.add(id);
    if (this.#seen.size > mostFunctions) return `more than ${mostFunctions} functions would have to become async`;
    const name = program.nameOf(id).at(-1) ?? 'the function';
    const refused = findForm(fact, name) ?? this.#findContract(id, fact, unit, name) ?? this.#findUsers(id, fact, unit, name);
    if (refused !== undefined) return refused;
    this.functions.push(id);
    for (const site of program.callSitesOf(id)) {
      const isGuess = program.contexts.edgesTo(id).some((edge) => edge.call === site.call && edge.guess);
      if (isGuess) return `who calls \`${name}\` is not certain`;
      const reason = this.await(site.unit, site.call);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  /** A method that somebody else declared. */
  #findContract(id: FunctionId, fact: FunctionFact, unit: Unit, name: string): string | undefined {
    const program = this.#program;
    const cls = fact.cls === undefined ? undefined : unit.facts.classes[fact.cls];
    if (cls === undefined || fact.kind !== 'method') return undefined;
    if (cls.members.some((member) => member.n === fact.n && member.f !== undefined && unit.facts.functions[member.f]!.bodyless)) return `\`${name}\` has overloads`;
    for (const type of cls.implements) {
      const binding = type.t === 'name' && type.b !== undefined ? unit.facts.bindings[type.b] : undefined;
      const alias = binding?.imported === undefined ? binding?.alias : findImportedAlias(program, unit, binding.imported);
      if (alias?.t === 'object' && alias.p.some((member) => member.n === fact.n)) return `\`${name}\` implements an interface that is synchronous`;
    }
    const declares = (owner: Unit, c: number): boolean => owner.facts.classes[c]!.members.some((member) => member.n === fact.n);
    const parents = cls.extends ? program.resolver.resolve(unit, cls.extends, cls.f) : [];
    if (parents.some((value) => value.v === 'class' && declares(value.unit, value.c)) || program.subclassesOf(unit, fact.cls!).some((sub) => declares(sub.unit, sub.c))) return `\`${name}\` is also declared by another class`;
    return program.functionOf(id).decorators.length > 0 && program.contexts.registrationsTo(id).length === 0 ? `what a decorator does with \`${name}\` is not known` : undefined;
  }

  /** Everybody who gets hold of the function must be able to wait for it. */
  #findUsers(id: FunctionId, fact: FunctionFact, unit: Unit, name: string): string | undefined {
    const program = this.#program;
    if (fact.returns.some(({ v }) => v?.k === 'jsx')) return `\`${name}\` is a component`;
    if (program.exported.has(id) && program.contexts.has(id, 'library') && unit.package !== undefined && !unit.package.private) return `\`${name}\` is exported, and not all callers are known`;
    if (fact.role !== undefined) {
      const reason = fact.role.k === 'bound' ? this.#findReaders(unit, fact.role.b, id, name) : this.#findFate(unit, fact.role, id, name);
      if (reason !== undefined) return reason;
    }
    if (fact.cls !== undefined) return this.#findRegistered(id, name);
    const declared = unit.facts.bindings.findIndex((binding) => binding.kind === 'function' && binding.init?.k === 'fn' && unit.base + binding.init.f === id);
    return declared < 0 ? undefined : this.#findReaders(unit, declared, id, name);
  }

  #findReaders(unit: Unit, b: number, id: FunctionId, name: string): string | undefined {
    const binding = unit.facts.bindings[b]!;
    if (binding.writes.length > 0) return `\`${name}\` is given other values too`;
    for (const { use } of binding.reads) {
      const reason = this.#findFate(unit, use, id, name);
      if (reason !== undefined) return reason;
    }
    if (!this.#program.exported.has(id)) return undefined;
    for (const other of this.#program.units) {
      if (other === unit) continue;
      for (const { imported, reads } of other.facts.bindings) {
        if (imported === undefined || !isNamed(imported.n, binding.n) || other.modules[imported.m] !== unit.facts.file) continue;
        for (const { use } of reads) {
          const reason = imported.n === '*' && use.k === 'member' ? undefined : this.#findFate(other, use, id, name);
          if (reason !== undefined) return reason;
        }
      }
    }
    return undefined;
  }

  /** What becomes of the function as a value. */
  #findFate(unit: Unit, use: Fate, id: FunctionId, name: string): string | undefined {
    switch (use.k) {
      case 'callee': case 'exported': case 'operand': return undefined;
      case 'argument': return this.#findCallback(unit, use, id, name);
      case 'stored': return isExports(use.target) ? undefined : `\`${name}\` is kept as a value`;
      case 'property': case 'attribute': return use.k === 'property' && use.of.k === 'stored' && isExports(use.of.target) ? undefined : this.#findRegistered(id, name) ?? (this.#program.contexts.registrationsTo(id).length > 0 ? undefined : `\`${name}\` is part of an object, whose users are not all known`);
      default: return `\`${name}\` is used as a value`;
    }
  }

  /** A function given to a call: who runs it, and does that wait? */
  #findCallback(unit: Unit, { c, i }: Fate & { k: 'argument' }, id: FunctionId, name: string): string | undefined {
    const program = this.#program;
    const call = unit.facts.calls[c]!;
    const targets = program.targetsOf(unit, c);
    const callee = call.callee.k === 'prop' ? call.callee.n : name;
    let isKnown = false;
    for (const target of targets) {
      // What own code does with a function it is given shows in the calls of the parameter.
      if (target.kind === 'own') { isKnown = true; continue; }
      for (const { index, callback } of target.model?.callbacks ? findCallbackUses(program.resolver, unit, call, target.model) : []) {
        if (index !== i) continue;
        isKnown = true;
        const reason = this.#findPromise(unit, call, callback, id, callee);
        if (reason !== undefined) return reason;
      }
    }
    return isKnown ? undefined : `\`${callee}\` may not wait for an async function`;
  }

  #findPromise(unit: Unit, call: CallFact, { promise, runs, perElement }: CallbackModel, id: FunctionId, callee: string): string | undefined {
    if (perElement || (runs === 'now' && promise !== 'returned')) return `\`${callee}\` does not wait for its callback`;
    if (promise === 'dropped') { this.guarded.push(id); return undefined; }
    if (promise === 'handled') return undefined;
    return call.fate.k === 'awaited' || call.fate.k === 'returned' || runs === 'later' ? undefined : this.await(unit, call);
  }

  #findRegistered(id: FunctionId, name: string): string | undefined {
    const dropped = this.#program.contexts.registrationsTo(id).filter(({ callback }) => callback.promise === 'dropped');
    if (dropped.some(({ callback }) => callback.runs === 'now')) return `who runs \`${name}\` does not wait for it`;
    if (dropped.length > 0) this.guarded.push(id);
    return undefined;
  }
}

function findForm(fact: FunctionFact, name: string): string | undefined {
  if (fact.generator) return `\`${name}\` is a generator`;
  switch (fact.kind) {
    case 'constructor': return 'a constructor cannot wait';
    case 'getter': case 'setter': return `a ${fact.kind} cannot wait`;
    case 'static-block': case 'field-init': return 'the initial value of a class member cannot wait';
    default: return undefined;
  }
}

function findImportedAlias(program: Program, unit: Unit, { m, n }: { readonly m: number; readonly n: string }): { readonly t: string; readonly p: readonly { readonly n: string }[] } | undefined {
  const target = program.findUnit(unit.modules[m] ?? '');
  const value = target?.exports.get(n)?.v;
  const alias = target && value?.k === 'ref' ? target.facts.bindings[value.b]!.alias : target?.facts.bindings.find((binding) => binding.kind === 'type' && binding.n === n)?.alias;
  return alias?.t === 'object' ? alias : undefined;
}

function isNamed(imported: string, own: string): boolean {
  return imported === own || imported === 'default' || imported === '*';
}

/** `exports.f = f`, `module.exports = f`. */
function isExports(target: CallFact['callee']): boolean {
  if (target.k !== 'prop') return target.k === 'global' && target.n === 'exports';
  return (target.o.k === 'global' && target.o.n === 'module' && target.n === 'exports') || isExports(target.o);
}

function isInChain({ callee }: CallFact): boolean {
  for (let at = callee; at.k === 'prop' || at.k === 'elem'; at = at.o) if (at.opt) return true;
  return false;
}
