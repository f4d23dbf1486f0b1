/**
 * A loop without an end in sight that awaits only what is settled already, or a function that puts itself back into the microtask queue:
 * timers, sockets and requests never get a turn, although the code looks as if it let go.
 *
 * Reported at the await, or at the call that schedules. Known misses are FN cases in test/rules/microtask-starvation.md.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import { findSelfScheduling, findStarvingAwait } from '../../server/engine/summaries/settled.ts';
import { findImportEdit } from '../../server/engine/lint/importEdit.ts';
import { chooseWording, defineRule, loopContexts } from '../../server/engine/lint/rule.ts';
import type { Program, RuleFix, Unit } from '../../server/engine/lint/rule.ts';
import type { Starving } from '../../server/engine/summaries/settled.ts';

export const microtaskStarvation = defineRule({
  id: 'microtask-starvation',
  family: 'blocking',
  contexts: loopContexts,
  unseenCallers: 'likely',
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    const seen = new Set<number>();
    unit.facts.loops.forEach((loop, l) => {
      const starving = findStarvingAwait(program, unit, l);
      if (!starving || seen.has(starving.start)) return;
      const isDraining = isOpenEnded(unit, l);
      const bound = bounds.boundOfLoop(unit, l);
      if (bound.is === 'bounded' || (!isDraining && bound.is !== 'unbounded')) return;
      seen.add(starving.start);
      const fix = findFix(program, unit, loop.f, starving);
      report({
        at: { start: starving.start, end: starving.start + 'await'.length }, f: loop.f, confidence: starving.plain && isDraining ? 'certain' : 'likely',
        message: chooseWording(`\`await ${starving.name}\` in each round lets no timer and no I/O run until the loop is over`, 'This await lets no timer and no I/O run until the loop is over'),
        sink: `${starving.name} lets nothing else run`,
        ...(fix ? { fixes: [fix] } : {}),
      });
    });
    unit.facts.calls.forEach((call, c) => {
      const name = findSelfScheduling(program, unit, c);
      if (name === undefined) return;
      const own = program.nameOf(unit.base + call.f).at(-1) ?? 'function';
      report({
        at: call.name, f: call.f, confidence: call.branch < 0 ? 'certain' : 'likely',
        message: chooseWording(`\`${own}\` schedules itself with \`${name}\`: no timer and no I/O runs in between`, `Schedules itself with \`${name}\`: no timer and no I/O runs in between`, 'Schedules itself as a microtask: no timer and no I/O runs in between'),
        sink: `${own} schedules itself`,
      });
    });
  },
});

/** `while (true)`, `while (queue.length > 0)`, `while (!stopped)`: nothing in the loop's head counts rounds. */
function isOpenEnded(unit: Unit, l: number): boolean {
  const { kind, test, iterable, update } = unit.facts.loops[l]!;
  if (iterable || kind === 'for-in') return false;
  return kind === 'for' ? test === undefined || update === undefined : true;
}

/** Awaiting a turn of the loop instead of a value. */
function findFix(program: Program, unit: Unit, f: number, starving: Starving): RuleFix | undefined {
  if (!starving.plain || unit.role === 'ui' || program.contexts.has(unit.base + f, 'ui')) return undefined;
  const turn = findImportEdit(unit, 'node:timers/promises', 'setImmediate', 'nextTurn');
  return turn && { title: 'Let timers and I/O run in each round', kind: 'quickfix', safety: 'review', edits: [...turn.edits, { start: starving.start, end: starving.end, newText: `await ${turn.name}()` }] };
}
