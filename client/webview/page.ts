/**
 * The advisor panel's page: takes what the extension sends and draws it. Inputs stay where they are while results are drawn anew, so
 * that a slider keeps the focus. It has no network and reads no file; everything comes through messages.
 */
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-tabs/index.js';
import '@vscode-elements/elements/dist/vscode-tab-header/index.js';
import '@vscode-elements/elements/dist/vscode-tab-panel/index.js';
import type { FromPanel, PageSetup, PanelMemory, ToPanel } from '../src/panelMessages.ts';
import { fill, h } from './dom.ts';
import { AdviceView } from './adviceView.ts';
import { drawHome } from './sections/home.ts';
import { createWords, type Words } from './words.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void; getState(): PanelMemory | undefined; setState(memory: PanelMemory): void };

const vscode = acquireVsCodeApi();
const root = getRoot();
const setup = JSON.parse(root.dataset['setup'] ?? '{"words":{},"language":"en"}') as PageSetup;
const words: Words = createWords(setup);
const send = (message: FromPanel): void => vscode.postMessage(message);
const status = h('p', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
const main = h('main', { tabindex: -1 });
root.append(status, main);

let view: AdviceView | undefined;

window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => receive(data));
send({ kind: 'ready', ...(vscode.getState() === undefined ? {} : { memory: vscode.getState() as PanelMemory }) });

function receive(message: ToPanel): void {
  main.setAttribute('aria-busy', String(message.kind === 'busy'));
  switch (message.kind) {
    case 'advice':
      vscode.setState(message.memory);
      view ??= createView();
      status.textContent = view.show(message);
      requestAnimationFrame(() => send({ kind: 'drawn' }));
      break;
    case 'home':
      vscode.setState(message.memory);
      view = undefined;
      fill(main, drawHome(message.workloads, words, send));
      status.textContent = words.t('Overview of the workspace');
      break;
    case 'bench': view?.showBench(message.state); break;
    case 'busy':
      // What is shown stays until there is something new: a flash of nothing is worse than an old number.
      if (main.childElementCount === 0) fill(main, h('p', { class: 'note' }, message.message));
      status.textContent = message.message;
      break;
    case 'idle': status.textContent = ''; break;
    case 'trouble':
      view = undefined;
      fill(main, drawTrouble(message.message, message.action));
      status.textContent = message.message;
  }
}

function createView(): AdviceView {
  const created = new AdviceView(words, send);
  fill(main, created.element);
  return created;
}

function drawTrouble(message: string, action: 'restart' | 'retry' | undefined): HTMLElement {
  const text = action === 'restart' ? words.t('Restart the server') : words.t('Try again');
  return h('section', { class: 'trouble' }, h('h1', {}, words.t('Nothing to show')), h('p', {}, message),
    action === undefined ? undefined : h('vscode-button', { onclick: () => send({ kind: action }) }, text));
}

function getRoot(): HTMLElement {
  const element = document.getElementById('root');
  if (element === null) throw new Error('The page has no element for the panel.');
  return element;
}
