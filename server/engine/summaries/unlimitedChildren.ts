/**
 * Child processes that somebody waits for and nothing ends: neither a time limit nor a signal nor whoever holds on to them.
 */
import type { CallFact, CallIndex, Expr } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { findSignalInScope } from './deadlines.ts';
import type { DeadlineModel } from './deadlines.ts';
import { getDeadlineGiven } from './raced.ts';
import type { Summaries } from './solve.ts';
import { isWithinFunction } from './timers.ts';

export interface UnlimitedChild {
  readonly api: string;
  readonly deadline: DeadlineModel;
  /** The callee is inferred, not resolved. */
  readonly guess: boolean;
  /** The command answers at once by its nature. */
  readonly quick: boolean;
}

/** The child that call `c` starts, when it is waited for without a limit. */
export function findUnlimitedChild(program: Program, summaries: Summaries, unit: Unit, c: CallIndex): UnlimitedChild | undefined {
  const call = unit.facts.calls[c]!;
  for (const target of program.targetsOf(unit, c)) {
    if (target.kind !== 'api') continue;
    const { acquires, deadline, returns } = target.model ?? {};
    if (acquires?.what !== 'process' || !deadline || /fork$/.test(target.api)) continue;
    // `spawn` gives a handle; the others run a command to its end.
    const isWaitedFor = returns?.startsWith('promise') ? !isHeld(unit, call) : /spawn$|cross-spawn/.test(target.api) ? isAwaitedHandle(unit, call) : isCalledBack(unit, call);
    if (!isWaitedFor || isStreamed(program, unit, call) || getDeadlineGiven(program, unit, call, deadline) !== 'no') return undefined;
    if (deadline.signal && findSignalInScope(summaries, unit, call.f)) return undefined;
    return { api: target.api, deadline, guess: target.guess === true, quick: isQuick(call) };
  }
  return undefined;
}

/** The promise is also a handle, and somebody uses it as one: `child.kill()`, `child.stdout.pipe(…)`. */
function isHeld(unit: Unit, { fate }: CallFact): boolean {
  if (fate.k === 'bound' && !fate.part) return unit.facts.bindings[fate.b]!.reads.some((read) => read.use.k === 'member' && /^(?:kill|stdout|stderr|stdin|stdio|all|pipe|on|once|unref|cancel|send|pid|child)$/.test(read.use.n));
  return fate.k === 'stored' || (fate.k === 'member' && /^(?:kill|stdout|stderr|stdin|pipe|unref|child|on|once)$/.test(fate.n));
}

/** `exec(command, callback)`: the handle goes nowhere. */
function isCalledBack(unit: Unit, call: CallFact): boolean {
  const { role } = unit.facts.functions[call.f]!;
  // What a promise's executor returns is thrown away.
  const isDropped = call.fate.k === 'discarded' || call.fate.k === 'void' || (call.fate.k === 'returned' && role?.k === 'argument' && unit.facts.calls[role.c]!.kind === 'new');
  return isDropped && call.args.at(-1)?.v.k !== 'spread';
}

/** `child.on('close', resolve)` inside a promise, and nothing that could end the child. */
function isAwaitedHandle(unit: Unit, { fate, f }: CallFact): boolean {
  if (fate.k !== 'bound' || fate.part) return false;
  const binding = unit.facts.bindings[fate.b]!;
  if (binding.f !== f) return false;
  let waits = false;
  for (const { use } of binding.reads) {
    if (use.k !== 'member') return false;
    if (/^(?:kill|unref|disconnect|send|pid|connected|ref)$/.test(use.n)) return false;
    if (/^(?:on|once)$/.test(use.n) && use.c !== undefined) {
      const call = unit.facts.calls[use.c]!;
      const event = call.args[0]?.v;
      if (event?.k === 'lit' && (event.v === 'close' || event.v === 'exit')) waits ||= isInExecutor(unit, call);
    }
  }
  // Output that goes elsewhere as it comes.
  const isPiped = unit.facts.calls.some(({ callee }) => callee.k === 'prop' && callee.n === 'pipe' && callee.o.k === 'prop' && callee.o.o.k === 'ref' && callee.o.o.b === fate.b);
  return waits && !isPiped;
}

function isInExecutor(unit: Unit, call: CallFact): boolean {
  return unit.facts.calls.some((made) => made.kind === 'new' && made.callee.k === 'global' && made.callee.n === 'Promise' && made.args[0]?.v.k === 'fn' && isWithinFunction(unit, call.f, made.args[0].v.f));
}

/** The child has the terminal, or lives on without us. */
function isStreamed(program: Program, unit: Unit, call: CallFact): boolean {
  const isSet = (e: Expr): boolean => e.k === 'obj' && e.p.some(({ n, v }) => (n === 'detached' && !(v.k === 'lit' && v.v === false)) || (/^(?:stdio|stdout|stderr)$/.test(n ?? '') && mentionsInherit(v)));
  return call.args.some(({ v }) => (v.k === 'obj' ? isSet(v) : v.k === 'ref' && program.resolver.resolve(unit, v, call.f).some((value) => value.v === 'object' && isSet(value.e))));
}

function mentionsInherit(e: Expr): boolean {
  return (e.k === 'lit' && (e.v === 'inherit' || e.v === 'ignore')) || ((e.k === 'arr' || e.k === 'or') && e.e.some(mentionsInherit));
}

/** Commands that print what the machine knows anyway. */
function isQuick(call: CallFact): boolean {
  const words = call.args.slice(0, 2).flatMap(({ v }) => (v.k === 'arr' ? v.e : [v])).map((e) => (e.k === 'lit' && typeof e.v === 'string' ? e.v : '')).join(' ').trim();
  return /^(?:which|where|uname|hostname|whoami|id|arch|nproc|sw_vers|tput|stty|true|date|ps|pgrep|pidof|getconf|locale)\b|(?:^|\s)(?:--version|-v|--help)$|^git (?:rev-parse|branch|config|describe|remote|symbolic-ref|log|status|show)\b/.test(words);
}
