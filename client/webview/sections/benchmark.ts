/** The benchmark: how to get one, its progress, its bars with the limits of the verdicts, and earlier runs beside it. */
import type { BenchRun, BenchState, FromPanel } from '../../src/panelMessages.ts';
import { drawBars, drawTable } from '../charts.ts';
import { h } from '../dom.ts';
import type { Words } from '../words.ts';

export function drawBenchmark(state: BenchState, command: string, words: Words, send: (message: FromPanel) => void): HTMLElement {
  const { t } = words;
  const run = (text: string): HTMLElement => h('vscode-button', { onclick: () => send({ kind: 'bench', action: 'run' }) }, text);
  switch (state.kind) {
    case 'running': return h('div', { class: 'stack' }, h('p', { role: 'status' }, state.message), h('vscode-button', { secondary: true, onclick: () => send({ kind: 'bench', action: 'cancel' }) }, t('Cancel')));
    case 'failed': return h('div', { class: 'stack' }, h('p', { class: 'problem', role: 'alert' }, state.message), run(t('Try again')));
    case 'none': return h('div', { class: 'stack' },
      h('p', {}, t('A benchmark runs the function alone first, then each approach, and says by how much each is faster.')),
      state.unavailable === undefined ? run(t('Generate and run')) : h('p', { class: 'note' }, state.unavailable),
      command === '' ? undefined : h('div', {}, h('p', { class: 'note', id: 'bench-command' }, t('In a terminal')), h('pre', { class: 'command', tabindex: 0, role: 'region', 'aria-labelledby': 'bench-command' }, h('code', {}, command))));
    case 'done': {
      const [latest, ...earlier] = state.runs;
      if (latest === undefined) return run(t('Generate and run'));
      return h('div', { class: 'stack' }, drawRun(latest, words), run(t('Measure again')),
        ...(earlier.length === 0 ? [] : [h('h3', {}, t('Earlier runs')), drawComparison(latest, earlier, words)]));
    }
  }
}

function drawRun({ at, rows, bands }: BenchRun, words: Words): HTMLElement {
  const { t } = words;
  const best = bands.at(-1)?.from ?? Infinity;
  const bars = rows.map(({ approach, speedup }) => ({ label: approach, value: speedup, text: words.factor(speedup), isMain: speedup >= best }));
  const named = bands.map(({ from, verdict }) => ({ from, label: words.factor(from), name: toVerdict(verdict, t) }));
  return h('div', { class: 'stack' },
    drawBars(t('Speed-up over one thread, {0}', at), bars, words, named),
    drawTable(t('Times'), [t('Approach'), t('Median'), t('Least to most'), t('Loop delay p99'), t('Verdict')],
      rows.map((row) => [row.approach, words.time(row.medianMs), `${words.time(row.minMs)} – ${words.time(row.maxMs)}`, words.time(row.loopDelayP99Ms), toVerdict(row.verdict, t)]), { isWordy: true }));
}

/** The tool's words in the person's language; a verdict of a later version stays as it is. */
function toVerdict(verdict: string, t: Words['t']): string {
  const known: Readonly<Record<string, string>> = {
    baseline: t('baseline'), 'do not use': t('do not use'), 'overhead not justified': t('overhead not justified'),
    'worth considering for larger loads': t('worth considering for larger loads'), 'clear winner': t('clear winner'),
  };
  return known[verdict] ?? verdict;
}

/** Medians of the approaches over the runs, the newest first. */
function drawComparison(latest: BenchRun, earlier: readonly BenchRun[], words: Words): HTMLElement {
  const runs = [latest, ...earlier.slice(0, 4)];
  const find = (run: BenchRun, approach: string): string => { const row = run.rows.find((each) => each.approach === approach); return row === undefined ? '–' : words.time(row.medianMs); };
  return drawTable(words.t('Earlier runs'), [words.t('Approach'), ...runs.map(({ at }) => at)], latest.rows.map(({ approach }) => [approach, ...runs.map((run) => find(run, approach))]));
}
