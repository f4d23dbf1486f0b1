/**
 * How the code around a place reports an error: the project's own logger where it is in reach, else `console`.
 */
import type { FunctionIndex } from '../facts/fileFacts.ts';
import { describeExpr } from '../program/program.ts';
import { findClassOf } from '../program/unit.ts';
import type { Unit } from '../program/unit.ts';

const loggerName = /^_?(?:logger|log)$/i;

/** The function to call with an error: `logger.error`, `this.log.error`, `console.error`. */
export function findErrorReporter(unit: Unit, f: FunctionIndex): string {
  const { bindings, calls, functions } = unit.facts;
  const isInReach = (owner: FunctionIndex): boolean => {
    for (let at = f; at >= 0; at = functions[at]!.outer) if (at === owner) return true;
    return false;
  };
  for (const { callee } of calls) {
    // `this.logger.error(…)` elsewhere in the same class.
    if (callee.k !== 'prop' || (callee.n !== 'error' && callee.n !== 'warn') || callee.o.k !== 'prop' || callee.o.o.k !== 'this' || !loggerName.test(callee.o.n)) continue;
    const cls = findClassOf(unit.facts, f);
    if (cls !== undefined && calls.some((call) => call.callee === callee && findClassOf(unit.facts, call.f) === cls)) return `${describeExpr(unit, callee.o)}.error`;
  }
  for (const { n, f: owner, kind, reads } of bindings) {
    if (!loggerName.test(n) || kind === 'type' || !isInReach(owner)) continue;
    if (reads.some(({ use }) => use.k === 'member' && use.c !== undefined)) return `${n}.error`;
  }
  return 'console.error';
}
