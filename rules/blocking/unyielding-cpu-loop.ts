/**
 * A loop or a recursion that keeps the event loop for as long as the request says, or for very many rounds, and never lets go.
 *
 * Reported at the loop, or at the recursive call. Walking a list once is no finding, however long the list: that is what lists are for.
 * Waits (spins) are another rule's. Known misses are FN cases in test/rules/unyielding-cpu-loop.md.
 */
import { listMoveFixes } from '../../server/engine/fixes/moveToWorker.ts';
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import { findLongLoop } from '../../server/engine/summaries/longLoops.ts';
import type { LongLoop } from '../../server/engine/summaries/longLoops.ts';
import type { Expr } from '../../server/engine/facts/fileFacts.ts';
import { evaluate } from '../../server/engine/summaries/literals.ts';
import { Magnitudes } from '../../server/engine/summaries/numbers.ts';
import { findSpin } from '../../server/engine/summaries/spins.ts';
import { chooseWording, defineRule, isSetUp, loopContexts } from '../../server/engine/lint/rule.ts';
import type { FunctionIndex, Program, RuleFile, Unit } from '../../server/engine/lint/rule.ts';

/** Arguments with which a doubling recursion takes a second. */
const deepRecursion = 32;

export const unyieldingCpuLoop = defineRule({
  id: 'unyielding-cpu-loop',
  family: 'blocking',
  contexts: loopContexts,
  unseenCallers: 'possible',
  check(file) {
    const { unit, program, summaries, report } = file;
    const bounds = new Bounds(program, summaries);
    const magnitudes = new Magnitudes(program, bounds);
    const isExempt = (f: FunctionIndex): boolean => program.isDeclared(unit.base + f, 'nonBlocking') || isSetUp(program, unit, f);
    unit.facts.loops.forEach((loop, l) => {
      const long = findLongLoop(program, bounds, magnitudes, unit, l);
      if (!long || isExempt(loop.f) || findSpin(program, unit, l)) return;
      report({
        at: { start: loop.start, end: loop.start + (loop.kind === 'do' ? 2 : loop.kind === 'while' ? 5 : 3) }, f: loop.f,
        confidence: long.kind === 'asked' && long.certain ? 'certain' : 'likely',
        ...(long.kind === 'pairs' ? { atMost: 'warning' as const } : {}),
        message: describe(long), sink: 'loops without letting go', fixes: listMoveFixes(program, unit, loop.f),
      });
    });
    // An array made as long as the request says, and a function called for each of its places.
    for (const call of unit.facts.calls) {
      const [first, second] = call.args;
      if (!second || first?.v.k !== 'obj' || call.callee.k !== 'prop' || call.callee.n !== 'from' || call.callee.o.k !== 'global') continue;
      const length = first.v.p.find((entry) => entry.n === 'length')?.v;
      const magnitude = length && magnitudes.of(unit, length, call.f, call.start);
      if (magnitude?.is !== 'asked' || isExempt(call.f)) continue;
      report({ at: call.name, f: call.f, message: describe({ kind: 'asked', by: magnitude.by ?? '', certain: true }), sink: 'loops without letting go', fixes: listMoveFixes(program, unit, call.f) });
    }
    reportRecursions(file, magnitudes, isExempt);
  },
});

function describe(long: LongLoop): string {
  if (long.kind === 'asked') return chooseWording(`Loops as often as \`${long.by}\` of the request says; the event loop stands still`, 'Loops as often as the request says; the event loop stands still');
  if (long.kind === 'fixed') return `Loops ${long.rounds.toLocaleString('en-US')} times; the event loop stands still meanwhile`;
  const names = long.outer && long.inner ? [`Loops over \`${long.inner}\` for each of \`${long.outer}\`; they come from ${long.why}`] : [];
  return chooseWording(...names, `Loops over every pair; both lists come from ${long.why}`);
}

/** Functions that call themselves more than once per call: 2^n calls for n, where the request says n. */
function reportRecursions({ unit, program, summaries, report }: RuleFile, magnitudes: Magnitudes, isExempt: (f: FunctionIndex) => boolean): void {
  unit.facts.functions.forEach((fact, f) => {
    if (f === 0 || fact.params.length === 0 || fact.generator) return;
    const deciding = findDeciding(program, unit, f);
    if (deciding.size === 0) return;
    const { class: growth, proof } = summaries.of(unit.base + f).cost;
    if (growth !== 'exponential' || !proof || proof.unit !== unit || isExempt(f)) return;
    const asked = findAskedDepth(program, unit, f, deciding, magnitudes);
    if (!asked) return;
    const name = program.nameOf(unit.base + f).at(-1) ?? 'function';
    report({
      at: proof.at, f, confidence: asked.certain ? 'certain' : 'likely',
      message: chooseWording(`\`${name}\` calls itself 2^n times, and ${asked.says}`, `\`${name}\` calls itself exponentially often`),
      sink: `${name} calls itself`, fixes: listMoveFixes(program, unit, f),
    });
  });
}

/** Places of the parameters that say how deep it goes: those its own calls make smaller, and limits that others are counted up to. */
function findDeciding(program: Program, unit: Unit, f: FunctionIndex): ReadonlySet<number> {
  const own = unit.facts.calls.filter((call, c) => call.f === f && program.targetsOf(unit, c).some((target) => target.kind === 'own' && target.id === unit.base + f));
  const counted = own.flatMap((call) => call.args.flatMap(({ v }, i) => (takesAway(unit, v) ? [i] : [])));
  if (counted.length === 0) return new Set();
  const limits = own.flatMap((call) => call.args.flatMap(({ v }, i) => (v.k === 'param' && v.f === f && v.i === i && isCompared(unit, f, i) ? [i] : [])));
  return new Set([...counted, ...limits]);
}

function isCompared(unit: Unit, f: FunctionIndex, i: number): boolean {
  const isIt = (e: Expr): boolean => (e.k === 'param' && e.f === f && e.i === i) || (e.k === 'prop' && e.n === 'length' && isIt(e.o));
  return unit.facts.branches.some(({ f: owner, test }) => owner === f && test?.k === 'op' && /^(?:[<>]=?|[!=]==?)$/.test(test.op) && test.e.some(isIt));
}

/** `n - 1`, `items.slice(1)`: how deep it goes follows from a number or a length. One that goes down a tree is as deep as the tree. */
function takesAway(unit: Unit, e: Expr): boolean {
  if (e.k === 'ref') {
    const { init } = unit.facts.bindings[e.b]!;
    return init !== undefined && init.k !== 'ref' && takesAway(unit, init);
  }
  if (e.k === 'call') {
    const { callee } = unit.facts.calls[e.c]!;
    return callee.k === 'prop' && /^(?:slice|substring|substr|subarray|filter|toSpliced)$/.test(callee.n);
  }
  return e.k === 'rest' || (e.k === 'op' && /^(?:[-+*/]|>>>?|\+\+|--)$/.test(e.op));
}

function findAskedDepth(program: Program, unit: Unit, f: FunctionIndex, deciding: ReadonlySet<number>, magnitudes: Magnitudes): { readonly says: string; readonly certain: boolean } | undefined {
  for (const site of program.callSitesOf(unit.base + f)) {
    if (site.unit === unit && site.call.f === f) continue;
    for (const [i, { v }] of site.call.args.entries()) {
      if (!deciding.has(i - site.shift)) continue;
      const n = evaluate(program, site.unit, v);
      if (n !== undefined && n >= deepRecursion) return { says: `n is ${n}`, certain: false };
      const magnitude = magnitudes.of(site.unit, v, site.call.f, site.call.start);
      if (magnitude.is === 'asked') return { says: `\`${magnitude.by ?? 'the request'}\` says n`, certain: true };
    }
  }
  return undefined;
}
