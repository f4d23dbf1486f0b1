/**
 * A call, on a path others wait for, of a function that is declared to block (`@blocking`): nothing in it shows why.
 *
 * Calls of functions whose blocking we can see are not reported here: the finding stands at the blocking call, and the editor echoes it,
 * under this rule's name, at the root's first call on the way (see lint/run.ts).
 */
import { chooseWording, defineRule, loopContexts } from '../../server/engine/lint/rule.ts';

export const transitiveBlockingCall = defineRule({
  id: 'transitive-blocking-call',
  family: 'blocking',
  contexts: loopContexts,
  unseenCallers: 'possible',
  check({ unit, program, summaries, report }) {
    unit.facts.calls.forEach((call, c) => {
      // Inside a function that is itself declared to block, the call of that function is the finding.
      if (program.isDeclared(unit.base + call.f, 'blocking')) return;
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'own' || !program.isDeclared(target.id, 'blocking') || summaries.of(target.id).blocks) continue;
        const name = program.nameOf(target.id).at(-1) ?? 'function';
        report({
          at: call.name, f: call.f, confidence: target.guess ? 'likely' : 'certain',
          message: chooseWording(`\`${name}\` is declared to block, and others wait for the event loop here`, `\`${name}\` is declared to block`),
          sink: `${name} blocks`,
        });
        return;
      }
    });
  },
});
