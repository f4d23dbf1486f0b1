/**
 * `void` in front of a promise that may reject: it tells a linter that the promise was seen, and leaves its rejection unhandled.
 *
 * Reported at the promise. Silent where the chain or the callee takes care of rejections, where nothing the callee waits for can reject,
 * and where the package decides for the whole process what an unhandled rejection means. Tests are left alone.
 */
import { listVoidFixes } from '../../server/engine/fixes/ownTask.ts';
import { chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { Expr, Span } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { findLostPromise, getArms, hasRejectionPolicy } from '../../server/engine/summaries/lostPromises.ts';
import { getPromiseRejection } from '../../server/engine/summaries/rejection.ts';

export const voidWithoutHandler = defineRule({
  id: 'void-without-handler',
  family: 'fire-and-forget',
  // Whoever writes `void` has thought about it, and a policy outside of the code may exist: never an error.
  contexts: { request: 'warning', event: 'warning', ui: 'warning', startup: 'warning', cli: 'warning', worker: 'warning', library: 'warning', unknown: 'warning', build: 'info' },
  check({ unit, program, report }) {
    const check = (value: Expr, at: Span, f: number): void => {
      for (const { e } of getArms(unit, value)) {
        const lost = findLostPromise(program, unit, e, f);
        if (!lost || lost.lazy || lost.calm || getPromiseRejection(program, unit, e, f) !== 'open') continue;
        if (hasRejectionPolicy(program, unit)) return;
        const call = e.k === 'call' ? unit.facts.calls[e.c]! : undefined;
        const name = describeExpr(unit, call ? call.callee : e).replace(/^this\./, '');
        report({
          at: call ?? at, f, confidence: lost.confidence,
          // A rejected top-level promise ends the process with its stack, which is often what a script wants.
          ...(unit.facts.functions[f]!.kind === 'module' ? { atMost: 'info' as const } : {}),
          message: chooseWording(...(name ? [`\`void\` hides the promise of \`${name}\`; its rejection goes unhandled`, `\`void\` hides \`${name}\`; its rejection goes unhandled`] : []), '`void` hides this promise; its rejection goes unhandled'),
          sink: `${name || 'the promise'} is hidden by void`,
          fixes: call && !lost.list ? listVoidFixes({ unit, f, at: call, call, isStatement: false, name }) : [],
        });
        return;
      }
    };
    for (const discard of unit.facts.discards) if (discard.void) check(discard.v, discard, discard.f);
    unit.facts.functions.forEach((fact, f) => {
      const [only] = fact.returns;
      // `() => void save(order)`
      if (fact.kind === 'arrow' && fact.returns.length === 1 && only?.v?.k === 'op' && only.v.op === 'void') check(only.v.e[0]!, only, f);
    });
  },
});
