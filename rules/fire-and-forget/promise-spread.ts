/**
 * A promise is spread into an object literal: `{ ...load(id) }`. A promise has no properties of its own, so nothing is copied.
 *
 * Reported at the promise. Silent for what has been awaited, for unions of which a part is no promise, and for lists of promises.
 */
import { allContexts, chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { findAlwaysPromise } from '../../server/engine/summaries/promises.ts';

export const promiseSpread = defineRule({
  id: 'promise-spread',
  family: 'fire-and-forget',
  contexts: allContexts,
  check({ unit, program, report }) {
    for (const { e, f, as, start, end } of unit.facts.tested) {
      if (as !== 'spread') continue;
      const found = findAlwaysPromise(program, unit, e, f, true);
      if (!found) continue;
      const name = describeExpr(unit, e.k === 'call' ? unit.facts.calls[e.c]!.callee : e).replace(/^this\./, '');
      const what = e.k === 'call' ? 'promise of' : 'promise in';
      report({
        at: { start, end }, f, confidence: found.guess ? 'likely' : 'certain',
        message: chooseWording(...(name ? [`The ${what} \`${name}\` is spread, not its value; nothing is copied`] : []), 'A promise is spread here, not its value; nothing is copied'),
        sink: `${name || 'the promise'} is spread`,
        fixes: unit.facts.functions[f]!.async ? [{ title: 'Await this promise', kind: 'quickfix', safety: 'review', edits: [{ start, end: start, newText: 'await ' }] }] : [],
      });
    }
  },
});
