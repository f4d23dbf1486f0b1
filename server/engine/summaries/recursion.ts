/**
 * Recursion: how often a function calls back into its own cycle, and with what. One smaller argument makes a line, every child a
 * walk, two smaller numbers without a memo an exponential tree; halving makes a logarithm, and recursion that waits is no work.
 */
import type { CallFact, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { perElementNames } from './builtins.ts';
import { findCalledParameter } from './components.ts';
import type { WaitingClaims } from './cost.ts';
import { getParts } from './functionParts.ts';
import { localInput } from './inputs.ts';
import { refsOf } from './tripCount.ts';
import { weights } from './work.ts';
import type { Item } from './work.ts';

type Shrinking = 'less' | 'scaled' | 'climbs' | 'part';
interface Site { readonly call: CallFact; readonly inLoop: boolean; readonly guess: boolean; readonly shrinking: Shrinking }

/** The work that recursion makes of function `f`, which is in `cycle`. */
export function findRecursion(program: Program, unit: Unit, f: FunctionIndex, cycle: ReadonlySet<FunctionId>, waiting: WaitingClaims): Item | undefined {
  const sites = collectSites(program, unit, f, cycle, waiting);
  const [first] = sites;
  if (!first) return undefined;
  const inLoop = sites.find((site) => site.inLoop);
  const isSplit = sites.some((site, i) => sites.slice(i + 1).some((other) => !areExclusive(unit, site.call, other.call)));
  // A single call that only may lead back is more often a wrapper around another object of the same kind.
  if (!inLoop && !isSplit && sites.every((site) => site.guess)) return undefined;
  const base = { input: localInput, bulk: false, unit, at: first.call.name };
  const name = describeExpr(unit, first.call.callee) || 'itself';
  const isMany = inLoop !== undefined || isSplit;
  if (sites.every((site) => site.shrinking === 'climbs')) return { ...base, score: 0.5, degree: 0, label: `climbs by ${name}` };
  if (!isMany) {
    if (sites.every((site) => site.shrinking === 'scaled')) return { ...base, score: 0.5, degree: 0, log: true, label: `halves by ${name}` };
    return { ...base, ...findInputOf(unit, f, first), score: weights.recursion, degree: 1, label: `recursion through ${name}` };
  }
  if (sites.filter((site) => site.shrinking === 'less').length > (inLoop ? 0 : 1)) {
    if (hasMemo(unit, f)) return { ...base, ...findInputOf(unit, f, first), score: weights.recursion, degree: 1, label: `memoised recursion through ${name}` };
    return { ...base, ...findInputOf(unit, f, first), score: weights.exponential, degree: 1, exponential: true, label: `branching recursion through ${name}` };
  }
  const isHalved = !inLoop && sites.every((site) => site.shrinking === 'scaled');
  return { ...base, ...findInputOf(unit, f, inLoop ?? first), score: weights.walk, degree: 1, ...(isHalved ? { log: true as const } : {}), label: `recursion into every part through ${name}` };
}

function collectSites(program: Program, unit: Unit, f: FunctionIndex, cycle: ReadonlySet<FunctionId>, waiting: WaitingClaims): readonly Site[] {
  const sites: Site[] = [];
  for (const region of getParts(unit, f).values()) {
    for (const c of region.calls) {
      const call = unit.facts.calls[c]!;
      if (waiting.isWaitingCall(unit, c) || findCalledParameter(unit, call)) continue;
      const shrinking = getShrinking(unit, call);
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind === 'own' && cycle.has(target.id)) sites.push({ call, inLoop: region.loop >= 0, guess: target.guess, shrinking });
      }
      const isPass = call.callee.k === 'prop' && perElementNames.has(call.callee.n);
      for (const arg of call.args) {
        if (arg.v.k !== 'fn' && arg.v.k !== 'ref') continue;
        for (const value of program.resolver.resolve(unit, arg.v, f)) {
          if (value.v === 'function' && cycle.has(value.id) && !waiting.waitsIn(value.id) && program.contexts.edgesTo(value.id).some((edge) => edge.call === call)) sites.push({ call, inLoop: isPass || region.loop >= 0, guess: !isPass, shrinking: arg.v.k === 'fn' ? 'part' : shrinking });
        }
      }
    }
  }
  return sites.filter((site, i) => sites.findIndex((other) => other.call === site.call) === i);
}

function getShrinking(unit: Unit, call: CallFact): Shrinking {
  const kinds = call.args.map((arg) => getChange(unit, arg.v, 0));
  if (kinds.includes('scaled')) return 'scaled';
  if (kinds.includes('less')) return 'less';
  return kinds.includes('climbs') || (call.callee.k === 'prop' && isParent(call.callee.o)) ? 'climbs' : 'part';
}

function getChange(unit: Unit, e: Expr, depth: number): Shrinking | undefined {
  if (depth > 4) return undefined;
  if (isParent(e)) return 'climbs';
  if (e.k === 'op') {
    if (/^(?:\/|>>>?|%)$/.test(e.op)) return 'scaled';
    if ((e.op === '-' || e.op === '+') && e.e.length === 2 && e.e.some((part) => part.k === 'lit' && typeof part.v === 'number') && refsOf(e).length > 0) return 'less';
    return undefined;
  }
  if (e.k === 'call') {
    const call = unit.facts.calls[e.c]!;
    if (call.callee.k === 'prop' && (call.callee.n === 'slice' || call.callee.n === 'subarray')) return call.args.some((arg) => arg.v.k === 'ref') || call.args.length > 1 ? 'scaled' : 'part';
    return call.callee.k === 'prop' && /^(?:floor|trunc|ceil)$/.test(call.callee.n) && call.args[0] ? getChange(unit, call.args[0].v, depth + 1) : undefined;
  }
  if (e.k !== 'ref') return undefined;
  const { init, kind, writes } = unit.facts.bindings[e.b]!;
  return init && kind === 'const' && writes.length === 0 ? getChange(unit, init, depth + 1) : undefined;
}

function isParent(e: Expr): boolean {
  return e.k === 'prop' && /^(?:parent|parentNode|parentElement|outer|up|prototype|cause)$/.test(e.n);
}

/** What the recursion descends into: the parameter its argument is taken from. */
function findInputOf(unit: Unit, f: FunctionIndex, site: Site): Pick<Item, 'input' | 'over'> {
  const params = unit.facts.functions[f]!.params;
  const i = params.findIndex((param) => param.b !== undefined && site.call.args.some((arg) => refsOf(arg.v).includes(param.b!)));
  if (i >= 0 || params.length === 1) return { input: { k: 'param', i: Math.max(0, i) } };
  return { input: params.length > 0 ? { k: 'param', i: 0 } : { k: 'this' } };
}

/** Results kept in a table outside the function and looked up before they are made again. */
function hasMemo(unit: Unit, f: FunctionIndex): boolean {
  const isOutside = (e: Expr): boolean => (e.k === 'ref' ? unit.facts.bindings[e.b]!.f !== f || unit.facts.bindings[e.b]!.kind === 'param' : e.k === 'prop' && (e.o.k === 'this' || isOutside(e.o)));
  const regions = [...getParts(unit, f).values()];
  const calls = regions.flatMap((region) => region.calls.map((c) => unit.facts.calls[c]!));
  const isCalled = (names: readonly string[]): boolean => calls.some(({ callee }) => callee.k === 'prop' && names.includes(callee.n) && isOutside(callee.o));
  if (isCalled(['set']) && isCalled(['get', 'has'])) return true;
  const stored = [...regions.flatMap((region) => region.assigns.map((assign) => assign.target))].filter((target) => target.k === 'elem' && isOutside(target.o));
  const read = regions.flatMap((region) => [...region.values, ...region.bindings.flatMap((binding) => (binding.init ? [binding.init] : []))]);
  return stored.some((target) => target.k === 'elem' && target.o.k === 'ref' && read.some((e) => readsTable(e, (target.o as { readonly b: number }).b)));
}

/** `memo[n]` or `n in memo` anywhere in an expression. */
function readsTable(e: Expr, b: number): boolean {
  switch (e.k) {
    case 'elem': return e.o.k === 'ref' && e.o.b === b;
    case 'op': return (e.op === 'in' && e.e[1]?.k === 'ref' && e.e[1].b === b) || e.e.some((part) => readsTable(part, b));
    case 'or': return e.e.some((part) => readsTable(part, b)) || (e.test !== undefined && readsTable(e.test, b));
    case 'set': return readsTable(e.target, b);
    default: return false;
  }
}

/** Two places of which one run takes at most one: arms of one choice, or behind an arm that leaves. */
function areExclusive(unit: Unit, a: CallFact, b: CallFact): boolean {
  const { branches } = unit.facts;
  const chain = (branch: number): number[] => { const found: number[] = []; for (let at = branch; at >= 0; at = branches[at]!.outer) found.push(at); return found; };
  const armsOfA = chain(a.branch);
  const armsOfB = chain(b.branch);
  for (const arm of armsOfA) {
    if (armsOfB.includes(arm)) continue;
    // The later operands of `a && b` run after the earlier ones, so operands of one chain are no alternatives; `if` and `else` are, and cases.
    if (armsOfB.some((other) => other !== arm && branches[other]!.group === branches[arm]!.group && (branches[other]!.negated !== branches[arm]!.negated || (isCase(branches[arm]!.test) && isCase(branches[other]!.test))))) return true;
    if (branches[arm]!.leaves && branches[arm]!.end <= b.start) return true;
  }
  return armsOfB.some((arm) => !armsOfA.includes(arm) && branches[arm]!.leaves && branches[arm]!.end <= a.start);
}

function isCase(test: Expr | undefined): boolean {
  return test === undefined || (test.k === 'op' && test.op === '===');
}
