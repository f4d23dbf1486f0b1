/**
 * Loops that do nothing but wait: until it is late enough, until somebody sets a flag, until another thread writes to shared memory.
 * A loop that works until its time is up is no spin, and neither is one that waits for the clock's next tick.
 */
import type { Expr, FunctionIndex, LoopFact, LoopIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { isArithmeticCall, isClockCall, readsClock } from './clock.ts';
import { getParts, getRegion } from './functionParts.ts';
import type { Region } from './functionParts.ts';
import { evaluate } from './literals.ts';
import { refsOf } from './tripCount.ts';

export interface Spin {
  /** `flag`: nothing can change what is tested while the loop runs. `memory`: another thread may. */
  readonly on: 'clock' | 'flag' | 'memory';
  /** What is tested, for people: `Date.now`, `ready`. */
  readonly name: string;
  /** How long, where the code fixes it. */
  readonly ms?: number;
  /** An expression, in the source's words, that gives the milliseconds left. */
  readonly left?: string;
  readonly certain: boolean;
}

/** A spin shorter than this is not felt. */
const shortestSpin = 10;

export function findSpin(program: Program, unit: Unit, l: LoopIndex): Spin | undefined {
  const loop = unit.facts.loops[l]!;
  if (loop.iterable || loop.kind === 'for-await' || unit.facts.functions[loop.f]!.generator) return undefined;
  const region = getRegion(getParts(unit, loop.f), l);
  if (region.awaits.length > 0 || region.loops.length > 0 || region.assigns.length > 0) return undefined;
  return findClockSpin(program, unit, loop, region) ?? findFlagSpin(program, unit, loop, region);
}

function findClockSpin(program: Program, unit: Unit, loop: LoopFact, region: Region): Spin | undefined {
  if (!region.calls.every((c) => isClockCall(program, unit, c) || isArithmeticCall(unit, c))) return undefined;
  // Read in the round before: `now = Date.now()`.
  const readings = region.writes.filter(({ write }) => readsClock(program, unit, write.value)).map(({ b }) => b);
  const isTimed = (e: Expr): boolean => readsClock(program, unit, e) || refsOf(e).some((b) => readings.includes(b)) || isReadingOfRound(program, unit, loop, e);
  const isEndless = !loop.test || (loop.test.k === 'lit' && loop.test.v !== false);
  const parts = loop.test?.k === 'or' ? loop.test.e : loop.test && !isEndless ? [loop.test] : [];
  const inside = unit.facts.branches.filter((branch) => branch.f === loop.f && branch.leaves && branch.test && branch.start >= loop.body.start && branch.end <= loop.body.end).map((branch) => branch.test!);
  const tests = [...parts, ...(isEndless ? inside : [])];
  const timed = tests.find((test) => test.k === 'op' && /^[<>]=?$/.test(test.op) && isTimed(test));
  if (!timed || timed.k !== 'op') return undefined;
  // What else is asked must not change by what the rounds do: then they get on with something.
  const changed = region.writes.filter(({ write }) => !readsClock(program, unit, write.value)).map(({ b }) => b);
  if (tests.some((test) => test !== timed && refsOf(test).some((b) => changed.includes(b)))) return undefined;
  const clock = timed.e.find(isTimed)!;
  const limit = timed.e.find((part) => part !== clock);
  if (!limit) return undefined;
  const wait = measure(program, unit, loop.f, clock, limit);
  if (!wait || (wait.ms !== undefined && wait.ms < shortestSpin)) return undefined;
  const name = describeClock(unit, region) ?? 'the clock';
  return { on: 'clock', name, certain: true, ...(wait.ms === undefined ? {} : { ms: wait.ms }), ...(loop.test && parts.length === 1 && wait.left ? { left: wait.left } : {}) };
}

/** `const now = Date.now()` in the body. */
function isReadingOfRound(program: Program, unit: Unit, loop: LoopFact, e: Expr): boolean {
  return refsOf(e).some((b) => {
    const { start, init } = unit.facts.bindings[b]!;
    return start > loop.start && start < loop.end && init !== undefined && readsClock(program, unit, init);
  });
}

/** How long the comparison holds: undefined where it asks for the next tick (`now <= last`) rather than for a while. */
function measure(program: Program, unit: Unit, f: FunctionIndex, clock: Expr, limit: Expr): { readonly ms?: number; readonly left?: string } | undefined {
  const name = describeExpr(unit, clock);
  const isMs = /^(?:Date\.now|performance\.now)\(\)$/.test(name) || clock.k === 'call';
  // `Date.now() - start < ms`.
  if (clock.k === 'op' && clock.op === '-') {
    const ms = evaluate(program, unit, limit);
    const isPlain = clock.e[0]?.k === 'call' && /^(?:Date|performance)\.now$/.test(describeExpr(unit, unit.facts.calls[clock.e[0].c]!.callee));
    const text = ms !== undefined ? String(ms) : limit.k === 'ref' ? describeExpr(unit, limit) : '';
    return { ...(ms !== undefined && isPlain ? { ms } : {}), ...(text && isPlain ? { left: text } : {}) };
  }
  if (clock.k === 'call' && program.targetsOf(unit, clock.c).some((target) => target.kind === 'own')) {
    const ms = evaluate(program, unit, limit);
    return ms === undefined ? {} : { ms };
  }
  // `process.hrtime(start)[0] < 1`.
  if (clock.k === 'elem' && clock.o.k === 'call' && unit.facts.calls[clock.o.c]!.args.length > 0) return {};
  const source = limit.k === 'ref' ? unit.facts.bindings[limit.b]! : undefined;
  const end = source?.init && source.kind !== 'param' && source.init.k !== 'param' ? source.init : limit;
  if (end.k === 'op' && end.op === '+') {
    const ms = end.e.map((part) => evaluate(program, unit, part)).find((n) => n !== undefined);
    const path = describeExpr(unit, limit);
    return { ...(ms === undefined ? {} : { ms }), ...(isMs && path && limit.k === 'ref' && name ? { left: `${path} - ${name}` } : {}) };
  }
  if (source?.kind === 'param' && /end|until|deadline|limit|stop|target|expire/i.test(source.n) && f === source.f) return isMs && name ? { left: `${source.n} - ${name}` } : {};
  return undefined;
}

function describeClock(unit: Unit, region: Region): string | undefined {
  const call = region.calls.map((c) => unit.facts.calls[c]!).find(({ callee }) => callee.k !== 'global');
  return call && describeExpr(unit, call.callee);
}

function findFlagSpin(program: Program, unit: Unit, loop: LoopFact, region: Region): Spin | undefined {
  const { test } = loop;
  if (!test || loop.update || loop.exits || region.writes.length > 0 || hasEffect(test)) return undefined;
  const loads = region.calls.filter((c) => /^Atomics\.load$/.test(describeExpr(unit, unit.facts.calls[c]!.callee)));
  if (loads.length !== region.calls.length || region.bindings.length > 0) return undefined;
  if (loads.length > 0) return { on: 'memory', name: describeExpr(unit, unit.facts.calls[loads[0]!]!.args[0]!.v) || 'the memory', certain: true };
  const asked = collectAsked(test);
  // `while (true);` waits for nothing.
  if (asked.length === 0) return undefined;
  const [first] = asked;
  const isShared = asked.some((e) => e.k === 'elem' && program.resolver.resolve(unit, e.o, loop.f).some((value) => (value.v === 'type' || value.v === 'api') && /Array$/.test(value.api)));
  const name = describeExpr(unit, first!) || 'a condition';
  if (isShared) return { on: 'memory', name, certain: false };
  const isVariable = asked.every((e) => e.k === 'ref' && unit.facts.bindings[e.b]!.imported === undefined);
  // A variable nobody ever sets is a switch, not a signal.
  if (isVariable && !asked.some((e) => e.k === 'ref' && unit.facts.bindings[e.b]!.writes.length > 0)) return undefined;
  return { on: 'flag', name, certain: isVariable };
}

/** Evaluating it changes something or calls something we cannot leave out. */
function hasEffect(e: Expr): boolean {
  switch (e.k) {
    case 'set': case 'await': case 'yield': return true;
    case 'op': return e.op === '++' || e.op === '--' || e.op === 'delete' || e.e.some(hasEffect);
    case 'or': return e.e.some(hasEffect) || (e.test !== undefined && hasEffect(e.test));
    case 'prop': return hasEffect(e.o);
    case 'elem': return hasEffect(e.o) || hasEffect(e.i);
    default: return false;
  }
}

/** The names, fields and elements a test depends on. */
function collectAsked(e: Expr): readonly Expr[] {
  switch (e.k) {
    case 'ref': case 'prop': case 'elem': return [e];
    case 'op': case 'or': return e.e.flatMap(collectAsked);
    default: return [];
  }
}
