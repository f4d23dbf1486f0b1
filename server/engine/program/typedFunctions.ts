/**
 * Functions that say by a type where they run: `const list: RequestHandler = …`, `(req: Request, res: Response) => …`, a plugin that a framework
 * loads by its place. Which types these are is data of the models. They count only where nobody is seen to register the function.
 */
import { conventionModels } from '../models/conventions.ts';
import { findFunctionType, findServing, findServingByNames } from '../models/functionTypes.ts';
import type { FunctionTypeModel } from '../models/functionTypes.ts';
import type { Expr, TypeRef } from '../facts/fileFacts.ts';
import type { ParameterLink } from './links.ts';
import { getConventionPath, hasParameters } from './frameworkRoots.ts';
import type { Resolver } from './resolver.ts';
import type { Root } from './roots.ts';
import type { Unit } from './unit.ts';
import { toReturned } from './value.ts';
import type { FunctionId } from './value.ts';

interface Typed { readonly id: FunctionId; readonly model: FunctionTypeModel; readonly guess: boolean }

/** Roots for functions nobody registers; {@link Root.fallback}. */
export function findTypedRoots(unit: Unit, resolver: Resolver): readonly Root[] {
  if (unit.role !== undefined && unit.role !== 'handlers') return [];
  const roots = findTyped(unit, resolver).map(({ id, model, guess }): Root => ({ id, context: model.context, label: model.label, guess, fallback: true }));
  for (const { id, model } of findNamed(unit)) roots.push({ id, context: model.context, label: toHandlerLabel(unit.facts.functions[id - unit.base]!.n), guess: true, fallback: true });
  unit.facts.functions.forEach((fact, f) => {
    if (fact.bodyless || fact.kind === 'constructor' || !fact.params.some((param) => param.type)) return;
    const types = fact.params.flatMap((param) => (param.type ? listTypes(unit, resolver, param.type) : []));
    const serving = findServing(types);
    if (serving) roots.push({ id: unit.base + f, context: 'request', label: toHandlerLabel(fact.n), guess: serving === 'likely', fallback: true });
  });
  return roots;
}

function toHandlerLabel(name: string): string {
  return name === '' ? 'request handler' : `request handler ${name}`;
}

/** Functions without annotations whose parameters are called as a handler's: `exports.show = (req, res) => …`. */
function findNamed(unit: Unit): readonly Typed[] {
  return unit.facts.functions.flatMap((fact, f): readonly Typed[] => {
    if (fact.bodyless || fact.kind === 'constructor' || fact.params.some((param) => param.type)) return [];
    const model = findServingByNames(fact.params.map((param) => param.n), unit.package?.dependencies ?? {});
    return model ? [{ id: unit.base + f, model, guess: true }] : [];
  });
}

/** What the parameters of typed functions hold, for the call graph. */
export function findTypedParameters(unit: Unit, resolver: Resolver): readonly ParameterLink[] {
  const typed = [...findTyped(unit, resolver), ...findPlacedPlugins(unit, resolver), ...findNamed(unit)];
  return typed.flatMap(({ id, model }) => (model.params ?? []).map((param, i): ParameterLink => ({ to: id, i, values: () => toReturned(param), isWeak: true })));
}

/** Variables, class fields and results that are declared to be functions of a known type. */
function findTyped(unit: Unit, resolver: Resolver): readonly Typed[] {
  const found: Typed[] = [];
  const add = (type: TypeRef, e: Expr, f: number): void => {
    const model = listTypes(unit, resolver, type).map(findFunctionType).find((candidate) => candidate !== undefined);
    if (!model) return;
    for (const value of resolver.resolve(unit, e, f)) if (value.v === 'function') found.push({ id: value.id, model, guess: value.guess === true });
  };
  for (const binding of unit.facts.bindings) if (binding.type && binding.init && binding.kind !== 'param') add(binding.type, binding.init, binding.f);
  for (const cls of unit.facts.classes) for (const member of cls.members) if (member.type && member.v && member.v.k !== 'param') add(member.type, member.v, cls.f);
  unit.facts.functions.forEach((fact, f) => {
    if (fact.returnType && !fact.async) for (const { v } of fact.returns) if (v) add(fact.returnType, v, f);
  });
  return found;
}

/** Default exports that a convention calls with known arguments. */
function findPlacedPlugins(unit: Unit, resolver: Resolver): readonly Typed[] {
  const models = conventionModels.filter((model) => model.params && model.packages.some((name) => name in (unit.package?.dependencies ?? {})) && model.path.test(getConventionPath(unit)));
  return models.flatMap((model) => model.exports.flatMap((name) => resolver.resolveExport(unit, name).flatMap((value): readonly Typed[] => (
    value.v === 'function' && (!model.parameters || hasParameters(resolver, value.id, model.parameters)) ? [{ id: value.id, model: { context: model.context, label: model.label, params: model.params! }, guess: true }] : []))));
}

function listTypes(unit: Unit, resolver: Resolver, type: TypeRef): readonly string[] {
  if (type.t !== 'name' && type.t !== 'union') return [];
  return resolver.resolveType(unit, type).flatMap((value) => (value.v === 'type' ? [value.api] : []));
}
