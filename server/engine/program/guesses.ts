/**
 * What a call calls when nobody knows its receiver: guesses by the member's name alone. Each is marked as a guess, and nothing else is
 * ever inferred from a name.
 */
import type { CallFact, Expr } from '../facts/fileFacts.ts';
import type { Unit } from './unit.ts';
import type { FunctionId, Value } from './value.ts';

/** Names that, on a receiver nobody knows, still mean the array or promise method when a function is passed. */
const arrayCallbacks = new Set(['map', 'forEach', 'flatMap', 'filter', 'some', 'every', 'find', 'findIndex', 'reduce', 'sort']);
const promiseMethods = new Set(['then', 'catch', 'finally']);
const listenerMethods = new Set(['on', 'once', 'addListener', 'prependListener', 'addEventListener']);

/** The callee of `receiver.name(…)`, guessed; `uniqueMethod` finds the only own method of a name. */
export function guessCallee(unit: Unit, call: CallFact, uniqueMethod: (name: string) => FunctionId | undefined): Value | undefined {
  const { callee } = call;
  if (callee.k !== 'prop') return undefined;
  const takesFunction = call.args.some((arg) => arg.v.k === 'fn' || (arg.v.k === 'ref' && unit.facts.bindings[arg.v.b]?.init?.k === 'fn'));
  if (promiseMethods.has(callee.n)) return isCommandChain(unit, callee.o) ? undefined : { v: 'api', api: `global#Promise.${callee.n}`, guess: true };
  if (takesFunction && arrayCallbacks.has(callee.n)) return { v: 'api', api: `global#Array.${callee.n}`, guess: true };
  if (takesFunction && listenerMethods.has(callee.n) && call.args[0]?.v.k === 'lit') {
    return { v: 'api', api: callee.n === 'addEventListener' ? 'global#EventTarget.addEventListener' : `events#EventEmitter.${callee.n}`, guess: true };
  }
  const unique = uniqueMethod(callee.n);
  return unique === undefined ? undefined : { v: 'function', id: unique, guess: true };
}

/** Cypress queues its commands: `cy.get(…).then(…)` looks like a promise and is none. */
function isCommandChain(unit: Unit, e: Expr): boolean {
  let base = e;
  for (let hops = 0; hops < 100; hops++) {
    if (base.k === 'prop') base = base.o;
    else if (base.k === 'call') base = unit.facts.calls[base.c]!.callee;
    else break;
  }
  return base.k === 'global' && base.n === 'cy';
}
