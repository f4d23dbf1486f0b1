/**
 * Bars in SVG, each chart with the same numbers as a table below it: the table is what a screen reader and a person who zooms read.
 * Colours are the editor's own and are never the only difference.
 */
import { h, svg } from './dom.ts';
import type { Words } from './words.ts';

export interface Bar { readonly label: string; readonly value: number; readonly text: string; /** The bar the chart is about. */ readonly isMain?: boolean }

/** `anchor`: on which side of the line its name stands, where two are close together. */
export interface Mark { readonly at: number; readonly label: string; readonly anchor?: 'start' | 'middle' | 'end' }

const rowHeight = 26;
const labelWidth = 170;
const valueWidth = 70;
const width = 640;

/** Horizontal bars from zero. `marks`: vertical lines with a name, such as the limits of a verdict. */
export function drawBars(title: string, bars: readonly Bar[], words: Words, marks: readonly Mark[] = []): HTMLElement {
  const most = Math.max(...bars.map(({ value }) => value), ...marks.map(({ at }) => at), Number.MIN_VALUE);
  const scale = (value: number): number => (value / most) * (width - labelWidth - valueWidth);
  const height = bars.length * rowHeight + (marks.length > 0 ? 18 : 4);
  const chart = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title, class: 'chart' },
    ...bars.flatMap(({ label, value, text, isMain }, row) => [
      svg('text', { x: labelWidth - 8, y: row * rowHeight + 17, 'text-anchor': 'end', class: 'chart-text' }, shorten(label, 24)),
      svg('rect', { x: labelWidth, y: row * rowHeight + 4, width: Math.max(1, scale(value)), height: rowHeight - 9, class: isMain === true ? 'chart-bar main' : 'chart-bar' }),
      svg('text', { x: labelWidth + Math.max(1, scale(value)) + 6, y: row * rowHeight + 17, class: 'chart-text' }, text),
    ]),
    ...marks.flatMap(({ at, label, anchor }) => [
      svg('line', { x1: labelWidth + scale(at), x2: labelWidth + scale(at), y1: 0, y2: bars.length * rowHeight, class: 'mark' }),
      svg('text', { x: labelWidth + scale(at), y: bars.length * rowHeight + 13, 'text-anchor': anchor ?? 'middle', class: 'chart-text small' }, label),
    ]));
  return h('figure', {}, h('figcaption', {}, title), chart,
    h('details', {}, h('summary', {}, words.t('Show as table')), drawTable(title, ['', ''], bars.map(({ label, text }) => [label, text]), false)));
}

/** A plain table: it reads well everywhere, which a grid of elements does not. */
export function drawTable(label: string, head: readonly string[], rows: readonly (readonly (string | Node)[])[], hasHead = true): HTMLElement {
  return h('div', { class: 'scroll', tabindex: 0 },
    h('table', { 'aria-label': label },
      hasHead ? h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))) : undefined,
      h('tbody', {}, ...rows.map(([first, ...cells]) => h('tr', {}, h('th', { scope: 'row' }, first), ...cells.map((cell, i) => h('td', { 'data-label': head[i + 1] }, cell)))))));
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
