/**
 * Signals that code makes itself, and what can abort them: a timer, nobody, or something we do not follow, which then counts as linked. A
 * signal that came in from outside is never fresh, and neither is one that is joined with such a one.
 */
import type { CallFact, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { DeadlineModel } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getTaken } from './cancellation.ts';
import { evaluate } from './literals.ts';
import type { Summaries } from './solve.ts';
import { isTimerCall, isWithinFunction } from './timers.ts';

export interface FreshSignal {
  /** Milliseconds until a timer aborts it; `unknown`: a timer of a length we do not know; `never`: nothing aborts it. */
  readonly ends: number | 'unknown' | 'never';
}

/** The signal a call is given, whoever is called. */
export function findSignalArgument(program: Program, summaries: Summaries, unit: Unit, call: CallFact, c: number): { readonly e: Expr; readonly own: boolean } | undefined {
  for (const target of program.targetsOf(unit, c)) {
    if (target.kind === 'api') {
      const deadline = target.model?.waits === 'timer' ? undefined : target.model?.deadline;
      const e = deadline?.signal && findOption(call, deadline);
      if (e) return { e, own: false };
      continue;
    }
    const taken = getTaken(summaries.of(target.id));
    const arg = taken && call.args[taken.parameter + target.shift]?.v;
    const e = arg && (taken.option === undefined ? arg : findEntry(arg, taken.option));
    if (e) return { e, own: true };
  }
  return undefined;
}

function findOption(call: CallFact, { options, signal, signalArg }: DeadlineModel): Expr | undefined {
  if (signalArg !== undefined) return call.args[signalArg]?.v;
  for (const i of options) {
    const arg = call.args.at(i)?.v;
    const found = arg && findEntry(arg, signal!);
    if (found) return found;
  }
  return undefined;
}

function findEntry(e: Expr, name: string): Expr | undefined {
  return e.k === 'obj' ? e.p.find((entry) => entry.n === name && entry.kind === 'value')?.v : undefined;
}

/** What `e` is when it is made inside function `within`; undefined when it is not, or is linked to something. */
export function findFreshSignal(program: Program, unit: Unit, e: Expr, within: FunctionIndex, depth = 0): FreshSignal | undefined {
  if (depth > 6) return undefined;
  if (e.k === 'ref') {
    const { kind, init, f } = unit.facts.bindings[e.b]!;
    return kind === 'const' && init && isWithinFunction(unit, f, within) ? findFreshSignal(program, unit, init, within, depth + 1) : undefined;
  }
  if (e.k === 'prop' && e.n === 'signal' && e.o.k === 'ref') return findController(program, unit, e.o.b, within);
  if (e.k !== 'call') return undefined;
  const call = unit.facts.calls[e.c]!;
  const apis = program.targetsOf(unit, e.c).flatMap((target) => (target.kind === 'api' ? [target.api] : []));
  if (apis.includes('global#AbortSignal.timeout')) {
    const ms = call.args[0] && evaluate(program, unit, call.args[0].v);
    return { ends: ms ?? 'unknown' };
  }
  if (!apis.includes('global#AbortSignal.any') || call.args[0]?.v.k !== 'arr') return undefined;
  const parts = call.args[0].v.e.map((part) => findFreshSignal(program, unit, part, within, depth + 1));
  return parts.every((part) => part !== undefined) ? parts.find((part) => part.ends !== 'never') ?? parts[0] : undefined;
}

/** `const stop = new AbortController()` and everything that is done with it. */
function findController(program: Program, unit: Unit, b: number, within: FunctionIndex): FreshSignal | undefined {
  const { init, kind, f, reads } = unit.facts.bindings[b]!;
  if (kind !== 'const' || init?.k !== 'call' || !isWithinFunction(unit, f, within)) return undefined;
  const made = unit.facts.calls[init.c]!;
  if (made.kind !== 'new' || made.callee.k !== 'global' || made.callee.n !== 'AbortController') return undefined;
  let ends: FreshSignal['ends'] = 'never';
  for (const read of reads) {
    if (read.use.k !== 'member') return undefined;
    if (read.use.n === 'signal') continue;
    if (read.use.n !== 'abort') return undefined;
    const timer = findTimerAround(program, unit, read.f, f);
    // Aborted where it was made, after the work or when that fails: nobody else can.
    if (!timer && read.f === f) continue;
    if (!timer) return undefined;
    ends = timer.args[1] ? evaluate(program, unit, timer.args[1].v) ?? 'unknown' : 'unknown';
  }
  return { ends };
}

/** The `setTimeout` in whose callback function `f` stands. */
function findTimerAround(program: Program, unit: Unit, f: FunctionIndex, outside: FunctionIndex): CallFact | undefined {
  for (let at = f; at > outside; at = unit.facts.functions[at]!.outer) {
    const { role } = unit.facts.functions[at]!;
    if (role?.k === 'argument' && role.i === 0 && isTimerCall(program, unit, role.c)) return unit.facts.calls[role.c];
  }
  return undefined;
}
