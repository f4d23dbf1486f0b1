/**
 * Rows for functions: declarations, expressions, arrows, methods and accessors. Opens the scopes of type parameters, parameters and body,
 * declares what is hoisted, and walks parameters and body in their own place (no loop, try or branch of the outside reaches in).
 */
import { ModifierFlags, SyntaxKind } from '../syntax/ast.ts';
import type {
  ArrowFunction, Block, ConstructorDeclaration, FunctionDeclaration, FunctionExpression, GetAccessorDeclaration, Identifier, MethodDeclaration, Node,
  NodeArray, ParameterDeclaration, SetAccessorDeclaration, Statement, TypeNode, TypeParameterDeclaration,
} from '../syntax/ast.ts';
import { bindPattern, findFirstBound } from './assignments.ts';
import { walkDecorators } from './calls.ts';
import { findDocTags } from './directives.ts';
import { getBoundFate, other, returned } from './fates.ts';
import type { ClassIndex, Expr, Fate, FunctionFact, FunctionIndex, ParamFact, ReturnFact, Span } from './fileFacts.ts';
import { isNoted } from './notes.ts';
import { none, toPacked } from './rows.ts';
import type { Row } from './rows.ts';
import { Scope, declarePattern, declareTypeParameters, declareValue, hoistLexical, hoistVars } from './scopes.ts';
import { toTypeRef } from './types.ts';
import { onExpression } from './walker.ts';
import type { Place, Walker } from './walker.ts';

/** What the surroundings know about a function. */
export interface Standing {
  readonly cls?: ClassIndex;
  readonly static?: boolean;
  readonly role?: Fate;
}

/** Any function that has parameters and perhaps a body. */
type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunction | MethodDeclaration | GetAccessorDeclaration | SetAccessorDeclaration | ConstructorDeclaration;

/** Adds the row of a function that stands where we are; it is filled while the function is walked. */
export function addFunction(w: Walker, node: Node, kind: FunctionFact['kind'], n: string, head: Span, standing: Standing): FunctionIndex {
  const row: Row<FunctionFact> = {
    start: w.startOf(node), end: node.end, x: w.id(node), kind, n, head, outer: w.rows.functions.length === 0 ? -1 : w.here.f,
    async: false, generator: false, params: none, returns: none, tags: none, decorators: none, captures: none, size: 0,
  };
  if (standing.cls !== undefined) row.cls = standing.cls;
  if (standing.static === true) row.static = true;
  if (standing.role !== undefined) row.role = standing.role;
  w.rows.functions.push(row);
  return w.rows.functions.length - 1;
}

/** The place of a function's own code. */
export function getFunctionPlace(f: FunctionIndex, scope: Scope): Place {
  return { f, loop: -1, tryIn: -1, branch: -1, scope, target: undefined, handler: -1 };
}

/** The name and head of a function expression or arrow: its own name, else the one it is given where it stands. */
function getGivenName(w: Walker, node: FunctionExpression | ArrowFunction, role: Fate): { readonly n: string; readonly head: Span } {
  if (node.kind === SyntaxKind.FunctionExpression && node.name !== undefined) return { n: w.nameOf(node.name), head: w.spanOf(node.name) };
  const given = w.named?.node === node ? w.named.name : undefined;
  const start = w.startOf(node);
  const head = given !== undefined ? w.spanOf(given)
    : node.kind === SyntaxKind.ArrowFunction ? { start, end: node.equalsGreaterThanToken?.end ?? node.body.pos }
    : { start, end: w.text.indexOf('function', start) + 'function'.length };
  switch (role.k) {
    case 'bound': return { n: role.part === true ? '' : w.rows.bindings[role.b]?.n ?? '', head };
    case 'property': return { n: role.n ?? '', head };
    case 'field': case 'attribute': return { n: role.n, head };
    case 'stored': return { n: role.target.k === 'prop' || role.target.k === 'global' ? role.target.n : '', head };
    case 'exported': return { n: given === undefined ? 'default' : w.nameOf(given), head };
    default: return { n: '', head };
  }
}

/** Function expressions and arrows. */
function walkFunctionExpression(w: Walker, node: FunctionExpression | ArrowFunction, role: Fate): Expr {
  const f = w.takeReserved(node) ?? openFunctionExpression(w, node, role);
  const name = node.kind === SyntaxKind.FunctionExpression ? node.name : undefined;
  const x = w.id(node);
  let outer = w.here.scope;
  if (name !== undefined) {
    outer = new Scope(outer, f);
    const b = declareValue(w, outer, name, 'function', node);
    w.rows.bindings[b]!.init = { k: 'fn', f, x };
  }
  fillFunction(w, node, f, outer);
  if (role.k === 'argument' && isNoted(w, node, w.rows.functions[f]!.size)) w.rows.functions[f]!.noted = true;
  return { k: 'fn', f, x };
}

function openFunctionExpression(w: Walker, node: FunctionExpression | ArrowFunction, role: Fate): FunctionIndex {
  const { n, head } = getGivenName(w, node, role);
  return addFunction(w, node, node.kind === SyntaxKind.ArrowFunction ? 'arrow' : 'function', n, head, fieldStanding(role));
}

function fieldStanding(role: Fate): Standing {
  return role.k === 'field' ? { cls: role.cls, role } : { role };
}

/** Gives a function that is put off its row. */
export function reserveFunction(w: Walker, node: Node, role: Fate): Expr {
  const f = openFunctionExpression(w, node as FunctionExpression | ArrowFunction, role);
  w.reserved.set(node, f);
  return { k: 'fn', f, x: w.id(node) };
}

/** A function declaration, with or without body (overloads, ambient ones). Gives the row. */
export function walkFunctionDeclaration(w: Walker, node: FunctionDeclaration): FunctionIndex {
  const start = w.text.indexOf('function', w.startOf(node));
  const n = node.name === undefined ? 'default' : w.nameOf(node.name);
  const f = addFunction(w, node, 'function', n, node.name === undefined ? { start, end: start + 'function'.length } : w.spanOf(node.name), {});
  const b = node.name === undefined ? undefined : w.here.scope.findValue(n);
  const binding = b === undefined ? undefined : w.rows.bindings[b];
  const value: Expr = { k: 'fn', f, x: w.id(node) };
  // The implementation of overloads comes last and is the value; of two real declarations the last one wins as well.
  if (binding !== undefined && (node.body !== undefined || binding.init === undefined)) binding.init = value;
  fillFunction(w, node, f, w.here.scope);
  return f;
}

/** A method of a class or object literal. */
export function walkMethod(w: Walker, node: MethodDeclaration | ConstructorDeclaration, n: string, standing: Standing): FunctionIndex {
  const isConstructor = node.kind === SyntaxKind.Constructor;
  const at = isConstructor ? findKeyword(w, node, 'constructor') : w.spanOf(node.name);
  const f = addFunction(w, node, isConstructor ? 'constructor' : 'method', n, at, standing);
  fillFunction(w, node, f, w.here.scope);
  return f;
}

/** A getter or setter of a class or object literal. */
export function walkAccessor(w: Walker, node: GetAccessorDeclaration | SetAccessorDeclaration, n: string, standing: Standing): FunctionIndex {
  const f = addFunction(w, node, node.kind === SyntaxKind.GetAccessor ? 'getter' : 'setter', n, w.spanOf(node.name), standing);
  fillFunction(w, node, f, w.here.scope);
  return f;
}

function findKeyword(w: Walker, node: Node, keyword: string): Span {
  const from = w.startOf(node);
  const start = w.text.indexOf(keyword, from);
  return start < 0 || start > node.end ? { start: from, end: from } : { start, end: start + keyword.length };
}

/** Walks parameters and body, and fills the row. */
function fillFunction(w: Walker, node: FunctionNode, f: FunctionIndex, outer: Scope): void {
  const row = w.rows.functions[f]!;
  const flags = node.modifiers === undefined ? 0 : node.modifierFlags;
  row.async = (flags & ModifierFlags.Async) !== 0;
  row.generator = 'asteriskToken' in node && node.asteriskToken !== undefined;
  row.tags = findDocTags(w, node);
  if ((flags & ModifierFlags.Decorator) !== 0) row.decorators = walkDecorators(w, node.modifiers as Iterable<Node>);
  const parameterScope = new Scope(outer, f);
  const level = w.startAfresh();
  const before = w.here;
  w.here = getFunctionPlace(f, parameterScope);
  declareTypeParameters(w, parameterScope, node.typeParameters as NodeArray<TypeParameterDeclaration> | undefined);
  const params = walkParameters(w, node.parameters as NodeArray<ParameterDeclaration> | undefined, f, parameterScope, before);
  row.params = toPacked(params);
  const type = node.type as TypeNode | undefined;
  if (type !== undefined) row.returnType = toTypeRef(w, type);
  const body = getBody(node);
  if (body === undefined) row.bodyless = true;
  else if (body.kind === SyntaxKind.Block) {
    const scope = new Scope(parameterScope, f);
    hoistBody(w, scope, (body as Block).statements, parameterScope);
    w.here = getFunctionPlace(f, scope);
    w.statements((body as Block).statements);
  } else {
    const v = w.expression(body, returned);
    row.returns = [{ start: w.startOf(body), end: body.end, v, tryIn: -1, branch: -1 }];
  }
  w.here = before;
  w.level = level;
}

/**
 * The body. In JavaScript the compiler gives a function its documented type (`@type`) as one more child, and its own accessor then takes that type
 * for the body of a declaration or method; the block among the children is the body for sure.
 */
function getBody(node: FunctionNode): Node | undefined {
  const body = node.body as Node | undefined;
  if (body === undefined || body.kind === SyntaxKind.Block || node.kind === SyntaxKind.ArrowFunction) return body;
  let block: Node | undefined;
  node.forEachChild((child) => { if (child.kind === SyntaxKind.Block) block = child; });
  return block;
}

/** Enters everything a body declares for the whole function. A `var` named like a parameter is that parameter. */
export function hoistBody(w: Walker, scope: Scope, statements: Iterable<Statement>, parameters?: Scope): void {
  const list = [...statements];
  hoistLexical(w, scope, list);
  hoistVars(w, scope, list, parameters);
}

function walkParameters(w: Walker, parameters: NodeArray<ParameterDeclaration> | undefined, f: FunctionIndex, scope: Scope, around: Place): ParamFact[] {
  const facts: ParamFact[] = [];
  if (parameters === undefined || parameters.length === 0) return facts;
  const list = [...parameters].filter((p) => !(p.name.kind === SyntaxKind.Identifier && w.nameOf(p.name) === 'this'));
  for (const p of list) declarePattern(w, scope, p.name, 'param', p);
  list.forEach((p, i) => facts.push(walkParameter(w, p, f, i, around)));
  return facts;
}

function walkParameter(w: Walker, p: ParameterDeclaration, f: FunctionIndex, i: number, around: Place): ParamFact {
  const isName = p.name.kind === SyntaxKind.Identifier;
  const b = isName ? w.here.scope.findOwnValue(w.nameOf(p.name)) : undefined;
  const first = b ?? findFirstBound(w, p.name);
  const rest = p.dotDotDotToken !== undefined;
  // Decorators run when the class is defined, not when the function is called.
  const modifiers = p.modifiers as Iterable<Node> | undefined;
  const decorators = modifiers === undefined ? none : w.at(around, () => walkDecorators(w, modifiers));
  const def = p.initializer === undefined ? undefined : w.expression(p.initializer, first === undefined ? other : getBoundFate(first, !isName));
  const type = p.type === undefined ? undefined : toTypeRef(w, p.type);
  bindPattern(w, p.name, rest ? { k: 'param', f, i, rest } : { k: 'param', f, i }, 0, def);
  if (b !== undefined && type !== undefined) w.rows.bindings[b]!.type = type;
  const n = isName ? w.nameOf(p.name as Identifier) : '';
  const fact: Row<ParamFact> = b === undefined ? { n } : type === undefined ? { n, b } : { n, b, type };
  if (b === undefined && type !== undefined) fact.type = type;
  if (def !== undefined) fact.def = def;
  if (rest) fact.rest = rest;
  if (p.questionToken !== undefined) fact.optional = true;
  if (decorators.length > 0) fact.decorators = decorators;
  return fact;
}

/** Notes a returned value of the function we are in. */
export function addReturn(w: Walker, node: Node, v: Expr | undefined): void {
  const { f, tryIn, branch } = w.here;
  const row = w.rows.functions[f]!;
  const start = w.startOf(node);
  let scope: Scope | undefined = w.here.scope;
  while (scope?.f === f && !scope.disposes) scope = scope.parent;
  const fact: Row<ReturnFact> = v === undefined ? { start, end: node.end, tryIn, branch } : { start, end: node.end, v, tryIn, branch };
  if (scope?.f === f) fact.disposes = true;
  if (row.returns === none) row.returns = [fact];
  else (row.returns as ReturnFact[]).push(fact);
}

export const functionExpressionWalks = [
  onExpression(SyntaxKind.FunctionExpression, walkFunctionExpression),
  onExpression(SyntaxKind.ArrowFunction, walkFunctionExpression),
];
