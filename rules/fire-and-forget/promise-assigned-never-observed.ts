/**
 * A promise goes into a variable, and no path awaits it, returns it, passes it on or gives it a handler: a floating promise that looks kept.
 *
 * Reported at the promise. A variable that is read in any way that could look at the promise is left alone, by a closure too; what a field,
 * a map or an export holds is somebody else's to look at. Statements that only name the variable are floating-promise's.
 */
import type { BindingFact } from '../../server/engine/facts/fileFacts.ts';
import { allContexts, chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { Expr, Span, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { findLostPromise, getArms } from '../../server/engine/summaries/lostPromises.ts';
import { getPromiseRejection } from '../../server/engine/summaries/rejection.ts';

export const promiseAssignedNeverObserved = defineRule({
  id: 'promise-assigned-never-observed',
  family: 'fire-and-forget',
  contexts: allContexts,
  check({ unit, program, report }) {
    unit.facts.bindings.forEach((binding, b) => {
      if (!isForgotten(unit, binding, b)) return;
      for (const { value, at, f } of getSources(binding)) {
        for (const { e } of getArms(unit, value)) {
          const lost = findLostPromise(program, unit, e, f);
          if (!lost || lost.lazy) continue;
          const call = e.k === 'call' ? unit.facts.calls[e.c]! : undefined;
          const name = describeExpr(unit, call ? call.callee : e).replace(/^this\./, '');
          report({
            at: call ?? at, f, confidence: lost.confidence,
            ...(lost.calm || (!lost.list && getPromiseRejection(program, unit, e, f) !== 'open') || unit.facts.functions[f]!.kind === 'module' ? { atMost: 'info' as const } : {}),
            message: chooseWording(...(name ? [`\`${binding.n}\` is never awaited; a rejection of \`${name}\` goes unhandled`] : []), `The promise in \`${binding.n}\` is never awaited; its rejection goes unhandled`, 'This promise is kept and never awaited; its rejection goes unhandled'),
            sink: `${binding.n} is never awaited`,
            fixes: call && !lost.list && unit.facts.functions[f]!.async ? [{ title: 'Await this promise', kind: 'quickfix', safety: 'review', edits: [{ start: call.start, end: call.start, newText: 'await ' }] }] : [],
          });
        }
      }
    });
  },
});

/** A local variable that nobody reads, or only to compare it. One that is asked for its truth is promise-in-condition's. */
function isForgotten(unit: Unit, binding: BindingFact, b: number): boolean {
  if (binding.kind !== 'const' && binding.kind !== 'let' && binding.kind !== 'var') return false;
  if (binding.imported || !binding.reads.every(({ use }) => use.k === 'operand' && /^(?:typeof|[=!]==?)$/.test(use.op))) return false;
  // In a script without modules a variable of the top level is everybody's.
  if (binding.f === 0 && unit.facts.format === 'script') return false;
  return !unit.facts.exports.some(({ v }) => v?.k === 'ref' && v.b === b);
}

function getSources(binding: BindingFact): readonly { readonly value: Expr; readonly at: Span; readonly f: number }[] {
  const written = binding.writes.filter(({ op }) => op === '=').map((write) => ({ value: write.value, at: write, f: write.f }));
  const { init } = binding;
  // A part of a value is not what the promise would be.
  return init && init.k !== 'prop' && init.k !== 'elem' && init.k !== 'each' && init.k !== 'param' ? [{ value: init, at: binding, f: binding.f }, ...written] : written;
}
