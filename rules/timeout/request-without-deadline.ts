/**
 * A network request with neither timeout nor signal: a peer that accepts and never answers keeps its caller waiting.
 *
 * Reported at the call. A deadline counts wherever it comes from: options, an object built elsewhere, an instance's defaults, a race
 * around the call. Options nobody can see into are taken to have one. Where a signal is in scope, `signal-not-forwarded` speaks instead.
 */
import { findSignalInScope, isOpenEnded } from '../../server/engine/summaries/deadlines.ts';
import { getDeadlineGiven } from '../../server/engine/summaries/raced.ts';
import { listDeadlineFixes } from '../../server/engine/fixes/deadline.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';
import type { CallFact, Reached } from '../../server/engine/lint/rule.ts';

const defaultMs = 10_000;
/** Limits of a library's own up to this count as a deadline: Stripe's eighty seconds do, the five minutes of fetch do not. */
const longestDefaultMs = 120_000;

export const requestWithoutDeadline = defineRule({
  id: 'request-without-deadline',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', ui: 'info', startup: 'info', cli: 'info', worker: 'warning', library: 'info', unknown: 'info' },
  check({ unit, program, summaries, options, report }) {
    unit.facts.calls.forEach((call, c) => {
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'api' || target.model?.waits !== 'net' || !target.model.deadline) continue;
        const { deadline } = target.model;
        // A library that gives up by itself soon enough has a deadline.
        if (typeof deadline.defaultMs === 'number' && deadline.defaultMs <= longestDefaultMs) return;
        if (isLocalData(call) || isOpenEnded(unit, call)) return;
        const given = getDeadlineGiven(program, unit, call, deadline);
        if (given !== 'no') return;
        if (deadline.signal && findSignalInScope(summaries, unit, call.f)) return;
        const name = getCalledName(unit, call) || getCalledName(unit, call, target.api);
        const ms = typeof options['defaultMs'] === 'number' ? options['defaultMs'] : defaultMs;
        report({
          at: call.name, f: call.f,
          // Browsers give up by themselves, and a person who waits too long leaves or reloads.
          confidence: (context) => (context === 'ui' || isOwnPage(call) ? 'possible' : target.guess ? 'likely' : 'certain'),
          message: (reached) => {
            // Browsers have limits of their own, each another.
            const most = deadline.without && reached.context !== 'ui' ? ` up to ${deadline.without}` : '';
            return chooseWording(`\`${name}\` has no deadline; a silent peer keeps ${who(reached)} waiting${most}`, `\`${name}\` has no deadline; a silent peer keeps its caller waiting${most}`, `\`${name}\` has no deadline`);
          },
          sink: `${name} without a deadline`,
          fixes: listDeadlineFixes(unit, call, target.api, deadline, ms),
        });
        return;
      }
    });
  },
});

function who({ context, label }: Reached): string {
  if (context === 'request') return /^[A-Z]+ \//.test(label) ? `\`${label}\`` : 'the request';
  if (context === 'event') return `the ${label}`;
  if (context === 'ui') return 'the page';
  return 'its caller';
}

/** `data:` and `blob:` addresses hold their own content. */
function isLocalData(call: CallFact): boolean {
  const first = call.args[0]?.v;
  const text = first?.k === 'lit' ? first.v : first?.k === 'tpl' ? first.q[0] : undefined;
  return typeof text === 'string' && /^(?:data|blob|file):/.test(text);
}

/** A page asking the server it came from for a file: the browser has limits of its own, and so has the person. */
function isOwnPage(call: CallFact): boolean {
  const first = call.args[0]?.v;
  return first?.k === 'lit' && typeof first.v === 'string' && /^\.?\/.*\.(?:json|svg|png|jpe?g|webp|gif|ico|html|css|js|mjs|wasm|txt|md|xml|csv|woff2?|mp3|mp4|ogg|wav)$/.test(first.v);
}
