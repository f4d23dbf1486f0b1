/** The chosen approach and at most three others, what each costs and why it is not the first; and what can be applied right away. */
import type { Advice } from '../../../server/advisor/advice.ts';
import type { FromPanel } from '../../src/panelMessages.ts';
import { drawTable } from '../charts.ts';
import { h, toProse } from '../dom.ts';
import type { Words } from '../words.ts';
import { toApproachName } from './verdict.ts';

export function drawOptions(advice: Advice, fixes: readonly string[], words: Words, send: (message: FromPanel) => void): HTMLElement {
  const { t } = words;
  const levels = { low: t('low'), medium: t('medium'), high: t('high') };
  const chosen = [`1 ${toApproachName(advice.approach, t)}`, t('effort {0}, risk {1}', levels[advice.migration.effort], levels[advice.migration.risk]), t('advised: {0} for the burst, event loop held {1} at most', words.time(advice.expected.burstMs), words.time(advice.expected.loopDelayMs))];
  const others = advice.alternatives.map(({ approach, tradeoffs, whyNot }, i) => [`${i + 2} ${toApproachName(approach, t)}`, toProse(tradeoffs.join('; ')), toProse(whyNot)]);
  // No landmark: the table is one, under the same name.
  return h('div', {},
    h('h2', {}, t('Options')),
    drawTable(t('Options'), [t('Approach'), t('What it costs'), t('Why, or why not')], [chosen, ...others], { isWordy: true }),
    fixes.length === 0 ? undefined : h('div', { class: 'apply' }, h('vscode-button', { onclick: () => send({ kind: 'fixes' }) }, t('Apply a fix…')), h('span', { class: 'note' }, toProse(fixes[0] ?? ''), fixes.length > 1 ? ` ${t('and {0} more', fixes.length - 1)}` : '')));
}
