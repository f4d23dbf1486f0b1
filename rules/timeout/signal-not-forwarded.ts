/**
 * A function that takes a signal calls something that accepts one, and does not pass it on: cancelling the caller leaves the work running.
 *
 * Reported at the call. Silent in `finally` and `catch`, where clean-up must run to its end, for audit records, and where the options
 * cannot be seen.
 */
import { toNumber } from '../../server/engine/fixes/deadline.ts';
import { getTaken, isSignalLeftOut } from '../../server/engine/summaries/cancellation.ts';
import { findSignalInScope, getOptionGiven } from '../../server/engine/summaries/deadlines.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, FunctionId, Program, RuleFix, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { isInHandler } from '../../server/engine/summaries/solve.ts';
import type { Summaries } from '../../server/engine/summaries/solve.ts';

/** The limit of a fix that adds one, in milliseconds. */
const defaultMs = 10_000;

export const signalNotForwarded = defineRule({
  id: 'signal-not-forwarded',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', ui: 'warning', startup: 'warning', cli: 'warning', worker: 'warning', library: 'warning', unknown: 'warning' },
  check({ unit, program, summaries, options, report }) {
    unit.facts.calls.forEach((call, c) => {
      const signal = findSignalInScope(summaries, unit, call.f);
      if (!signal || isInHandler(unit, call) || usesSignal(unit, call, signal.text) || isRecord(unit, call) || isRacedWithSignal(program, unit, c, signal.text)) return;
      for (const target of program.targetsOf(unit, c)) {
        const missing = target.kind === 'api'
          ? target.model?.deadline?.signal !== undefined && target.model.waits !== undefined && isMissing(program, unit, call, target.model.deadline)
          : isMissingOwn(program, summaries, unit, call, target.id, target.shift);
        if (!missing) continue;
        const name = getCalledName(unit, call) || (target.kind === 'api' && getCalledName(unit, call, target.api)) || 'the callee';
        report({
          at: call.name, f: call.f, confidence: target.guess ? 'likely' : 'certain',
          message: chooseWording(`\`${name}\` does not get \`${signal.text}\`; it goes on after the caller cancelled`, `\`${name}\` goes on after the caller cancelled`),
          sink: `${name} without the signal`,
          fixes: getFixes(unit, call, signal.text, target.kind === 'own' ? undefined : target.model?.deadline?.options[0], target.kind === 'own' ? getTaken(summaries.of(target.id)) : undefined, typeof options['defaultMs'] === 'number' ? options['defaultMs'] : defaultMs),
        });
        return;
      }
    });
  },
});

function isMissing(program: Program, unit: Unit, call: CallFact, deadline: { readonly options: readonly number[]; readonly names: readonly string[] }): boolean {
  if (call.args.some((arg) => arg.v.k === 'spread')) return false;
  // A timeout of its own bounds the wait; only a call with neither ignores the caller entirely.
  return deadline.options.every((index) => index < 0 ? false : getOptionGiven(program, unit, call.args[index]?.v, call.f, deadline.names) === 'no');
}

/** The callee is the user's own and takes a signal that this call leaves out. */
function isMissingOwn(program: Program, summaries: Summaries, unit: Unit, call: CallFact, id: FunctionId, shift: number): boolean {
  return summaries.of(id).waits !== undefined && id !== unit.base + call.f && isSignalLeftOut(program, summaries, unit, call, id, shift);
}

/** `audit.write(…)`: a record that has to be kept although the caller went away. */
function isRecord(unit: Unit, call: CallFact): boolean {
  return /audit/i.test(describeExpr(unit, call.callee));
}

/** `Promise.race([ask({ signal }), once(rl, 'error')])`: cancelling ends the race, and with it everybody's wait. */
function isRacedWithSignal(program: Program, unit: Unit, c: number, text: string): boolean {
  // Work goes on after a race is lost; a listener costs nothing.
  if (!program.targetsOf(unit, c).some((target) => target.kind === 'api' && target.model?.waits === 'user')) return false;
  const name = text.slice(text.lastIndexOf('.') + 1);
  return unit.facts.calls.some((race, r) => {
    const raced = race.args[0]?.v;
    if (raced?.k !== 'arr' || !program.targetsOf(unit, r).some((target) => target.kind === 'api' && target.model?.combinator === 'race')) return false;
    return raced.e.some((e) => startsWith(unit, e, c)) && raced.e.some((e) => !startsWith(unit, e, c) && mentions(unit, e, name, 0));
  });
}

/** The call itself, or a chain that begins with it. */
function startsWith(unit: Unit, e: Expr, c: number): boolean {
  if (e.k !== 'call') return false;
  if (e.c === c) return true;
  const { callee } = unit.facts.calls[e.c]!;
  return callee.k === 'prop' && startsWith(unit, callee.o, c);
}

/** The signal, or something made of it, is among the arguments in some form. */
function usesSignal(unit: Unit, call: CallFact, text: string): boolean {
  const name = text.slice(text.lastIndexOf('.') + 1);
  return call.args.some((arg) => arg.v.k !== 'fn' && mentions(unit, arg.v, name, 0));
}

function mentions(unit: Unit, e: Expr, name: string, depth: number): boolean {
  if (depth > 8) return false;
  const inside = (part: Expr): boolean => mentions(unit, part, name, depth + 1);
  switch (e.k) {
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      return binding.n === name || (binding.kind === 'const' && binding.init !== undefined && inside(binding.init));
    }
    case 'prop': return e.n === name || inside(e.o);
    case 'elem': case 'spread': case 'await': return inside(e.k === 'elem' ? e.o : e.e);
    case 'call': { const { callee, args } = unit.facts.calls[e.c]!; return inside(callee) || args.some((arg) => inside(arg.v)); }
    case 'obj': return e.p.some((entry) => inside(entry.v));
    case 'arr': case 'or': case 'op': return e.e.some(inside);
    default: return false;
  }
}

function getFixes(unit: Unit, call: CallFact, text: string, optionIndex: number | undefined, own: { readonly parameter: number; readonly option?: string } | undefined, ms: number): readonly RuleFix[] {
  const title = `Pass \`${text}\` on`;
  const make = (start: number, newText: string): readonly RuleFix[] => [{ title, kind: 'quickfix', safety: 'safe', edits: [{ start, end: start, newText }] }];
  const last = call.args.at(-1);
  if (own && !own.option) return last && call.args.length === own.parameter ? make(last.end, `, ${text}`) : [];
  const index = own ? own.parameter : optionIndex;
  const name = own?.option ?? 'signal';
  if (index === undefined) return [];
  const property = name === text ? name : `${name}: ${text}`;
  const both = `${name}: AbortSignal.any([${text}, AbortSignal.timeout(${toNumber(ms)})])`;
  // A library call may also outlive a caller that waits for ever.
  const toFixes = (start: number, write: (written: string) => string): readonly RuleFix[] => [
    ...make(start, write(property)), ...(own ? [] : [{ title: `Pass \`${text}\` on, with a limit of ${toNumber(ms)} ms`, kind: 'quickfix', safety: 'review', edits: [{ start, end: start, newText: write(both) }] } as const]),
  ];
  const arg = call.args[index];
  if (!arg && last && call.args.length === index) return toFixes(last.end, (written) => `, { ${written} }`);
  if (arg?.v.k === 'obj' && unit.facts.calls.length > 0) return toFixes(arg.start + 1, (written) => (arg.v.k === 'obj' && arg.v.p.length === 0 ? ` ${written} ` : ` ${written},`));
  return [];
}
