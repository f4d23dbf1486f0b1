/**
 * The answer for one workload, top to bottom: verdict, evidence, options, what to apply, measure again. Sections are drawn anew with
 * every answer; the inputs are made once for a function.
 */
import type { AdviseResult } from '../../server/protocol.ts';
import type { BenchState, FromPanel, ToPanel } from '../src/panelMessages.ts';
import { fill, h } from './dom.ts';
import { drawBenchmark } from './sections/benchmark.ts';
import { drawCallPaths } from './sections/callPaths.ts';
import { drawDecisionPath } from './sections/decisionPath.ts';
import { drawEvidence } from './sections/evidence.ts';
import { Inputs } from './sections/inputs.ts';
import { drawMigration, drawSafeguards } from './sections/migration.ts';
import { drawOptions } from './sections/options.ts';
import { drawVerdict, toApproachName } from './sections/verdict.ts';
import { drawTabs } from './tabs.ts';
import type { Words } from './words.ts';

type AdviceMessage = Extract<ToPanel, { kind: 'advice' }>;

export class AdviceView {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #send: (message: FromPanel) => void;
  readonly #inputs: Inputs;
  readonly #top = h('div', { class: 'stack' });
  readonly #details = { path: h('div'), calls: h('div'), migration: h('div'), safeguards: h('div'), bench: h('div') };
  #bench: BenchState = { kind: 'none' };
  #plan: string | undefined;

  constructor(words: Words, send: (message: FromPanel) => void) {
    const { t } = words;
    this.#words = words;
    this.#send = send;
    this.#inputs = new Inputs(words, (input) => send({ kind: 'input', input }));
    const tabs = drawTabs([
      { id: 'path', title: t('Decision path'), body: this.#details.path },
      { id: 'inputs', title: t('Inputs'), body: this.#inputs.element },
      { id: 'calls', title: t('Call paths'), body: this.#details.calls },
      { id: 'migration', title: t('Migration'), body: this.#details.migration },
      { id: 'safeguards', title: t('Safeguards'), body: this.#details.safeguards },
      { id: 'bench', title: t('Benchmark'), body: this.#details.bench },
    ], t('Details of the advice'));
    this.element = h('div', { class: 'stack' }, this.#top, tabs);
  }

  /** Draws the answer; resolves to the sentence a screen reader says. */
  show(message: AdviceMessage): string {
    const { t } = this.#words;
    const { result } = message;
    this.#inputs.update(result, message.memory.input, JSON.stringify(message.memory.place ?? null));
    const { advice } = result;
    if (advice === undefined) {
      const [problem] = result.problems;
      return problem?.message ?? t('The input cannot be used.');
    }
    this.#plan = advice.benchmark.command;
    fill(this.#top, this.#drawHeader(message), drawVerdict(advice, result, this.#words), drawEvidence(result, this.#words, this.#send), drawOptions(advice, message.fixes, this.#words, this.#send));
    fill(this.#details.path, drawDecisionPath(advice, this.#words));
    fill(this.#details.calls, drawCallPaths(result, this.#words, this.#send));
    fill(this.#details.migration, drawMigration(advice, this.#words));
    fill(this.#details.safeguards, drawSafeguards(advice, this.#words));
    this.#drawBench();
    return t('Advice: {0}, confidence {1}', toApproachName(advice.approach, t), advice.confidence);
  }

  showBench(state: BenchState): void {
    this.#bench = state;
    this.#drawBench();
  }

  #drawBench(): void {
    fill(this.#details.bench, drawBenchmark(this.#bench, this.#plan ?? '', this.#words, this.#send));
  }

  #drawHeader({ title, memory, result }: AdviceMessage): HTMLElement {
    const { t } = this.#words;
    return h('header', { class: 'bar' },
      h('h1', { title }, title, getPlace(result)),
      h('div', { class: 'actions' },
        h('vscode-button', { appearance: 'secondary', secondary: true, onclick: () => this.#send({ kind: 'home' }) }, t('Overview')),
        memory.place === undefined ? undefined : h('vscode-button', { secondary: true, 'aria-pressed': String(!memory.isPinned), title: t('Show the function under the cursor'), onclick: () => this.#send({ kind: 'pin', isPinned: !memory.isPinned }) }, memory.isPinned ? t('Follow the cursor') : t('Stay here')),
        h('vscode-button', { secondary: true, onclick: () => this.#send({ kind: 'copy' }) }, t('Copy as Markdown'))));
  }
}

function getPlace({ function: fn }: AdviseResult): HTMLElement | undefined {
  if (fn === undefined) return undefined;
  return h('span', { class: 'place' }, `${decodeURIComponent(fn.uri.slice(fn.uri.lastIndexOf('/') + 1))}:${fn.range.start.line + 1}`);
}
