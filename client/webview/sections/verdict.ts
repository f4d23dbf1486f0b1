/** The verdict and what is expected of it, every number with what it rests on. */
import type { Advice } from '../../../server/advisor/advice.ts';
import type { AdviseResult } from '../../../server/protocol.ts';
import type { Translate } from '../../src/translate.ts';
import { h, toProse } from '../dom.ts';
import type { Words } from '../words.ts';

export function toApproachName(approach: Advice['approach'], t: Translate): string {
  return {
    sequential: t('Leave it on one thread'), async: t('Async with a bound'), 'worker-pool': t('Worker pool'), 'shared-memory-workers': t('Workers over shared memory'),
    processes: t('Separate processes'), hybrid: t('Async feeding a worker pool'), distributed: t('An existing queue or workflow engine'),
  }[approach];
}

export function drawVerdict(advice: Advice, { machine }: AdviseResult, words: Words): HTMLElement {
  const { t } = words;
  const { speedup, burstMs, loopDelayMs, memoryMb, basis } = advice.expected;
  const figures: readonly (readonly [string, string, keyof typeof basis])[] = [
    [t('Speed-up over one thread'), words.factor(speedup), 'speedup'], [t('Time for the burst'), words.time(burstMs), 'burstMs'],
    [t('Event loop held at most'), words.time(loopDelayMs), 'loopDelayMs'], [t('Memory'), words.megabytes(memoryMb), 'memoryMb'],
  ];
  return h('section', { class: 'verdict', 'aria-labelledby': 'verdict' },
    h('h2', { id: 'verdict' }, toApproachName(advice.approach, t), h('vscode-badge', { variant: 'counter' }, toConfidence(advice.confidence, t))),
    h('ul', { class: 'reasons' }, ...advice.reasons.slice(0, 4).map((reason) => h('li', {}, toProse(reason)))),
    h('dl', { class: 'figures' }, ...figures.map(([label, value, key]) => h('div', { class: 'figure' }, h('dt', {}, label), h('dd', {}, value, drawBasis(basis[key], words))))),
    h('p', { class: 'note' }, toProse(machine === 'measured' ? t('Costs of threads and messages were measured on this machine.') : t('Costs of threads and messages are shipped defaults; `loopwise calibrate` measures those of this machine.'))));
}

export function drawBasis(basis: 'measured' | 'estimated' | 'assumed', { t }: Words): HTMLElement {
  const labels = { measured: t('measured'), estimated: t('estimated'), assumed: t('assumed') };
  const meanings = { measured: t('Measured, on this machine and from numbers given'), estimated: t('Computed from the cost model'), assumed: t('Rests on a number nobody gave') };
  return h('span', { class: `basis ${basis}`, title: meanings[basis] }, labels[basis]);
}

function toConfidence(confidence: Advice['confidence'], t: Translate): string {
  return { high: t('high confidence'), medium: t('medium confidence'), low: t('low confidence') }[confidence];
}
