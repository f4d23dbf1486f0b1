/**
 * Assignments, updates and destructuring. Declared patterns and assigned ones are lowered alike: every name at a leaf gets the part of
 * the value that reaches it, as member access, `each` and `rest`. Compound assignments read and write, their value is not followed.
 */
import { SyntaxKind, tokenToString } from '../syntax/ast.ts';
import type {
  ArrayLiteralExpression, BinaryExpression, BindingElement, BindingName, BindingPattern, Identifier, Node, ObjectLiteralExpression, PostfixUnaryExpression, PrefixUnaryExpression,
  PropertyAssignment, ShorthandPropertyAssignment, SpreadAssignment, SpreadElement,
} from '../syntax/ast.ts';
import { noteCommonJsExport } from './commonjs.ts';
import { walkPropertyKey } from './expressions.ts';
import { exported, getBoundFate, getOperandFate, other } from './fates.ts';
import type { BindingIndex, Expr, Fate } from './fileFacts.ts';
import { unknown, unwrap } from './walker.ts';
import type { Walker } from './walker.ts';

const deepestPattern = 60;

export function isAssignmentOperator(kind: SyntaxKind): boolean {
  return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment;
}

/** `target = value` and its compound forms; also the value of the whole. */
export function walkAssignment(w: Walker, node: BinaryExpression, _fate: Fate): Expr {
  const op = tokenToString(node.operatorToken.kind) ?? '=';
  const target = unwrap(node.left);
  if (op === '=' && (target.kind === SyntaxKind.ObjectLiteralExpression || target.kind === SyntaxKind.ArrayLiteralExpression)) {
    const first = findFirstTarget(w, target);
    const value = w.expression(node.right, first === undefined ? other : getBoundFate(first, true));
    lowerAssigned(w, target, value, 0);
    return { k: 'set', op, target: unknown, value };
  }
  if (target.kind === SyntaxKind.Identifier) {
    const b = w.here.scope.findValue(w.nameOf(target));
    if (b !== undefined) {
      // `??=`, `||=` and `&&=` may store the value as it is; arithmetic makes another one.
      const isWhole = op === '=' || op === '??=' || op === '||=' || op === '&&=';
      if (op !== '=') w.addRead(b, target, getOperandFate(op));
      w.named = { node: node.right, name: target };
      const value = w.expression(node.right, isWhole ? getBoundFate(b, false) : getOperandFate(op));
      w.addWrite(b, target, isWhole ? value : unknown, op);
      return { k: 'set', op, target: { k: 'ref', b, x: w.id(target) }, value };
    }
  }
  const into = w.expression(target, other);
  const isExport = op === '=' && isCommonJsTarget(into);
  w.named = { node: node.right, name: target.kind === SyntaxKind.PropertyAccessExpression ? (target as Node & { readonly name: Node }).name : target };
  const value = w.expression(node.right, isExport ? exported : { k: 'stored', target: into });
  w.addAssign(node, into, value, op);
  if (isExport) noteCommonJsExport(w, into, value);
  return { k: 'set', op, target: into, value };
}

function isCommonJsTarget(target: Expr): boolean {
  if (target.k !== 'prop') return false;
  if (target.o.k === 'global') return target.o.n === 'exports' || (target.o.n === 'module' && target.n === 'exports');
  return target.o.k === 'prop' && target.o.n === 'exports' && target.o.o.k === 'global' && target.o.o.n === 'module';
}

/** `x++` and its like: a read and a write of an unknown value. */
export function walkUpdate(w: Walker, node: PrefixUnaryExpression | PostfixUnaryExpression, op: string): Expr {
  const target = unwrap(node.operand);
  const e = w.expression(target, getOperandFate(op));
  if (e.k === 'ref') w.addWrite(e.b, target, unknown, op);
  else w.addAssign(node, e, unknown, op);
  return { k: 'op', op, e: [e] };
}

/** The first local name an assigned pattern writes: it stands for all of them in the value's fate. */
function findFirstTarget(w: Walker, pattern: Node): BindingIndex | undefined {
  if (pattern.kind === SyntaxKind.Identifier) return w.here.scope.findValue(w.nameOf(pattern));
  let found: BindingIndex | undefined;
  if (pattern.kind === SyntaxKind.ArrayLiteralExpression || pattern.kind === SyntaxKind.ObjectLiteralExpression) {
    pattern.forEachChild((part) => {
      if (found !== undefined) return;
      if (part.kind === SyntaxKind.Identifier) found = w.here.scope.findValue(w.nameOf(part));
      else if (part.kind === SyntaxKind.ShorthandPropertyAssignment) found = w.here.scope.findValue(w.nameOf((part as ShorthandPropertyAssignment).name));
      else if (part.kind === SyntaxKind.PropertyAssignment) {
        const leaf = unwrap((part as PropertyAssignment).initializer);
        if (leaf.kind === SyntaxKind.Identifier) found = w.here.scope.findValue(w.nameOf(leaf));
      }
    });
  }
  return found;
}

/** Writes the parts of `value` to the targets of an assigned pattern. */
export function lowerAssigned(w: Walker, pattern: Node, value: Expr, depth: number): void {
  const target = unwrap(pattern);
  if (depth > deepestPattern) return;
  switch (target.kind) {
    case SyntaxKind.OmittedExpression:
      return;
    case SyntaxKind.ArrayLiteralExpression: {
      let i = 0;
      for (const element of (target as ArrayLiteralExpression).elements) {
        if (element.kind === SyntaxKind.SpreadElement) lowerAssigned(w, (element as SpreadElement).expression, { k: 'rest', e: value }, depth + 1);
        else lowerAssigned(w, element, { k: 'each', e: value, i }, depth + 1);
        i++;
      }
      return;
    }
    case SyntaxKind.ObjectLiteralExpression:
      for (const property of (target as ObjectLiteralExpression).properties) lowerAssignedProperty(w, property, value, depth);
      return;
    case SyntaxKind.BinaryExpression: {
      const { left, right, operatorToken } = target as BinaryExpression;
      if (operatorToken.kind !== SyntaxKind.EqualsToken) break;
      lowerAssigned(w, left, withDefault(w, target, value, w.expression(right, other)), depth + 1);
      return;
    }
    case SyntaxKind.Identifier: {
      const b = w.here.scope.findValue(w.nameOf(target));
      if (b === undefined) break;
      w.addWrite(b, target, value, '=');
      return;
    }
    default:
  }
  w.addAssign(target, w.expression(target, other), value, '=');
}

function lowerAssignedProperty(w: Walker, property: Node, value: Expr, depth: number): void {
  if (property.kind === SyntaxKind.SpreadAssignment) {
    lowerAssigned(w, (property as SpreadAssignment).expression, { k: 'rest', e: value }, depth + 1);
  } else if (property.kind === SyntaxKind.ShorthandPropertyAssignment) {
    const { name, objectAssignmentInitializer: initial } = property as ShorthandPropertyAssignment;
    const part = toPart(w, value, name, name);
    lowerAssigned(w, name, initial === undefined ? part : withDefault(w, property, part, w.expression(initial, other)), depth + 1);
  } else if (property.kind === SyntaxKind.PropertyAssignment) {
    const { name, initializer } = property as PropertyAssignment;
    lowerAssigned(w, initializer, toPart(w, value, name, initializer), depth + 1);
  }
}

function withDefault(w: Walker, node: Node, value: Expr, initial: Expr): Expr {
  return { k: 'or', op: '??', e: [value, initial], x: w.id(node) };
}

/** The member of `value` that the key `name` of a pattern takes out; `at` is the node whose type it has. */
function toPart(w: Walker, value: Expr, name: Node, at: Node): Expr {
  const n = walkPropertyKey(w, name);
  return n === undefined ? { k: 'elem', o: value, i: unknown, x: w.id(at) } : { k: 'prop', o: value, n, x: w.id(at), nx: w.id(name) };
}

/** The first name a declared pattern binds. */
export function findFirstBound(w: Walker, name: BindingName): BindingIndex | undefined {
  if (name.kind === SyntaxKind.Identifier) return w.here.scope.findValue(w.nameOf(name));
  for (const element of (name as BindingPattern).elements) {
    if (element.kind !== SyntaxKind.BindingElement || element.name === undefined) continue;
    const b = element.name.kind === SyntaxKind.Identifier ? w.here.scope.findValue(w.nameOf(element.name as Identifier)) : undefined;
    if (b !== undefined) return b;
  }
  return undefined;
}

/**
 * Gives every name of a declared pattern the part of `value` it is bound to. `whole` is the default of the pattern itself where it has
 * one. A name that already has a value (a second `var`) gets a write instead.
 */
export function bindPattern(w: Walker, name: BindingName, value: Expr | undefined, depth = 0, def?: Expr): void {
  if (name.kind === SyntaxKind.Identifier) {
    const b = w.here.scope.findValue(w.nameOf(name));
    const binding = b === undefined ? undefined : w.rows.bindings[b];
    if (b === undefined || binding === undefined) return;
    if (value !== undefined) {
      if (binding.init === undefined) binding.init = value;
      else w.addWrite(b, name, value, '=');
    }
    if (def !== undefined) binding.def = def;
    return;
  }
  if (depth > deepestPattern) return;
  const from = def === undefined || value === undefined ? value ?? unknown : withDefault(w, name, value, def);
  const isArray = name.kind === SyntaxKind.ArrayBindingPattern;
  let i = 0;
  for (const element of (name as BindingPattern).elements) {
    if (element.kind === SyntaxKind.BindingElement) bindElement(w, element, from, isArray ? i : undefined, depth);
    i++;
  }
}

function bindElement(w: Walker, element: BindingElement, from: Expr, i: number | undefined, depth: number): void {
  const { name, propertyName, initializer } = element;
  if (name === undefined) return;
  const first = findFirstBound(w, name);
  const part: Expr = element.dotDotDotToken !== undefined ? { k: 'rest', e: from }
    : i !== undefined ? { k: 'each', e: from, i }
    : toPart(w, from, propertyName ?? name, name);
  const def = initializer === undefined ? undefined : w.expression(initializer, first === undefined ? other : getBoundFate(first, false));
  bindPattern(w, name, part, depth + 1, def);
}
