/**
 * A loop or a function tries until it succeeds, with neither a number of attempts nor a deadline: when success never comes, it never ends, and
 * a peer in trouble is asked for ever.
 *
 * Reported at the loop, or at the call that starts the function over. Silent where a counter, the clock, a signal or a switch ends it, for
 * a service's main loop and for reading on through pages, queues and streams. How long the pause is, is not judged.
 */
import { findEndlessLoops } from '../../server/engine/summaries/retries.ts';
import type { EndlessRetry } from '../../server/engine/summaries/retries.ts';
import { findEndlessRecursions } from '../../server/engine/summaries/retryRecursion.ts';
import { evaluate } from '../../server/engine/summaries/literals.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';
import type { Program, Unit } from '../../server/engine/lint/rule.ts';

export const unboundedRetryOrPoll = defineRule({
  id: 'unbounded-retry-or-poll',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', ui: 'info', startup: 'info', cli: 'info', worker: 'warning', library: 'warning', unknown: 'info' },
  check({ unit, program, summaries, report }) {
    for (const retry of [...findEndlessLoops(program, summaries, unit), ...findEndlessRecursions(program, unit)]) {
      report({
        at: retry.at, f: retry.f, confidence: retry.kind === 'memory' ? 'possible' : retry.certain ? 'certain' : 'likely',
        ...(retry.certain ? {} : { atMost: 'info' as const }),
        message: describe(program, unit, retry), sink: retry.kind === 'retry' ? 'tries again without end' : 'asks again without end',
      });
    }
  },
});

function describe(program: Program, unit: Unit, { kind, call, pause }: EndlessRetry): string {
  const ms = pause && evaluate(program, unit, pause);
  const every = ms === undefined ? '' : ` every ${ms.toLocaleString('en-US')} ms`;
  const name = call ? getCalledName(unit, call) : '';
  if (kind === 'memory') return 'Waits without end for something that may never change';
  if (kind === 'poll') {
    return chooseWording(...(name ? [`Asks \`${name}\` again${every}, without a last attempt or a deadline`] : []), `Asks again${every} until it is ready; there is no last attempt and no deadline`, 'Asks again without a last attempt or a deadline');
  }
  return chooseWording(...(name ? [`Tries \`${name}\` again after every failure${every}, without a last attempt or a deadline`] : []), `Starts over after every failure${every}; there is no last attempt and no deadline`, 'Tries again without a last attempt or a deadline');
}
