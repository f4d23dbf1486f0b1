/**
 * Whether the work a call starts could be cancelled and is not: it takes a signal, itself or somewhere below, and gets none. Work that nobody
 * can cancel says nothing here.
 */
import type { CallFact, CallIndex, Expr } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { getOptionGiven, getOwnDeadline } from './deadlines.ts';
import type { FunctionSummary } from './functionSummary.ts';
import type { Summaries } from './solve.ts';

/** How a function takes a signal, and whether a call of it gives one. */
export function isSignalLeftOut(program: Program, summaries: Summaries, unit: Unit, call: CallFact, id: FunctionId, shift: number): boolean {
  const signal = getTaken(summaries.of(id));
  if (!signal || call.args.some((arg) => arg.v.k === 'spread')) return false;
  const arg = call.args[signal.parameter + shift];
  if (signal.option) return getOptionGiven(program, unit, arg?.v, call.f, [signal.option]) === 'no';
  return arg === undefined || (arg.v.k === 'lit' && arg.v.v === undefined);
}

/** The signal a function takes, declared as one or passed through to something that takes it. */
export function getTaken(summary: FunctionSummary): { readonly parameter: number; readonly option?: string } | undefined {
  return summary.signal ?? summary.passedSignal;
}

/** Work that goes on although nobody waits for it any more, and could be told to stop. */
export interface Uncancelled { readonly call: CallFact; readonly certain: boolean }

/** Whether the call's work could be cancelled and nothing is there to do it. Undefined: it is bounded, cancelled, or cannot be. */
export function findUncancelled(program: Program, summaries: Summaries, unit: Unit, c: CallIndex): Uncancelled | undefined {
  const call = unit.facts.calls[c]!;
  for (const target of program.targetsOf(unit, c)) {
    if (target.kind === 'api') {
      const { deadline, waits } = target.model ?? {};
      if (!deadline?.signal || !waits || waits === 'timer') continue;
      return getOwnDeadline(program, unit, call, deadline) === 'no' ? { call, certain: !target.guess } : undefined;
    }
    if (getTaken(summaries.of(target.id))) return isSignalLeftOut(program, summaries, unit, call, target.id, target.shift) ? { call, certain: !target.guess } : undefined;
    return findOpenWork(program, summaries, target.id, 0) ? { call, certain: false } : undefined;
  }
  return undefined;
}

const deepest = 5;

/** Somewhere below, in the function's own flow, stands a call that takes a signal and has neither that nor a limit. */
function findOpenWork(program: Program, summaries: Summaries, id: FunctionId, depth: number): boolean {
  if (depth > deepest || summaries.of(id).waits === undefined) return false;
  const unit = program.unitOf(id);
  const f = id - unit.base;
  return unit.facts.calls.some((call, c) => call.f === f && program.targetsOf(unit, c).some((target) => {
    if (target.kind === 'own') return !getTaken(summaries.of(target.id)) && target.id !== id && findOpenWork(program, summaries, target.id, depth + 1);
    const { deadline, waits } = target.model ?? {};
    return deadline?.signal !== undefined && (waits === 'net' || waits === 'child') && getOwnDeadline(program, unit, call, deadline) === 'no';
  }));
}

/** The call whose promise an expression is, chains and single-use names looked through. */
export function findStartingCall(unit: Unit, e: Expr, depth = 0): CallIndex | undefined {
  if (depth > 8) return undefined;
  if (e.k === 'await') return findStartingCall(unit, e.e, depth + 1);
  if (e.k === 'ref') {
    const binding = unit.facts.bindings[e.b]!;
    // Read elsewhere too, somebody still waits for it.
    return binding.kind === 'const' && binding.init && binding.reads.length === 1 ? findStartingCall(unit, binding.init, depth + 1) : undefined;
  }
  if (e.k !== 'call') return undefined;
  const { callee } = unit.facts.calls[e.c]!;
  return callee.k === 'prop' && /^(?:then|catch|finally)$/.test(callee.n) ? findStartingCall(unit, callee.o, depth + 1) : e.c;
}
