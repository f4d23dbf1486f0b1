/**
 * Fates, made once and shared by the facts of all files wherever they are the same plain data: the kinds that carry nothing, and those that carry
 * a small row number or a name. Also what operators do to a fate on its way down.
 */
import type { BindingIndex, CallIndex, Fate } from './fileFacts.ts';

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

/** Row numbers up to which fates are shared; bigger ones are rare. */
const mostShared = 4_000;
const callees: Fate[] = [];
const bounds: Fate[] = [];
const parts: Fate[] = [];
const argumentFates: Fate[][] = [];
const members = new Map<string, Fate>();

export function getCalleeFate(c: CallIndex): Fate {
  return c < mostShared ? (callees[c] ??= { k: 'callee', c }) : { k: 'callee', c };
}

/** `part`: the binding gets a part of the value, by destructuring. */
export function getBoundFate(b: BindingIndex, part: boolean): Fate {
  if (b >= mostShared) return part ? { k: 'bound', b, part } : { k: 'bound', b };
  return part ? (parts[b] ??= { k: 'bound', b, part }) : (bounds[b] ??= { k: 'bound', b });
}

export function getArgumentFate(c: CallIndex, i: number): Fate {
  if (c >= mostShared || i > 7) return { k: 'argument', c, i };
  return ((argumentFates[i] ??= [])[c] ??= { k: 'argument', c, i });
}

/** Literals inside literals whose fate is followed outwards; the walk is deeper than what a reader of facts can use. */
const deepestLiteral = 10;

function isDeep(of: Fate): boolean {
  let depth = 0;
  for (let fate = of; fate.k === 'property' || fate.k === 'element'; fate = fate.of) if (++depth >= deepestLiteral) return true;
  return false;
}

/** The fate of an element of an array literal, given the literal's. */
export function toElementFate(of: Fate): Fate {
  return { k: 'element', of: isDeep(of) ? other : of };
}

/** The fate of a property of an object literal, given the literal's; `n` is absent for computed keys. */
export function toPropertyFate(n: string | undefined, of: Fate): Fate {
  const outer = isDeep(of) ? other : of;
  return n === undefined ? { k: 'property', of: outer } : { k: 'property', n, of: outer };
}

/** The fate of `o` in `o.n`, when the member is not called. */
export function getMemberFate(n: string): Fate {
  const known = members.get(n);
  if (known !== undefined) return known;
  if (members.size > 50_000) members.clear();
  const fate: Fate = { k: 'member', n };
  members.set(n, fate);
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
