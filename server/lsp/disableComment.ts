/**
 * The edit behind *Disable with reason*: a directive comment above the finding, in the form that is a comment where it lands.
 * Pure text work; what stands at the place (code, JSX children, a template literal) is asked of the engine by the caller, and
 * guessed here only when the engine does not answer.
 */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range as LspRange } from 'vscode-languageserver/node';
import type { CommentPlace } from '../engine/syntax/commentPlace.ts';

/** An insertion with the part a person replaces. */
export interface Insertion {
  readonly range: LspRange;
  readonly before: string;
  readonly placeholder: string;
  readonly after: string;
}

/** The comment that silences `ruleId` for what begins at `range`. */
export function getDisableInsertion(document: TextDocument, range: LspRange, ruleId: string, place: CommentPlace): Insertion {
  const placeholder = 'reason';
  if (place === 'template') {
    // A line of its own would become part of the string; a comment inside the expression does not.
    return { range: { start: range.start, end: range.start }, before: `/* loopwise-disable-line ${ruleId} -- `, placeholder, after: ' */ ' };
  }
  const merged = findMergedInsertion(document, range.start.line - 1, ruleId);
  if (merged !== undefined) return merged;
  const start = { line: range.start.line, character: 0 };
  const line = getLine(document, range.start.line);
  const indent = /^[^\S\r\n]*/.exec(line)?.[0] ?? '';
  const newline = /\r\n|\r|\n/.exec(document.getText())?.[0] ?? '\n';
  const [open, close] = place === 'jsx' ? ['{/* ', ' */}'] : ['// ', ''];
  return { range: { start, end: start }, before: `${indent}${open}loopwise-disable-next-line ${ruleId} -- `, placeholder, after: `${close}${newline}` };
}

/** Only the comment right above counts, so a rule joins the list of one that is there already, under its reason. */
function findMergedInsertion(document: TextDocument, line: number, ruleId: string): Insertion | undefined {
  const rules = /^.*loopwise-disable-next-line[ \t]+[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*(?=[ \t]*(?:--|\*\/|$))/.exec(getLine(document, line).trimEnd())?.[0];
  if (rules === undefined) return undefined;
  const at = { line, character: rules.length };
  return { range: { start: at, end: at }, before: `, ${ruleId}`, placeholder: '', after: '' };
}

/** Where a comment before this line would stand, judged by the neighbouring lines alone. Wrong for unusual layouts. */
export function guessCommentPlace(document: TextDocument, line: number): CommentPlace {
  if (!/<\/|\/>/.test(document.getText())) return 'code';
  const own = getLine(document, line).trim();
  const before = getLine(document, line - 1).trim();
  return /^[<{]/.test(own) && /[>}]$/.test(before) && !/=>$/.test(before) && /<|\}$/.test(before) && before !== '}' ? 'jsx' : 'code';
}

/** The insertion as plain text, or as a snippet with a tab stop on the placeholder. */
export function toInsertedText({ before, placeholder, after }: Insertion, isSnippet: boolean): string {
  if (!isSnippet) return before + placeholder + after;
  const quote = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
  return `${quote(before)}${placeholder === '' ? '' : `\${1:${quote(placeholder)}}`}${quote(after)}`;
}

function getLine(document: TextDocument, line: number): string {
  return line < 0 ? '' : document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
}
