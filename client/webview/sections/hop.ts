/** A step in the code: what happens, and a button that opens the place. */
import type { PlainHop } from '../../../server/protocol.ts';
import type { FromPanel } from '../../src/panelMessages.ts';
import { h, toProse } from '../dom.ts';

export function drawHop(hop: PlainHop, send: (message: FromPanel) => void): HTMLElement {
  const place = `${decodeURIComponent(hop.uri.slice(hop.uri.lastIndexOf('/') + 1))}:${hop.range.start.line + 1}`;
  return h('span', {}, toProse(hop.label), ' ', h('button', { class: 'link', type: 'button', onclick: () => send({ kind: 'open', hop }) }, place));
}
