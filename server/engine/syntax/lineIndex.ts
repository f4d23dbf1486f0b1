/**
 * Converts between UTF-16 offsets and 1-based lines and columns, from the table of line starts that facts keep.
 * It does not read text: an offset past the end of the last line simply gets a column past its end.
 */

/** A place as people and reports name it: both numbers start at 1, columns count UTF-16 units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/**
 * Offset of each line's first character. Line breaks are `\n`, `\r\n` and a lone `\r`, as the Language Server
 * Protocol counts them; the compiler also breaks at U+2028 and U+2029, editors do not.
 */
export function getLineStarts(text: string): number[] {
  const starts = [0];
  const length = text.length;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) starts.push(i + 1);
    else if (c === 13) {
      if (text.charCodeAt(i + 1) === 10) i++;
      starts.push(i + 1);
    }
  }
  return starts;
}

/** The 0-based line an offset is on. Offsets below 0 are on the first line. */
export function getLineOf(lines: readonly number[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The 1-based line and UTF-16 column of an offset. */
export function toLineColumn(lines: readonly number[], offset: number): LineColumn {
  const line = getLineOf(lines, offset);
  return { line: line + 1, column: offset - (lines[line] ?? 0) + 1 };
}

/** The offset of a 1-based line and column. Lines past the last count from the last one; nothing is checked against the text. */
export function toOffset(lines: readonly number[], place: LineColumn): number {
  const line = Math.min(Math.max(place.line, 1), lines.length) - 1;
  return (lines[line] ?? 0) + Math.max(place.column, 1) - 1;
}

/** The range of a span, as findings carry it. */
export function toRange(lines: readonly number[], span: { readonly start: number; readonly end: number }): { readonly start: LineColumn; readonly end: LineColumn } {
  return { start: toLineColumn(lines, span.start), end: toLineColumn(lines, span.end) };
}
