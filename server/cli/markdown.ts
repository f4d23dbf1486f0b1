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

/** The page for reading: colours where the terminal has them, fences indented, paragraphs filled to `width` columns. */
export function toTerminal(page: string, colors: Colors, width: number): string {
  const lines: string[] = [];
  let paragraph = '';
  let isInFence = false;
  const endParagraph = (): void => {
    if (paragraph !== '') lines.push(...fill(toPlainLinks(paragraph), width).map((line) => toColored(line, colors)));
    paragraph = '';
  };
  for (const line of page.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '').split(/\r?\n/)) {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isInFence && !isFence) {
      lines.push(`    ${colors.dim(line)}`);
      continue;
    }
    if (/^\s*(?:[-*]|\d+\.)\s/.test(line) || !/^\s*[^\s#|`~]|^\s*`[^`]/.test(line)) endParagraph();
    if (isFence) isInFence = !isInFence;
    else if (/^#{1,6}\s/.test(line)) lines.push(colors.bold(toColored(line.replace(/^#+\s+/, ''), colors)));
    else if (line.trim() === '' || line.trimStart().startsWith('|')) lines.push(toColored(toPlainLinks(line), colors));
    else paragraph = paragraph === '' ? line : `${paragraph} ${line.trim()}`;
  }
  endParagraph();
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

function toPlainLinks(text: string): string {
  return text.replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)').replace(/\*\*([^*]+)\*\*/g, '$1');
}

function toColored(text: string, colors: Colors): string {
  return text.replace(/`([^`]+)`/g, (_, code: string) => colors.cyan(code));
}

/** Code stays on one line; the lines after a list mark are indented as far as its text. */
function fill(text: string, width: number): string[] {
  const mark = /^\s*(?:(?:[-*]|\d+\.)\s+)?/.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let current = mark;
  for (const word of text.slice(mark.length).match(/(?:`[^`]*`|\S)+/g) ?? []) {
    if (current.trim() !== mark.trim() && current.length + word.length > width) {
      lines.push(current.trimEnd());
      current = ' '.repeat(mark.length);
    }
    current += `${word} `;
  }
  return [...lines, current.trimEnd()];
}
