/**
 * Promises that settle when an event comes: which events, on what, and whether anything else settles them: an error, the end of the thing
 * waited on, a timer, somebody who was handed `resolve` or `reject`. Only promises whose executor is written in place are looked at.
 */
import type { CallFact, CallIndex, Expr, Fate, FunctionIndex, ReadFact, Span } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { isWithinFunction } from './timers.ts';

/** One listener that settles the promise. */
export interface AwaitedEvent {
  readonly event: string;
  /** What is listened to. */
  readonly of: Expr;
  /** The listener's registration; absent for `image.onload = …`. */
  readonly call?: CallFact;
  readonly c?: CallIndex;
  readonly at: Span;
  readonly f: FunctionIndex;
}

export interface EventWait {
  /** `new Promise(…)`. */
  readonly promise: CallFact;
  readonly executor: FunctionIndex;
  readonly events: readonly AwaitedEvent[];
}

const listens = /^(?:on|once|one|addListener|prependListener|prependOnceListener|addEventListener|addOnceListener|onceEvent|listenOnce)$/;

/** The promises of one file that nothing but listeners settles, and that never reject. */
export function findEventWaits(unit: Unit): readonly EventWait[] {
  return unit.facts.calls.flatMap((promise) => {
    const executor = promise.args[0]?.v;
    if (promise.kind !== 'new' || promise.callee.k !== 'global' || promise.callee.n !== 'Promise' || executor?.k !== 'fn') return [];
    const [resolve, reject] = unit.facts.functions[executor.f]!.params;
    if (resolve?.b === undefined || (reject?.b !== undefined && unit.facts.bindings[reject.b]!.reads.length > 0)) return [];
    const events: AwaitedEvent[] = [];
    for (const read of unit.facts.bindings[resolve.b]!.reads) {
      const event = findEvent(unit, read, executor.f);
      // Settled in some other way too, or handed to somebody who may.
      if (!event) return [];
      events.push(event);
    }
    return events.length === 0 ? [] : [{ promise, executor: executor.f, events }];
  });
}

/** The listener a use of `resolve` is, or stands in. */
function findEvent(unit: Unit, read: ReadFact, executor: FunctionIndex): AwaitedEvent | undefined {
  const direct = findListener(unit, read.use);
  if (direct) return direct;
  for (let f = read.f; f > executor; f = unit.facts.functions[f]!.outer) {
    const { role, n } = unit.facts.functions[f]!;
    if (role) {
      const found = findListener(unit, role) ?? (role.k === 'bound' ? findNamed(unit, role.b) : undefined);
      return found;
    }
    // `function onReady() { resolve(); } em.once('ready', onReady);`
    const b = unit.facts.bindings.findIndex((binding) => binding.init?.k === 'fn' && binding.init.f === f);
    if (b < 0 || n === '') return undefined;
    return findNamed(unit, b);
  }
  return undefined;
}

/** The one registration of a named listener; taking it away again is no further use. */
function findNamed(unit: Unit, b: number): AwaitedEvent | undefined {
  const uses = unit.facts.bindings[b]!.reads.filter(({ use }) => !(use.k === 'argument' && isRemoval(unit.facts.calls[use.c]!)));
  return uses.length === 1 ? findListener(unit, uses[0]!.use) : undefined;
}

function isRemoval({ callee }: CallFact): boolean {
  return callee.k === 'prop' && /^(?:off|remove(?:Event)?Listener|removeAllListeners)$/.test(callee.n);
}

function findListener(unit: Unit, fate: Fate): AwaitedEvent | undefined {
  if (fate.k === 'argument' && fate.i > 0) {
    const call = unit.facts.calls[fate.c]!;
    const first = call.args[0]?.v;
    if (call.callee.k !== 'prop' || !listens.test(call.callee.n) || first?.k !== 'lit' || typeof first.v !== 'string') return undefined;
    return { event: first.v, of: call.callee.o, call, c: fate.c, at: call.name, f: call.f };
  }
  if (fate.k === 'stored' && fate.target.k === 'prop' && /^on[a-z]+$/.test(fate.target.n)) {
    const { target } = fate;
    const assign = unit.facts.assigns.find((candidate) => candidate.target === target);
    return assign ? { event: target.n.slice(2), of: target.o, at: assign, f: assign.f } : undefined;
  }
  return undefined;
}

/** Whether anything bounds the wait: a timer or a signal in the executor, a listener around it that ends what is waited on. */
export function isWaitBounded(program: Program, unit: Unit, wait: EventWait): boolean {
  return unit.facts.calls.some((call, c) => {
    if (!isWithinFunction(unit, call.f, wait.executor)) return false;
    return program.targetsOf(unit, c).some((target) => target.kind === 'api' && /^(?:global|timers)#set(?:Timeout|Interval)$|^global#AbortSignal\./.test(target.api)) || call.args.some(({ v }) => v.k === 'obj' && v.p.some((entry) => entry.n === 'signal'));
  });
}

/** Events of the same thing that somebody in this file listens to. */
export function findOtherEvents(unit: Unit, of: Expr, except: CallFact | undefined): readonly { readonly event: string; readonly call: CallFact }[] {
  return unit.facts.calls.flatMap((call) => {
    const first = call.args[0]?.v;
    if (call === except || call.callee.k !== 'prop' || !listens.test(call.callee.n) || first?.k !== 'lit' || typeof first.v !== 'string' || !isSame(call.callee.o, of)) return [];
    return [{ event: first.v, call }];
  });
}

function isSame(a: Expr, b: Expr): boolean {
  if (a.k === 'ref' && b.k === 'ref') return a.b === b.b;
  if (a.k === 'this' && b.k === 'this') return true;
  if (a.k === 'global' && b.k === 'global') return a.n === b.n;
  return a.k === 'prop' && b.k === 'prop' && a.n === b.n && isSame(a.o, b.o);
}
