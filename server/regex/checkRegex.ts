/**
 * One regular expression through recheck, the analyser, in the thread it is called in. Its pure JavaScript build is used: no
 * process is started and nothing native is loaded. Short and bounded, but synchronous: only the worker and tests call it.
 */
import recheck from 'recheck/lib/browser.js';
import type { RegexVerdict } from '../engine/syntax/regexAnalyser.ts';

/** Milliseconds recheck may take by default. */
const usualTimeout = 1_000;
/** An attack as recheck writes it is shown up to this length, else put in short. */
const longestAttack = 44;
/** `v` sets have a syntax recheck does not read. */
const knownFlags = /^[dgimsuy]*$/;

/** What it cannot tell within `timeout` milliseconds is unknown. */
export function checkRegex(source: string, flags: string, timeout = usualTimeout): RegexVerdict {
  if (!knownFlags.test(flags)) return { is: 'unknown' };
  try {
    const found = recheck.checkSync(source, flags.replace('d', ''), { timeout, attackTimeout: null, checker: 'auto' });
    if (found.status === 'safe') return { is: 'linear' };
    if (found.status !== 'vulnerable') return { is: 'unknown' };
    const attack = toAttack(found.attack);
    return found.complexity.type === 'exponential' ? { is: 'exponential', attack } : { is: 'polynomial', degree: found.complexity.degree, attack };
  } catch {
    return { is: 'unknown' };
  }
}

interface Attack { readonly pattern: string; readonly base: number; readonly pumps: readonly { readonly pump: string }[]; readonly suffix: string }

/** `'a'.repeat(31) + '!'`. */
function toAttack({ pattern, base, pumps, suffix }: Attack): string {
  if (pattern.length <= longestAttack) return pattern;
  const parts = pumps.map(({ pump }) => `${quote(pump)}.repeat(${base})`);
  const short = [parts[0] ?? "''", ...(parts.length > 1 ? ['…'] : []), ...(suffix !== '' && suffix.length < 6 ? [quote(suffix)] : suffix !== '' ? ['…'] : [])].join(' + ');
  return short.length <= longestAttack ? short : '';
}

function quote(text: string): string {
  const escaped = [...text].map((char) => (char === '\\' || char === "'" ? `\\${char}` : char < ' ' || char > '~' ? `\\x${(char.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}` : char)).join('');
  return `'${escaped}'`;
}
