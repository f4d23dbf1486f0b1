/**
 * Where the line that makes a limiter goes: above the statement whose work it bounds, so that every run of the statement has one of
 * its own.
 */
import type { FixDesk } from '../lint/fix.ts';
import { SyntaxKind } from '../syntax/ast.ts';
import type { Node } from '../syntax/ast.ts';
import type { Unit } from '../program/unit.ts';
import type { Tree } from '../syntax/compiler.ts';
import type { Edit } from './edits.ts';
import { startOf } from './nodes.ts';
import { getLineIndent, getTextStyle } from './textStyle.ts';

const lists: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.SourceFile, SyntaxKind.Block, SyntaxKind.CaseClause, SyntaxKind.DefaultClause, SyntaxKind.ModuleBlock]);

/** The statement around a node that stands in a list of statements. */
export function findListed(node: Node): Node {
  let at = node;
  while (at.parent !== undefined && !lists.has(at.parent.kind)) at = at.parent;
  return at;
}

/** `const limit = pLimit(8);` above the statement of `node`. */
export function toLimiterLine(tree: Tree, unit: Unit, desk: FixDesk, node: Node, limiter: { readonly variable: string; readonly made: string }): Edit {
  const text = desk.textOf(unit.facts.file);
  const { newline, end } = getTextStyle(unit.facts, text);
  const at = startOf(tree, findListed(node));
  return { start: at, end: at, newText: `const ${limiter.variable} = ${limiter.made}${end}${newline}${getLineIndent(text, at)}` };
}
