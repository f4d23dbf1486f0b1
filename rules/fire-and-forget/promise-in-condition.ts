/**
 * A promise is asked for its truth: `if (isFree(name))`. A promise is an object and always true, so the other arm never runs.
 *
 * Reported at the promise. Silent where there may be none (`Promise<void> | undefined`), where asking for it makes sense, and for thenables
 * that are something else as well. What predicates of array methods return is async-callback-to-void-api's.
 */
import { allContexts, chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { findAlwaysPromise } from '../../server/engine/summaries/promises.ts';

export const promiseInCondition = defineRule({
  id: 'promise-in-condition',
  family: 'fire-and-forget',
  contexts: allContexts,
  check({ unit, program, report }) {
    for (const { e, f, as, start, end } of unit.facts.tested) {
      if (as !== 'truth') continue;
      const found = findAlwaysPromise(program, unit, e, f);
      if (!found) continue;
      const name = describeExpr(unit, e.k === 'call' ? unit.facts.calls[e.c]!.callee : e).replace(/^this\./, '');
      const what = e.k === 'call' ? 'promise of' : 'promise in';
      report({
        at: { start, end }, f, confidence: found.guess ? 'likely' : 'certain',
        message: chooseWording(...(name ? [`The ${what} \`${name}\` is tested, not its value; it is always true`] : []), 'A promise is tested here, not its value; it is always true'),
        sink: `${name || 'the promise'} is always true`,
        fixes: unit.facts.functions[f]!.async ? [{ title: 'Await this promise', kind: 'quickfix', safety: 'review', edits: [{ start, end: start, newText: 'await ' }] }] : [],
      });
    }
  },
});
