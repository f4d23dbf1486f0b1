/**
 * Whether an expression reads the time: `Date.now()`, `performance.now()`, `process.hrtime()`, `new Date()`, arithmetic over them, names
 * that hold them and own functions that return them.
 */
import type { CallIndex, Expr } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getParts } from './functionParts.ts';

const maxDepth = 6;
const clockNames = /^(?:(?:globalThis|window|self)\.)?(?:Date\.now|performance\.now|process\.hrtime|process\.hrtime\.bigint|process\.uptime)$/;
const clockApis = /^(?:global#(?:Date\.now|DateConstructor\.now|performance\.now|Performance\.now|process\.(?:hrtime|hrtime\.bigint|uptime)|HRTime\.bigint)|perf_hooks#(?:performance|Performance)\.now|process#(?:hrtime|hrtime\.bigint|uptime))$/;

/** Evaluating `e` asks what time it is. */
export function readsClock(program: Program, unit: Unit, e: Expr, depth = 0): boolean {
  if (depth > maxDepth) return false;
  switch (e.k) {
    case 'op': case 'or': return e.e.some((part) => readsClock(program, unit, part, depth + 1));
    case 'elem': case 'prop': return readsClock(program, unit, e.o, depth + 1);
    case 'set': return readsClock(program, unit, e.value, depth + 1);
    case 'call': return isClockCall(program, unit, e.c, depth);
    default: return false;
  }
}

/** A call that reads the clock, takes a reading apart, or runs an own function that does nothing but return one. */
export function isClockCall(program: Program, unit: Unit, c: CallIndex, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const call = unit.facts.calls[c]!;
  const { callee } = call;
  const path = describeExpr(unit, callee);
  if (call.kind === 'new') return callee.k === 'global' && callee.n === 'Date' && call.args.length === 0;
  if (clockNames.test(path) && startsGlobal(callee)) return true;
  if (callee.k === 'prop' && /^(?:getTime|valueOf)$/.test(callee.n)) return readsClock(program, unit, callee.o, depth + 1);
  if (callee.k === 'global' && /^(?:Number|BigInt)$/.test(callee.n)) return call.args.some((arg) => readsClock(program, unit, arg.v, depth + 1));
  return program.targetsOf(unit, c).some((target) => {
    if (target.kind === 'api') return clockApis.test(target.api);
    const owner = program.unitOf(target.id);
    const f = target.id - owner.base;
    const fact = owner.facts.functions[f]!;
    if (fact.async || fact.generator || fact.returns.length !== 1) return false;
    const isPure = [...getParts(owner, f).values()].every((region) => region.writes.length === 0 && region.assigns.length === 0 && region.loops.length === 0 && region.calls.every((inner) => isClockCall(program, owner, inner, depth + 1) || isArithmeticCall(owner, inner)));
    return isPure && fact.returns.some((item) => item.v !== undefined && readsClock(program, owner, item.v, depth + 1));
  });
}

/** `Math.floor(…)`, `Number(…)`: nothing but a value comes of it. */
export function isArithmeticCall(unit: Unit, c: CallIndex): boolean {
  const { callee } = unit.facts.calls[c]!;
  return callee.k === 'prop' ? callee.o.k === 'global' && (callee.o.n === 'Math' || callee.o.n === 'Number') : callee.k === 'global' && /^(?:Number|String|Boolean|BigInt|Date)$/.test(callee.n);
}

function startsGlobal(e: Expr): boolean {
  return e.k === 'prop' ? startsGlobal(e.o) : e.k === 'global';
}
