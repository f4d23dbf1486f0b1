/**
 * A limiter that is handed promises instead of work: by the time it runs its tasks, all of them have started, so that it limits nothing.
 *
 * Reported at the limiter's call. Silent when the task does work of its own after the promise: then the limiter bounds that second stage.
 */
import type { LimiterUse } from '../../server/engine/summaries/limiters.ts';
import { findLimiterUses } from '../../server/engine/summaries/limiters.ts';
import { isUnseenPromise } from '../../server/engine/summaries/promises.ts';
import type { StartedPromise } from '../../server/engine/summaries/startedPromises.ts';
import { findStartedList, findStartedPromise } from '../../server/engine/summaries/startedPromises.ts';
import { chooseWording, defineRule, loadContexts } from '../../server/engine/lint/rule.ts';
import type { Expr, FunctionIndex, Program, Unit } from '../../server/engine/lint/rule.ts';
import type { RuleFix } from '../../server/engine/lint/fix.ts';
import type { Summaries } from '../../server/engine/summaries/solve.ts';

export const limiterAfterEagerStart = defineRule({
  id: 'limiter-after-eager-start',
  family: 'fan-out',
  contexts: loadContexts,
  check({ unit, program, summaries, report }) {
    for (const use of findLimiterUses(program, unit).values()) {
      if (use.limiter.slots === Infinity || use.kind === 'slot') continue;
      const started = findStarted(program, summaries, unit, use);
      if (!started) continue;
      const call = unit.facts.calls[use.c]!;
      const limiter = use.limiter.name.replace(/^this\./, '') || 'limiter';
      const { name, certain } = started.work;
      const work = name === '' ? 'tasks' : `\`${name}\``;
      const fix = findFix(unit, use, started);
      report({
        at: call.name, f: call.f, confidence: certain && !use.guess && started.isList ? 'certain' : 'likely',
        message: started.isList
          ? chooseWording(`\`${limiter}\` limits nothing: every ${work} it is given has started already`, `\`${limiter}\` limits nothing: what it is given has started already`)
          : chooseWording(`\`${limiter}\` limits nothing: the ${work} it is given has started already`, `\`${limiter}\` limits nothing: what it is given has started already`),
        sink: `limits ${name || 'work'} that already runs`,
        ...(fix ? { fixes: [fix] } : {}),
      });
    }
  },
});

/** The promise the limiter's task only waits for. */
function findStarted(program: Program, summaries: Summaries, unit: Unit, use: LimiterUse): StartedPromise | undefined {
  const call = unit.facts.calls[use.c]!;
  if (use.kind === 'each') {
    const [mapper] = use.tasks;
    const list = call.args[0];
    if (!mapper || !list || mapper === list || !program.resolver.resolve(unit, mapper.v, call.f).every((value) => value.v === 'function' && isLight(program, summaries, value.id))) return undefined;
    return findStartedList(program, summaries, unit, list.v);
  }
  for (const { v } of use.tasks) {
    if (v.k === 'fn') {
      const given = findGiven(unit, v.f);
      const started = given && isLight(program, summaries, unit.base + v.f) ? findStartedPromise(program, summaries, unit, given) : undefined;
      if (started) return started;
    } else if (v.k === 'call' && !use.guess && program.resolver.resolve(unit, v, call.f).every((value) => value.v === 'promise')) {
      const started = findStartedPromise(program, summaries, unit, v);
      if (started) return started;
    }
  }
  return undefined;
}

/** The value from outside that a function returns or awaits, when it is the only one. */
function findGiven(unit: Unit, f: FunctionIndex): Expr | undefined {
  const { returns } = unit.facts.functions[f]!;
  const waited = [...returns.flatMap((item) => (item.v ? [item.v] : [])), ...unit.facts.awaits.filter((item) => item.f === f).map((item) => item.e)];
  const found = new Map<string, Expr>();
  for (const value of waited) {
    const inner = toOutside(unit, value, f);
    if (inner) found.set(inner.k === 'ref' ? `b${inner.b}` : JSON.stringify(inner), inner);
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}

function toOutside(unit: Unit, e: Expr, f: FunctionIndex): Expr | undefined {
  if (e.k === 'await') return toOutside(unit, e.e, f);
  if (e.k === 'elem') return e.o.k === 'ref' && isOutside(unit, e.o.b, f) ? e : undefined;
  if (e.k === 'call') {
    const { callee } = unit.facts.calls[e.c]!;
    return callee.k === 'prop' && /^(?:then|catch|finally)$/.test(callee.n) ? toOutside(unit, callee.o, f) : undefined;
  }
  return e.k === 'ref' && isOutside(unit, e.b, f) ? e : undefined;
}

function isOutside(unit: Unit, b: number, f: FunctionIndex): boolean {
  for (let at: number = unit.facts.bindings[b]!.f; at >= 0; at = unit.facts.functions[at]!.outer) if (at === f) return false;
  return true;
}

/** Starts nothing itself: neither the function nor one inside it makes a call that may wait. */
function isLight(program: Program, summaries: Summaries, id: number): boolean {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  return unit.facts.calls.every((call, c) => {
    if (isOutsideOf(unit, call.f, f)) return true;
    const targets = program.targetsOf(unit, c);
    if (call.callee.k === 'prop' && /^(?:then|catch|finally)$/.test(call.callee.n)) return true;
    if (targets.length === 0) return call.fate.k !== 'awaited' && call.fate.k !== 'returned';
    return targets.every((target) => (target.kind === 'api' ? !target.model?.waits && (target.model !== undefined || (call.fate.k !== 'awaited' && call.fate.k !== 'returned')) : !isUnseenPromise(program, target.id) && !summaries.of(target.id).waits));
  });
}

function isOutsideOf(unit: Unit, inner: FunctionIndex, f: FunctionIndex): boolean {
  for (let at: number = inner; at >= 0; at = unit.facts.functions[at]!.outer) if (at === f) return false;
  return true;
}

/**
 * `const ps = xs.map((x) => load(x)); … ps.map((p) => limit(() => p))` becomes a list of functions that the limiter is given: the calls
 * start when it lets them. Offered where the list is used nowhere else and both functions are arrows that consist of one expression.
 */
function findFix(unit: Unit, use: LimiterUse, { b, c, map, isList }: StartedPromise): RuleFix | undefined {
  const [task] = use.tasks;
  if (b === undefined || unit.facts.bindings[b]!.reads.length !== 1 || unit.facts.bindings[b]!.type || use.kind !== 'task' || task?.v.k !== 'fn') return undefined;
  const thunk = unit.facts.functions[task.v.f]!;
  const [returned] = thunk.returns;
  if (thunk.kind !== 'arrow' || thunk.async || thunk.params.length > 0 || thunk.returns.length !== 1 || returned?.v?.k !== 'ref' || returned.end !== thunk.end) return undefined;
  const passed = { start: task.start, end: returned.start, newText: '' };
  if (!isList) return c === undefined ? undefined : { title: 'Start the work in the limiter', kind: 'quickfix', safety: 'review', edits: [{ start: unit.facts.calls[c]!.start, end: unit.facts.calls[c]!.start, newText: '() => ' }, passed] };
  if (map?.mapper?.k !== 'fn') return undefined;
  const mapper = unit.facts.functions[map.mapper.f]!;
  const [body] = mapper.returns;
  if (mapper.kind !== 'arrow' || mapper.async || mapper.returns.length !== 1 || body?.end !== mapper.end || body.v?.k !== 'call') return undefined;
  return { title: 'Start the work in the limiter', kind: 'quickfix', safety: 'review', edits: [{ start: body.start, end: body.start, newText: '() => ' }, passed] };
}
