/**
 * Finding syntax by the spans facts keep, and the few things about a node that edits need: where it starts, the function it is, what
 * stands around it. Trees live as long as one fix is made.
 */
import { SyntaxKind, skipTrivia } from '../syntax/ast.ts';
import type { ArrowFunction, Block, ConciseBody, FunctionDeclaration, FunctionExpression, MethodDeclaration, Node, ParameterDeclaration, Statement, TypeNode } from '../syntax/ast.ts';
import type { Tree } from '../syntax/compiler.ts';
import type { Span } from '../facts/fileFacts.ts';

/** A function that can be made async: has a body, a place for the word, perhaps a return type. */
export type FunctionNode = (ArrowFunction | FunctionDeclaration | FunctionExpression | MethodDeclaration) & { readonly body?: Block | ConciseBody };

const functionKinds: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.ArrowFunction, SyntaxKind.FunctionDeclaration, SyntaxKind.FunctionExpression, SyntaxKind.MethodDeclaration]);

/** Start of a node without the comments and blanks before it. */
export function startOf(tree: Tree, node: Node): number {
  return node.pos === node.end ? node.pos : skipTrivia(tree.text, node.pos);
}

/** The outermost node that covers exactly this span and is what is looked for. */
export function findNode<Found extends Node>(tree: Tree, { start, end }: Span, is: (node: Node) => node is Found): Found | undefined;
export function findNode(tree: Tree, span: Span, is?: (node: Node) => boolean): Node | undefined;
export function findNode(tree: Tree, { start, end }: Span, is: (node: Node) => boolean = () => true): Node | undefined {
  let at: Node | undefined = tree;
  while (at !== undefined) {
    if (at.end === end && startOf(tree, at) === start && at !== tree && is(at)) return at;
    let next: Node | undefined;
    at.forEachChild((child) => {
      if (next === undefined && child.pos <= start && child.end >= end) next = child;
    });
    at = next;
  }
  return undefined;
}

/** The innermost node that covers this span and is what is looked for. */
export function findAround<Found extends Node>(tree: Tree, { start, end }: Span, is: (node: Node) => node is Found): Found | undefined {
  let found: Found | undefined;
  let at: Node | undefined = tree;
  while (at !== undefined) {
    if (at !== tree && startOf(tree, at) <= start && is(at)) found = at;
    let next: Node | undefined;
    at.forEachChild((child) => {
      if (next === undefined && child.pos <= start && child.end >= end) next = child;
    });
    at = next;
  }
  return found;
}

export function isFunctionNode(node: Node): node is FunctionNode {
  return functionKinds.has(node.kind);
}

export function isBlock(node: Node | undefined): node is Block {
  return node?.kind === SyntaxKind.Block;
}

export function isStatement(node: Node): node is Statement {
  return node.kind >= SyntaxKind.FirstStatement && node.kind <= SyntaxKind.LastStatement;
}

/** Parameters of a function as nodes. */
export function listParameters(node: FunctionNode): readonly ParameterDeclaration[] {
  return [...node.parameters];
}

export function findReturnType(node: FunctionNode): TypeNode | undefined {
  return 'type' in node ? node.type : undefined;
}

/** The parentheses, casts and `!` around an expression, taken together with it. */
export function getOutermost(node: Node): Node {
  let at = node;
  while (wrapperKinds.has(at.parent.kind)) at = at.parent;
  return at;
}

const wrapperKinds: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.ParenthesizedExpression, SyntaxKind.AsExpression, SyntaxKind.SatisfiesExpression, SyntaxKind.NonNullExpression]);

/** Whether `await x` at the place of this node has to stand in parentheses: something binds to it more tightly. */
export function needsParentheses(node: Node): boolean {
  const { parent } = node;
  switch (parent.kind) {
    case SyntaxKind.PropertyAccessExpression: case SyntaxKind.ElementAccessExpression: case SyntaxKind.CallExpression: case SyntaxKind.NewExpression: case SyntaxKind.TaggedTemplateExpression:
      return 'expression' in parent ? parent.expression === node : 'tag' in parent && parent.tag === node;
    case SyntaxKind.NonNullExpression: case SyntaxKind.ExpressionWithTypeArguments: return true;
    case SyntaxKind.BinaryExpression: return 'left' in parent && parent.left === node && 'operatorToken' in parent && (parent.operatorToken as Node).kind === SyntaxKind.AsteriskAsteriskToken;
    default: return false;
  }
}

/** Whether a comment stands between two offsets. */
export function hasComment(text: string, start: number, end: number): boolean {
  return /\/[/*]/.test(text.slice(start, end));
}
