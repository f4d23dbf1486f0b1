/**
 * Statements without a table of their own: blocks, variables, expression statements (discarded values), `return`, `throw`, enums and
 * namespaces, and the jumps that end loops.
 */
import { ModifierFlags, SyntaxKind } from '../syntax/ast.ts';
import type {
  BinaryExpression, Block, BreakStatement, ContinueStatement, EnumDeclaration, ExpressionStatement, LabeledStatement, ModuleBlock, ModuleDeclaration, Node,
  PrefixUnaryExpression, ReturnStatement, ThrowStatement, VariableDeclaration, VariableDeclarationList, VariableStatement, VoidExpression, WithStatement, ParenthesizedExpression,
} from '../syntax/ast.ts';
import { bindPattern, findFirstBound, isAssignmentOperator } from './assignments.ts';
import { noteExportedName, noteExportedVariables } from './exports.ts';
import { discarded, getBoundFate, other, returned, thrown, voided } from './fates.ts';
import type { Expr } from './fileFacts.ts';
import { addReturn, hoistBody } from './functions.ts';
import { findImported } from './imports.ts';
import { Scope, getVariableKind, hasLexical, hoistLexical } from './scopes.ts';
import { toTypeRef } from './types.ts';
import { onStatement, unwrap } from './walker.ts';
import type { JumpTarget, Walker } from './walker.ts';

/** Walks a block in a scope of its own when it declares something. */
export function walkBlock(w: Walker, node: Block): boolean {
  if (!hasLexical(node.statements)) return w.statements(node.statements);
  const scope = new Scope(w.here.scope, w.here.f);
  hoistLexical(w, scope, node.statements);
  const before = w.here;
  w.here = { ...before, scope };
  const leaves = w.statements(node.statements);
  w.here = before;
  return leaves;
}

/** Walks the variables of a list. `value`: what a loop gives to its variable. */
export function walkVariables(w: Walker, list: VariableDeclarationList, value?: Expr): Expr[] {
  const values: Expr[] = [];
  if (getVariableKind(list) === 'using') w.here.scope.disposes = true;
  for (const declaration of list.declarations) {
    const walked = walkVariable(w, declaration, value);
    if (walked !== undefined) values.push(walked);
  }
  return values;
}

function walkVariable(w: Walker, node: VariableDeclaration, given: Expr | undefined): Expr | undefined {
  const { name, initializer } = node;
  w.nodes++;
  const isName = name.kind === SyntaxKind.Identifier;
  const b = isName ? w.here.scope.findValue(w.nameOf(name)) : findFirstBound(w, name);
  let value = given;
  if (initializer !== undefined) {
    w.named = { node: initializer, name };
    value = w.expression(initializer, b === undefined ? other : getBoundFate(b, !isName));
  }
  bindPattern(w, name, value);
  if (isName && b !== undefined) {
    const binding = w.rows.bindings[b]!;
    if (node.type !== undefined) binding.type ??= toTypeRef(w, node.type);
    if (value !== undefined && binding.imported === undefined) {
      const imported = findImported(w, value);
      if (imported !== undefined) binding.imported = imported;
    }
  } else if (value !== undefined) {
    bindImportedParts(w, name);
  }
  return value;
}

/** `const { a } = require('x')`: the names of a flat pattern are imports too. */
function bindImportedParts(w: Walker, pattern: Node): void {
  if (pattern.kind !== SyntaxKind.ObjectBindingPattern) return;
  pattern.forEachChild((element) => {
    const name = (element as Node & { readonly name?: Node }).name;
    if (name?.kind !== SyntaxKind.Identifier) return;
    const b = w.here.scope.findValue(w.nameOf(name));
    const binding = b === undefined ? undefined : w.rows.bindings[b];
    if (binding?.init?.k !== 'prop' || binding.imported !== undefined) return;
    const imported = findImported(w, binding.init);
    if (imported !== undefined) binding.imported = imported;
  });
}

function isUpdate(node: Node): boolean {
  if (node.kind === SyntaxKind.PostfixUnaryExpression) return true;
  if (node.kind === SyntaxKind.PrefixUnaryExpression) {
    const { operator } = node as PrefixUnaryExpression;
    return operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken;
  }
  return node.kind === SyntaxKind.BinaryExpression && isAssignmentOperator((node as BinaryExpression).operatorToken.kind);
}

/** An assertion around the value stays: its type is what the statement's value has. */
function withoutParentheses(node: Node): Node {
  let at = node;
  while (at.kind === SyntaxKind.ParenthesizedExpression) at = (at as ParenthesizedExpression).expression;
  return at;
}

function walkExpressionStatement(w: Walker, node: ExpressionStatement): boolean {
  const inner = unwrap(node.expression);
  if (isUpdate(inner)) {
    w.expression(inner, discarded);
    return false;
  }
  // A string on its own is a directive prologue, or nothing at all.
  if (inner.kind === SyntaxKind.StringLiteral) return false;
  const isVoid = inner.kind === SyntaxKind.VoidExpression;
  const value = isVoid ? unwrap((inner as VoidExpression).expression) : inner;
  if (value.pos === value.end) return false;
  const { f, loop, tryIn, branch } = w.here;
  const v = w.expression(value, isVoid ? voided : discarded);
  w.rows.discards.push({ start: w.startOf(value), end: value.end, v, x: w.id(isVoid ? value : withoutParentheses(node.expression)), f, loop, tryIn, branch, void: isVoid });
  return false;
}

/** `return` and `throw` end the loops they leave; a `throw` only those inside the try that catches it. */
function endLoops(w: Walker, until: number): void {
  for (let target = w.here.target; target !== undefined; target = target.up) {
    if (target.loop < 0) continue;
    const loop = w.rows.loops[target.loop]!;
    if (loop.start < until) return;
    loop.exits = true;
  }
}

function walkReturn(w: Walker, node: ReturnStatement): boolean {
  addReturn(w, node, node.expression === undefined ? undefined : w.expression(node.expression, returned));
  endLoops(w, -1);
  return true;
}

function walkThrow(w: Walker, node: ThrowStatement): boolean {
  w.expression(node.expression, thrown);
  let catching = w.here.tryIn;
  while (catching >= 0 && w.rows.tries[catching]!.handler === undefined) catching = w.rows.tries[catching]!.outer;
  endLoops(w, catching < 0 ? -1 : w.rows.tries[catching]!.start);
  if (catching < 0) w.rows.functions[w.here.f]!.throws = true;
  const { handler } = w.here;
  if (handler >= 0 && w.here.tryIn === w.rows.tries[handler]!.outer) {
    const caught = w.rows.tries[handler]!;
    if (caught.handler !== undefined) caught.handler = { ...caught.handler, rethrows: true };
  }
  return true;
}

function walkBreak(w: Walker, node: BreakStatement): boolean {
  if (node.label !== undefined) return jumpTo(w, w.nameOf(node.label), true);
  const target = findTarget(w, (t) => t.kind !== 'label');
  if (target === undefined || target.kind === 'switch') return false;
  w.rows.loops[target.loop]!.exits = true;
  return true;
}

function findTarget(w: Walker, fits: (target: JumpTarget) => boolean): JumpTarget | undefined {
  let target = w.here.target;
  while (target !== undefined && !fits(target)) target = target.up;
  return target;
}

/** Ends every loop up to the label; `continue` goes on with the loop the label stands before. */
function jumpTo(w: Walker, label: string, endsLabelled: boolean): boolean {
  for (let target = w.here.target; target !== undefined && !(target.kind === 'label' && target.label === label); target = target.up) {
    if (target.kind !== 'loop') continue;
    const isLabelled = target.up?.kind === 'label' && target.up.label === label;
    if (endsLabelled || !isLabelled) w.rows.loops[target.loop]!.exits = true;
  }
  return true;
}

function walkLabeled(w: Walker, node: LabeledStatement): boolean {
  const target: JumpTarget = { kind: 'label', loop: -1, label: w.nameOf(node.label), up: w.here.target };
  // A `break` to this label lands right after the statement, so it is not certain to leave.
  w.at({ ...w.here, target }, () => w.statement(node.statement));
  return false;
}

function walkEnum(w: Walker, node: EnumDeclaration): boolean {
  noteExportedName(w, node, false);
  const b = w.here.scope.findValue(w.nameOf(node.name));
  const binding = b === undefined ? undefined : w.rows.bindings[b];
  if (binding?.kind === 'enum') binding.members = (binding.members ?? 0) + node.members.length;
  for (const member of node.members) if (member.initializer !== undefined) w.expression(member.initializer, other);
  return false;
}

function walkModule(w: Walker, node: ModuleDeclaration): boolean {
  if (node.name.kind === SyntaxKind.Identifier) noteExportedName(w, node, false);
  const body = node.body as Node | undefined;
  if (body === undefined) return false;
  const scope = new Scope(w.here.scope, w.here.f);
  const isAmbient = (node.modifiers === undefined ? 0 : node.modifierFlags & ModifierFlags.Ambient) !== 0;
  if (isAmbient) return false;
  w.at({ ...w.here, scope }, () => {
    if (body.kind === SyntaxKind.ModuleBlock) {
      hoistBody(w, scope, (body as ModuleBlock).statements);
      w.statements((body as ModuleBlock).statements);
    } else w.statement(body);
  });
  return false;
}

export const statementWalks = [
  onStatement(SyntaxKind.Block, walkBlock),
  onStatement<VariableStatement>(SyntaxKind.VariableStatement, (w, node) => {
    walkVariables(w, node.declarationList);
    noteExportedVariables(w, node);
    return false;
  }),
  onStatement(SyntaxKind.ExpressionStatement, walkExpressionStatement),
  onStatement(SyntaxKind.ReturnStatement, walkReturn),
  onStatement(SyntaxKind.ThrowStatement, walkThrow),
  onStatement(SyntaxKind.BreakStatement, walkBreak),
  onStatement<ContinueStatement>(SyntaxKind.ContinueStatement, (w, node) => (node.label === undefined ? true : jumpTo(w, w.nameOf(node.label), false))),
  onStatement(SyntaxKind.LabeledStatement, walkLabeled),
  onStatement<WithStatement>(SyntaxKind.WithStatement, (w, node) => {
    w.expression(node.expression, other);
    return w.statement(node.statement);
  }),
  onStatement(SyntaxKind.EnumDeclaration, walkEnum),
  onStatement(SyntaxKind.ModuleDeclaration, walkModule),
];
