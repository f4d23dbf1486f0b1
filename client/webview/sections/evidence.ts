/** What the code says about the function: its class, and the loops and calls that show it. */
import type { AdviseResult } from '../../../server/protocol.ts';
import type { FromPanel } from '../../src/panelMessages.ts';
import { toClassName } from '../../src/workloadsView.ts';
import { drawBars } from '../charts.ts';
import { h } from '../dom.ts';
import { drawHop } from './hop.ts';
import type { Words } from '../words.ts';

export function drawEvidence({ function: fn, fields }: AdviseResult, words: Words, send: (message: FromPanel) => void): HTMLElement | undefined {
  if (fn === undefined) return undefined;
  const { t } = words;
  const growth = fn.growth === '' || fn.growth === '1' ? undefined : t('its time grows as {0}', `${fn.growth}${fn.input === undefined ? '' : ` (${fn.input})`}`);
  const contexts = [...new Set(fn.contexts.map(({ context }) => context))].join(', ');
  return h('section', { 'aria-labelledby': 'evidence' },
    h('h2', { id: 'evidence' }, t('Why')),
    h('p', {}, [`${toClassName(fn.workload, t)} (${fn.confidence})`, growth, contexts === '' ? undefined : t('runs in: {0}', contexts), fn.findings === 0 ? undefined : fn.findings === 1 ? t('1 finding') : t('{0} findings', fn.findings)].filter((part) => part !== undefined).join(' · ')),
    fn.evidence.length === 0 ? h('p', { class: 'note' }, t('Nothing in the code shows long computing or waiting.')) : h('ol', { class: 'hops' }, ...fn.evidence.map((hop) => h('li', {}, drawHop(hop, send)))),
    drawTime(fields, words));
}

/** What one task spends its time with, as far as it is given, read or assumed. */
function drawTime(fields: AdviseResult['fields'], words: Words): HTMLElement | undefined {
  const { t } = words;
  const parts = ([['taskMs', t('Computing')], ['waitMs', t('Waiting')]] as const).flatMap(([name, label]) => {
    const field = fields.find((each) => each.name === name);
    if (field === undefined || typeof field.value !== 'number') return [];
    const origin = { given: t('given'), code: t('from the code'), assumed: t('assumed'), none: '' }[field.origin];
    return [{ label, value: field.value, text: `${words.time(field.value)} ${origin}`.trim(), isMain: name === 'taskMs' }];
  });
  return parts.length < 2 ? undefined : drawBars(t('Where the time of one task goes'), parts, words);
}
