/**
 * Comments that talk to us: `loopwise-disable…` directives, those of other linters for one line, and the JSDoc tags of functions. Comments are found through the text, and a
 * candidate counts only when the token it stands before says that it is a comment and not part of a string or of JSX text.
 */
import { SyntaxKind, getTokenAtPosition } from '../syntax/ast.ts';
import type { Node, SourceFile } from '../syntax/ast.ts';
import { getLineOf } from '../syntax/lineIndex.ts';
import type { DirectiveFact } from './fileFacts.ts';
import { none } from './rows.ts';
import type { Walker } from './walker.ts';

const mark = /(?:loopwise|eslint|oxlint)-(?=disable|enable)/g;
const directive = /^(?:\/\/|\/\*)[\s*]*(loopwise|eslint|oxlint)-(disable-next-line|disable-line|disable|enable)(?![\w-])([^]*?)(?:\*\/)?$/;

/** Every directive of the file, in order. */
export function collectDirectives(text: string, tree: SourceFile, lines: readonly number[]): DirectiveFact[] {
  const found: DirectiveFact[] = [];
  for (const { index: at } of text.matchAll(mark)) {
    if (found.length > 0 && at < found[found.length - 1]!.end) continue;
    const comment = findCommentAt(text, tree, at);
    const fact = comment === undefined ? undefined : toDirective(text, comment.start, comment.end, lines);
    if (fact !== undefined) found.push(fact);
  }
  return found;
}

function toDirective(text: string, start: number, end: number, lines: readonly number[]): DirectiveFact | undefined {
  const match = directive.exec(text.slice(start, end));
  if (match === null) return undefined;
  const [said = '', reason] = (match[3] ?? '').split(/\s--(?:\s|$)/, 2);
  const rules = said.split(/[\s,*]+/).filter((rule) => rule !== '');
  const kind = match[2] as DirectiveFact['kind'];
  const foreign = match[1] !== 'loopwise';
  // A file or a rest of one is silenced for peace and quiet: only what names a rule for a line was written by somebody who looked at it.
  if (foreign && (rules.length === 0 || (kind !== 'disable-next-line' && kind !== 'disable-line'))) return undefined;
  const why = reason?.replace(/\s*[\n\r][\s*]*/g, ' ').replace(/[\s*]+$/, '').trim();
  return {
    start, end, kind, rules, ...(foreign ? { foreign: true } : {}), ...(why === undefined || why === '' ? {} : { reason: why }),
    line: getLineOf(lines, start), endLine: getLineOf(lines, end),
  };
}

/** The comment around an offset, when there is one. */
function findCommentAt(text: string, tree: SourceFile, offset: number): { readonly start: number; readonly end: number } | undefined {
  const token = getTokenAtPosition(tree, offset);
  // What looks like a comment between JSX tags is text.
  if (token.kind === SyntaxKind.JsxText) return undefined;
  for (const comment of getCommentsFrom(text, token.kind === SyntaxKind.SourceFile ? 0 : token.pos)) {
    if (comment.start > offset) return undefined;
    if (offset < comment.end) return comment;
  }
  return undefined;
}

/** The comments in the trivia that starts at `from`, up to the first character that is neither blank nor comment. */
function* getCommentsFrom(text: string, from: number): Generator<{ readonly start: number; readonly end: number }> {
  const blank = /[\s\uFEFF]*(?:#!.*)?[\s\uFEFF]*/y;
  for (let at = from; at < text.length;) {
    blank.lastIndex = at;
    at += blank.exec(text)?.[0].length ?? 0;
    const start = at;
    if (text.startsWith('//', at)) {
      const breaks = /[\n\r\u2028\u2029]/g;
      breaks.lastIndex = at;
      at = breaks.exec(text)?.index ?? text.length;
    } else if (text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2);
      at = close < 0 ? text.length : close + 2;
    } else return;
    yield { start, end: at };
  }
}

/** Tags that describe types and prose; nothing we believe is among them. */
const describing = new Set([
  'param', 'parameter', 'arg', 'argument', 'returns', 'return', 'type', 'typedef', 'template', 'property', 'prop', 'throws', 'example', 'see', 'link', 'since', 'default', 'summary',
  'description', 'remarks', 'author', 'version', 'todo', 'class', 'constructor', 'extends', 'implements', 'inheritdoc', 'inheritDoc', 'override', 'category',
]);

const jsDoc = /\/\*\*(?!\/)[^]*?\*\//g;
const tag = /(?:^|[\s*])@([A-Za-z][\w-]*)/g;

/**
 * The JSDoc tags of a function, from the comment right before it or before the statement, property or field that names it. Tags that
 * only describe types or prose are left out.
 */
export function findDocTags(w: Walker, node: Node): readonly string[] {
  for (let at: Node | undefined = node, up = 0; at !== undefined && up < 6; at = at.parent, up++) {
    const start = w.startOf(at);
    if (start > at.pos && w.text.startsWith('/', firstNonBlank(w.text, at.pos))) {
      const tags = readTags(w.text.slice(at.pos, start));
      if (tags !== undefined) return tags;
    }
    if (!passesDocsDown(at)) return none;
  }
  return none;
}

function firstNonBlank(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}

function readTags(trivia: string): readonly string[] | undefined {
  const last = trivia.match(jsDoc)?.at(-1);
  if (last === undefined) return undefined;
  const tags = [...last.matchAll(tag)].map((match) => match[1] ?? '').filter((name) => !describing.has(name));
  return tags.length === 0 ? none : [...new Set(tags)];
}

/** True when a comment before the parent of `node` may be about the function at `node`. */
function passesDocsDown(node: Node): boolean {
  const parent = node.parent as Node | undefined;
  switch (parent?.kind) {
    case SyntaxKind.VariableDeclarationList:
    case SyntaxKind.VariableStatement:
    case SyntaxKind.VariableDeclaration:
    case SyntaxKind.PropertyAssignment:
    case SyntaxKind.PropertyDeclaration:
    case SyntaxKind.ExportAssignment:
    case SyntaxKind.ParenthesizedExpression:
    case SyntaxKind.AsExpression:
    case SyntaxKind.SatisfiesExpression:
      return true;
    case SyntaxKind.BinaryExpression:
      return (parent as Node & { readonly right: Node }).right === node;
    case SyntaxKind.ExpressionStatement:
      return node.kind === SyntaxKind.BinaryExpression;
    default:
      return false;
  }
}
