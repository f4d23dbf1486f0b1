/**
 * Roots that frameworks make without a call: exports of files in certain places, decorated methods, methods of classes that implement or extend
 * a library's type, server actions, components. Which ones there are is data of the models; this finds the functions.
 */
import type { Context } from '../lint/finding.ts';
import type { Expr, FunctionFact } from '../facts/fileFacts.ts';
import { conventionModels } from '../models/conventions.ts';
import { singletonDecorators } from '../models/decorators.ts';
import type { ConventionModel, DecoratorModel } from '../models/model.ts';
import { findPlaced } from './optionPlaces.ts';
import type { Resolver } from './resolver.ts';
import type { Root } from './roots.ts';
import type { Unit } from './unit.ts';
import type { FunctionId, Value } from './value.ts';

/** Base classes between a class and the library type it is one of. */
const mostParents = 6;

/** Exports that a framework calls because of the file's place. Tests, scripts and commands have none: they only look like it. */
export function findConventionRoots(unit: Unit, resolver: Resolver): readonly Root[] {
  if (unit.role !== undefined && unit.role !== 'handlers' && unit.role !== 'ui') return [];
  const dependencies = unit.package?.dependencies ?? {};
  const path = getConventionPath(unit);
  const roots: Root[] = [];
  const taken = new Set<number>();
  for (const model of conventionModels) {
    if (model.unless !== undefined && unit.facts.prologue.includes(model.unless)) continue;
    if (model.packages.length > 0 && !model.packages.some((name) => name in dependencies)) continue;
    const match = model.path.exec(path);
    if (!match) continue;
    for (const name of model.exports) {
      for (const { values, key, guess } of findExported(unit, resolver, name)) {
        for (const value of values) {
          if (model.parameters && !(value.v === 'function' && hasParameters(resolver, value.id, model.parameters))) continue;
          // The first convention that fits says best what it is: `+page.server` before `+page`.
          if (value.v !== 'function' || taken.has(value.id)) continue;
          taken.add(value.id);
          roots.push({ id: value.id, context: model.context, label: toLabel(model, key, match[1]), guess: guess || value.guess === true || model.parameters !== undefined, ...(model.context === 'startup' || model.parameters ? { fallback: true as const } : {}) });
        }
      }
    }
  }
  if (unit.facts.prologue.includes('use server')) {
    for (const name of unit.exports.keys()) {
      for (const value of resolver.resolveExport(unit, name)) if (value.v === 'function' && !taken.has(value.id)) roots.push({ id: value.id, context: 'request', label: `server action ${name}`, guess: value.guess === true });
    }
  }
  return roots;
}

/** A file's path below its package's folder: what conventions look at. */
export function getConventionPath(unit: Unit): string {
  return unit.package ? unit.facts.file.slice(unit.package.folder.length + 1) : unit.facts.file;
}

interface Exported { readonly values: readonly Value[]; readonly key: string; readonly guess: boolean }

/** Whether a function's parameters are called so, from the first. */
export function hasParameters(resolver: Resolver, id: FunctionId, names: readonly RegExp[]): boolean {
  const { params } = resolver.functionOf(id);
  return names.every((name, i) => params[i] !== undefined && name.test(params[i].n));
}

/** The functions behind an export: itself, the entries of an object (`actions.*`), or what it hands to a wrapper nobody knows. */
function findExported(unit: Unit, resolver: Resolver, path: string): readonly Exported[] {
  if (path === '*') return [...unit.exports.keys()].filter((name) => name !== '=').map((name) => ({ values: resolver.resolveExport(unit, name), key: name, guess: false }));
  const dot = path.indexOf('.');
  const name = dot < 0 ? path : path.slice(0, dot);
  if (!unit.exports.has(name) && !unit.exports.has('=') && unit.stars.length === 0) return [];
  const values = resolver.resolveExport(unit, name);
  if (dot >= 0) return findPlaced(resolver, values, { arg: 0, option: path.slice(dot + 1) }).map((placed) => ({ ...placed, guess: false }));
  if (values.some((value) => value.v === 'function')) return [{ values, key: name, guess: false }];
  const written = unit.exports.get(name)?.v;
  const wrapped = written && findWrapped(unit, resolver, written, 0);
  return wrapped && wrapped.length > 0 ? [{ values: wrapped, key: name, guess: true }] : [];
}

/** `export const handler = withTracing(async () => { … })`: the wrapper calls it, one way or another. */
function findWrapped(unit: Unit, resolver: Resolver, e: Expr, depth: number): readonly Value[] {
  if (depth > 4) return [];
  if (e.k === 'ref') {
    const { init } = unit.facts.bindings[e.b]!;
    return init ? findWrapped(unit, resolver, init, depth + 1) : [];
  }
  if (e.k !== 'call') return [];
  const call = unit.facts.calls[e.c]!;
  return call.args.flatMap((arg) => [...resolver.resolve(unit, arg.v, call.f).filter((value) => value.v === 'function'), ...findWrapped(unit, resolver, arg.v, depth + 1)]);
}

function toLabel(model: ConventionModel, name: string, part: string | undefined): string {
  const route = (part ?? '').replace(/(?:^|\/)index$/, '').replace(/(^|\/)\([^)]*\)(?=\/|$)/g, '').replace(/^\/+/, '');
  return model.label.replace('{name}', name).replace('{1}', route).replace(/ of \/?$/, '').trim();
}

/** Decorated methods. A route has the controller's path before its own. */
export function findDecoratedRoots(unit: Unit, resolver: Resolver): readonly Root[] {
  const roots: Root[] = [];
  unit.facts.functions.forEach((fact: FunctionFact, f) => {
    for (const decorator of fact.decorators) {
      const named = getDecorator(unit, decorator, resolver);
      const model = named && unit.models.findDecorator(named.api);
      if (model) roots.push({ id: unit.base + f, context: model.context, label: model.label.replace('{0}', model.context === 'request' ? joinRoute(getPrefix(unit, fact, resolver), named.argument) : named.argument).replace(/ ?''/, '').trim(), guess: false });
    }
  });
  unit.facts.classes.forEach((cls) => {
    const made = cls.decorators.map((decorator) => getDecorator(unit, decorator, resolver)).find((named) => named !== undefined && singletonDecorators.has(named.api));
    const constructor = made && !made.isScoped ? cls.members.find((member) => member.kind === 'constructor')?.f : undefined;
    if (constructor !== undefined && !unit.facts.functions[constructor]!.bodyless) roots.push({ id: unit.base + constructor, context: 'startup', label: `making ${cls.n}`, guess: false, fallback: true });
  });
  return roots;
}

/** Methods a framework calls because of what their class implements or extends, directly or by way of a base class of the user's. */
export function findContractRoots(unit: Unit, resolver: Resolver): readonly Root[] {
  const roots: Root[] = [];
  unit.facts.classes.forEach((cls, c) => {
    if (cls.implements.length === 0 && !cls.extends) return;
    for (const contract of findContracts(unit, resolver, c, 0)) {
      for (const member of cls.members) {
        const model = Object.hasOwn(contract, member.n) && !member.static ? contract[member.n] : undefined;
        const f = member.kind === 'method' ? member.f : member.v?.k === 'fn' ? member.v.f : undefined;
        if (!model || f === undefined || unit.facts.functions[f]!.bodyless) continue;
        roots.push({ id: unit.base + f, context: model.context, label: cls.n === '' ? model.label : `${model.label} of ${cls.n}`, guess: false });
      }
    }
  });
  return roots;
}

function findContracts(unit: Unit, resolver: Resolver, c: number, depth: number): readonly Readonly<Record<string, DecoratorModel>>[] {
  if (depth > mostParents) return [];
  const cls = unit.facts.classes[c]!;
  const types = [...cls.implements.flatMap((type) => resolver.resolveType(unit, type)), ...(cls.extends ? resolver.resolve(unit, cls.extends, cls.f) : [])];
  return types.flatMap((value) => {
    if (value.v === 'class' || value.v === 'instance') return findContracts(value.unit, resolver, value.c, depth + 1);
    const contract = value.v === 'api' || value.v === 'type' ? unit.models.findContract(value.api) : undefined;
    return contract ? [contract] : [];
  });
}

export const componentPackages = ['react', 'preact', 'solid-js'];
/** Components of these run on a server, or in a terminal, at least at first. */
export const serverRendered = ['next', 'astro', 'gatsby', '@remix-run/react', '@react-router/dev', 'ink'];

/** Functions with a capital that give markup: a page renders them whenever their state changes. */
export function findComponentRoots(unit: Unit): readonly Root[] {
  const { facts } = unit;
  if ((facts.language !== 'tsx' && facts.language !== 'jsx') || unit.role !== undefined) return [];
  const dependencies = unit.package?.dependencies ?? {};
  if (!componentPackages.some((name) => name in dependencies)) return [];
  if (serverRendered.some((name) => name in dependencies) && !facts.prologue.includes('use client')) return [];
  return facts.functions.flatMap((fact, f): readonly Root[] => (
    /^[A-Z]/.test(fact.n) && !fact.async && fact.returns.some((item) => item.v !== undefined && isMarkup(item.v)) ? [{ id: unit.base + f, context: 'ui' as Context, label: `rendering ${fact.n}`, guess: true }] : []));
}

function isMarkup(e: Expr): boolean {
  return e.k === 'jsx' || (e.k === 'or' && e.e.some(isMarkup));
}

/** `/users` of `@Controller('users')`, for the routes inside; '' without one. */
function getPrefix(unit: Unit, fact: FunctionFact, resolver: Resolver): string {
  for (const decorator of fact.cls === undefined ? [] : unit.facts.classes[fact.cls]!.decorators) {
    const named = getDecorator(unit, decorator, resolver);
    if (named && /#(?:Json)?[cC]ontroller$/.test(named.api)) return named.argument;
  }
  return '';
}

function joinRoute(...parts: readonly string[]): string {
  return `/${parts.flatMap((part) => part.split('/')).filter((part) => part !== '').join('/')}`;
}

function getDecorator(unit: Unit, decorator: Expr, resolver: Resolver): { api: string; argument: string; isScoped: boolean } | undefined {
  const call = decorator.k === 'call' ? unit.facts.calls[decorator.c]! : undefined;
  const callee = call ? call.callee : decorator;
  const first = call?.args[0]?.v;
  for (const value of resolver.resolve(unit, callee, 0)) {
    if (value.v === 'api') return { api: value.api, argument: first?.k === 'lit' ? String(first.v) : '', isScoped: first?.k === 'obj' && first.p.some((entry) => entry.n === 'scope') };
  }
  return undefined;
}
