/**
 * What JSX says about where functions run: a component runs where the element that names it is made, listeners and form actions run on the
 * page, other functions given to a component run where it renders. Functions written as an `on…` attribute are the roots' business.
 */
import type { Context } from '../lint/finding.ts';
import type { Expr, FileFacts, FunctionIndex } from '../facts/fileFacts.ts';
import type { CallbackModel } from '../models/model.ts';
import type { Registration } from './callGraph.ts';
import { componentPackages, serverRendered } from './frameworkRoots.ts';
import type { Resolver } from './resolver.ts';
import { isHandlerName } from './roots.ts';
import type { Unit } from './unit.ts';

type Element = Expr & { readonly k: 'jsx' };
interface Placed { readonly e: Element; readonly f: FunctionIndex }

const deepest = 40;
const elementsOf = new WeakMap<FileFacts, readonly Placed[]>();

/** Registrations that the elements of a file make. */
export function findMarkupRegistrations(unit: Unit, resolver: Resolver): readonly Registration[] {
  const { language } = unit.facts;
  if (language !== 'tsx' && language !== 'jsx' && language !== 'js') return [];
  const dependencies = unit.package?.dependencies ?? {};
  const onServer = serverRendered.some((name) => name in dependencies);
  const isClient = unit.facts.prologue.includes('use client');
  const registrations: Registration[] = [];
  const add = (e: Expr, f: FunctionIndex, label: string, callback: CallbackModel, guess: boolean): void => {
    for (const value of resolver.resolve(unit, e, f)) {
      if (value.v === 'function' && value.id !== unit.base + f) registrations.push({ to: value.id, from: unit.base + f, unit, call: undefined, callback, label, guess: guess || value.guess === true, continues: false });
    }
  };
  const on = (context: Context, promise: CallbackModel['promise'] = 'dropped'): CallbackModel => ({ at: 0, runs: 'later', context, promise });
  for (const { e, f } of findElements(unit.facts)) {
    const isComponent = e.tag !== undefined && e.tag.k !== 'lit';
    // What a module renders at once is a page's tree; its components are roots of their own.
    if (isComponent && f > 0 && componentPackages.some((name) => name in dependencies)) add(e.tag, f, 'rendering', { at: 0, runs: 'now', promise: 'handled' }, false);
    for (const entry of e.p) {
      if (entry.n === undefined || entry.kind !== 'value') continue;
      if (entry.n === 'action' || entry.n === 'formAction') add(entry.v, f, onServer && !isClient ? 'server action' : 'form action', on(onServer && !isClient ? 'request' : 'ui', 'handled'), false);
      else if (entry.n === 'ref') add(entry.v, f, 'ref callback', on('ui'), false);
      else if (isHandlerName(entry.n)) { if (entry.v.k !== 'fn' && entry.v.k !== 'ref') add(entry.v, f, `${entry.n} handler`, on('ui'), false); }
      else if (isComponent) add(entry.v, f, entry.n, { at: 0, runs: 'later', promise: 'dropped' }, true);
    }
    if (isComponent) for (const child of e.children) if (child.k === 'fn') add(child, f, 'children', { at: 0, runs: 'later', promise: 'dropped' }, true);
  }
  return registrations;
}

/** Every element of a file, with the function that makes it. */
function findElements(facts: FileFacts): readonly Placed[] {
  const known = elementsOf.get(facts);
  if (known) return known;
  const found: Placed[] = [];
  const seen = new Set<Element>();
  const walk = (e: Expr | undefined, f: FunctionIndex, depth: number): void => {
    if (!e || depth > deepest) return;
    switch (e.k) {
      case 'jsx':
        if (seen.has(e)) return;
        seen.add(e);
        found.push({ e, f });
        for (const entry of e.p) walk(entry.v, f, depth + 1);
        for (const child of e.children) walk(child, f, depth + 1);
        return;
      case 'or': case 'arr': case 'seq': case 'op': for (const part of e.e) walk(part, f, depth + 1); return;
      case 'obj': for (const entry of e.p) walk(entry.v, f, depth + 1); return;
      case 'await': case 'spread': walk(e.e, f, depth + 1); return;
      case 'set': walk(e.value, f, depth + 1); return;
      default:
    }
  };
  facts.functions.forEach((fact, f) => { for (const { v } of fact.returns) walk(v, f, 0); });
  for (const call of facts.calls) for (const arg of call.args) walk(arg.v, call.f, 0);
  for (const binding of facts.bindings) {
    walk(binding.init, binding.f, 0);
    for (const write of binding.writes) walk(write.value, write.f, 0);
  }
  for (const assign of facts.assigns) walk(assign.value, assign.f, 0);
  elementsOf.set(facts, found);
  return found;
}
