/**
 * Whether to colour what is printed: the flag, https://no-color.org, https://force-color.org, then the terminal.
 */
import type { Surroundings } from './surroundings.ts';

/** True when stdout gets colours. */
export function hasColors(options: { readonly color: boolean }, around: Pick<Surroundings, 'env' | 'stdout'>): boolean {
  if (!options.color || (around.env.NO_COLOR ?? '') !== '') return false;
  if (around.env.FORCE_COLOR !== undefined) return around.env.FORCE_COLOR !== '0';
  return around.stdout.isTerminal && around.env.TERM !== 'dumb';
}
