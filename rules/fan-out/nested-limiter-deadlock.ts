/**
 * A task that holds a slot of a limiter and waits for another slot of the same limiter: once every slot is held by such a task, none ever
 * comes free.
 *
 * Reported where the task waits. Silent for limiters without a limit, for tasks that do not wait for the inner one, and for a second limiter.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import type { LimiterUse } from '../../server/engine/summaries/limiters.ts';
import { findLimiterUses } from '../../server/engine/summaries/limiters.ts';
import { findRepetition } from '../../server/engine/summaries/repetition.ts';
import type { SlotCycle } from '../../server/engine/summaries/slotCycles.ts';
import { findSlotCycle } from '../../server/engine/summaries/slotCycles.ts';
import { allContexts, chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Program, Unit } from '../../server/engine/lint/rule.ts';
import type { RuleFix } from '../../server/engine/lint/fix.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import type { Confidence } from '../../server/engine/lint/finding.ts';

const { test: _, ...contexts } = allContexts;

export const nestedLimiterDeadlock = defineRule({
  id: 'nested-limiter-deadlock',
  family: 'fan-out',
  contexts,
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    for (const use of findLimiterUses(program, unit).values()) {
      const cycle = findSlotCycle(program, use);
      if (!cycle) continue;
      const confidence = getConfidence(program, bounds, unit, use, cycle);
      if (!confidence) continue;
      const { call } = cycle.at;
      const name = use.limiter.name.replace(/^this\./, '').replace(/\.(?:add|acquire|runExclusive|schedule)$/, '');
      const direct = cycle.inner.unit === unit && unit.facts.calls[cycle.inner.c] === call;
      const waited = describeExpr(unit, call.callee).replace(/^this\./, '') || 'a call';
      const fix = direct ? findFix(unit, use, cycle) : undefined;
      report({
        at: call.name, f: call.f, confidence,
        message: direct
          ? chooseWording(`Waits for a slot of \`${name}\` while its task holds one; with all slots held none comes free`, `Waits for a slot of \`${name}\` while its task holds one`)
          : chooseWording(`\`${waited}\` waits for a slot of \`${name}\` while its caller holds one; none may come free`, `\`${waited}\` waits for a slot of \`${name}\` while its caller holds one`, `Waits for a slot of \`${name}\` while its caller holds one`),
        sink: `waits for a second slot of ${name}`,
        ...(fix ? { fixes: [fix] } : {}),
      });
    }
  },
});

/** With one slot the first task waits for ever; with more it takes as many tasks at once as there are slots. */
function getConfidence(program: Program, bounds: Bounds, unit: Unit, use: LimiterUse, cycle: SlotCycle): Confidence | undefined {
  const { slots } = use.limiter;
  if (slots === 1) return cycle.guess ? 'likely' : 'certain';
  const call: CallFact = unit.facts.calls[use.c]!;
  const repetition = use.kind === 'each' ? undefined : findRepetition(program, bounds, unit, call.f, call.loop);
  // A short list does not fill the slots; how many they are is seldom in sight.
  if (repetition?.bound.is === 'bounded' && !cycle.recursive) return undefined;
  const fills = cycle.recursive || use.kind === 'each' || repetition !== undefined;
  return cycle.guess || !fills ? 'likely' : 'certain';
}

/** `limit(() => limit(() => load(id)))`: one slot is enough for both. */
function findFix(unit: Unit, outer: LimiterUse, { inner }: SlotCycle): RuleFix | undefined {
  const [task] = outer.tasks;
  const [innerTask] = inner.tasks;
  if (!task || !innerTask || task.v.k !== 'fn' || innerTask.v.k !== 'fn' || inner.kind !== 'task') return undefined;
  const fact = unit.facts.functions[task.v.f]!;
  const call = unit.facts.calls[inner.c]!;
  if (fact.kind !== 'arrow' || fact.params.length > 0 || call.f !== task.v.f || call.end !== fact.end || call.fate.k !== 'returned') return undefined;
  return { title: 'Take one slot for both', kind: 'quickfix', safety: 'review', edits: [{ start: task.start, end: innerTask.start, newText: '' }, { start: innerTask.end, end: task.end, newText: '' }] };
}
