/** Tabs of @vscode-elements, with the names that make them work with a screen reader. */
import { h, type Child } from './dom.ts';

export interface Tab { readonly id: string; readonly title: string; readonly body: Child }

export function drawTabs(tabs: readonly Tab[], label: string): HTMLElement {
  const element = h('vscode-tabs', { 'aria-label': label, 'selected-index': 0 },
    ...tabs.flatMap(({ id, title, body }) => [h('vscode-tab-header', { slot: 'header', id: `header-${id}` }, title), h('vscode-tab-panel', { id: `panel-${id}` }, h('div', { class: 'tab' }, body))]));
  // Their header does not wrap, so that a narrow panel would cut titles off, and marks the chosen tab too faintly. They offer no part to style.
  adoptStyles(element, '.tablist { flex-wrap: wrap; }');
  for (const header of element.querySelectorAll('vscode-tab-header')) adoptStyles(header, ':host([active]) .wrapper { box-shadow: inset 0 -2px var(--vscode-panelTitle-activeBorder, currentColor); }');
  return element;
}

function adoptStyles(element: Element, text: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  // The element makes its tree when it is shown.
  requestAnimationFrame(() => element.shadowRoot?.adoptedStyleSheets.push(sheet));
}
