/**
 * Work that is tried again and again until it succeeds: loops that pause and ask anew, loops and functions that start over after a failure.
 * Whether an end is in sight is read from what the conditions on the way out ask for: a counter, the time, a signal, a switch that others
 * can turn. Loops that never end by success are a service's main loop and are left out, and so is reading on through a list or a stream.
 */
import type { AwaitFact, BindingIndex, CallFact, Expr, FunctionIndex, LoopIndex, Span } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { isWithin } from './functionParts.ts';
import type { Summaries } from './solve.ts';
import { isPause } from './timers.ts';

export interface EndlessRetry {
  readonly at: Span;
  readonly f: FunctionIndex;
  /** `poll`: asks until the answer is right. `retry`: starts over after a failure. `memory`: waits for a variable to change. */
  readonly kind: 'poll' | 'retry' | 'memory';
  /** The call that is made again. */
  readonly call: CallFact | undefined;
  /** The argument of the pause, absent when there is none. */
  readonly pause: Expr | undefined;
  readonly certain: boolean;
}

/** Words in the names of what ends a loop that looks endless: attempts, time, signals, switches. */
const limitWords = new Set((
  'attempt attempts retry retries retried retrying tries max maximum limit limits count counter deadline timeout timeouts timed expire expires expired expiry elapsed until remaining budget abort aborted aborting '
  + 'signal cancel canceled cancelled cancellation stop stops stopped stopping closed closing shutdown shutting destroy destroyed disposed terminate terminated terminating killed exit exited exiting quit quitting running '
  + 'alive active enabled mounted unmounted interrupted backoff left rounds ticks iteration iterations now'
).split(' '));
/** Calls that give the next piece of something each time. */
const takesNext = /^(?:next|read\w*|pull|pop|shift|receive\w*|consume\w*|dequeue|take|lease|reserve|fetchNext|getNext\w*|b?[lr]pop|xread\w*|scan|accept|readline|question|prompt|confirm|password|input|poll(?:Queue|Messages|Jobs)?|\w+(?:Batch|Chunk|Page))$/i;

export function findEndlessLoops(program: Program, summaries: Summaries, unit: Unit): readonly EndlessRetry[] {
  const found: EndlessRetry[] = [];
  for (let l = 0; l < unit.facts.loops.length; l++) {
    const retry = judgeLoop(program, summaries, unit, l);
    if (retry) found.push(retry);
  }
  return found;
}

function judgeLoop(program: Program, summaries: Summaries, unit: Unit, l: LoopIndex): EndlessRetry | undefined {
  const { facts } = unit;
  const loop = facts.loops[l]!;
  if (loop.iterable || (loop.kind === 'for' && loop.test && loop.update)) return undefined;
  const isOpen = loop.test === undefined || (loop.test.k === 'lit' && Boolean(loop.test.v));
  if (isOpen && !loop.exits) return undefined;
  const awaits = facts.awaits.filter((item) => item.f === loop.f && item.loop >= 0 && isWithin(unit, item.loop, l));
  const pause = awaits.find((item) => isPause(program, unit, item.e));
  const work = awaits.filter((item) => item !== pause && item.e.k === 'call' && !isPause(program, unit, item.e) && isInnermost(unit, item, l));
  const failed = work.find((item) => isTriedAgain(unit, item, l));
  if (!pause && !failed) return undefined;
  if (mayEnd(unit, l)) return undefined;
  const at = { start: loop.start, end: loop.start + (loop.kind === 'do' ? 2 : loop.kind === 'for' ? 3 : 5) };
  const delay = pause && getDelay(unit, pause);
  const asked = failed ?? work.find((item) => isOutside(program, summaries, unit, item) !== 'no');
  if (!asked) return pause && work.length === 0 && !isOpen ? { at, f: loop.f, kind: 'memory', call: undefined, pause: delay, certain: false } : undefined;
  const call = facts.calls[(asked.e as Expr & { k: 'call' }).c]!;
  const isSure = isOutside(program, summaries, unit, asked);
  if (isSure === 'no' || movesOn(unit, call, l)) return undefined;
  return { at, f: loop.f, kind: failed ? 'retry' : 'poll', call, pause: delay, certain: isSure === 'yes' };
}

/** Not inside a further loop of its own: what that one walks is another matter. */
function isInnermost(unit: Unit, item: AwaitFact, l: LoopIndex): boolean {
  for (let at = item.loop; at >= 0 && at !== l; at = unit.facts.loops[at]!.outer) if (unit.facts.loops[at]!.iterable) return false;
  return true;
}

/** Inside a `try` of the loop whose `catch` lets the next round come, while success leaves the loop. */
function isTriedAgain(unit: Unit, item: AwaitFact, l: LoopIndex): boolean {
  const { facts } = unit;
  const loop = facts.loops[l]!;
  for (let t = item.tryIn; t >= 0; t = facts.tries[t]!.outer) {
    const { start, handler, block } = facts.tries[t]!;
    if (start < loop.start) return false;
    if (!handler) continue;
    if (handler.rethrows || facts.branches.some((branch) => branch.leaves && branch.start >= handler.start && branch.end <= handler.end && branch.test === undefined)) return false;
    const returns = facts.functions[loop.f]!.returns;
    if (returns.some((item2) => item2.start >= handler.start && item2.end <= handler.end && item2.branch === loop.branch)) return false;
    // `return await work()` or `await work(); return;` inside the block, not under a condition.
    return returns.some((done) => done.start >= block.start && done.end <= block.end) || (loop.exits && !isConstantTrue(loop.test)) || facts.branches.some((branch) => branch.leaves && branch.start >= loop.start && branch.end <= loop.end);
  }
  return false;
}

function isConstantTrue(e: Expr | undefined): boolean {
  return e === undefined || (e.k === 'lit' && Boolean(e.v));
}

/** Whether the work waits on something that may never be ready. */
function isOutside(program: Program, summaries: Summaries, unit: Unit, item: AwaitFact): 'yes' | 'likely' | 'no' {
  if (item.e.k !== 'call') return 'no';
  const targets = program.targetsOf(unit, item.e.c);
  if (targets.length === 0) return 'likely';
  for (const target of targets) {
    if (target.kind === 'api') {
      if (!target.model) return 'likely';
      if (target.model.waits && target.model.waits !== 'timer') return target.guess ? 'likely' : 'yes';
      continue;
    }
    if (program.functionOf(target.id).bodyless) return 'yes';
    const { waits, waitsOn } = summaries.of(target.id);
    if (waits && waitsOn !== 'timer') return waits.guess ? 'likely' : 'yes';
    if (program.functionOf(target.id).async) return 'likely';
  }
  return 'no';
}

function getDelay(unit: Unit, pause: AwaitFact): Expr | undefined {
  return pause.e.k === 'call' ? unit.facts.calls[pause.e.c]!.args.find(({ v }) => v.k !== 'fn')?.v : undefined;
}

/** Each round asks for something else: a page, a batch, the next message. */
function movesOn(unit: Unit, call: CallFact, l: LoopIndex): boolean {
  const name = call.callee.k === 'prop' ? call.callee.n : call.callee.k === 'ref' ? unit.facts.bindings[call.callee.b]!.n : '';
  if (takesNext.test(name)) return true;
  const changing = (b: BindingIndex): boolean => {
    const { writes, start, end } = unit.facts.bindings[b]!;
    const loop = unit.facts.loops[l]!;
    return writes.some((write) => write.start >= loop.start && write.end <= loop.end) || (start >= loop.start && end <= loop.end);
  };
  return call.args.some(({ v }) => someExpr(unit, v, (e) => e.k === 'ref' && changing(e.b)));
}

/** Some way out of the loop asks for something that changes by itself or that somebody else can change. */
function mayEnd(unit: Unit, l: LoopIndex): boolean {
  const { facts } = unit;
  const loop = facts.loops[l]!;
  const tests = facts.branches.flatMap((branch) => (branch.f === loop.f && isInside(loop, branch) && branch.test ? [branch.test] : []));
  if (loop.test) tests.push(loop.test);
  if (tests.some((test) => asksForLimit(unit, test, loop))) return true;
  // A signal or a token handed to something in the loop makes that throw; a helper that checks a limit does so by name.
  return facts.calls.some((call) => call.f === loop.f && isInside(loop, call) && (call.args.some(({ v }) => someExpr(unit, v, (e) => isToken(unit, e, loop))) || checksLimit.test(getName(unit, call.callee) ?? '')));
}

const checksLimit = /throwIfAborted|deadline|check\w*(?:time|abort|cancel|limit)|assert\w*(?:time|limit|alive|running)/i;

/** A signal that lives longer than one round. */
function isToken(unit: Unit, e: Expr, loop: Span): boolean {
  if (e.k === 'ref') { const binding = unit.facts.bindings[e.b]!; return /abort|signal|cancel/i.test(binding.n) && binding.kind !== 'import' && !isInside(loop, binding); }
  return e.k === 'prop' && /abort|signal|cancel/i.test(e.n) && e.o.k !== 'global';
}

/** A condition asks for a counter, the time, a signal or a switch. What the work itself answers is none of them, whatever its name. */
export function asksForLimit(unit: Unit, e: Expr, loop: Span, depth = 0): boolean {
  if (depth > 12 || isAnswer(unit, e, loop, 0)) return false;
  const inside = (part: Expr): boolean => asksForLimit(unit, part, loop, depth + 1);
  const name = getName(unit, e);
  if (name !== undefined && toWords(name).some((word) => limitWords.has(word))) return true;
  switch (e.k) {
    case 'ref': {
      const { writes, kind, init, f } = unit.facts.bindings[e.b]!;
      if (writes.some((write) => isInside(loop, write) && write.op !== '=')) return true;
      // A variable of the code around that another function sets.
      if ((kind === 'let' || kind === 'var') && writes.some((write) => write.f !== f && write.value.k === 'lit')) return true;
      return kind === 'const' && f !== 0 && init !== undefined && init.k !== 'fn' && init.k !== 'param' && inside(init);
    }
    case 'prop': return inside(e.o) || (e.o.k === 'this' && isSetElsewhere(unit, e.n, loop));
    case 'op': return e.op === '++' || e.op === '--' || e.e.some(inside);
    case 'elem': return inside(e.o) || inside(e.i);
    case 'or': return e.e.some(inside) || (e.test !== undefined && inside(e.test));
    case 'set': return inside(e.value);
    case 'call': { const { callee, args } = unit.facts.calls[e.c]!; return inside(callee) || args.some((arg) => inside(arg.v)); }
    default: return false;
  }
}

/** The value comes from what the loop waits for: `(await ask()).active`, `job.running` after `job = await ask()`. */
function isAnswer(unit: Unit, e: Expr, loop: Span, depth: number): boolean {
  if (depth > 12) return false;
  if (e.k === 'await') return true;
  if (e.k === 'prop' || e.k === 'elem') return isAnswer(unit, e.o, loop, depth + 1);
  if (e.k === 'call') return isAnswer(unit, unit.facts.calls[e.c]!.callee, loop, depth + 1);
  if (e.k !== 'ref') return false;
  const binding = unit.facts.bindings[e.b]!;
  const isAsked = (value: Expr): boolean => value.k === 'await' || (value.k === 'or' && value.e.some(isAsked)) || ((value.k === 'prop' || value.k === 'elem') && isAnswer(unit, value, loop, depth + 1));
  return binding.writes.some((write) => isInside(loop, write) && isAsked(write.value)) || (isInside(loop, binding) && binding.init !== undefined && isAsked(binding.init));
}

/** `this.n` gets a plain value in a function other than the loop's. */
function isSetElsewhere(unit: Unit, n: string, loop: Span): boolean {
  return unit.facts.assigns.some((assign) => assign.target.k === 'prop' && assign.target.n === n && assign.target.o.k === 'this' && assign.value.k === 'lit' && !isInside(loop, assign) && unit.facts.functions[assign.f]!.kind !== 'constructor');
}

function isInside(outer: Span, inner: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function toWords(name: string): readonly string[] {
  return name.split(/(?<=[a-z\d])(?=[A-Z])|[^A-Za-z]+/).map((word) => word.toLowerCase());
}

function getName(unit: Unit, e: Expr): string | undefined {
  return e.k === 'prop' || e.k === 'global' ? e.n : e.k === 'ref' ? unit.facts.bindings[e.b]!.n : undefined;
}

/** Whether some part of an expression, calls' callees and arguments included, is so. */
export function someExpr(unit: Unit, e: Expr, is: (e: Expr) => boolean, depth = 0): boolean {
  if (depth > 12) return false;
  if (is(e)) return true;
  const inside = (part: Expr): boolean => someExpr(unit, part, is, depth + 1);
  switch (e.k) {
    case 'prop': return inside(e.o);
    case 'elem': return inside(e.o) || inside(e.i);
    case 'await': case 'spread': return inside(e.e);
    case 'op': case 'or': case 'arr': case 'tpl': case 'seq': return e.e.some(inside) || (e.k === 'or' && e.test !== undefined && inside(e.test));
    case 'set': return inside(e.target) || inside(e.value);
    case 'obj': return e.p.some((entry) => inside(entry.v));
    case 'call': { const { callee, args } = unit.facts.calls[e.c]!; return inside(callee) || args.some((arg) => inside(arg.v)); }
    case 'ref': {
      // `const status = await ask(); if (status.deadline) …`: what a name of the round stands for.
      const binding = unit.facts.bindings[e.b]!;
      return binding.kind === 'const' && binding.init !== undefined && binding.init.k !== 'fn' && binding.f !== 0 && binding.init.k !== 'await' && inside(binding.init);
    }
    default: return false;
  }
}
