/**
 * tree → {@link FileFacts}. Puts the handlers of all fact kinds into one walk over the tree and closes the tables. Pure and synchronous; code
 * with syntax errors gives the facts of what could be parsed. It keeps no node of the tree, so the tree can be released afterwards.
 */
import { SyntaxKind } from '../syntax/ast.ts';
import type { ExpressionStatement, Node, SourceFile, StringLiteral } from '../syntax/ast.ts';
import type { FilePath, Tree } from '../syntax/compiler.ts';
import { getLineStarts } from '../syntax/lineIndex.ts';
import { callWalks, reserveCall } from './calls.ts';
import { classExpressionWalks } from './classes.ts';
import { controlFlowWalks } from './controlFlow.ts';
import { collectDirectives } from './directives.ts';
import { exportWalks } from './exports.ts';
import { expressionWalks } from './expressions.ts';
import { collectorVersion } from './fileFacts.ts';
import type { BindingFact, FileFacts } from './fileFacts.ts';
import { addFunction, functionExpressionWalks, hoistBody, reserveFunction } from './functions.ts';
import { importWalks } from './imports.ts';
import { jsxWalks } from './jsx.ts';
import { getStringValue, literalWalks } from './literals.ts';
import { toPacked } from './rows.ts';
import { statementWalks } from './statements.ts';
import { Walker, toWalkTable } from './walker.ts';
import type { WalkTables } from './walker.ts';

/**
 * Entries a compiler tree may have; a bigger file is not collected. The tree also counts lists and documentation comments, so
 * this is about 200,000 syntax nodes.
 */
export const mostTreeEntries = 250_000;

/** A file with too many nodes, in place of its facts. `entries`: how many its tree has. */
export interface TooManyNodes {
  readonly kind: 'too-many-nodes';
  readonly file: FilePath;
  readonly entries: number;
}

export interface CollectInput {
  readonly file: FilePath;
  /** The text the tree was made from; offsets of facts are offsets into it. */
  readonly text: string;
  readonly hash: string;
  readonly tree: Tree;
  readonly language: FileFacts['language'];
}

const tables: WalkTables = {
  expressions: toWalkTable([...literalWalks, ...expressionWalks, ...callWalks, ...functionExpressionWalks, ...classExpressionWalks, ...jsxWalks]),
  statements: toWalkTable([...statementWalks, ...controlFlowWalks, ...importWalks, ...exportWalks]),
  reservations: toWalkTable([
    [SyntaxKind.CallExpression, reserveCall], [SyntaxKind.NewExpression, reserveCall], [SyntaxKind.TaggedTemplateExpression, reserveCall],
    [SyntaxKind.ArrowFunction, reserveFunction], [SyntaxKind.FunctionExpression, reserveFunction],
  ]),
};

/** The facts of one file, or the marker for one that is too big. Never throws on user code. */
export function collectFacts(input: CollectInput): FileFacts | TooManyNodes {
  const { file, text, hash, tree, language } = input;
  const entries = getTreeEntries(tree);
  if (entries > mostTreeEntries) return { kind: 'too-many-nodes', file, entries };
  const w = new Walker(text, tables);
  addFunction(w, tree, 'module', '', { start: 0, end: 0 }, {});
  hoistBody(w, w.moduleScope, tree.statements);
  w.statements(tree.statements);
  w.drain();
  w.finish();
  const { rows } = w;
  const lines = getLineStarts(text);
  return {
    version: collectorVersion, file, hash, language, format: getFormat(w), shebang: text.startsWith('#!') || text.startsWith('\uFEFF#!'),
    prologue: getPrologue(w, tree), lines: lines.slice(),
    imports: toPacked(rows.imports), exports: toPacked(rows.exports), bindings: toPacked(rows.bindings) as readonly BindingFact[], functions: toPacked(rows.functions), classes: toPacked(rows.classes),
    calls: toPacked(rows.calls), discards: toPacked(rows.discards), awaits: toPacked(rows.awaits), loops: toPacked(rows.loops), tries: toPacked(rows.tries),
    branches: toPacked(rows.branches), assigns: toPacked(rows.assigns), tested: toPacked(rows.tested), promised: toPacked(rows.promised), directives: collectDirectives(text, tree, lines), nodes: w.nodes,
  };
}

/** True for the marker of a file that was not collected. */
export function isTooManyNodes(result: FileFacts | TooManyNodes): result is TooManyNodes {
  return 'kind' in result;
}

function getTreeEntries(tree: SourceFile): number {
  const nodes: unknown = 'nodes' in tree ? tree.nodes : undefined;
  return Array.isArray(nodes) ? nodes.length : 0;
}

function getPrologue(w: Walker, tree: SourceFile): string[] {
  const found: string[] = [];
  for (const statement of tree.statements) {
    const expression: Node | undefined = statement.kind === SyntaxKind.ExpressionStatement ? (statement as ExpressionStatement).expression : undefined;
    if (expression?.kind !== SyntaxKind.StringLiteral) break;
    found.push(getStringValue(w, expression as StringLiteral).slice(0, 200));
  }
  return found;
}

function getFormat(w: Walker): FileFacts['format'] {
  if (w.isModule) return 'esm';
  const { imports, exports } = w.rows;
  return exports.length > 0 || imports.some((i) => i.kind === 'require' || i.kind === 'import-equals') ? 'cjs' : 'script';
}
