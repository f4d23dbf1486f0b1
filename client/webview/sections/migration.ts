/** The steps from how it is to how it is advised, with code, and what to add so that it holds. */
import type { Advice } from '../../../server/advisor/advice.ts';
import { h, toProse } from '../dom.ts';
import type { Words } from '../words.ts';
import { toApproachName } from './verdict.ts';

export function drawMigration({ migration }: Advice, { t }: Words): HTMLElement {
  const levels = { low: t('low'), medium: t('medium'), high: t('high') };
  if (migration.steps.length === 0) return h('p', { class: 'note' }, t('Nothing has to change.'));
  return h('div', { class: 'stack' },
    h('p', {}, t('From {0} to {1}: effort {2}, risk {3}.', toApproachName(migration.from, t), toApproachName(migration.to, t), levels[migration.effort], levels[migration.risk])),
    h('ol', { class: 'steps' }, ...migration.steps.map(({ title, detail, effort, risk, code }) => h('li', {},
      h('h3', {}, toProse(title)), h('p', {}, toProse(detail)), h('p', { class: 'note' }, t('effort {0}, risk {1}', levels[effort], levels[risk])),
      code === undefined ? undefined : h('pre', { tabindex: 0, role: 'region', 'aria-label': title }, h('code', {}, code))))));
}

export function drawSafeguards({ safeguards }: Advice, { t }: Words): HTMLElement {
  return safeguards.length === 0 ? h('p', { class: 'note' }, t('None are needed.')) : h('ul', { class: 'reasons' }, ...safeguards.map((text) => h('li', {}, toProse(text))));
}
