/**
 * The fates that carry nothing but their kind, made once and shared by all facts, and what operators do to a fate on its way down.
 * Fates with an index in them are made where the row is.
 */
import type { Fate } from './fileFacts.ts';

export const discarded: Fate = Object.freeze({ k: 'discarded' });
export const voided: Fate = Object.freeze({ k: 'void' });
export const awaited: Fate = Object.freeze({ k: 'awaited' });
export const returned: Fate = Object.freeze({ k: 'returned' });
export const yielded: Fate = Object.freeze({ k: 'yielded' });
export const thrown: Fate = Object.freeze({ k: 'thrown' });
export const condition: Fate = Object.freeze({ k: 'condition' });
export const spreadObject: Fate = Object.freeze({ k: 'spread-object' });
export const spreadArray: Fate = Object.freeze({ k: 'spread-array' });
export const iterated: Fate = Object.freeze({ k: 'iterated', await: false });
export const iteratedAwait: Fate = Object.freeze({ k: 'iterated', await: true });
export const exported: Fate = Object.freeze({ k: 'exported' });
export const other: Fate = Object.freeze({ k: 'other' });

const operands = new Map<string, Fate>();

/** The fate of an operand of `op`. */
export function getOperandFate(op: string): Fate {
  let fate = operands.get(op);
  if (fate === undefined) operands.set(op, (fate = Object.freeze({ k: 'operand', op } as const)));
  return fate;
}

/**
 * What becomes of an operand of `&&`, `||` or `??` that is not the last: it is tested, and for `||` and `??` it may also be the
 * value. Where the whole is not used, only the test remains.
 */
export function toTestedFate(op: '&&' | '||' | '??', whole: Fate): Fate {
  if (op === '&&' || whole.k === 'discarded' || whole.k === 'void' || whole.k === 'condition') return condition;
  return whole;
}
