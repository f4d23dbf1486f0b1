/**
 * Roots: functions the runtime or a framework enters by itself, because of where they stand in a file, what they are called or how
 * they are decorated. Roots that come from a call (`app.get(…)`) are registrations of the call graph instead.
 */
import type { CallbackModel } from '../models/model.ts';
import type { Context } from '../lint/finding.ts';
import type { Registration } from './callGraph.ts';
import { findComponentRoots, findContractRoots, findConventionRoots, findDecoratedRoots } from './frameworkRoots.ts';
import { findMarkupRegistrations } from './markup.ts';
import type { Resolver } from './resolver.ts';
import { findTypedRoots } from './typedFunctions.ts';
import type { FileRole, Unit } from './unit.ts';
import type { FunctionId } from './value.ts';

export interface Root {
  readonly id: FunctionId;
  readonly context: Context;
  readonly label: string;
  readonly guess: boolean;
  /** Counts only where the function is reached by nothing else but tests and scripts. */
  readonly fallback?: true;
}

const contextOfRole: Readonly<Record<FileRole, Context>> = { test: 'test', build: 'build', cli: 'cli', worker: 'worker', ui: 'ui', handlers: 'startup' };
const moduleLabel: Readonly<Record<FileRole, string>> = { test: 'test file', build: 'build script', cli: 'command', worker: 'worker start-up', ui: 'page script', handlers: 'start-up' };

/** The top level of every file and what frameworks enter by themselves. */
export function findRoots(units: readonly Unit[], resolver: Resolver): readonly Root[] {
  const roots: Root[] = [];
  for (const unit of units) {
    const context = unit.role ? contextOfRole[unit.role] : 'startup';
    roots.push({ id: unit.base, context, label: unit.role ? moduleLabel[unit.role] : 'start-up', guess: false });
    // A class is made where the file is read: so run its static blocks and fields.
    unit.facts.functions.forEach((fact, f) => {
      const runs = fact.kind === 'static-block' || (fact.kind === 'field-init' && fact.static);
      if (runs && unit.facts.classes[fact.cls!]!.f === 0) roots.push({ id: unit.base + f, context, label: unit.role ? moduleLabel[unit.role] : 'start-up', guess: false });
    });
    if (unit.role === 'handlers' || unit.role === 'worker') {
      // What a worker's file exports is what pools call there, by name or as the default.
      const [exportContext, kind] = unit.role === 'worker' ? ['worker', 'task'] as const : ['request', 'handler'] as const;
      for (const name of unit.exports.keys()) {
        for (const value of resolver.resolveExport(unit, name)) if (value.v === 'function') roots.push({ id: value.id, context: exportContext, label: `${name} ${kind}`, guess: value.guess === true });
      }
    }
    roots.push(...findConventionRoots(unit, resolver), ...findDecoratedRoots(unit, resolver), ...findContractRoots(unit, resolver), ...findComponentRoots(unit), ...findTypedRoots(unit, resolver));
  }
  return roots;
}

/** Handlers that are values rather than arguments: JSX attributes and `element.onclick = …`. */
export function findHandlerRegistrations(units: readonly Unit[], resolver: Resolver): readonly Registration[] {
  const registrations: Registration[] = [];
  const add = (unit: Unit, to: FunctionId, from: number, n: string, context: Context, guess = false): void => {
    const callback: CallbackModel = { at: 0, runs: 'later', context, promise: 'dropped' };
    registrations.push({ to, from: unit.base + from, unit, call: undefined, callback, label: `${n} handler`, guess, continues: false });
  };
  for (const unit of units) {
    const { facts } = unit;
    facts.functions.forEach((fact, f) => {
      if (fact.role?.k === 'attribute' && isHandlerName(fact.role.n)) add(unit, unit.base + f, Math.max(fact.outer, 0), fact.role.n, 'ui');
    });
    facts.bindings.forEach((binding, b) => {
      for (const read of binding.reads) {
        if (read.use.k !== 'attribute' || !isHandlerName(read.use.n)) continue;
        for (const value of resolver.resolve(unit, { k: 'ref', b, x: binding.x }, binding.f)) if (value.v === 'function') add(unit, value.id, read.f, read.use.n, 'ui', value.guess);
      }
    });
    registrations.push(...findMarkupRegistrations(unit, resolver));
    for (const assign of facts.assigns) {
      if (assign.target.k !== 'prop' || !/^on[a-z]{3,}$/.test(assign.target.n)) continue;
      for (const value of resolver.resolve(unit, assign.value, assign.f)) {
        if (value.v === 'function') add(unit, value.id, assign.f, assign.target.n, isPage(unit) ? 'ui' : 'event');
      }
    }
  }
  return registrations;
}

/** Attributes whose function is a listener. */
export function isHandlerName(n: string): boolean {
  return /^on[A-Z]/.test(n);
}

/** A file that names the page's document is a page's. */
function isPage(unit: Unit): boolean {
  return unit.role === 'ui' || unit.facts.language === 'tsx' || unit.facts.language === 'jsx' || unit.facts.calls.some((call) => call.callee.k === 'prop' && call.callee.o.k === 'global' && call.callee.o.n === 'document');
}
