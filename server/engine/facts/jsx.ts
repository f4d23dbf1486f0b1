/** JSX elements as expressions: tag, attributes as object entries, children. Text between elements is dropped; what a component does is not known here. */
import { SyntaxKind } from '../syntax/ast.ts';
import type { Identifier, JsxAttribute, JsxAttributes, JsxElement, JsxExpression, JsxFragment, JsxNamespacedName, JsxSelfClosingElement, JsxSpreadAttribute, Node } from '../syntax/ast.ts';
import { getOperandFate, spreadObject } from './fates.ts';
import type { Expr, Fate, ObjectEntry } from './fileFacts.ts';
import { none, toPacked } from './rows.ts';
import { onExpression, unknown } from './walker.ts';
import type { Walker } from './walker.ts';

const trueLiteral: Expr = Object.freeze({ k: 'lit', v: true });

/** `div` is a string literal, `Page` and `ui.Page` are values that are read. */
function walkTag(w: Walker, tag: Node): Expr {
  if (tag.kind === SyntaxKind.Identifier) {
    const n = w.nameOf(tag as Identifier);
    if (/^[a-z]/.test(n) || n.includes('-')) return { k: 'lit', v: n };
  }
  if (tag.kind === SyntaxKind.JsxNamespacedName) return { k: 'lit', v: w.text.slice(w.startOf(tag), tag.end) };
  return w.expression(tag, getOperandFate('<>'));
}

function getTagName(tag: Expr): string | undefined {
  if (tag.k === 'lit') return String(tag.v);
  return tag.k === 'prop' || tag.k === 'global' ? tag.n : undefined;
}

function walkAttributes(w: Walker, node: JsxAttributes, tag: string | undefined): ObjectEntry[] {
  const p: ObjectEntry[] = [];
  for (const attribute of node.properties) {
    const x = w.id(attribute);
    if (attribute.kind === SyntaxKind.JsxSpreadAttribute) {
      p.push({ v: w.expression((attribute as JsxSpreadAttribute).expression, spreadObject), kind: 'spread', x });
      continue;
    }
    const { name, initializer } = attribute as JsxAttribute;
    const n = name.kind === SyntaxKind.JsxNamespacedName ? `${w.nameOf((name as JsxNamespacedName).namespace)}:${w.nameOf((name as JsxNamespacedName).name)}` : w.nameOf(name);
    const fate: Fate = tag === undefined ? { k: 'attribute', n } : { k: 'attribute', n, tag };
    const value: Node | undefined = initializer?.kind === SyntaxKind.JsxExpression ? (initializer as JsxExpression).expression : initializer;
    if (value !== undefined) w.named = { node: value, name };
    p.push({ n, v: value === undefined ? (initializer === undefined ? trueLiteral : unknown) : w.expression(value, fate), kind: 'value', x });
  }
  return p;
}

function walkChildren(w: Walker, children: Iterable<Node>): readonly Expr[] {
  const found: Expr[] = [];
  for (const child of children) {
    if (child.kind === SyntaxKind.JsxText) continue;
    const value: Node | undefined = child.kind === SyntaxKind.JsxExpression ? (child as JsxExpression).expression : child;
    if (value !== undefined) found.push(w.expression(value, getOperandFate('<>')));
  }
  return toPacked(found);
}

function walkElement(w: Walker, opening: JsxSelfClosingElement | JsxElement['openingElement'], children: Iterable<Node>): Expr {
  const tag = walkTag(w, opening.tagName);
  const name = tag.k === 'ref' ? w.nameOf(opening.tagName) : getTagName(tag);
  const p = walkAttributes(w, opening.attributes, name);
  return { k: 'jsx', tag, p: toPacked(p), children: walkChildren(w, children) };
}

export const jsxWalks = [
  onExpression<JsxElement>(SyntaxKind.JsxElement, (w, node) => walkElement(w, node.openingElement, node.children)),
  onExpression<JsxSelfClosingElement>(SyntaxKind.JsxSelfClosingElement, (w, node) => walkElement(w, node, none)),
  onExpression<JsxFragment>(SyntaxKind.JsxFragment, (w, node) => ({ k: 'jsx', p: none, children: walkChildren(w, node.children) })),
];
