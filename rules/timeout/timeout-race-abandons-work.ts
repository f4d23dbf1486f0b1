/**
 * A time limit by race: the caller goes on after the limit, the work that lost goes on too, holds its connection and may still write.
 *
 * Reported at the call that starts the work, when that could be cancelled and gets no signal. Silent for work that nobody can cancel or
 * that somebody still waits for, and where the code around the race stops something. Where the timer leaks too, `race-timer-leak` speaks.
 */
import type { CallIndex } from '../../server/engine/facts/fileFacts.ts';
import { findStartingCall, findUncancelled } from '../../server/engine/summaries/cancellation.ts';
import type { Uncancelled } from '../../server/engine/summaries/cancellation.ts';
import { findCalledParameter } from '../../server/engine/summaries/components.ts';
import { findSignalInScope } from '../../server/engine/summaries/deadlines.ts';
import { endsProcessAfter, findRacedParameters, findRaces, leaksTimer, stopsLoser } from '../../server/engine/summaries/races.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';
import type { Expr, RuleFile, Unit } from '../../server/engine/lint/rule.ts';

export const timeoutRaceAbandonsWork = defineRule({
  id: 'timeout-race-abandons-work',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', ui: 'info', startup: 'info', cli: 'info', worker: 'warning', library: 'warning', unknown: 'info' },
  check(file) {
    const { unit, program } = file;
    for (const race of findRaces(program, unit)) {
      const isTimerLeft = race.timer.kind === 'callback' && leaksTimer(race);
      if (isTimerLeft || stopsLoser(unit, race.call) || endsProcessAfter(unit, race.call)) continue;
      for (const e of race.work) reportWork(file, findStartingCall(unit, e));
    }
    // `withTimeout(fetch(url), 5000)`, `withTimeout(() => fetch(url), 5000)`.
    unit.facts.calls.forEach((call, c) => {
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'own') continue;
        for (const { i, called } of findRacedParameters(program, target.id)) {
          if (stopsLoser(unit, call)) break;
          const arg = call.args[i + target.shift]?.v;
          if (arg) reportWork(file, called ? findReturnedCall(unit, arg) : findStartingCall(unit, arg), target.guess);
        }
        break;
      }
    });
  },
});

function reportWork({ unit, program, summaries, report }: RuleFile, c: CallIndex | undefined, guess = false): void {
  if (c === undefined) return;
  const found: Uncancelled | undefined = findUncancelled(program, summaries, unit, c);
  // With a signal at hand the work should have got that one.
  // Work the function was handed is reported where it was handed over.
  if (!found || findCalledParameter(unit, found.call) || findSignalInScope(summaries, unit, found.call.f)) return;
  const { call, certain } = found;
  const api = program.targetsOf(unit, c).find((target) => target.kind === 'api');
  const name = getCalledName(unit, call, api?.kind === 'api' ? api.api : undefined) || 'the work';
  report({
    at: call.name, f: call.f, confidence: certain && !guess ? 'certain' : 'likely',
    message: chooseWording(`\`${name}\` goes on after the time limit; its caller has given up, the work has not`, `\`${name}\` goes on after the time limit`),
    sink: `${name} is abandoned, not cancelled`,
  });
}

/** The call whose promise a function given in place returns; one that takes an argument gets something to stop by. */
function findReturnedCall(unit: Unit, e: Expr): CallIndex | undefined {
  if (e.k !== 'fn') return undefined;
  const { params, returns } = unit.facts.functions[e.f]!;
  const [only, ...more] = returns;
  return params.length === 0 && only?.v && more.length === 0 ? findStartingCall(unit, only.v) : undefined;
}
