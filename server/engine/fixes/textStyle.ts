/**
 * How a file is written: line ends, indentation, quotes, semicolons. New code follows what is there; where nothing is there to go by,
 * what most people use.
 */
import type { FileFacts } from '../facts/fileFacts.ts';

export interface TextStyle {
  readonly newline: string;
  /** One step of indentation. */
  readonly indent: string;
  readonly quote: "'" | '"';
  /** `;` or nothing. */
  readonly end: ';' | '';
}

export function getTextStyle(facts: FileFacts, text: string): TextStyle {
  return { newline: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n', indent: getIndent(text), quote: getQuote(facts, text), end: hasSemicolons(facts, text) ? ';' : '' };
}

/** The text as a string literal. */
export function quoteText(text: string, quote: TextStyle['quote']): string {
  return `${quote}${text.replace(/[\\'"]/g, (each) => (each === '\\' || each === quote ? `\\${each}` : each)).replace(/\r/g, '\\r').replace(/\n/g, '\\n')}${quote}`;
}

/** The white space a line begins with. */
export function getLineIndent(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[^\S\r\n]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Whether only white space stands before the offset on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return /(?:^|[\r\n])[^\S\r\n]*$/.test(text.slice(Math.max(0, offset - 400), offset));
}

/** The smallest step from one line to the next deeper one that occurs most often. */
function getIndent(text: string): string {
  const counts = new Map<string, number>();
  let before = '';
  for (const line of text.split(/\r\n|\n|\r/, 2000)) {
    if (line.trim() === '' || /^\s*\*/.test(line)) continue;
    const here = /^[^\S\r\n]*/.exec(line)?.[0] ?? '';
    if (here.length > before.length && here.startsWith(before)) {
      const step = here.slice(before.length);
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    before = here;
  }
  const [best] = [...counts].filter(([step]) => step === '\t' || /^ {2,8}$/.test(step)).sort((a, b) => b[1] - a[1]);
  return best?.[0] ?? '  ';
}

/** What module specifiers are quoted with, else what strings are. */
function getQuote(facts: FileFacts, text: string): "'" | '"' {
  const quoted = facts.imports.map(({ start }) => text[start]);
  const single = quoted.filter((quote) => quote === "'").length || (text.match(/'/g)?.length ?? 0);
  const double = quoted.filter((quote) => quote === '"').length || (text.match(/"/g)?.length ?? 0);
  if (quoted.length > 0) return quoted.filter((quote) => quote === '"').length > quoted.length / 2 ? '"' : "'";
  return double > single ? '"' : "'";
}

/** Statements that end in a semicolon, against those that end a line without one. */
function hasSemicolons(facts: FileFacts, text: string): boolean {
  const ends = [...facts.imports.filter((row) => row.kind === 'import').map(({ end }) => end), ...facts.discards.map(({ end }) => end)];
  let withOne = 0;
  let without = 0;
  for (const end of ends) {
    const next = /^[^\S\r\n]*(;|\r|\n|$)/.exec(text.slice(end, end + 40))?.[1];
    if (next === ';') withOne++;
    else if (next !== undefined) without++;
  }
  return withOne >= without;
}
