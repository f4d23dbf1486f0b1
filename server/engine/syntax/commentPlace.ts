/**
 * What a comment would be that is written at the beginning of a line: a comment, text between JSX tags, or part of a template
 * literal. Only the tree can tell. It writes no comment and knows no directive.
 */
import { SyntaxKind, getTokenAtPosition } from 'typescript/unstable/ast';
import type { Tree } from './compiler.ts';

export type CommentPlace = 'code' | 'jsx' | 'template';

const templateParts: readonly SyntaxKind[] = [SyntaxKind.NoSubstitutionTemplateLiteral, SyntaxKind.TemplateHead, SyntaxKind.TemplateMiddle, SyntaxKind.TemplateTail];

/** The place at an offset (UTF-16) of the tree's text. */
export function getCommentPlace(tree: Tree, offset: number): CommentPlace {
  const token = getTokenAtPosition(tree, offset);
  if (token.kind === SyntaxKind.JsxText) return 'jsx';
  // A token's range begins with the blanks before it, which are code.
  const isInside = /\S/.test(tree.text.slice(token.pos, offset));
  return templateParts.includes(token.kind) && isInside ? 'template' : 'code';
}
