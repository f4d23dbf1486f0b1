/**
 * The style of finding messages: what happens and its consequence, short, no advice. Applied to every
 * finding every fixture produces, so that interpolated names count too.
 */

const advice = /^(use|consider|try|please|prefer|avoid|add|wrap|move|replace|make|do not|don't)\b|[.;:,] (use|consider|try|please|prefer|avoid|add|wrap|move|replace) |\b(should|instead|must not|you )\b/i;

/** What is wrong with a message; undefined when nothing is. */
export function findStyleProblem(message: string): string | undefined {
  const first = message.split('\n', 1)[0] ?? '';
  const prose = first.replace(/`[^`]*`/g, '`x`');
  if (first.length >= 90) return `the message has ${first.length} characters before its first break, fewer than 90 are allowed: ${first}`;
  if (advice.test(prose)) return `the message gives advice, which is the fix's business: ${first}`;
  if (prose.endsWith('.')) return `the message ends with a full stop: ${first}`;
  return undefined;
}
