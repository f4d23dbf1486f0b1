/**
 * Which input of a function an expression comes from, and whether it is made anew in each round of a loop. Followed through names that
 * are never reassigned, members, elements and receivers; a value that is computed has no input of its own.
 */
import type { CallIndex, Expr, FunctionIndex, Span } from '../facts/fileFacts.ts';
import type { Unit } from '../program/unit.ts';
import { isInside } from './functionParts.ts';

/** `param`: parameter `i` of the function. `captured`: a name of an outer function or of the module. `local`: made in the function itself. */
export type Input =
  | { readonly k: 'param'; readonly i: number }
  | { readonly k: 'this' }
  | { readonly k: 'captured'; readonly b: number; readonly unit: Unit }
  | { readonly k: 'local' };

export const localInput: Input = { k: 'local' };
const thisInput: Input = { k: 'this' };
const maxDepth = 12;

/** By file of one program: inputs name it, and facts outlive programs. */
const knownInputs = new WeakMap<Unit, WeakMap<Expr, Map<FunctionIndex, Input>>>();

/** The input of function `f` that `e` is taken from. */
export function findInput(unit: Unit, e: Expr | undefined, f: FunctionIndex, depth = 0): Input {
  if (!e || depth > maxDepth) return localInput;
  // Literals and the like are shared between files; they have no input anyway.
  if (e.k === 'lit' || e.k === 'unknown') return localInput;
  if (e.k === 'this') return thisInput;
  let byExpr = knownInputs.get(unit);
  if (!byExpr) knownInputs.set(unit, (byExpr = new WeakMap()));
  let known = byExpr.get(e);
  if (!known) byExpr.set(e, (known = new Map()));
  const found = known.get(f);
  if (found) return found;
  // While it is looked for, a way that leads back here adds nothing.
  known.set(f, localInput);
  const input = lookForInput(unit, e, f, depth);
  known.set(f, input);
  return input;
}

function lookForInput(unit: Unit, e: Expr, f: FunctionIndex, depth: number): Input {
  const inner = (next: Expr | undefined): Input => findInput(unit, next, f, depth + 1);
  switch (e.k) {
    case 'param': return e.f === f ? { k: 'param', i: e.i } : localInput;
    case 'prop': return inner(e.o);
    case 'elem': return inner(e.o);
    case 'each': case 'rest': case 'await': case 'spread': return inner(e.e);
    case 'or': case 'op': return e.e.map(inner).find((input) => input.k !== 'local') ?? localInput;
    case 'seq': return inner(e.e.at(-1));
    case 'set': return inner(e.value);
    case 'arr': return e.e.map(inner).find((input) => input.k !== 'local') ?? localInput;
    case 'call': {
      const call = unit.facts.calls[e.c]!;
      const receiver = call.callee.k === 'prop' ? inner(call.callee.o) : localInput;
      if (receiver.k !== 'local') return receiver;
      return call.args.map((arg) => inner(arg.v)).find((input) => input.k !== 'local') ?? localInput;
    }
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.f !== f) return { k: 'captured', b: e.b, unit };
      return binding.init ? inner(binding.init) : localInput;
    }
    default: return localInput;
  }
}

/** Whether `e` is, or is taken from, something that the rounds of the loop at `span` make: an element, or a name declared in the body. */
export function isMadeIn(unit: Unit, e: Expr | undefined, span: Span, depth = 0, seen: Set<Expr> = new Set()): boolean {
  if (!e || depth > maxDepth || seen.has(e)) return false;
  seen.add(e);
  const inner = (next: Expr | undefined): boolean => isMadeIn(unit, next, span, depth + 1, seen);
  switch (e.k) {
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      if (isInside(span, binding.start)) return true;
      return binding.init !== undefined && binding.kind !== 'param' && binding.writes.length === 0 && inner(binding.init);
    }
    case 'prop': return inner(e.o);
    case 'elem': return inner(e.o) || inner(e.i);
    case 'each': case 'rest': case 'await': case 'spread': return inner(e.e);
    case 'or': case 'op': case 'arr': return e.e.some(inner);
    case 'tpl': return e.e.some(inner);
    case 'seq': return inner(e.e.at(-1));
    case 'call': {
      const call = unit.facts.calls[e.c]!;
      return (call.callee.k === 'prop' && inner(call.callee.o)) || call.args.some((arg) => inner(arg.v));
    }
    default: return false;
  }
}

/** The call whose result starts a chain: `createHash('md5')` in `createHash('md5').update(x)`, through constants. */
export function findChainStart(unit: Unit, e: Expr, depth = 0): CallIndex | undefined {
  if (depth > maxDepth) return undefined;
  if (e.k === 'await') return findChainStart(unit, e.e, depth + 1);
  if (e.k === 'call') {
    const call = unit.facts.calls[e.c]!;
    return call.callee.k === 'prop' && (call.callee.o.k === 'call' || call.callee.o.k === 'ref') ? findChainStart(unit, call.callee.o, depth + 1) ?? e.c : e.c;
  }
  if (e.k !== 'ref') return undefined;
  const { init, kind, imported } = unit.facts.bindings[e.b]!;
  return init && kind !== 'param' && !imported ? findChainStart(unit, init, depth + 1) : undefined;
}

/** How a person names an input: `rows`, `this`, or '' for what the function makes itself. */
export function describeInput(unit: Unit, f: FunctionIndex, input: Input): string {
  if (input.k === 'param') return unit.facts.functions[f]?.params[input.i]?.n ?? '';
  if (input.k === 'this') return 'this';
  return input.k === 'captured' ? input.unit.facts.bindings[input.b]!.n : '';
}
