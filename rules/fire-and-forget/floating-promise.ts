/**
 * A promise that is a statement of its own: nobody awaits it, a rejection goes unhandled, and the work may outlive its caller.
 *
 * Reported at the expression. Silent for chains that end in a handled `.catch`, for functions whose body catches everything itself, and
 * for library promises documented as safe to leave. A promise started in a bounded or unbounded loop is reported here too: the missing
 * handler is the nearer cause.
 */
import { allContexts, chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { RuleFile } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { listTaskFixes } from '../../server/engine/fixes/ownTask.ts';
import { findLostPromise, getArms } from '../../server/engine/summaries/lostPromises.ts';
import { findAlwaysPromise } from '../../server/engine/summaries/promises.ts';
import type { LostPromise } from '../../server/engine/summaries/lostPromises.ts';

export const floatingPromise = defineRule({
  id: 'floating-promise',
  family: 'fire-and-forget',
  contexts: allContexts,
  check(file) {
    const { unit, program, report } = file;
    for (const discard of unit.facts.discards) {
      if (discard.void) continue;
      for (const { e, plain, tested } of getArms(unit, discard.v)) {
        // That it is always true is the nearer cause: promise-in-condition.
        if (tested && findAlwaysPromise(program, unit, e, discard.f)) continue;
        // `value as Promise<void>`: what the assertion says counts, not what it was put on.
        const isAsserted = plain && 'x' in e && e.x !== discard.x;
        const floating = isAsserted ? findAsserted(file, discard.x) : findLostPromise(program, unit, e, discard.f);
        if (!floating) continue;
        const call = e.k === 'call' ? unit.facts.calls[e.c]! : undefined;
        const name = describeExpr(unit, call ? call.callee : e).replace(/^this\./, '');
        const inCallback = unit.facts.functions[discard.f]!.kind === 'module';
        report({
          at: call ?? discard, f: discard.f, confidence: floating.confidence,
          // A rejected top-level promise ends the process with its stack, which is often what a script wants.
          ...(inCallback || floating.calm ? { atMost: 'info' as const } : {}),
          message: e.k === 'await' ? '`await` does not wait for the promises in this list; their rejections go unhandled' : floating.lazy ? chooseWording(...(name ? [`\`${name}\` runs only when it is awaited: this statement does nothing`] : []), 'This runs only when it is awaited: the statement does nothing') : chooseWording(
            ...(name ? [`Nothing awaits or catches the promise of \`${name}\`; its rejection goes unhandled`, `Nothing awaits or catches \`${name}\`; its rejection goes unhandled`] : []),
            'Nothing awaits or catches this promise; its rejection goes unhandled',
          ),
          sink: floating.lazy ? `${name || 'the query'} never runs` : `${name || 'the promise'} is left alone`,
          // A list of promises is not waited for by one `await`, and nothing is known about the size of the list.
          fixes: floating.list || (!plain && !call) ? [] : listTaskFixes(program, { unit, f: discard.f, at: call ?? discard, call, isStatement: plain, name }),
        });
        break;
      }
    }
  },
});

function findAsserted({ unit, answers }: RuleFile, node: number): LostPromise | undefined {
  const answer = answers.askType(unit.facts.file, node);
  if (answer?.standard) return { confidence: 'certain', list: false, calm: false };
  return answer?.array?.element === 'yes' || answer?.array?.element === 'some' ? { confidence: 'likely', list: true, calm: false } : undefined;
}
