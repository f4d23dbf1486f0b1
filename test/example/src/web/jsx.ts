// A few lines of JSX for a page without a framework: `h` makes real elements.
type Child = Node | string | number | readonly Child[];

export function h(
  tag: string | ((props: Record<string, unknown>) => HTMLElement),
  props: Record<string, unknown> | null,
  ...children: Child[]
): HTMLElement {
  if (typeof tag === 'function') return tag({ ...props, children });
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith('on') && typeof value === 'function') {
      element.addEventListener(name.slice(2).toLowerCase(), value as EventListener);
    } else {
      element.setAttribute(name, String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element: HTMLElement, children: readonly Child[]): void {
  for (const child of children) {
    if (child instanceof Node) element.append(child);
    else if (typeof child === 'object') append(element, child);
    else element.append(String(child));
  }
}

declare global {
  namespace JSX {
    type Element = HTMLElement;
    interface IntrinsicElements { [tag: string]: Record<string, unknown> }
  }
}
