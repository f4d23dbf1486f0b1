/**
 * Rows for classes and their members. Code in field initialisers runs when an object is made, so each such field is a function of
 * kind `field-init`; fields that start with a function or a literal need none.
 */
import { ModifierFlags, SyntaxKind } from '../syntax/ast.ts';
import type {
  ClassDeclaration, ClassElement, ClassExpression, ClassStaticBlockDeclaration, ConstructorDeclaration, Expression, GetAccessorDeclaration, HeritageClause, Identifier,
  MethodDeclaration, ModifiersBase, Node, PropertyDeclaration, SetAccessorDeclaration,
} from '../syntax/ast.ts';
import { walkDecorators } from './calls.ts';
import { walkPropertyKey } from './expressions.ts';
import { getOperandFate } from './fates.ts';
import type { ClassFact, ClassIndex, Expr, Fate, MemberFact, TypeRef } from './fileFacts.ts';
import { addFunction, getFunctionPlace, hoistBody, walkAccessor, walkMethod } from './functions.ts';
import { none, toPacked } from './rows.ts';
import type { Row } from './rows.ts';
import { Scope, declareTypeParameters, declareValue } from './scopes.ts';
import { toTypeRef } from './types.ts';
import { onExpression, unwrap } from './walker.ts';
import type { Walker } from './walker.ts';

type ClassNode = ClassDeclaration | ClassExpression;

/** Walks a class and gives its row. */
export function walkClass(w: Walker, node: ClassNode, given: string): ClassIndex {
  const c = w.rows.classes.length;
  const { name } = node;
  const row: Row<ClassFact> = { start: w.startOf(node), end: node.end, n: name === undefined ? given : w.nameOf(name), x: w.id(node), f: w.here.f, implements: none, decorators: none, members: none };
  w.rows.classes.push(row);
  const scope = new Scope(w.here.scope, w.here.f);
  if (name !== undefined) {
    const b = node.kind === SyntaxKind.ClassDeclaration ? w.here.scope.findValue(row.n) : declareValue(w, scope, name, 'class', node);
    if (b !== undefined) {
      row.b = b;
      w.rows.bindings[b]!.init ??= { k: 'class', c };
    }
  }
  declareTypeParameters(w, scope, node.typeParameters);
  const before = w.here;
  const level = w.startAfresh();
  w.here = { ...before, scope };
  if (node.modifiers !== undefined) row.decorators = walkDecorators(w, node.modifiers);
  if (node.heritageClauses !== undefined) for (const clause of node.heritageClauses) walkHeritage(w, row, clause);
  const members: MemberFact[] = [];
  for (const member of node.members) walkMember(w, c, member, members);
  row.members = toPacked(members);
  w.here = before;
  w.level = level;
  return c;
}

function walkHeritage(w: Walker, row: Row<ClassFact>, clause: HeritageClause): void {
  const implemented: TypeRef[] = [];
  for (const type of clause.types) {
    if (clause.token === SyntaxKind.ImplementsKeyword) implemented.push(toTypeRef(w, type));
    else row.extends ??= w.expression(type.expression, getOperandFate('extends'));
  }
  if (implemented.length > 0) row.implements = implemented;
}

function walkMember(w: Walker, cls: ClassIndex, member: ClassElement, members: MemberFact[]): void {
  switch (member.kind) {
    case SyntaxKind.PropertyDeclaration:
      members.push(walkField(w, cls, member as PropertyDeclaration));
      return;
    case SyntaxKind.MethodDeclaration: case SyntaxKind.GetAccessor: case SyntaxKind.SetAccessor:
      members.push(walkCallable(w, cls, member as MethodDeclaration | GetAccessorDeclaration | SetAccessorDeclaration));
      return;
    case SyntaxKind.Constructor:
      walkConstructor(w, cls, member as ConstructorDeclaration, members);
      return;
    case SyntaxKind.ClassStaticBlockDeclaration:
      walkStaticBlock(w, cls, member as ClassStaticBlockDeclaration);
      return;
    default:
  }
}

function isHidden(flags: number, name: Node | undefined): boolean {
  return (flags & (ModifierFlags.Private | ModifierFlags.Protected)) !== 0 || name?.kind === SyntaxKind.PrivateIdentifier;
}

function getFlags(node: ModifiersBase): number {
  return node.modifiers === undefined ? 0 : node.modifierFlags;
}

function walkCallable(w: Walker, cls: ClassIndex, node: MethodDeclaration | GetAccessorDeclaration | SetAccessorDeclaration): MemberFact {
  const flags = getFlags(node);
  const isStatic = (flags & ModifierFlags.Static) !== 0;
  const n = walkPropertyKey(w, node.name) ?? '';
  const standing = { cls, static: isStatic };
  const f = node.kind === SyntaxKind.MethodDeclaration ? walkMethod(w, node, n, standing) : walkAccessor(w, node, n, standing);
  const kind = node.kind === SyntaxKind.MethodDeclaration ? 'method' : node.kind === SyntaxKind.GetAccessor ? 'getter' : 'setter';
  return { n, kind, static: isStatic, hidden: isHidden(flags, node.name), f, decorators: w.rows.functions[f]!.decorators, x: w.id(node) };
}

function walkConstructor(w: Walker, cls: ClassIndex, node: ConstructorDeclaration, members: MemberFact[]): void {
  const f = walkMethod(w, node, 'constructor', { cls });
  members.push({ n: 'constructor', kind: 'constructor', static: false, hidden: isHidden(getFlags(node), undefined), f, decorators: none, x: w.id(node) });
  const facts = w.rows.functions[f]!.params;
  let i = 0;
  for (const parameter of node.parameters) {
    const flags = getFlags(parameter);
    if ((flags & (ModifierFlags.Public | ModifierFlags.Private | ModifierFlags.Protected | ModifierFlags.Readonly)) !== 0) {
      const fact = facts[i];
      members.push({
        n: w.nameOf(parameter.name as Identifier), kind: 'field', static: false, hidden: isHidden(flags, undefined), v: { k: 'param', f, i },
        ...(fact?.type === undefined ? {} : { type: fact.type }), decorators: fact?.decorators ?? none, x: w.id(parameter),
      });
    }
    i++;
  }
}

function walkField(w: Walker, cls: ClassIndex, node: PropertyDeclaration): MemberFact {
  const flags = getFlags(node);
  const isStatic = (flags & ModifierFlags.Static) !== 0;
  const n = walkPropertyKey(w, node.name) ?? '';
  const decorators = (flags & ModifierFlags.Decorator) === 0 ? none : walkDecorators(w, node.modifiers as Iterable<Node>);
  const type = node.type === undefined ? undefined : toTypeRef(w, node.type);
  const v = node.initializer === undefined ? undefined : walkFieldValue(w, cls, node, node.initializer, n, isStatic);
  return { n, kind: 'field', static: isStatic, hidden: isHidden(flags, node.name), ...(v === undefined ? {} : { v }), ...(type === undefined ? {} : { type }), decorators, x: w.id(node) };
}

const needsNoFunction = new Set<SyntaxKind>([
  SyntaxKind.ArrowFunction, SyntaxKind.FunctionExpression, SyntaxKind.StringLiteral, SyntaxKind.NumericLiteral, SyntaxKind.BigIntLiteral, SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TrueKeyword, SyntaxKind.FalseKeyword, SyntaxKind.NullKeyword, SyntaxKind.RegularExpressionLiteral,
]);

function walkFieldValue(w: Walker, cls: ClassIndex, node: PropertyDeclaration, initializer: Expression, n: string, isStatic: boolean): Expr {
  const fate: Fate = { k: 'field', cls, n };
  w.named = { node: initializer, name: node.name };
  if (needsNoFunction.has(unwrap(initializer).kind)) return w.expression(initializer, fate);
  const f = addFunction(w, initializer, 'field-init', n, w.spanOf(node.name), { cls, static: isStatic });
  // The row stands for the initialiser, but the compiler's declarations point at the field.
  w.rows.functions[f]!.x = w.id(node);
  return w.at(getFunctionPlace(f, new Scope(w.here.scope, f)), () => w.expression(initializer, fate));
}

function walkStaticBlock(w: Walker, cls: ClassIndex, node: ClassStaticBlockDeclaration): void {
  const start = w.startOf(node);
  const f = addFunction(w, node, 'static-block', 'static', { start, end: start + 'static'.length }, { cls, static: true });
  const scope = new Scope(w.here.scope, f);
  hoistBody(w, scope, node.body.statements);
  w.at(getFunctionPlace(f, scope), () => w.statements(node.body.statements));
}

/** The name a class expression is given where it stands. */
function getGivenName(w: Walker, fate: Fate): string {
  switch (fate.k) {
    case 'bound': return fate.part === true ? '' : w.rows.bindings[fate.b]?.n ?? '';
    case 'property': return fate.n ?? '';
    case 'field': return fate.n;
    case 'stored': return fate.target.k === 'prop' ? fate.target.n : '';
    default: return '';
  }
}

export const classExpressionWalks = [
  onExpression<ClassExpression>(SyntaxKind.ClassExpression, (w, node, fate) => ({ k: 'class', c: walkClass(w, node, getGivenName(w, fate)) })),
];
