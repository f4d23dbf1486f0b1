/** How the function is reached: for each context the calls from the root. */
import type { AdviseResult } from '../../../server/protocol.ts';
import type { FromPanel } from '../../src/panelMessages.ts';
import { h } from '../dom.ts';
import type { Words } from '../words.ts';
import { drawHop } from './hop.ts';

export function drawCallPaths({ function: fn }: AdviseResult, { t }: Words, send: (message: FromPanel) => void): HTMLElement {
  const reached = fn?.contexts.filter(({ path }) => path.length > 0) ?? [];
  if (fn === undefined) return h('p', { class: 'note' }, t('No function was chosen: the answer rests on the inputs alone.'));
  if (reached.length === 0) return h('p', { class: 'note' }, t('Nothing in the workspace is known to call it.'));
  return h('div', { class: 'stack' }, ...reached.map(({ context, path }) => h('section', {}, h('h3', {}, context), h('ol', { class: 'hops' }, ...path.map((hop) => h('li', {}, drawHop(hop, send)))))));
}
