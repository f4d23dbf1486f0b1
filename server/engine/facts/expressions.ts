/**
 * Names, member access, operators and literals of objects and arrays: everything that is an expression but neither a call, a
 * function, a class, an assignment nor JSX. Each handler says what becomes of its operands and gives the short form of the whole.
 */
import { SyntaxKind, tokenToString } from '../syntax/ast.ts';
import type {
  ArrayLiteralExpression, AwaitExpression, BinaryExpression, ComputedPropertyName, ConditionalExpression, DeleteExpression, ElementAccessExpression, Identifier,
  MetaProperty, Node, ObjectLiteralExpression, PostfixUnaryExpression, PrefixUnaryExpression, PrivateIdentifier, PropertyAccessExpression, SpreadElement,
  TemplateExpression, TypeOfExpression, VoidExpression, YieldExpression,
} from '../syntax/ast.ts';
import { isAssignmentOperator, walkAssignment, walkUpdate } from './assignments.ts';
import { addArm } from './branches.ts';
import type { Expr, Fate, ObjectEntry } from './fileFacts.ts';
import { awaited, condition, discarded, getMemberFate, getOperandFate, other, spreadArray, spreadObject, toElementFate, toPropertyFate, toTestedFate, voided, yielded } from './fates.ts';
import { walkAccessor, walkMethod } from './functions.ts';
import { findPropertyName, getTemplatePart, undefinedLiteral } from './literals.ts';
import { toPacked } from './rows.ts';
import { onExpression, unknown, unwrap } from './walker.ts';
import type { Walker } from './walker.ts';

const thisExpr: Expr = Object.freeze({ k: 'this' });
const superExpr: Expr = Object.freeze({ k: 'super' });
/** Arms of one chain of `&&` that are nested into each other; those of longer chains stand side by side. */
const mostNestedArms = 30;

/** A name that is read: a binding of this file, or a global. */
function walkIdentifier(w: Walker, node: Identifier, fate: Fate): Expr {
  const n = w.nameOf(node);
  if (n === '') return unknown;
  const b = w.here.scope.findValue(n);
  if (b !== undefined) {
    w.addRead(b, node, fate);
    return { k: 'ref', b, x: w.id(node) };
  }
  return n === 'undefined' ? undefinedLiteral : { k: 'global', n, x: w.id(node) };
}

function toMemberFate(n: string, fate: Fate): Fate {
  return fate.k === 'callee' ? { k: 'member', n, c: fate.c } : getMemberFate(n);
}

function walkProperty(w: Walker, node: PropertyAccessExpression, fate: Fate): Expr {
  const name = node.name;
  const n = w.nameOf(name);
  const o = w.expression(node.expression, toMemberFate(n, fate));
  const x = w.id(node);
  const nx = w.id(name);
  return node.questionDotToken === undefined ? { k: 'prop', o, n, x, nx } : { k: 'prop', o, n, opt: true, x, nx };
}

function walkElement(w: Walker, node: ElementAccessExpression, fate: Fate): Expr {
  const key = node.argumentExpression === undefined ? undefined : unwrap(node.argumentExpression);
  const opt = node.questionDotToken !== undefined;
  if (key !== undefined && (key.kind === SyntaxKind.StringLiteral || key.kind === SyntaxKind.NoSubstitutionTemplateLiteral)) {
    const n = findPropertyName(w, key) ?? '';
    const o = w.expression(node.expression, toMemberFate(n, fate));
    return opt ? { k: 'prop', o, n, opt, x: w.id(node), nx: w.id(key) } : { k: 'prop', o, n, x: w.id(node), nx: w.id(key) };
  }
  const o = w.expression(node.expression, toMemberFate('', fate));
  const i = key === undefined ? unknown : w.expression(key, getOperandFate('[]'));
  return opt ? { k: 'elem', o, i, opt, x: w.id(node) } : { k: 'elem', o, i, x: w.id(node) };
}

/** The operands of a left-leaning chain of one operator, so that `a + b + c …` is one level however long it is. */
function getChain(node: BinaryExpression, operator: SyntaxKind): Node[] {
  const operands: Node[] = [];
  let left: Node = node;
  while (left.kind === SyntaxKind.BinaryExpression && (left as BinaryExpression).operatorToken.kind === operator) {
    operands.push((left as BinaryExpression).right);
    left = (left as BinaryExpression).left;
  }
  operands.push(left);
  return operands.reverse();
}

function walkBinary(w: Walker, node: BinaryExpression, fate: Fate): Expr {
  const operator = node.operatorToken.kind;
  if (isAssignmentOperator(operator)) return walkAssignment(w, node, fate);
  const op = tokenToString(operator) ?? '?';
  const operands = getChain(node, operator);
  switch (op) {
    case ',':
      return { k: 'seq', e: operands.map((operand, i) => w.expression(operand, i === operands.length - 1 ? fate : discarded)) };
    case '&&':
    case '||':
    case '??':
      return walkLogical(w, node, op, operands, fate);
    default:
      return { k: 'op', op, e: operands.map((operand) => w.expression(operand, getOperandFate(op))) };
  }
}

function walkLogical(w: Walker, node: Node, op: '&&' | '||' | '??', operands: readonly Node[], fate: Fate): Expr {
  const tested = toTestedFate(op, fate);
  const group = w.branchGroups++;
  const before = w.here;
  const e: Expr[] = [];
  operands.forEach((operand, i) => {
    const previous = e[i - 1];
    if (previous !== undefined) {
      const branch = addArm(w, operand, group, previous, op !== '&&');
      if (i <= mostNestedArms) w.here = { ...w.here, branch };
    }
    const value = w.expression(operand, i === operands.length - 1 ? fate : tested);
    // Of `(a && b) || c` the test tells whether there is an `a`; `b` is a value on its way out.
    if (op !== '??' && i < operands.length - 1 && value.k !== 'or') w.addTested(operand, value, 'truth');
    e.push(value);
  });
  w.here = before;
  return { k: 'or', op, e: toPacked(e), x: w.id(node) };
}

function walkConditional(w: Walker, node: ConditionalExpression, fate: Fate): Expr {
  const test = w.expression(node.condition, condition);
  w.addTested(node.condition, test, 'truth');
  const group = w.branchGroups++;
  const arm = (value: Node, negated: boolean): Expr => w.at({ ...w.here, branch: addArm(w, value, group, test, negated) }, () => w.expression(value, fate));
  return { k: 'or', op: '?:', test, e: [arm(node.whenTrue, false), arm(node.whenFalse, true)], x: w.id(node) };
}

function walkPrefix(w: Walker, node: PrefixUnaryExpression, _fate: Fate): Expr {
  const op = tokenToString(node.operator) ?? '?';
  if (op === '++' || op === '--') return walkUpdate(w, node, op);
  const e = w.expression(node.operand, getOperandFate(op));
  if (op === '!') w.addTested(node.operand, e, 'truth');
  if (op === '-' && e.k === 'lit' && typeof e.v === 'number') return { k: 'lit', v: -e.v };
  return { k: 'op', op, e: [e] };
}

function walkAwait(w: Walker, node: AwaitExpression): Expr {
  const { f, loop, tryIn, branch } = w.here;
  const x = w.id(node);
  const e = w.expression(node.expression, awaited);
  w.rows.awaits.push({ start: w.startOf(node), end: node.end, x, e, f, loop, tryIn, branch });
  return { k: 'await', e, x };
}

function walkYield(w: Walker, node: YieldExpression): Expr {
  const e = node.expression === undefined ? undefined : w.expression(node.expression, yielded);
  return { k: 'yield', ...(e === undefined ? {} : { e }), ...(node.asteriskToken === undefined ? {} : { star: true as const }) };
}

function walkTemplate(w: Walker, node: TemplateExpression): Expr {
  const q = [getTemplatePart(node.head)];
  const e: Expr[] = [];
  for (const span of node.templateSpans) {
    e.push(w.expression(span.expression, getOperandFate('`')));
    q.push(getTemplatePart(span.literal));
  }
  return { k: 'tpl', q: toPacked(q), e: toPacked(e) };
}

function walkArray(w: Walker, node: ArrayLiteralExpression, fate: Fate): Expr {
  const element = toElementFate(fate);
  const e: Expr[] = [];
  for (const item of node.elements) {
    if (item.kind === SyntaxKind.SpreadElement) e.push({ k: 'spread', e: w.expression((item as SpreadElement).expression, spreadArray) });
    else e.push(w.expression(item, element));
  }
  return { k: 'arr', e: toPacked(e), x: w.id(node) };
}

function walkObject(w: Walker, node: ObjectLiteralExpression, fate: Fate): Expr {
  const p: ObjectEntry[] = [];
  for (const property of node.properties) {
    const x = w.id(property);
    switch (property.kind) {
      case SyntaxKind.PropertyAssignment: {
        const n = walkPropertyKey(w, property.name);
        w.named = { node: property.initializer, name: property.name };
        const v = w.expression(property.initializer, toPropertyFate(n, fate));
        p.push(n === undefined ? { v, kind: 'computed', x } : { n, v, kind: 'value', x });
        break;
      }
      case SyntaxKind.ShorthandPropertyAssignment: {
        const n = w.nameOf(property.name);
        p.push({ n, v: w.expression(property.name, toPropertyFate(n, fate)), kind: 'value', x });
        break;
      }
      case SyntaxKind.SpreadAssignment:
        {
          const v = w.expression(property.expression, spreadObject);
          addSpread(w, property.expression, v);
          p.push({ v, kind: 'spread', x });
        }
        break;
      default: {
        const n = walkPropertyKey(w, property.name);
        const role = toPropertyFate(n, fate);
        const isMethod = property.kind === SyntaxKind.MethodDeclaration;
        const f = isMethod ? walkMethod(w, property, n ?? '', { role }) : walkAccessor(w, property, n ?? '', { role });
        const v: Expr = { k: 'fn', f, x };
        const kind = isMethod ? 'method' : property.kind === SyntaxKind.GetAccessor ? 'get' : 'set';
        p.push(n === undefined ? { v, kind, x } : { n, v, kind, x });
      }
    }
  }
  return { k: 'obj', p: toPacked(p), x: w.id(node) };
}

/** What is spread, each arm of a condition for itself. */
function addSpread(w: Walker, node: Node, v: Expr): void {
  const at = unwrap(node);
  if (v.k !== 'or' || v.op !== '?:' || at.kind !== SyntaxKind.ConditionalExpression) return w.addTested(at, v, 'spread');
  addSpread(w, (at as ConditionalExpression).whenTrue, v.e[0]!);
  addSpread(w, (at as ConditionalExpression).whenFalse, v.e[1]!);
}

/** The name of a property; what a computed key calculates is walked. */
export function walkPropertyKey(w: Walker, name: Node): string | undefined {
  const n = findPropertyName(w, name);
  if (n === undefined && name.kind === SyntaxKind.ComputedPropertyName) w.expression((name as ComputedPropertyName).expression, getOperandFate('[]'));
  return n;
}

function walkMeta(w: Walker, node: MetaProperty): Expr {
  const isImport = node.keywordToken === SyntaxKind.ImportKeyword;
  if (isImport) w.isModule = true;
  return { k: 'meta', n: isImport ? 'import.meta' : 'new.target' };
}

export const expressionWalks = [
  onExpression(SyntaxKind.Identifier, walkIdentifier),
  onExpression<PrivateIdentifier>(SyntaxKind.PrivateIdentifier, (w, node) => ({ k: 'lit', v: w.nameOf(node) })),
  onExpression(SyntaxKind.ThisKeyword, () => thisExpr),
  onExpression(SyntaxKind.SuperKeyword, () => superExpr),
  onExpression(SyntaxKind.PropertyAccessExpression, walkProperty),
  onExpression(SyntaxKind.ElementAccessExpression, walkElement),
  onExpression(SyntaxKind.BinaryExpression, walkBinary),
  onExpression(SyntaxKind.ConditionalExpression, walkConditional),
  onExpression(SyntaxKind.PrefixUnaryExpression, walkPrefix),
  onExpression<PostfixUnaryExpression>(SyntaxKind.PostfixUnaryExpression, (w, node) => walkUpdate(w, node, tokenToString(node.operator) ?? '++')),
  onExpression<VoidExpression>(SyntaxKind.VoidExpression, (w, node) => ({ k: 'op', op: 'void', e: [w.expression(node.expression, voided)] })),
  onExpression<TypeOfExpression>(SyntaxKind.TypeOfExpression, (w, node) => ({ k: 'op', op: 'typeof', e: [w.expression(node.expression, getOperandFate('typeof'))] })),
  onExpression<DeleteExpression>(SyntaxKind.DeleteExpression, (w, node) => ({ k: 'op', op: 'delete', e: [w.expression(node.expression, getOperandFate('delete'))] })),
  onExpression(SyntaxKind.AwaitExpression, walkAwait),
  onExpression(SyntaxKind.YieldExpression, walkYield),
  onExpression(SyntaxKind.TemplateExpression, walkTemplate),
  onExpression(SyntaxKind.ArrayLiteralExpression, walkArray),
  onExpression(SyntaxKind.ObjectLiteralExpression, walkObject),
  onExpression<SpreadElement>(SyntaxKind.SpreadElement, (w, node) => ({ k: 'spread', e: w.expression(node.expression, other) })),
  onExpression(SyntaxKind.MetaProperty, walkMeta),
];
