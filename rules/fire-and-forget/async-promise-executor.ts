/**
 * An async function as the executor of `new Promise`: what it throws rejects its own promise, which nobody sees, and the promise under
 * construction stays pending for ever.
 *
 * Reported at the executor. Silent where every source of rejections stands in a `try` whose `catch` calls the resolver or the rejecter.
 */
import { allContexts, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Program, RuleFix, Unit } from '../../server/engine/lint/rule.ts';
import { getPromiseRejection } from '../../server/engine/summaries/rejection.ts';

export const asyncPromiseExecutor = defineRule({
  id: 'async-promise-executor',
  family: 'fire-and-forget',
  contexts: allContexts,
  check({ unit, program, report }) {
    unit.facts.calls.forEach((call, c) => {
      if (call.kind !== 'new' || !isPromise(program, unit, call, c)) return;
      const [executor] = call.args;
      if (!executor) return;
      const value = program.resolver.resolve(unit, executor.v, call.f).find((item) => item.v === 'function');
      if (value?.v !== 'function' || !program.functionOf(value.id).async) return;
      const owner = program.unitOf(value.id);
      const f = value.id - owner.base;
      if (settlesEveryError(program, owner, f)) return;
      const fact = owner.facts.functions[f]!;
      const isInPlace = owner === unit && fact.start >= executor.start && fact.end <= executor.end;
      report({
        at: isInPlace ? fact.head : executor, f: call.f, confidence: value.guess ? 'likely' : 'certain',
        message: 'An error in this async executor is lost; the promise stays pending for ever',
        sink: 'the executor is async',
        fixes: isInPlace ? findFix(unit, call, f) : [],
      });
    });
  },
});

function isPromise(program: Program, unit: Unit, call: CallFact, c: number): boolean {
  return (call.callee.k === 'global' && call.callee.n === 'Promise') || program.targetsOf(unit, c).some((target) => target.kind === 'api' && target.api === 'global#Promise');
}

/** Whether whatever is awaited stands in a `try` whose `catch` settles the promise; one await at least, or the executor has no use for `async`. */
function settlesEveryError(program: Program, unit: Unit, f: number): boolean {
  const { awaits, bindings, functions, tries } = unit.facts;
  const fact = functions[f]!;
  if (fact.throws) return false;
  const settlers = fact.params.slice(0, 2).flatMap(({ b }) => (b === undefined ? [] : [bindings[b]!]));
  const settles = (start: number, end: number): boolean => settlers.some(({ reads }) => reads.some((read) => read.start >= start && read.end <= end));
  const own = awaits.filter((item) => item.f === f);
  return own.length > 0 && own.every((item) => {
    for (let t = item.tryIn; t >= 0; t = tries[t]!.outer) {
      const { handler } = tries[t]!;
      if (handler && settles(handler.start, handler.end)) return true;
    }
    return getPromiseRejection(program, unit, item.e, f) === 'handled';
  });
}

/** `new Promise(async (resolve) => { …; resolve(value); })` is `(async () => { …; return value; })()`. */
function findFix(unit: Unit, call: CallFact, f: number): readonly RuleFix[] {
  const { bindings, calls, functions, loops, awaits } = unit.facts;
  const fact = functions[f]!;
  const [resolver] = fact.params;
  if (fact.kind !== 'arrow' || call.args.length !== 1 || resolver?.b === undefined || fact.params.length !== 1) return [];
  // In front of a statement the parenthesis would continue the line before; a chain reads worse than what it replaces.
  if (!/^(?:bound|awaited|returned|stored|property|field|argument|exported)$/.test(call.fate.k)) return [];
  const { reads, writes } = bindings[resolver.b]!;
  const [only] = reads;
  if (reads.length !== 1 || writes.length > 0 || only?.use.k !== 'callee' || only.f !== f) return [];
  const settle = calls[only.use.c]!;
  const [value] = settle.args;
  if (settle.args.length > 1 || value?.v.k === 'spread' || settle.branch >= 0 || settle.loop >= 0 || settle.tryIn >= 0) return [];
  const isLast = [...calls, ...loops, ...awaits].every((row) => row.f !== f || row.start <= settle.start || row.end <= settle.end);
  const isBody = fact.returns.length === 1 && fact.returns[0]!.v?.k === 'call' && fact.returns[0]!.v.c === only.use.c;
  if (!isLast || (isBody && !value) || (!isBody && (settle.fate.k !== 'discarded' || fact.returns.length > 0))) return [];
  return [{
    title: 'Call the async function instead', kind: 'quickfix', safety: 'safe', edits: [
      { start: call.start, end: fact.head.end, newText: '(async () =>' },
      ...(value ? [{ start: settle.start, end: value.start, newText: isBody ? '' : 'return ' }, { start: value.end, end: settle.end, newText: '' }] : [{ start: settle.start, end: settle.end, newText: 'return' }]),
      { start: fact.end, end: call.end, newText: ')()' },
    ],
  }];
}
