/** The way through the decision framework: each question, its answer, and behind it the numbers that decide. */
import type { Advice } from '../../../server/advisor/advice.ts';
import { h, toProse } from '../dom.ts';
import type { Words } from '../words.ts';
import { toApproachName } from './verdict.ts';

export function drawDecisionPath(advice: Advice, { t }: Words): HTMLElement {
  return h('ol', { class: 'tree', 'aria-label': t('Decision path') },
    ...advice.path.map(({ question, answer, because }) => h('li', {}, h('details', { open: true }, h('summary', {}, h('span', {}, question), ' ', h('strong', {}, answer)), h('p', {}, toProse(because))))),
    h('li', { class: 'leaf' }, h('strong', {}, toApproachName(advice.approach, t))));
}
