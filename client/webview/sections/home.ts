/** The overview of the workspace: findings, the roots that reach them, and the functions by the kind of work they do. */
import type { WorkloadFunction, Workloads } from '../../../server/protocol.ts';
import type { FromPanel } from '../../src/panelMessages.ts';
import { classOrder, rankGrowth, toClassName } from '../../src/workloadsView.ts';
import { drawBars, drawTable } from '../charts.ts';
import { h } from '../dom.ts';
import type { Words } from '../words.ts';
import { drawHop } from './hop.ts';

const mostFunctions = 15;

export function drawHome(workloads: Workloads, words: Words, send: (message: FromPanel) => void): HTMLElement {
  const { t } = words;
  const heavy = workloads.functions.filter(({ workload }) => workload === 'cpu' || workload === 'mixed')
    .sort((a, b) => b.findings - a.findings || rankGrowth(b.growth) - rankGrowth(a.growth) || (a.name < b.name ? -1 : 1)).slice(0, mostFunctions);
  return h('div', { class: 'stack' },
    h('header', { class: 'bar' }, h('h1', {}, t('Workload Advisor'))),
    h('p', {}, t('{0} functions in {1} files.', words.number(workloads.functions.length), words.number(workloads.files)), workloads.isFinal ? '' : ` ${t('The analysis is still under way.')}`),
    h('section', {}, h('h2', {}, t('Kinds of work')), drawBars(t('Functions by the kind of work they do'), classOrder.map((workload) => {
      const count = workloads.functions.filter((fn) => fn.workload === workload).length;
      return { label: toClassName(workload, t), value: count, text: words.number(count), isMain: workload === 'cpu' };
    }), words)),
    h('section', {}, h('h2', {}, t('Findings')), workloads.findings.length === 0 ? h('p', { class: 'note' }, t('None.'))
      : drawTable(t('Findings'), [t('Family'), t('Errors'), t('Warnings'), t('Notes')], toFamilies(workloads.findings, words))),
    workloads.hotRoots.length === 0 ? undefined : h('section', {}, h('h2', {}, t('Roots that reach findings')),
      h('ul', { class: 'reasons' }, ...workloads.hotRoots.map((root) => h('li', {}, drawHop(root, send), ` · ${root.findings === 1 ? t('1 finding') : t('{0} findings', root.findings)}`)))),
    h('section', {}, h('h2', {}, t('Functions that compute')), heavy.length === 0 ? h('p', { class: 'note' }, t('None was found.')) : drawTable(t('Functions that compute'), [t('Function'), t('Time grows as'), t('Findings'), t('Advice')], heavy.map((fn) => toRow(fn, words, send)))));
}

/** A row for each family, the one with the most severe findings first. */
function toFamilies(findings: Workloads['findings'], words: Words): readonly (readonly string[])[] {
  const count = (family: string, severity: string): number => findings.filter((row) => row.family === family && row.severity === severity).reduce((sum, row) => sum + row.count, 0);
  const shown = (value: number): string => (value === 0 ? '–' : words.number(value));
  return [...new Set(findings.map(({ family }) => family))]
    .sort((a, b) => count(b, 'error') - count(a, 'error') || count(b, 'warning') - count(a, 'warning') || (a < b ? -1 : 1))
    .map((family) => [family, shown(count(family, 'error')), shown(count(family, 'warning')), shown(count(family, 'info'))]);
}

function toRow(fn: WorkloadFunction, { t, number }: Words, send: (message: FromPanel) => void): readonly (string | Node)[] {
  const name = fn.name.split(' > ').at(-1) ?? fn.name;
  return [name === '' ? t('anonymous function') : name, fn.growth === '1' ? '' : fn.growth, number(fn.findings),
    h('button', { class: 'link', type: 'button', 'aria-label': t('Advise on {0}', name), onclick: () => send({ kind: 'advise', place: { uri: fn.uri, position: fn.range.start } }) }, t('Advise'))];
}
