/**
 * Type annotations, as far as names go: {@link TypeRef}. Nothing is resolved beyond this file, names in types are not reads, and types
 * nested deeper than we need become `other`.
 */
import { SyntaxKind, tokenToString } from '../syntax/ast.ts';
import type {
  ArrayTypeNode, EntityName, Identifier, InterfaceDeclaration, LiteralTypeNode, NamedTupleMember, Node, NodeArray, PrefixUnaryExpression, QualifiedName, StringLiteral,
  TupleTypeNode, TypeAliasDeclaration, TypeElement, TypeLiteralNode, TypeNode, TypeOperatorNode, TypePredicateNode, TypeQueryNode, TypeReferenceNode, UnionTypeNode,
} from '../syntax/ast.ts';
import type { Expr, TypeRef } from './fileFacts.ts';
import { findPropertyName, getStringValue } from './literals.ts';
import { toPacked } from './rows.ts';
import { declareTypeParameters, Scope } from './scopes.ts';
import { unknown } from './walker.ts';
import type { Walker } from './walker.ts';

const deepestType = 8;
const mostMembers = 200;

const otherType: TypeRef = Object.freeze({ t: 'other' });
const keywords = new Map<string, TypeRef>();

function getKeyword(n: string): TypeRef {
  let type = keywords.get(n);
  if (type === undefined) keywords.set(n, (type = Object.freeze({ t: 'keyword', n } as const)));
  return type;
}

export function toTypeRefs(w: Walker, nodes: Iterable<TypeNode>, depth = 0): readonly TypeRef[] {
  const types: TypeRef[] = [];
  for (const node of nodes) types.push(toTypeRef(w, node, depth));
  return toPacked(types);
}

/** The short form of a type annotation. */
export function toTypeRef(w: Walker, node: Node, depth = 0): TypeRef {
  if (depth > deepestType) return otherType;
  const deeper = depth + 1;
  switch (node.kind) {
    case SyntaxKind.TypeReference: {
      const { typeName, typeArguments } = node as TypeReferenceNode;
      return toNamed(w, typeName, typeArguments, deeper);
    }
    case SyntaxKind.ExpressionWithTypeArguments: {
      const { expression, typeArguments } = node as Node & { readonly expression: Node; readonly typeArguments?: NodeArray<TypeNode> };
      return toNamed(w, expression, typeArguments, deeper);
    }
    case SyntaxKind.ArrayType:
      return { t: 'array', e: toTypeRef(w, (node as ArrayTypeNode).elementType, deeper) };
    case SyntaxKind.TupleType:
      return toTuple(w, node as TupleTypeNode, deeper);
    case SyntaxKind.UnionType:
      return { t: 'union', e: toTypeRefs(w, (node as UnionTypeNode).types, deeper) };
    case SyntaxKind.FunctionType: {
      const result = (node as Node & { readonly type?: Node }).type;
      return result === undefined ? { t: 'function' } : { t: 'function', r: toTypeRef(w, result, deeper) };
    }
    case SyntaxKind.TypeLiteral:
      return toCalled(w, (node as TypeLiteralNode).members, deeper) ?? { t: 'object', p: toMembers(w, (node as TypeLiteralNode).members, deeper) };
    case SyntaxKind.LiteralType:
      return toLiteral(w, (node as LiteralTypeNode).literal);
    case SyntaxKind.TypeQuery:
      return { t: 'typeof', e: toEntity(w, (node as TypeQueryNode).exprName) };
    case SyntaxKind.TypePredicate:
      return getKeyword((node as TypePredicateNode).assertsModifier === undefined ? 'boolean' : 'void');
    case SyntaxKind.ThisType:
      return getKeyword('this');
    case SyntaxKind.TypeOperator:
      return (node as TypeOperatorNode).operator === SyntaxKind.ReadonlyKeyword ? toTypeRef(w, (node as TypeOperatorNode).type, deeper) : otherType;
    case SyntaxKind.JSDocVariadicType:
      return { t: 'array', e: toTypeRef(w, (node as Node & { readonly type: Node }).type, deeper) };
    case SyntaxKind.ParenthesizedType: case SyntaxKind.OptionalType: case SyntaxKind.RestType: case SyntaxKind.JSDocTypeExpression:
    case SyntaxKind.JSDocNullableType: case SyntaxKind.JSDocNonNullableType: case SyntaxKind.JSDocOptionalType:
      return toTypeRef(w, (node as Node & { readonly type: Node }).type, deeper);
    default: {
      const written = node.kind >= SyntaxKind.FirstKeyword && node.kind <= SyntaxKind.LastKeyword ? tokenToString(node.kind) : undefined;
      return written === undefined ? otherType : getKeyword(written);
    }
  }
}

function toNamed(w: Walker, name: Node, args: Iterable<TypeNode> | undefined, depth: number): TypeRef {
  const n = toNames(w, name);
  const first = n[0];
  if (first === undefined) return otherType;
  const b = w.here.scope.findType(first);
  return { t: 'name', n, ...(b === undefined ? {} : { b }), ...(args === undefined ? {} : { a: toTypeRefs(w, args, depth) }) };
}

/** The parts of `A.B.C`, in a type or in `extends`; empty for anything else. */
function toNames(w: Walker, name: Node): readonly string[] {
  const names: string[] = [];
  let node = name;
  for (;;) {
    if (node.kind === SyntaxKind.QualifiedName) {
      names.push(w.nameOf((node as QualifiedName).right));
      node = (node as QualifiedName).left;
    } else if (node.kind === SyntaxKind.PropertyAccessExpression) {
      const access = node as Node & { readonly name: Node; readonly expression: Node };
      names.push(w.nameOf(access.name));
      node = access.expression;
    } else if (node.kind === SyntaxKind.Identifier) {
      names.push(w.nameOf(node as Identifier));
      return toPacked(names.reverse());
    } else return [];
  }
}

/** The value that `A.B` names in `typeof A.B` and in `import x = A.B`. It is not a read. */
export function toEntity(w: Walker, name: EntityName): Expr {
  if (name.kind === SyntaxKind.Identifier) {
    const n = w.nameOf(name);
    const b = w.here.scope.findValue(n);
    return b === undefined ? { k: 'global', n, x: w.id(name) } : { k: 'ref', b, x: w.id(name) };
  }
  if (name.kind !== SyntaxKind.QualifiedName) return unknown;
  const { left, right } = name as QualifiedName;
  return { k: 'prop', o: toEntity(w, left), n: w.nameOf(right), x: w.id(name), nx: w.id(right) };
}

function toTuple(w: Walker, node: TupleTypeNode, depth: number): TypeRef {
  let hasRest = false;
  const e: TypeRef[] = [];
  for (const element of node.elements) {
    const named = element.kind === SyntaxKind.NamedTupleMember ? (element as NamedTupleMember) : undefined;
    if (element.kind === SyntaxKind.RestType || named?.dotDotDotToken !== undefined) hasRest = true;
    e.push(toTypeRef(w, named?.type ?? element, depth));
  }
  return hasRest ? { t: 'tuple', e: toPacked(e) } : { t: 'tuple', e: toPacked(e), length: e.length };
}

function toLiteral(w: Walker, literal: Node): TypeRef {
  switch (literal.kind) {
    case SyntaxKind.NullKeyword: return getKeyword('null');
    case SyntaxKind.TrueKeyword: return { t: 'literal', v: true };
    case SyntaxKind.FalseKeyword: return { t: 'literal', v: false };
    case SyntaxKind.NumericLiteral: return { t: 'literal', v: Number((literal as StringLiteral).text) };
    case SyntaxKind.StringLiteral: case SyntaxKind.NoSubstitutionTemplateLiteral: return { t: 'literal', v: getStringValue(w, literal as StringLiteral) };
    case SyntaxKind.PrefixUnaryExpression: {
      const operand = (literal as PrefixUnaryExpression).operand;
      return operand.kind === SyntaxKind.NumericLiteral ? { t: 'literal', v: -Number((operand as StringLiteral).text) } : otherType;
    }
    default: return otherType;
  }
}

function toMembers(w: Walker, members: Iterable<TypeElement>, depth: number): readonly { readonly n: string; readonly type?: TypeRef }[] {
  const found: { readonly n: string; readonly type?: TypeRef }[] = [];
  for (const member of members) {
    if (found.length >= mostMembers) break;
    const { name, type } = member as Node & { readonly name?: Node; readonly type?: Node };
    const n = name === undefined ? undefined : findPropertyName(w, name);
    if (n === undefined) continue;
    const result = type === undefined ? undefined : toTypeRef(w, type, depth);
    if (member.kind === SyntaxKind.MethodSignature) found.push({ n, type: result === undefined ? { t: 'function' } : { t: 'function', r: result } });
    else found.push(result === undefined ? { n } : { n, type: result });
  }
  return toPacked(found);
}

/** `{ (id: string): Promise<Item> }`: one call signature and nothing else is a function type written another way. */
function toCalled(w: Walker, members: NodeArray<TypeElement>, depth: number): TypeRef | undefined {
  const [only, ...others] = members;
  if (only?.kind !== SyntaxKind.CallSignature || others.length > 0) return undefined;
  const { type } = only as Node & { readonly type?: Node };
  return type === undefined ? { t: 'function' } : { t: 'function', r: toTypeRef(w, type, depth) };
}

/** Members that give a promise, as methods or as properties that hold a function. */
function notePromised(w: Walker, members: Iterable<TypeElement>): void {
  for (const member of members) {
    const { name, type } = member as Node & { readonly name?: Node; readonly type?: TypeNode };
    const n = name === undefined ? undefined : findPropertyName(w, name);
    if (name === undefined || n === undefined || type === undefined) continue;
    const given = toTypeRef(w, type);
    const result = member.kind === SyntaxKind.MethodSignature ? given : given.t === 'function' ? given.r : undefined;
    if (result?.t === 'name' && result.n.at(-1) === 'Promise') w.rows.promised.push({ ...w.spanOf(name), n, x: w.id(member), f: w.here.f });
  }
}

/** Fills the binding of an interface or alias with what it stands for. Interfaces of one name add up. */
export function walkTypeDeclaration(w: Walker, node: InterfaceDeclaration | TypeAliasDeclaration): void {
  const b = w.here.scope.findType(w.nameOf(node.name));
  const binding = b === undefined ? undefined : w.rows.bindings[b];
  if (binding === undefined || binding.kind !== 'type') return;
  const scope = new Scope(w.here.scope, w.here.f);
  declareTypeParameters(w, scope, node.typeParameters);
  binding.alias = w.at({ ...w.here, scope }, () => {
    if (node.kind !== SyntaxKind.InterfaceDeclaration) return toTypeRef(w, node.type);
    const called = node.heritageClauses === undefined && binding.alias === undefined ? toCalled(w, node.members, 1) : undefined;
    if (called !== undefined) return called;
    const p = toMembers(w, node.members, 1);
    if (node.heritageClauses !== undefined) notePromised(w, node.members);
    return { t: 'object', p: binding.alias?.t === 'object' ? [...binding.alias.p, ...p] : p };
  });
}
