/**
 * Who decides how large a number is: the code itself, the request, or nobody we see. Followed through conversions, arithmetic, names, own
 * functions and parameters. A limit on the way (`Math.min`, a comparison that turns larger ones away) makes it the code's own again.
 */
import type { CallIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Bounds } from './bounds.ts';
import { evaluate } from './literals.ts';

export interface Magnitude {
  readonly is: 'limited' | 'asked' | 'unknown';
  /** For `asked`, what of the request decides, as a person writes it: `q.query.n`. */
  readonly by?: string;
}

const limited: Magnitude = { is: 'limited' };
const unknown: Magnitude = { is: 'unknown' };
const maxDepth = 12;
const maxSteps = 500;
const carriers = /^(?:Number|parseInt|parseFloat|BigInt|String|Number\.parseInt|Number\.parseFloat|Math\.(?:floor|ceil|round|trunc|abs|sqrt|pow|max|sign|cbrt))$/;

export class Magnitudes {
  readonly #program: Program;
  readonly #bounds: Bounds;
  #fuel = maxSteps;

  constructor(program: Program, bounds: Bounds) {
    this.#program = program;
    this.#bounds = bounds;
  }

  /** Who decides `e`, used in function `f` at offset `at`. */
  of(unit: Unit, e: Expr, f: FunctionIndex, at: number): Magnitude {
    this.#fuel = maxSteps;
    return this.#of(unit, e, f, at, 0);
  }

  #of(unit: Unit, e: Expr | undefined, f: FunctionIndex, at: number, depth: number): Magnitude {
    if (!e || depth > maxDepth || --this.#fuel < 0) return unknown;
    if (evaluate(this.#program, unit, e) !== undefined || isLimitChecked(unit, e, f, at)) return limited;
    const inner = (next: Expr | undefined): Magnitude => this.#of(unit, next, f, at, depth + 1);
    switch (e.k) {
      case 'lit': return limited;
      case 'op':
        // What is left of a division, and what a mask lets through, is as small as the literal beside it.
        if ((e.op === '%' || e.op === '&') && e.e.some((part) => evaluate(this.#program, unit, part) !== undefined)) return limited;
        if (/^(?:[<>]=?|[!=]==?|!|typeof|in|instanceof)$/.test(e.op)) return limited;
        return largest(e.e.map(inner));
      case 'or': return largest(e.e.map(inner));
      case 'await': case 'spread': return inner(e.e);
      case 'seq': return inner(e.e.at(-1));
      case 'set': return inner(e.value);
      case 'call': return this.#ofCall(unit, e.c, at, depth);
      case 'prop': {
        // How long something is, that much memory was sent.
        if (/^(?:length|byteLength)$/.test(e.n) || (e.n === 'size' && !(e.o.k === 'prop' && /^(?:query|params|body)$/.test(e.o.n)))) return unknown;
        const bound = this.#bounds.boundOf(unit, e, f);
        return bound.is === 'unbounded' && bound.why === 'the request' ? { is: 'asked', by: describeExpr(unit, e) } : unknown;
      }
      case 'elem': {
        const bound = this.#bounds.boundOf(unit, e.o, f);
        return e.o.k === 'prop' && bound.is === 'unbounded' && bound.why === 'the request' ? { is: 'asked', by: describeExpr(unit, e.o) } : unknown;
      }
      case 'ref': {
        const binding = unit.facts.bindings[e.b]!;
        if (binding.imported || binding.kind === 'enum') return unknown;
        // Cut down later: `if (n > 100) n = 100`.
        if (binding.writes.some((write) => write.op === '=' && this.#of(unit, write.value, write.f, write.start, depth + 1).is === 'limited')) return unknown;
        return this.#of(unit, binding.init, binding.f, at, depth + 1);
      }
      case 'param': return this.#ofParameter(unit, e.f, e.i, depth);
      default: return unknown;
    }
  }

  #ofCall(unit: Unit, c: CallIndex, at: number, depth: number): Magnitude {
    const call = unit.facts.calls[c]!;
    const name = describeExpr(unit, call.callee);
    const inner = (next: Expr | undefined): Magnitude => this.#of(unit, next, call.f, at, depth + 1);
    if (name === 'Math.min' || /(?:clamp|limit|bound|cap|between)/i.test(name)) return limited;
    if (carriers.test(name)) return largest(call.args.map((arg) => inner(arg.v)));
    if (call.callee.k === 'prop' && /^(?:trim|toString|valueOf|toFixed)$/.test(call.callee.n)) return inner(call.callee.o);
    const own = this.#program.targetsOf(unit, c).filter((target) => target.kind === 'own');
    if (own.length !== 1) return unknown;
    const owner = this.#program.unitOf(own[0]!.id);
    const f = own[0]!.id - owner.base;
    const returned = owner.facts.functions[f]!.returns.filter((item) => item.v);
    return returned.length === 0 ? unknown : largest(returned.map((item) => this.#of(owner, item.v, f, item.start, depth + 1)));
  }

  #ofParameter(unit: Unit, f: FunctionIndex, i: number, depth: number): Magnitude {
    const id = unit.base + f;
    for (const site of this.#program.callSitesOf(id)) {
      // What a function passes itself is no news.
      if (site.unit === unit && site.call.f === f) continue;
      const arg = site.call.args[i + site.shift]?.v;
      const magnitude = arg ? this.#of(site.unit, arg, site.call.f, site.call.start, depth + 1) : limited;
      if (magnitude.is === 'asked') return magnitude;
    }
    return unknown;
  }
}

function largest(magnitudes: readonly Magnitude[]): Magnitude {
  return magnitudes.find((magnitude) => magnitude.is === 'asked') ?? magnitudes.find((magnitude) => magnitude.is === 'unknown') ?? limited;
}

/** `if (n > 1000) return`, `n <= 1000 && …`, `n > 1000 ? 1000 : n`: larger ones do not get here. */
function isLimitChecked(unit: Unit, e: Expr, f: FunctionIndex, at: number): boolean {
  if (e.k !== 'ref' && e.k !== 'prop' && e.k !== 'elem') return false;
  const key = describeExpr(unit, e);
  if (!key) return false;
  return unit.facts.branches.some((branch) => {
    if (!branch.test || branch.f !== f) return false;
    const around = branch.start <= at && at < branch.end;
    if (!around && !(branch.leaves && branch.end <= at) && !assigns(unit, e, branch)) return false;
    return turnsAway(unit, branch.test, key, around ? branch.negated === true : branch.negated !== true);
  });
}

/** The arm gives the name another value. */
function assigns(unit: Unit, e: Expr, arm: { readonly start: number; readonly end: number }): boolean {
  return e.k === 'ref' && unit.facts.bindings[e.b]!.writes.some((write) => write.start >= arm.start && write.end <= arm.end);
}

/** Whether the test, when it holds (`isAbove`) or does not, says that the value is above something. */
function turnsAway(unit: Unit, test: Expr, key: string, isAbove: boolean): boolean {
  if (test.k === 'or') return test.e.some((part) => turnsAway(unit, part, key, isAbove));
  if (test.k !== 'op') return false;
  if (test.op === '!') return test.e.some((part) => turnsAway(unit, part, key, !isAbove));
  if (!/^[<>]=?$/.test(test.op) || test.e.length !== 2) return false;
  const [left, right] = test.e as readonly [Expr, Expr];
  const isLeft = describeExpr(unit, left) === key;
  if (!isLeft && describeExpr(unit, right) !== key) return false;
  return (test.op.startsWith('>') === isLeft) === isAbove;
}
