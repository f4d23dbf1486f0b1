/**
 * Bars in SVG, each chart with the same numbers as a table below it: the table is what a screen reader and a person who zooms read.
 * Colours are the editor's own and are never the only difference.
 */
import { h, svg } from './dom.ts';
import type { Words } from './words.ts';

export interface Bar { readonly label: string; readonly value: number; readonly text: string; /** The bar the chart is about. */ readonly isMain?: boolean }

/** A stretch of the scale with a meaning: from here to where the next one begins, the last one to the end. */
export interface Band { readonly from: number; /** Beside its beginning. */ readonly label: string; readonly name: string }

const rowHeight = 26;

/**
 * Horizontal bars from zero, over bands that are named below where there are some. Names stand in a column of their own and bars take the
 * rest, in per cent, so that letters stay as large as the page's at every width.
 */
export function drawBars(title: string, bars: readonly Bar[], words: Words, bands: readonly Band[] = []): HTMLElement {
  const lines = bands.filter(({ from }) => from > 0);
  const most = Math.max(...bars.map(({ value }) => value), ...lines.map(({ from }) => from * 1.15), Number.MIN_VALUE);
  // Per cent of the drawing left for the figures beside the bars, by the longest of them in a narrow panel.
  const free = Math.min(50, 10 + 2.5 * Math.max(...bars.map(({ text }) => text.length)));
  const scale = (value: number): number => (value / most) * (100 - free);
  const bottom = bars.length * rowHeight;
  const plot = svg('svg', { height: bottom + (bands.length > 0 ? 20 : 2), class: 'plot' },
    ...bands.map(({ from }, i) => svg('rect', { x: `${scale(from)}%`, y: 0, width: `${(i + 1 < bands.length ? scale(bands[i + 1]?.from ?? from) : 100) - scale(from)}%`, height: bottom, class: `band band-${i}` })),
    ...bars.map(({ value, isMain }, row) => svg('rect', { x: 0, y: row * rowHeight + 4, width: `${Math.max(0.3, scale(value))}%`, height: rowHeight - 9, class: isMain === true ? 'chart-bar main' : 'chart-bar' })),
    ...lines.flatMap(({ from, label }, i) => [
      svg('line', { x1: `${scale(from)}%`, x2: `${scale(from)}%`, y1: 0, y2: bottom, class: 'mark' }),
      // The first two limits stand close together.
      svg('text', { x: `${scale(from)}%`, y: bottom + 14, 'text-anchor': i === 0 && lines.length > 2 ? 'end' : 'start', class: 'chart-text small' }, label),
    ]),
    // Last, so that no limit goes through a figure.
    ...bars.map(({ value, text }, row) => svg('text', { x: `${Math.max(0.3, scale(value))}%`, dx: 6, y: row * rowHeight + 17, class: 'chart-text' }, text)));
  const chart = h('div', { class: 'chart', role: 'img', 'aria-label': title }, h('div', { class: 'chart-names' }, ...bars.map(({ label }) => h('span', { title: label }, label))), plot);
  const legend = bands.length === 0 ? undefined : h('ul', { class: 'legend' }, ...bands.map(({ label, name }, i) => h('li', {}, h('span', { class: `swatch band-${i}`, 'aria-hidden': 'true' }), i + 1 < bands.length ? `${label} – ${bands[i + 1]?.label ?? ''}: ${name}` : `≥ ${label}: ${name}`)));
  return h('figure', {}, h('figcaption', {}, title), chart, legend,
    h('details', {}, h('summary', {}, words.t('Show as table')), drawTable(title, ['', ''], bars.map(({ label, text }) => [label, text]), { hasHead: false })));
}

/**
 * A plain table: it reads well everywhere, which a grid of elements does not. With `isWordy` its cells hold sentences, and in a narrow
 * panel each row becomes a card.
 */
export function drawTable(label: string, head: readonly string[], rows: readonly (readonly (string | Node)[])[], { hasHead = true, isWordy = false } = {}): HTMLElement {
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    h('table', { 'aria-label': label, class: isWordy ? 'wordy' : 'plain' },
      hasHead ? h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))) : undefined,
      h('tbody', {}, ...rows.map(([first, ...cells]) => h('tr', {}, h('th', { scope: 'row' }, first), ...cells.map((cell, i) => h('td', { 'data-label': head[i + 1] }, cell)))))));
}
