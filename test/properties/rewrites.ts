/**
 * Ways to write a program otherwise without changing what it does: other names for locals, declarations in another order, comments, blocks, arrows
 * for functions. Each gives the places of one text where it can be done; which one is taken is up to the test. Places come from the compiler's tree.
 */
import { NodeFlags, SyntaxKind } from 'typescript/unstable/ast';
import type { Node, SourceFile } from 'typescript/unstable/ast';

export interface Edit { readonly start: number; readonly end: number; readonly text: string }
/** One change: edits that belong together. `renamed` maps new names to old ones, for comparing messages. */
export interface Rewrite { readonly edits: readonly Edit[]; readonly renamed?: readonly [string, string] }
export type RewriteKind = keyof typeof rewrites;

export const rewrites = { rename: listRenames, reorder: listReorders, comment: listComments, block: listBlocks, arrow: listArrows };

export function applyRewrite(text: string, { edits }: Rewrite): string {
  return [...edits].sort((a, b) => b.start - a.start).reduce((rest, edit) => rest.slice(0, edit.start) + edit.text + rest.slice(edit.end), text);
}

function visit(node: Node, enter: (node: Node, parents: readonly Node[]) => void, parents: readonly Node[] = []): void {
  enter(node, parents);
  const inner = [...parents, node];
  node.forEachChild((child) => { visit(child, enter, inner); });
}

/** Where a node's own text starts: its position counts the space and comments before it. */
function startOf(text: string, node: Node): number {
  const blank = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
  blank.lastIndex = node.pos;
  blank.exec(text);
  return Math.min(blank.lastIndex, node.end);
}

/** Locals of functions that are written once in the file, and names that are used only as plain values. */
function listRenames(tree: SourceFile, text: string): Rewrite[] {
  const uses = new Map<string, { start: number; end: number; isPlain: boolean; isLocal: boolean }[]>();
  visit(tree, (node, parents) => {
    if (node.kind !== SyntaxKind.Identifier) return;
    const parent = parents.at(-1)!;
    const start = startOf(text, node);
    const name = text.slice(start, node.end);
    const isMember = parent.kind === SyntaxKind.PropertyAccessExpression && 'name' in parent && parent.name === node;
    if (isMember) return;
    const isDeclared = (parent.kind === SyntaxKind.VariableDeclaration || parent.kind === SyntaxKind.Parameter) && 'name' in parent && parent.name === node;
    const isInside = parents.some((outer) => functions.has(outer.kind));
    const list = uses.get(name) ?? [];
    uses.set(name, list);
    list.push({ start, end: node.end, isPlain: isDeclared || plainParents.has(parent.kind), isLocal: isDeclared && isInside });
  });
  return [...uses].flatMap(([name, list]): Rewrite[] => {
    const isSafe = list.every((use) => use.isPlain) && list.filter((use) => use.isLocal).length === 1
      && (text.match(new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g')) ?? []).length === list.length;
    // As long as before: messages drop what would make them too long.
    const other = `${name.slice(0, -1)}${name.endsWith('q') ? 'z' : 'q'}`;
    return isSafe && !text.includes(other) ? [{ edits: list.map(({ start, end }) => ({ start, end, text: other })), renamed: [other, name] }] : [];
  });
}

const functions = new Set([SyntaxKind.FunctionDeclaration, SyntaxKind.FunctionExpression, SyntaxKind.ArrowFunction, SyntaxKind.MethodDeclaration]);
/** Parents under which a name is a value and nothing else: no shorthand, no export, no type. */
const plainParents = new Set([
  SyntaxKind.CallExpression, SyntaxKind.NewExpression, SyntaxKind.PropertyAccessExpression, SyntaxKind.ElementAccessExpression, SyntaxKind.AwaitExpression, SyntaxKind.BinaryExpression,
  SyntaxKind.ReturnStatement, SyntaxKind.ForOfStatement, SyntaxKind.TemplateSpan, SyntaxKind.ConditionalExpression, SyntaxKind.PrefixUnaryExpression, SyntaxKind.PostfixUnaryExpression,
  SyntaxKind.SpreadElement, SyntaxKind.ArrayLiteralExpression, SyntaxKind.ExpressionStatement, SyntaxKind.IfStatement, SyntaxKind.WhileStatement, SyntaxKind.VoidExpression, SyntaxKind.ParenthesizedExpression,
]);

/** Neighbouring function declarations change places; overloads stay together. */
function listReorders(tree: SourceFile, text: string): Rewrite[] {
  const found: Rewrite[] = [];
  const statements = [...tree.statements];
  statements.forEach((first, i) => {
    const second = statements[i + 1];
    if (!second || !isWholeFunction(first) || !isWholeFunction(second) || nameOf(first, text) === nameOf(second, text)) return;
    // With the comments before them: a tag speaks of the function below.
    const [a, b] = [first, second].map((node) => ({ start: node.pos, end: node.end }));
    found.push({ edits: [{ ...a!, text: `\n${text.slice(b!.start, b!.end)}` }, { ...b!, text: `\n${text.slice(a!.start, a!.end)}` }] });
  });
  return found;
}

function isWholeFunction(node: Node): boolean {
  return node.kind === SyntaxKind.FunctionDeclaration && 'body' in node && node.body !== undefined;
}

function nameOf(node: Node, text: string): string {
  return 'name' in node && node.name ? text.slice((node.name as Node).pos, (node.name as Node).end).trim() : '';
}

/** A remark before a declaration: beside a call it could be a reason somebody gives. */
function listComments(tree: SourceFile, text: string): Rewrite[] {
  return [...tree.statements].filter((node) => isWholeFunction(node) || node.kind === SyntaxKind.ImportDeclaration || node.kind === SyntaxKind.ClassDeclaration).map((node) => {
    const start = startOf(text, node);
    return { edits: [{ start, end: start, text: '/* Written down for whoever comes next. */ ' }] };
  });
}

/** A statement of a body in braces of its own. Declarations would no longer be seen outside; directives have to come first. */
function listBlocks(tree: SourceFile, text: string): Rewrite[] {
  const found: Rewrite[] = [];
  visit(tree, (node, parents) => {
    const isBody = parents.at(-1)?.kind === SyntaxKind.Block;
    const isStatement = node.kind === SyntaxKind.ExpressionStatement || node.kind === SyntaxKind.IfStatement || node.kind === SyntaxKind.ForOfStatement || node.kind === SyntaxKind.ReturnStatement;
    if (!isBody || !isStatement) return;
    const start = startOf(text, node);
    if (/^['"]/.test(text.slice(start)) || text.slice(start, node.end).includes('\n')) return;
    found.push({ edits: [{ start, end: start, text: '{ ' }, { start: node.end, end: node.end, text: ' }' }] });
  });
  return found;
}

/** A function expression without a name, `this` or `arguments` as an arrow. */
function listArrows(tree: SourceFile, text: string): Rewrite[] {
  const found: Rewrite[] = [];
  visit(tree, (node) => {
    if (node.kind !== SyntaxKind.FunctionExpression || ('name' in node && node.name) || ('asteriskToken' in node && node.asteriskToken) || !('body' in node)) return;
    const start = startOf(text, node);
    const code = text.slice(start, node.end);
    const bodyStart = startOf(text, node.body as Node);
    if (/\b(?:this|arguments|super|new\.target)\b/.test(code) || (node.flags & NodeFlags.ThisNodeHasError) !== 0) return;
    const keyword = /^(?:async\s+)?function\s*/.exec(code);
    if (!keyword) return;
    found.push({ edits: [{ start, end: start + keyword[0].length, text: keyword[0].startsWith('async') ? 'async ' : '' }, { start: bodyStart, end: bodyStart, text: '=> ' }] });
  });
  return found;
}
