/**
 * Literals and the names of properties. Values are what the source says: long strings are cut, and nothing is computed except
 * the sign of a number.
 */
import { SyntaxKind } from '../syntax/ast.ts';
import type { BigIntLiteral, ComputedPropertyName, Node, NoSubstitutionTemplateLiteral, NumericLiteral, RegularExpressionLiteral, StringLiteral } from '../syntax/ast.ts';
import type { Expr } from './fileFacts.ts';
import { getSharedName, toOwnCopy } from './names.ts';
import { onExpression, unwrap } from './walker.ts';
import type { Walker } from './walker.ts';

const longestString = 200;
const longestRegex = 2_000;

export const undefinedLiteral: Expr = Object.freeze({ k: 'lit' });
const nullLiteral: Expr = Object.freeze({ k: 'lit', v: null });
const trueLiteral: Expr = Object.freeze({ k: 'lit', v: true });
const falseLiteral: Expr = Object.freeze({ k: 'lit', v: false });

/** The value of a string or of a template part, whole. Decodes through the tree only when there is an escape. */
export function getStringValue(w: Walker, node: StringLiteral | NoSubstitutionTemplateLiteral): string {
  const start = w.startOf(node);
  const inner = w.text.slice(start + 1, node.end - 1);
  const quote = w.text.charCodeAt(node.end - 1);
  const plain = node.end - start >= 2 && quote === w.text.charCodeAt(start) && !inner.includes('\\') && !inner.includes('\r');
  return plain ? inner : node.text;
}

/** Literals have no place, so equal ones are one object. */
const literals = new Map<string | number, Expr>();
const mostLiterals = 50_000;

function getLiteral(v: string | number): Expr {
  const known = literals.get(v);
  // Zero and minus zero are one key but two values.
  if (known !== undefined && !Object.is(v, -0)) return known;
  const literal: Expr = { k: 'lit', v: typeof v === 'string' ? toOwnCopy(v) : v };
  if (literals.size >= mostLiterals) literals.clear();
  if (literal.k === 'lit' && !Object.is(v, -0)) literals.set(literal.v as string | number, literal);
  return literal;
}

function toString(w: Walker, node: StringLiteral | NoSubstitutionTemplateLiteral): Expr {
  return getLiteral(getStringValue(w, node).slice(0, longestString));
}

/** The text of a template part, cut like strings are. */
export function getTemplatePart(node: { readonly text: string }): string {
  return node.text.slice(0, longestString);
}

function toRegex(w: Walker, node: RegularExpressionLiteral): Expr {
  const written = w.text.slice(w.startOf(node), node.end);
  const last = written.lastIndexOf('/');
  if (last < 1) return { k: 'regex', source: '', flags: '' };
  return { k: 'regex', source: toOwnCopy(written.slice(1, Math.min(last, longestRegex))), flags: written.slice(last + 1) };
}

/**
 * The name of a property as far as the source fixes it: identifiers, strings, numbers, `['literal']`; `[Symbol.iterator]` and other short
 * computed keys keep their brackets. `undefined` for any other computed key.
 */
export function findPropertyName(w: Walker, name: Node): string | undefined {
  switch (name.kind) {
    case SyntaxKind.Identifier:
    case SyntaxKind.PrivateIdentifier:
      return w.nameOf(name);
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
      return getSharedName(getStringValue(w, name as StringLiteral).slice(0, longestString));
    case SyntaxKind.NumericLiteral:
      return String(Number((name as NumericLiteral).text));
    case SyntaxKind.BigIntLiteral:
      return (name as BigIntLiteral).text.replace(/n$/, '');
    case SyntaxKind.ComputedPropertyName: {
      const key = unwrap((name as ComputedPropertyName).expression);
      if (key.kind === SyntaxKind.StringLiteral || key.kind === SyntaxKind.NoSubstitutionTemplateLiteral || key.kind === SyntaxKind.NumericLiteral) return findPropertyName(w, key);
      const written = w.text.slice(w.startOf(key), key.end);
      return /^Symbol\.\w+$/.test(written) ? getSharedName(`[${written}]`) : undefined;
    }
    default:
      return undefined;
  }
}

export const literalWalks = [
  onExpression(SyntaxKind.StringLiteral, toString),
  onExpression(SyntaxKind.NoSubstitutionTemplateLiteral, toString),
  onExpression<NumericLiteral>(SyntaxKind.NumericLiteral, (_w, node) => getLiteral(Number(node.text))),
  onExpression<BigIntLiteral>(SyntaxKind.BigIntLiteral, (_w, node) => ({ k: 'lit', v: node.text.replace(/n$/, ''), big: true })),
  onExpression(SyntaxKind.RegularExpressionLiteral, toRegex),
  onExpression(SyntaxKind.NullKeyword, () => nullLiteral),
  onExpression(SyntaxKind.TrueKeyword, () => trueLiteral),
  onExpression(SyntaxKind.FalseKeyword, () => falseLiteral),
  onExpression(SyntaxKind.OmittedExpression, () => undefinedLiteral),
];
