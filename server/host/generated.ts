/**
 * Tells code written by people from code written by programs: generated files, bundles and minified files. Judges one text and
 * its name; it does not know ignore rules.
 */

const headerLength = 2000;
const longLine = 1000;

/** Why a file counts as generated, or undefined. The reason is shown to the person who wonders where the file went. */
export function findGeneratedReason(name: string, text: string): string | undefined {
  if (/[.-]min\.[cm]?jsx?$/.test(name)) return 'minified';
  if (hasGeneratedHeader(text.slice(0, headerLength))) return 'generated';
  const long = getLongLines(text);
  if (long.length > 4096 && long.length > 0.6 * text.length && isDense(long)) return 'minified';
  if (/\.[cm]?jsx?$/.test(name) && /^\/\/[#@] sourceMappingURL=\S+\s*$/m.test(text.slice(-headerLength))) return 'built from another source (it names a source map)';
  return undefined;
}

/** Only comments count: a string that speaks of generated code says nothing about its own file. */
function hasGeneratedHeader(header: string): boolean {
  const comments = /^\uFEFF?(?:#![^\n]*\n)?(?:\s*(?:\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)|(['"])use \w+\1;?))*/.exec(header)?.[0] ?? '';
  return /@generated\b|\bCode generated\b|\b(?:auto-?generated|automatically generated)\b[^\n]*(?:\n[^\n]*)?\bdo not (?:edit|modify)\b|\bdo not edit\b[^\n]*\bgenerated\b/i.test(comments);
}

function getLongLines(text: string): string {
  if (text.length < 4096) return '';
  return text.split('\n').filter((line) => line.length > longLine).join('\n');
}

/** Code without white space is a tenth punctuation; a long string of data is not. */
function isDense(text: string): boolean {
  const sample = text.slice(0, 20_000);
  return (sample.match(/[;{}()]/g)?.length ?? 0) > 0.03 * sample.length;
}
