/**
 * One source line with carets under a range. Ranges count UTF-16 units; carets stand under terminal columns, so tabs, wide
 * characters and emoji are measured. A range over several lines is shown on its first.
 */
import stringWidth from 'string-width';
import type { Range } from '../../engine/lint/finding.ts';
import { toVisible } from '../result.ts';

const tabWidth = 4;
const contextBefore = 60;
const longestMark = 100;
const contextAfter = 40;

export interface CodeFrame {
  /** 1-based. */
  readonly line: number;
  readonly source: string;
  /** Spaces and carets. */
  readonly marks: string;
}

/** The frame of a range, or undefined when the text has no such line. */
export function findCodeFrame(text: string, range: Range): CodeFrame | undefined {
  const line = text.replace(/^\uFEFF/, ' ').split(/\r\n|\r|\n/)[range.start.line - 1];
  if (line === undefined) return undefined;
  const from = Math.min(range.start.column - 1, line.length);
  const to = range.end.line === range.start.line ? Math.max(from, Math.min(range.end.column - 1, line.length)) : line.trimEnd().length;
  const before = cutStart(line.slice(0, from), contextBefore);
  const marked = cutEnd(line.slice(from, Math.max(from, to)), longestMark);
  const after = marked.isCut ? '' : cutEnd(line.slice(Math.max(from, to)), contextAfter).text;

  const shownBefore = expandTabs(toVisible(before), 0);
  const start = stringWidth(shownBefore);
  const shownMarked = expandTabs(toVisible(marked.text), start);
  const width = stringWidth(shownMarked);
  const shownAfter = expandTabs(toVisible(after), start + width);
  return { line: range.start.line, source: `${shownBefore}${shownMarked}${shownAfter}`.trimEnd(), marks: ' '.repeat(start) + '^'.repeat(Math.max(1, width)) };
}

/** A minified line would fill the screen; the part near the mark is what matters. */
function cutStart(text: string, limit: number): string {
  return text.length <= limit * 2 ? text : `…${toWhole(text.slice(-limit))}`;
}

function cutEnd(text: string, limit: number): { text: string; isCut: boolean } {
  return text.length <= limit * 2 ? { text, isCut: false } : { text: `${toWhole(text.slice(0, limit))}…`, isCut: true };
}

/** Without the half of a surrogate pair that a cut leaves. */
function toWhole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}

function expandTabs(text: string, start: number): string {
  let shown = '';
  for (const part of text.split(/(\t)/)) shown += part === '\t' ? ' '.repeat(tabWidth - ((start + stringWidth(shown)) % tabWidth)) : part;
  return shown;
}
