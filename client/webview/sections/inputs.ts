/**
 * The inputs as they count, each with where it comes from. Three of them are sliders that show where the answer turns; moving one asks
 * the server again. Controls are made once for a function and then only updated, so that they keep the focus.
 */
import type { Advice } from '../../../server/advisor/advice.ts';
import type { AdviseField, AdviseParams, AdviseResult } from '../../../server/protocol.ts';
import { fill, h, toProse } from '../dom.ts';
import type { Words } from '../words.ts';
import { toApproachName } from './verdict.ts';

/** Sliders go up in equal factors: what matters is 1, 10, 100 ms, not 1, 2, 3. */
const sliders: Readonly<Record<string, readonly [from: number, to: number]>> = { taskMs: [0.01, 10_000], payloadKb: [0.1, 1_000_000], cores: [1, 64] };
const sliderSteps = 120;
/** Between the last movement and the question, in milliseconds. */
const restMs = 60;

export class Inputs {
  readonly element = h('div', { class: 'stack' });
  readonly #words: Words;
  readonly #onChange: (input: AdviseParams['input']) => void;
  readonly #rows = new Map<string, { readonly control: HTMLInputElement | HTMLSelectElement; readonly slider?: HTMLInputElement; readonly origin: HTMLElement }>();
  readonly #problems = h('div', { role: 'alert' });
  readonly #turns = h('div');
  #given: Record<string, number | boolean | string | null> = {};
  #subject = '';
  #timer: number | undefined;

  constructor(words: Words, onChange: (input: AdviseParams['input']) => void) {
    this.#words = words;
    this.#onChange = onChange;
  }

  /** `subject`: what the inputs are about; another one makes the controls anew. */
  update({ fields, problems, advice }: AdviseResult, given: AdviseParams['input'], subject: string): void {
    this.#given = { ...given };
    if (subject !== this.#subject || this.#rows.size === 0) this.#create(fields, subject);
    fill(this.#problems, ...problems.map(({ message }) => h('p', { class: 'problem' }, message)));
    fill(this.#turns, this.#drawTurns(advice?.breakEven ?? []));
    for (const field of fields) {
      const row = this.#rows.get(field.name);
      if (row === undefined) continue;
      // What a person is typing is not taken away from them.
      if (document.activeElement !== row.control) show(row.control, field);
      if (row.slider !== undefined && document.activeElement !== row.slider && typeof field.value === 'number') row.slider.value = String(toStep(field.name, field.value));
      row.slider?.setAttribute('aria-valuetext', `${String(field.value ?? '')} ${getUnit(field.name)}`.trim());
      fill(row.origin, toProse(this.#describe(field)));
    }
  }

  #create(fields: readonly AdviseField[], subject: string): void {
    const { t } = this.#words;
    this.#subject = subject;
    this.#rows.clear();
    const rows = fields.map((field) => {
      const id = `input-${field.name}`;
      const control = this.#createControl(field, id);
      const slider = this.#createSlider(field, control);
      const origin = h('span', { class: 'origin', id: `${id}-origin` });
      this.#rows.set(field.name, { control, origin, ...(slider === undefined ? {} : { slider }) });
      return h('div', { class: 'field' }, h('label', { for: id, title: field.meaning }, field.meaning), h('div', { class: 'controls' }, control, h('span', { class: 'unit' }, getUnit(field.name)), slider), origin);
    });
    fill(this.element, h('p', { class: 'note' }, t('An empty field is not given: it is read from the code or assumed.')), this.#problems, this.#turns, h('div', { class: 'fields' }, ...rows));
  }

  /** What would change the answer; each can be tried. */
  #drawTurns(turns: Advice['breakEven']): HTMLElement | undefined {
    const { t } = this.#words;
    if (turns.length === 0) return undefined;
    return h('section', { 'aria-labelledby': 'turns' }, h('h3', { id: 'turns' }, t('What would change the answer')), h('ul', { class: 'reasons' }, ...turns.map(({ field, value, text, approach }) =>
      h('li', {}, toProse(text.replace(`\`${approach}\``, toApproachName(approach, t))), ' ', h('button', { class: 'link', type: 'button', 'aria-label': t('Try it: {0}', text), onclick: () => this.#onChange({ ...this.#given, [field]: value }) }, t('Try it'))))));
  }

  #createControl(field: AdviseField, id: string): HTMLInputElement | HTMLSelectElement {
    const { t } = this.#words;
    const options = field.kind === 'flag' ? [['true', t('yes')], ['false', t('no')]] : field.choices?.map((choice) => [choice, choice]);
    if (options !== undefined) {
      const select = h('select', { id, 'aria-describedby': `${id}-origin`, onchange: () => this.#change(field, select.value) }, h('option', { value: '' }, t('not given')), ...options.map(([value, label]) => h('option', { value }, label))) as HTMLSelectElement;
      return select;
    }
    const input = h('input', { id, type: 'number', min: 0, step: 'any', inputmode: 'decimal', 'aria-describedby': `${id}-origin`, oninput: () => this.#change(field, input.value) }) as HTMLInputElement;
    return input;
  }

  #createSlider(field: AdviseField, control: HTMLInputElement | HTMLSelectElement): HTMLInputElement | undefined {
    if (sliders[field.name] === undefined) return undefined;
    const slider = h('input', { type: 'range', min: 0, max: sliderSteps, 'aria-label': this.#words.t('{0}, slider', field.meaning), oninput: () => {
      const value = fromStep(field.name, Number(slider.value));
      control.value = String(value);
      this.#change(field, String(value));
    } }) as HTMLInputElement;
    return slider;
  }

  #change(field: AdviseField, text: string): void {
    this.#given = { ...this.#given, [field.name]: text === '' ? null : field.kind === 'number' ? Number(text) : field.kind === 'flag' ? text === 'true' : text };
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#onChange(this.#given), restMs);
  }

  #describe({ origin, because, value }: AdviseField): string {
    const { t } = this.#words;
    const shown = { given: t('given'), code: t('from the code'), assumed: t('assumed'), none: t('not needed') }[origin];
    const known = value !== null && (origin === 'assumed' || origin === 'code') ? `${shown}: ${String(value)}` : shown;
    return because === undefined || because === '' || origin === 'given' ? known : `${known} (${because})`;
  }
}

/** Only what was given stands in the control; what is assumed stands beside it. */
function show(control: HTMLInputElement | HTMLSelectElement, { origin, value }: AdviseField): void {
  control.value = origin === 'given' && value !== null ? String(value) : '';
  if (control instanceof HTMLInputElement) control.placeholder = value === null ? '' : String(value);
}

function getUnit(name: string): string {
  return name.endsWith('Ms') ? 'ms' : name.endsWith('Kb') ? 'kB' : name.endsWith('Mb') ? 'MB' : name.endsWith('PerSecond') ? '/ s' : '';
}

function toStep(name: string, value: number): number {
  const [from, to] = sliders[name] ?? [1, 1];
  return Math.round((Math.log(Math.min(to, Math.max(from, value)) / from) / Math.log(to / from)) * sliderSteps);
}

function fromStep(name: string, step: number): number {
  const [from, to] = sliders[name] ?? [1, 1];
  const value = from * (to / from) ** (step / sliderSteps);
  return name === 'cores' ? Math.round(value) : Number(value.toPrecision(2));
}
