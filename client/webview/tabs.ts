/** Tabs of @vscode-elements, with the names that make them work with a screen reader. */
import { h, type Child } from './dom.ts';

export interface Tab { readonly id: string; readonly title: string; readonly body: Child }

export function drawTabs(tabs: readonly Tab[], label: string): HTMLElement {
  const element = h('vscode-tabs', { 'aria-label': label, 'selected-index': 0 },
    ...tabs.flatMap(({ id, title, body }) => [h('vscode-tab-header', { slot: 'header', id: `header-${id}` }, title), h('vscode-tab-panel', { id: `panel-${id}` }, h('div', { class: 'tab' }, body))]));
  // Its header neither wraps nor scrolls, and a narrow panel would cut titles off. The element offers no part to style.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.header { overflow-x: auto; }');
  requestAnimationFrame(() => element.shadowRoot?.adoptedStyleSheets.push(sheet));
  return element;
}
