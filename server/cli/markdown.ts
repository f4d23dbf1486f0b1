/**
 * Rule pages on a terminal: a small reading of the Markdown those pages use (headings, paragraphs, lists, fences, inline code,
 * emphasis, links, tables as they stand). It is no Markdown parser and is not meant for text of strangers.
 */
import type { Colors } from 'picocolors/types';

/** The text of the first heading. */
export function toTitle(page: string): string | undefined {
  return /^#\s+(.+)$/m.exec(page)?.[1]?.replaceAll('`', '').trim();
}

/** The first paragraph that is plain prose, as one line without marks. */
export function toFirstParagraph(page: string): string | undefined {
  const body = page.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
  const paragraph = body.split(/\r?\n\s*\r?\n/).find((block) => /^[^\s#>|`~<-]/.test(block.trim()) || /^`[^`]/.test(block.trim()));
  return paragraph?.trim().replace(/\s*\r?\n\s*/g, ' ').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
}

/** The page for reading: colours where the terminal has them, fences indented, lines wrapped. */
export function toTerminal(page: string, colors: Colors, width: number): string {
  const lines: string[] = [];
  let isInFence = false;
  for (const line of page.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '').split(/\r?\n/)) {
    if (/^\s*(?:```|~~~)/.test(line)) isInFence = !isInFence;
    else if (isInFence) lines.push(`    ${colors.dim(line)}`);
    else if (/^#{1,6}\s/.test(line)) lines.push(colors.bold(toInline(line.replace(/^#+\s+/, ''), colors)));
    else lines.push(...wrap(line, width).map((part) => toInline(part, colors)));
  }
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

function toInline(text: string, colors: Colors): string {
  return text.split(/(`[^`]+`)/).map((part) => (part.startsWith('`') && part.length > 1
    ? colors.cyan(part.slice(1, -1))
    : part.replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)').replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => colors.bold(strong)))).join('');
}

/** Lists keep their indentation on the lines that follow; tables are left alone. */
function wrap(line: string, width: number): string[] {
  if (line.length <= width || line.trimStart().startsWith('|')) return [line];
  const indent = /^\s*(?:[-*]\s+|\d+\.\s+)?/.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(' ')) {
    if (current.trim() !== '' && current !== indent && current.length + word.length >= width) {
      lines.push(current.trimEnd());
      current = ' '.repeat(indent.length);
    }
    current += `${word} `;
  }
  return [...lines, current.trimEnd()];
}
