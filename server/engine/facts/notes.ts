/**
 * Whether somebody wrote down why a small function given to a call is as it is: a comment inside it, behind it on its last line, right above
 * it, or above the statement it stands in. Of the last kind only those count that speak of what goes wrong; the others tell what the
 * statement does. What a comment says is not kept.
 */
import type { Node } from '../syntax/ast.ts';
import type { Walker } from './walker.ts';

/** Functions with more in them explain themselves, or are not looked at. */
const mostSize = 4;
const aboutFailure = /ignor|swallow|best.effort|fail|error|reject|throw|catch|critical|fire.and.forget|fire-and-forget|optional|don'?t care|doesn'?t matter|does not matter|safe|intentional|on purpose|deliberate|expected|already|may not|might not|no-?op|unhandled|harmless|not? (?:a )?(?:problem|matter|big deal)|regardless|anyway|in case|silent|suppress/i;

export function isNoted(w: Walker, node: Node, size: number): boolean {
  if (size > mostSize) return false;
  const { text } = w;
  const start = w.startOf(node);
  if (hasComment(text.slice(start, node.end))) return true;
  const lineEnd = text.indexOf('\n', node.end);
  const behind = text.slice(node.end, lineEnd < 0 ? text.length : lineEnd);
  if (hasComment(behind) && !behind.includes('loopwise-')) return true;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const { inStatement } = w;
  const above = inStatement === undefined ? lineStart : text.lastIndexOf('\n', w.startOf(inStatement) - 1) + 1;
  return (above !== lineStart && getCommentAbove(text, lineStart) !== '') || aboutFailure.test(getCommentAbove(text, above));
}

/** `//` or a block comment, strings left out. */
function hasComment(code: string): boolean {
  return /\/[/*]/.test(code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''"));
}

/** The comment whose last line ends right above the line that starts at `lineStart`; '' when there is none. */
function getCommentAbove(text: string, lineStart: number): string {
  const lines: string[] = [];
  for (let end = lineStart - 1; end > 0 && lines.length < 12;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end).trim();
    const isInside = line.startsWith('//') || line.startsWith('*') || line.startsWith('/*') || line.endsWith('*/');
    if (!isInside) break;
    // What silences a rule is no word about the code: without it the rule would speak.
    if (!line.includes('loopwise-')) lines.unshift(line);
    end = start - 1;
  }
  return lines.join(' ');
}
