/**
 * Puts a function's body into a `try` that reports what it throws, for functions whose promise nobody looks at. Lines move in by one
 * step; text inside template literals stays where it is.
 */
import { SyntaxKind } from '../syntax/ast.ts';
import type { Node } from '../syntax/ast.ts';
import type { Unit } from '../program/unit.ts';
import type { Tree } from '../syntax/compiler.ts';
import type { Edit } from './edits.ts';
import { isBlock, startOf, type FunctionNode } from './nodes.ts';
import { getLineIndent, getTextStyle } from './textStyle.ts';

export interface GuardedBody { readonly before: readonly Edit[]; readonly after: readonly Edit[] }

/** The edits in front of the body's own ones and behind them. `report` is called with the error, a statement without its semicolon. */
export function guardBody(tree: Tree, unit: Unit, node: FunctionNode, report: string): GuardedBody {
  const { text } = tree;
  const { newline, indent, end } = getTextStyle(unit.facts, text);
  const { body } = node;
  if (body === undefined) return { before: [], after: [] };
  const start = startOf(tree, body);
  if (!isBlock(body)) return { before: [{ start, end: start, newText: `{ try { ` }], after: [{ start: body.end, end: body.end, newText: `${end} } catch (error) { ${report}${end} } }` }] };
  const [first] = body.statements;
  const last = [...body.statements].at(-1);
  if (first === undefined || last === undefined) return { before: [], after: [] };
  const inside = start + 1;
  const close = body.end - 1;
  const isOnLines = /[\r\n]/.test(text.slice(inside, startOf(tree, first))) && /[\r\n]\s*$/.test(text.slice(last.end, close));
  if (!isOnLines) return { before: [{ start: inside, end: inside, newText: ' try {' }], after: [{ start: close, end: close, newText: `} catch (error) { ${report}${end} } ` }] };
  const outer = getLineIndent(text, close);
  const kept = listTemplates(body);
  const moved: Edit[] = [];
  for (const match of text.slice(inside, close).matchAll(/(?:\r\n|\n|\r)(?=[^\S\r\n]*[^\s])/g)) {
    const at = inside + match.index + match[0].length;
    // The closing brace of the function stays.
    if (at < close - outer.length && !kept.some((span) => at > span.start && at < span.end)) moved.push({ start: at, end: at, newText: indent });
  }
  const closeLine = close - outer.length;
  return {
    before: [{ start: inside, end: inside, newText: `${newline}${outer}${indent}try {` }, ...moved],
    after: [{ start: closeLine, end: closeLine, newText: `${outer}${indent}} catch (error) {${newline}${outer}${indent}${indent}${report}${end}${newline}${outer}${indent}}${newline}` }],
  };
}

/** Spans whose line breaks are part of a value. */
function listTemplates(body: Node): { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  const visit = (node: Node): void => {
    if (node.kind === SyntaxKind.TemplateExpression || node.kind === SyntaxKind.NoSubstitutionTemplateLiteral || node.kind === SyntaxKind.JsxText) spans.push({ start: node.pos, end: node.end });
    else node.forEachChild((child) => visit(child));
  };
  visit(body);
  return spans;
}
