/**
 * What a literal, a constant or a new object answers when it is asked for its truth, so that an arm behind it that never runs is known
 * to be dead. By what is written only: types may promise too much, and nothing that can change at run time has an answer here.
 */
import type { Expr } from '../facts/fileFacts.ts';
import type { Unit } from '../program/unit.ts';

interface Truth {
  readonly truthy?: boolean;
  readonly nullish?: boolean;
}

const thing: Truth = { truthy: true, nullish: false };
const present: Truth = { nullish: false };
const nothing: Truth = { truthy: false, nullish: true };
const maxDepth = 6;

/** The arms of `a && b`, `a || b`, `a ?? b` and `a ? b : c` that can run at all. */
export function listLiveArms(unit: Unit, e: Expr & { readonly k: 'or' }): readonly Expr[] {
  if (e.op === '?:') {
    const { truthy } = e.test ? findTruth(unit, e.test, 0) : {};
    return truthy === undefined ? e.e : e.e.slice(truthy ? 0 : 1, truthy ? 1 : 2);
  }
  const last = e.e.findIndex((arm) => endsChain(e.op, findTruth(unit, arm, 0)));
  return last < 0 ? e.e : e.e.slice(0, last + 1);
}

function endsChain(op: '||' | '&&' | '??' | '?:', { truthy, nullish }: Truth): boolean {
  return op === '??' ? nullish === false : op === '||' ? truthy === true : truthy === false;
}

function findTruth(unit: Unit, e: Expr, depth: number): Truth {
  if (depth > maxDepth) return {};
  switch (e.k) {
    case 'lit': return e.v === undefined ? {} : e.v === null ? nothing : { truthy: Boolean(e.v), nullish: false };
    case 'global': return e.n === 'undefined' ? nothing : {};
    case 'regex': case 'fn': case 'class': case 'obj': case 'arr': return thing;
    case 'tpl': return e.q.some((text) => text !== '') ? thing : present;
    case 'call': return unit.facts.calls[e.c]!.kind === 'new' ? thing : {};
    case 'op': return e.op === 'void' ? nothing : e.op === '!' && e.e[0] ? negate(findTruth(unit, e.e[0], depth + 1)) : present;
    case 'set': return e.op === '=' ? findTruth(unit, e.value, depth + 1) : /^(?:\+\+|--|[-+*/%&|^]=|\*\*=)$/.test(e.op) ? present : {};
    case 'or': return combine(e.op, e.e.map((arm) => findTruth(unit, arm, depth + 1)));
    case 'ref': {
      const { kind, init, def, writes } = unit.facts.bindings[e.b]!;
      return (kind === 'const' || kind === 'let' || kind === 'var') && writes.length === 0 && init && !def ? findTruth(unit, init, depth + 1) : {};
    }
    default: return {};
  }
}

function negate({ truthy }: Truth): Truth {
  return truthy === undefined ? present : { truthy: !truthy, nullish: false };
}

/** The last operand is the value when none before it is. */
function combine(op: '||' | '&&' | '??' | '?:', arms: readonly Truth[]): Truth {
  if (op === '?:') {
    const [left = {}, right = {}] = arms;
    return { ...(left.truthy === right.truthy && left.truthy !== undefined ? { truthy: left.truthy } : {}), ...(left.nullish === right.nullish && left.nullish !== undefined ? { nullish: left.nullish } : {}) };
  }
  const last = arms.at(-1) ?? {};
  if (op === '??') return last.nullish === false ? present : {};
  if (op === '||') return arms.some((arm) => arm.truthy === true) ? thing : last.nullish === false ? present : {};
  return arms.some((arm) => arm.truthy === false) ? { truthy: false } : {};
}
