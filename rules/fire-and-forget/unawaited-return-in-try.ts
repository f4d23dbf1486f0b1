/**
 * `return promise` inside `try`: the function leaves the block at once, so its `catch` never sees the rejection, its `finally` runs before
 * the work is done, and a `using` is disposed of while the work still needs it.
 *
 * Reported at the returned promise. Silent where a `catch` is all there is and the promise cannot reject or has a handler of its own, and where
 * a function without `async` turns what is thrown on the spot into a rejected promise. Limit: what a `finally` does is not looked at.
 */
import type { ReturnFact, TryFact } from '../../server/engine/facts/fileFacts.ts';
import type { Confidence } from '../../server/engine/lint/finding.ts';
import { allContexts, chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { Expr, Program, Span, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { getPromiseClaim } from '../../server/engine/summaries/promises.ts';
import { getPromiseRejection } from '../../server/engine/summaries/rejection.ts';

/** What the returned promise slips past. */
type Missed = 'catch' | 'finally' | 'using';

export const unawaitedReturnInTry = defineRule({
  id: 'unawaited-return-in-try',
  family: 'fire-and-forget',
  contexts: allContexts,
  check({ unit, program, report }) {
    unit.facts.functions.forEach((fact, f) => {
      if (fact.generator) return;
      for (const item of fact.returns) {
        if (!item.v || (item.tryIn < 0 && !item.disposes && !isInHandler(unit, f, item))) continue;
        for (const e of getReturned(item.v)) {
          const found = findMissed(program, unit, f, item, e);
          if (!found) continue;
          const call = e.k === 'call' ? unit.facts.calls[e.c]! : undefined;
          const name = describeExpr(unit, call ? call.callee : e).replace(/^this\./, '');
          const at: Span = call ?? findRead(unit, item, e) ?? item;
          report({
            at, f, confidence: found.confidence, message: describe(found.missed, name), sink: `${name || 'the promise'} is returned, not awaited`,
            fixes: fact.async && at !== item ? [{ title: 'Await this promise', kind: 'quickfix', safety: 'safe', edits: [{ start: at.start, end: at.start, newText: 'await ' }] }] : [],
          });
        }
      }
    });
  },
});

/** The values a `return` may give that nobody awaits. */
function getReturned(e: Expr): readonly Expr[] {
  if (e.k === 'or') return (e.op === '&&' ? e.e.slice(1) : e.e).flatMap(getReturned);
  if (e.k === 'seq') return getReturned(e.e.at(-1)!);
  return e.k === 'call' || e.k === 'ref' || e.k === 'prop' || e.k === 'elem' ? [e] : [];
}

function findMissed(program: Program, unit: Unit, f: number, item: ReturnFact, e: Expr): { readonly missed: Missed; readonly confidence: Confidence } | undefined {
  const missed = findScope(unit, f, item);
  if (!missed) return undefined;
  const claim = getPromiseClaim(program, unit, e, f, true);
  if (claim.is !== 'yes' || claim.list) return undefined;
  const confidence: Confidence = claim.guess ? 'likely' : 'certain';
  // What is settled already is over when `finally` runs.
  if (missed !== 'catch') return isSettled(program, unit, e) ? undefined : { missed, confidence };
  if (hasHandler(unit, e) || getPromiseRejection(program, unit, e, f) !== 'open') return undefined;
  return unit.facts.functions[f]!.async || isOnlyCall(unit, item, e) ? { missed, confidence } : { missed, confidence: 'possible' };
}

/** `Promise.reject(error)`, `Promise.resolve(value)`. */
function isSettled(program: Program, unit: Unit, e: Expr): boolean {
  return e.k === 'call' && program.targetsOf(unit, e.c).some((target) => target.kind === 'api' && (target.api === 'global#Promise.reject' || (target.api === 'global#Promise.resolve' && unit.facts.calls[e.c]!.args[0]?.v.k !== 'call')));
}

/** The chain has a handler of its own, even one that throws on: what happens to a rejection was decided there. */
function hasHandler({ facts }: Unit, e: Expr): boolean {
  for (let at = e; at.k === 'call';) {
    const { callee, args } = facts.calls[at.c]!;
    if (callee.k !== 'prop') return false;
    if ((callee.n === 'catch' && args.length > 0) || (callee.n === 'then' && args.length > 1)) return true;
    at = callee.o;
  }
  return false;
}

/** The nearest scope around a return that has something to do when the promise settles. */
function findScope(unit: Unit, f: number, item: ReturnFact): Missed | undefined {
  const { tries } = unit.facts;
  for (let t = item.tryIn; t >= 0; t = tries[t]!.outer) {
    if (tries[t]!.handler && handlesRejections(unit, f, tries[t]!)) return 'catch';
    if (tries[t]!.finalizer) return 'finally';
  }
  if (item.disposes) return 'using';
  return isInHandler(unit, f, item) ? 'finally' : undefined;
}

/** In a `catch` that a `finally` follows. */
function isInHandler({ facts }: Unit, f: number, { start }: Span): boolean {
  return facts.tries.some((each) => each.f === f && each.finalizer && each.handler && start >= each.handler.start && start < each.handler.end);
}

/**
 * A `catch` that only throws on what it caught does nothing for a promise; one that gives `Promise.reject(error)` in a function without
 * `async` is there for what is thrown on the spot.
 */
function handlesRejections({ facts }: Unit, f: number, { handler }: TryFact): boolean {
  const isInside = ({ start, end }: Span): boolean => handler !== undefined && start >= handler.start && end <= handler.end;
  const inside = facts.calls.filter((call) => call.f === f && isInside(call));
  if (inside.length === 0 && handler?.rethrows === true) return false;
  return facts.functions[f]!.async || !inside.some(({ callee, fate }) => fate.k === 'returned' && callee.k === 'prop' && callee.n === 'reject' && callee.o.k === 'global' && callee.o.n === 'Promise');
}

/** Whether the block calls nothing but what gives the promise: then there is nothing else the `catch` could be for. */
function isOnlyCall({ facts }: Unit, item: ReturnFact, e: Expr): boolean {
  const { block } = facts.tries[item.tryIn] ?? { block: item };
  const inside = facts.calls.filter(({ start, end }) => start >= block.start && end <= block.end);
  const chain = new Set<unknown>();
  for (let at: Expr = e; at.k === 'call' || at.k === 'prop';) {
    if (at.k === 'call') {
      chain.add(facts.calls[at.c]);
      at = facts.calls[at.c]!.callee;
    } else at = at.o;
  }
  return inside.length > 0 && inside.every((call) => chain.has(call) || facts.functions[call.f]!.role?.k === 'argument');
}

/** Where a returned name stands. */
function findRead({ facts }: Unit, item: ReturnFact, e: Expr): Span | undefined {
  return e.k === 'ref' ? facts.bindings[e.b]!.reads.find((read) => read.use.k === 'returned' && read.start >= item.start && read.end <= item.end) : undefined;
}

function describe(missed: Missed, name: string): string {
  const who = name ? `\`${name}\`` : 'This promise';
  if (missed === 'catch') return chooseWording(`${who} is returned unawaited; the \`catch\` around it never sees its rejection`, 'This promise is returned unawaited; the `catch` never sees its rejection');
  if (missed === 'finally') return chooseWording(`${who} is returned unawaited; \`finally\` runs before it is done`, 'This promise is returned unawaited; `finally` runs before it is done');
  return chooseWording(`${who} is returned unawaited; what it uses is disposed of before it is done`, 'This promise is returned unawaited; `using` disposes before it is done');
}
