/**
 * `Promise.all` over a collection of unknown size whose mapper starts I/O: every element's request, query or file is in flight at once.
 *
 * Reported at the combinator. Silent when the collection is provably small, the mapper does no I/O or goes through a limiter.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import { isUnseenPromise } from '../../server/engine/summaries/promises.ts';
import { describeWalked, isLimited } from '../../server/engine/summaries/repetition.ts';
import { listMapFixes } from '../../server/engine/fixes/boundMap.ts';
import { chooseWording, defineRule, loadContexts } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Program, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import type { Summaries } from '../../server/engine/summaries/solve.ts';
import type { Confidence } from '../../server/engine/lint/finding.ts';
import type { WaitKind } from '../../server/engine/summaries/functionSummary.ts';

export const unboundedPromiseAllMap = defineRule({
  id: 'unbounded-promise-all-map',
  family: 'fan-out',
  contexts: loadContexts,
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    unit.facts.calls.forEach((call, c) => {
      const combinator = program.targetsOf(unit, c).find((target) => target.kind === 'api' && (target.model?.combinator === 'all' || target.model?.combinator === 'allSettled'));
      if (!combinator) return;
      const map = findMap(program, unit, call.args[0]?.v, 0);
      if (!map) return;
      const bound = bounds.boundOf(unit, map.over, map.call.f);
      if (bound.is === 'bounded') return;
      const work = getWork(program, summaries, unit, map);
      if (!work) return;
      const confidence: Confidence = work.certain ? (bound.is === 'unbounded' ? 'certain' : 'likely') : bound.is === 'unbounded' ? 'likely' : 'possible';
      const over = describeWalked(unit, map.over);
      const start = `Starts one \`${work.name}\` per element`;
      const many = bound.why ? `${over ? `\`${over}\`` : 'they'} ${over ? 'comes' : 'come'} from ${bound.why}` : 'no upper bound found';
      report({
        at: call.name, f: call.f, confidence,
        ...(bound.is === 'unknown' ? { atMost: 'info' as const } : {}),
        message: chooseWording(
          ...(over ? [`${start} of \`${over}\` at once; ${many}`] : []),
          `${start} at once; ${many}`,
          `${start} at once; ${bound.why ? `they come from ${bound.why}` : many}`,
        ),
        sink: `starts one ${work.name} per element`,
        fixes: listMapFixes(program, { unit, combinator: call, isSettled: combinator.kind === 'api' && combinator.model?.combinator === 'allSettled', map: map.call, mapper: map.mapper, on: work.on }),
      });
    });
  },
});

interface MapCall { readonly call: CallFact; readonly over: Expr; readonly mapper: Expr | undefined }

/** The `map` (or `Array.from(xs, f)`) whose promises reach the combinator, directly or through a constant. */
function findMap(program: Program, unit: Unit, e: Expr | undefined, depth: number): MapCall | undefined {
  if (!e || depth > 4) return undefined;
  if (e.k === 'ref') {
    const binding = unit.facts.bindings[e.b]!;
    return binding.writes.length === 0 && binding.init ? findMap(program, unit, binding.init, depth + 1) : undefined;
  }
  if (e.k === 'arr') {
    for (const item of e.e) {
      const map = item.k === 'spread' ? findMap(program, unit, item.e, depth + 1) : undefined;
      if (map) return map;
    }
    return undefined;
  }
  if (e.k !== 'call') return undefined;
  const call = unit.facts.calls[e.c]!;
  for (const target of program.targetsOf(unit, e.c)) {
    if (target.kind !== 'api') continue;
    if ((target.api === 'global#Array.map' || target.api === 'global#Array.flatMap') && call.callee.k === 'prop') return { call, over: call.callee.o, mapper: call.args[0]?.v };
    if (target.api === 'global#Array.from' && call.args.length > 1) return { call, over: call.args[0]!.v, mapper: call.args[1]!.v };
    // `xs.map(f).filter(Boolean)` still starts everything.
    if (target.model?.size === 'receiver' && call.callee.k === 'prop') return findMap(program, unit, call.callee.o, depth + 1);
  }
  // A `map` on a value nobody knows: only arrays and streams have one, and a stream's result is no argument for `Promise.all`.
  if (call.callee.k === 'prop' && call.callee.n === 'map' && call.args.length > 0) return { call, over: call.callee.o, mapper: call.args[0]!.v };
  return undefined;
}

/** What the mapper starts for each element; undefined when it starts nothing that waits, or is limited. */
function getWork(program: Program, summaries: Summaries, unit: Unit, map: MapCall): { name: string; certain: boolean; on?: WaitKind | undefined } | undefined {
  const given = map.mapper && map.mapper.k !== 'fn' ? describeExpr(unit, map.mapper).replace(/^this\./, '') : '';
  for (const value of program.resolver.resolve(unit, map.mapper, map.call.f)) {
    if (value.v === 'api') {
      const model = program.resolver.findModel(unit, value.api);
      if (model?.waits && model.waits !== 'timer') return { name: value.api.slice(value.api.indexOf('#') + 1), certain: true, on: model.waits };
    }
    if (value.v !== 'function') continue;
    // `declare function load(id: string): Promise<Item>`: what it does is not seen, but it gives a promise.
    if (isUnseenPromise(program, value.id)) return { name: program.nameOf(value.id).at(-1) ?? 'function', certain: false };
    if (isLimited(program, value.id)) return undefined;
    const summary = summaries.of(value.id);
    if (summary.waits) return summary.waitsOn === 'timer' ? undefined : { name: given || getStartedName(unit, program, value.id, summary.waits.call), certain: !summary.waits.guess, on: summary.waitsOn };
    const fact = program.functionOf(value.id);
    const owner = program.unitOf(value.id);
    const awaited = findUnknownWait(program, owner, value.id - owner.base);
    if (awaited) return { name: awaited, certain: false };
    if (fact.async && !fact.params.length) return undefined;
  }
  return undefined;
}

function getStartedName(unit: Unit, program: Program, id: number, call: CallFact): string {
  const owner = program.unitOf(id);
  return (describeExpr(owner, call.callee) || describeExpr(unit, call.callee) || 'request').replace(/^this\./, '');
}

/** A call in the mapper that gives a promise nobody could trace to its source. */
function findUnknownWait(program: Program, unit: Unit, f: number): string | undefined {
  for (const [c, call] of unit.facts.calls.entries()) {
    if (call.f !== f || (call.fate.k !== 'awaited' && call.fate.k !== 'returned')) continue;
    const targets = program.targetsOf(unit, c);
    const name = describeExpr(unit, call.callee);
    if (targets.some((target) => target.kind === 'own' && isUnseenPromise(program, target.id))) return name;
    if (targets.some((target) => target.kind === 'own' || target.model)) continue;
    if (name && (call.fate.k === 'awaited' || program.answers.findType(unit.facts.file, call.x)?.promise === 'yes')) return name;
  }
  return undefined;
}
