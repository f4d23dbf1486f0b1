/**
 * Work is raced against a timer that nobody stops: after the work is done the timer goes on, holds its closure, and keeps the process.
 *
 * Reported at the timer, or at the helper that makes it. Silent where the timer is cleared, unreferenced, given a signal, or its handle goes
 * to somebody else, and where the process ends with the race. Pages are left out: a timer of theirs holds nothing. Where work could be
 * cancelled as well, this rule speaks and its path names that.
 */
import { listTimerFixes } from '../../server/engine/fixes/clearTimer.ts';
import { findStartingCall, findUncancelled } from '../../server/engine/summaries/cancellation.ts';
import { endsProcessAfter, findRaces, leaksTimer } from '../../server/engine/summaries/races.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';

export const raceTimerLeak = defineRule({
  id: 'race-timer-leak',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', startup: 'info', cli: 'warning', worker: 'warning', library: 'warning', unknown: 'info' },
  check({ unit, program, summaries, report }) {
    for (const race of findRaces(program, unit)) {
      if (!leaksTimer(race) || endsProcessAfter(unit, race.call)) continue;
      const { timer } = race;
      const { call } = timer.at;
      const started = race.work.map((e) => findStartingCall(unit, e)).filter((c) => c !== undefined);
      const uncancelled = started.map((c) => findUncancelled(program, summaries, unit, c)).find((found) => found !== undefined);
      // A pause of the library's own beside work that could be cancelled: the work is the graver half, and its signal ends the need for both.
      if (timer.kind === 'promise' && uncancelled) continue;
      const work = uncancelled ?? (started[0] === undefined ? undefined : { call: unit.facts.calls[started[0]]! });
      const name = getCalledName(unit, call) || 'the timer';
      const { ms } = timer;
      const time = ms === undefined ? '' : ` for up to ${ms.toLocaleString('en-US')} ms`;
      const winner = work ? getCalledName(unit, work.call) : '';
      report({
        at: call.name, f: call.f,
        message: chooseWording(
          ...(winner ? [`\`${name}\` goes on${time} after \`${winner}\` has won; it keeps the process alive`] : []),
          `\`${name}\` goes on${time} after the race is won; it keeps the process alive`,
          `\`${name}\` goes on after the race is won; it keeps the process alive`,
        ),
        sink: `${name} is never stopped${uncancelled ? `, and ${getCalledName(unit, uncancelled.call) || 'the work'} is never cancelled` : ''}`,
        fixes: listTimerFixes(program, unit, race),
      });
    }
  },
});
