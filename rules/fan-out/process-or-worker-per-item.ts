/**
 * A process or a worker thread that is started for each request, or for each element of a collection of any size: it costs tens of
 * milliseconds and megabytes each time, and nothing bounds how many there are.
 *
 * Reported at the call that starts it. Silent for those that are kept, counted, started behind a limiter or a pool, and for programs that
 * run once. A program of somebody else's that a request waits for without a limit is left to `subprocess-without-limits`, and child processes whose promises are all started together are left to the rules about unbounded fan-out.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import { isKept } from '../../server/engine/summaries/kept.ts';
import { findRepeated, isBehindLimiter } from '../../server/engine/summaries/repeatedCalls.ts';
import { findRepetition, isLimited } from '../../server/engine/summaries/repetition.ts';
import type { Repetition } from '../../server/engine/summaries/repetition.ts';
import { getDeadlineGiven } from '../../server/engine/summaries/raced.ts';
import { isInHandler } from '../../server/engine/summaries/solve.ts';
import { findUnlimitedChild } from '../../server/engine/summaries/unlimitedChildren.ts';
import { chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Program, Rule, Unit } from '../../server/engine/lint/rule.ts';
import type { Fate } from '../../server/engine/facts/fileFacts.ts';

/** A command or a build starts what it needs and ends. */
const contexts: Rule['contexts'] = { request: 'error', event: 'error', ui: 'warning', worker: 'warning', library: 'warning', unknown: 'warning' };

export const processOrWorkerPerItem = defineRule({
  id: 'process-or-worker-per-item',
  family: 'fan-out',
  contexts,
  check({ unit, program, summaries, report }) {
    const bounds = new Bounds(program, summaries);
    unit.facts.calls.forEach((call, c) => {
      const target = program.targetsOf(unit, c).find((candidate) => candidate.kind === 'api' && candidate.model?.starts !== undefined);
      if (target?.kind !== 'api' || (target.model?.starts === 'thread' && call.kind !== 'new')) return;
      if (isHeld(program, unit, call, 0) || isKept(unit, call) || isCounted(unit, call) || isInHandler(unit, call) || isDetached(unit, call)) return;
      const isThread = target.model?.starts === 'thread';
      // A program of somebody else's has to be started anew; one of our own could stay and take the next task.
      const isOwn = isThread || /#fork$|#execaNode$/.test(target.api) || runsNode(unit, call);
      const what = isThread ? 'a worker thread' : 'a process';
      const repeated = isOwn ? findRepeated(program, bounds, unit, call) : isLeftAlone(call) && !target.model?.returns?.startsWith('promise') ? findOwnRepetition(program, bounds, unit, call) : undefined;
      // So many as a number says: the size of a pool.
      const isPool = repeated?.bound.is === 'unknown' && (!repeated.perElement || repeated.over === '');
      if (isPool) return;
      if (repeated) {
        const { bound, over, perElement } = repeated;
        const start = `Starts ${what} per ${perElement ? 'element' : 'round'}`;
        const many = bound.why ? `they come from ${bound.why}` : 'no upper bound found';
        report({
          at: call.name, f: call.f, confidence: bound.is === 'unbounded' && perElement && !target.guess ? 'certain' : 'likely',
          ...(bound.is === 'unknown' ? { atMost: 'info' as const } : {}),
          message: chooseWording(...(over ? [`${start} of \`${over}\`; ${many}`] : []), `${start}; ${many}`),
          sink: `starts ${what} per ${perElement ? 'element' : 'round'}`,
        });
        return;
      }
      if (isBehindLimiter(program, unit.base + call.f)) return;
      // One that may never end is named by `subprocess-without-limits`, whose path says that each request starts one.
      if (!isOwn && findUnlimitedChild(program, summaries, unit, c)?.quick === false) return;
      report({
        at: call.name, f: call.f, only: ['request'],
        // Somebody else's program that is given a time is over after it, however many there are.
        confidence: isOwn && !target.guess ? 'certain' : !isOwn && target.model?.deadline && getDeadlineGiven(program, unit, call, target.model.deadline) !== 'no' ? 'possible' : 'likely', ...(isOwn ? {} : { atMost: 'warning' as const }),
        message: ({ label }) => {
          const each = /^[A-Z]+ \//.test(label) ? `Each \`${label}\`` : 'Each request';
          return chooseWording(`${each} starts ${what} of its own; a burst of them starts as many at once`, `${each} starts ${what} of its own, however many come`, `Each request starts ${what} of its own; a burst starts as many at once`);
        },
        sink: `starts ${what}`,
      });
    });
  },
});

/** The loop the call itself stands in: what a function around it waits for is not seen from its callers. */
function findOwnRepetition(program: Program, bounds: Bounds, unit: Unit, call: CallFact): Repetition | undefined {
  const own = findRepetition(program, bounds, unit, call.f, call.loop);
  return own && own.bound.is !== 'bounded' && !isLimited(program, unit.base + call.f, own) ? own : undefined;
}

/** Put where it outlives the call: a field, a map, a list; also by the caller of a function that returns it. */
function isHeld(program: Program, unit: Unit, call: CallFact, depth: number): boolean {
  return isHeldBy(program, unit, call.fate, call, depth);
}

function isHeldBy(program: Program, unit: Unit, fate: Fate, call: CallFact, depth: number): boolean {
  if (depth > 4) return false;
  switch (fate.k) {
    case 'stored': case 'field': case 'exported': return true;
    case 'property': case 'element': return isHeldBy(program, unit, fate.of, call, depth + 1);
    case 'argument': {
      const { callee } = unit.facts.calls[fate.c]!;
      return callee.k === 'prop' && /^(?:set|push|add|unshift|register|enqueue)$/.test(callee.n);
    }
    case 'bound': {
      const binding = unit.facts.bindings[fate.b]!;
      return binding.f !== call.f || binding.reads.some((read) => isHeldBy(program, unit, read.use, call, depth + 1));
    }
    case 'returned': return program.callSitesOf(unit.base + call.f).some((site) => isHeldBy(program, site.unit, site.call.fate, site.call, depth + 1));
    case 'awaited': return false;
    default: return false;
  }
}

/** Under a comparison of how many there are: `if (running < max) start()`. */
function isCounted(unit: Unit, call: CallFact): boolean {
  return unit.facts.branches.some((branch) => branch.f === call.f && branch.test !== undefined && compares(branch.test)
    && ((branch.start <= call.start && call.end <= branch.end) || (branch.leaves && branch.end <= call.start)));
}

function compares(e: Expr): boolean {
  if (e.k === 'or') return e.e.some(compares);
  if (e.k !== 'op') return false;
  const isCount = (part: Expr): boolean => (part.k === 'prop' && /^(?:length|size)$/.test(part.n)) || (part.k === 'ref' || part.k === 'prop' ? /active|running|workers|pool|count|pending|jobs|children|busy/i.test(part.k === 'prop' ? part.n : '') || part.k === 'ref' : false);
  return /^[<>]=?$/.test(e.op) ? e.e.some(isCount) : e.op === '!' && e.e.some(compares);
}

/** Nobody waits for the child before the next one starts. */
function isLeftAlone(call: CallFact): boolean {
  return call.fate.k === 'discarded' || call.fate.k === 'bound' || call.fate.k === 'member';
}

/** A program that is meant to go on without us. */
function isDetached(unit: Unit, call: CallFact): boolean {
  return call.args.some(({ v }) => v.k === 'obj' && v.p.some((entry) => entry.n === 'detached' && entry.v.k === 'lit' && entry.v.v === true))
    || (call.fate.k === 'member' && call.fate.n === 'unref') || (call.fate.k === 'bound' && unit.facts.bindings[call.fate.b]!.reads.some((read) => read.use.k === 'member' && read.use.n === 'unref'));
}

/** `spawn(process.execPath, …)`, `exec('node job.js')`, `spawn('node', …)`. */
function runsNode(unit: Unit, call: CallFact): boolean {
  const first = call.args[0]?.v;
  if (!first) return false;
  if (first.k === 'prop') return first.n === 'execPath' || first.n === 'argv0';
  if (first.k === 'ref') { const { init } = unit.facts.bindings[first.b]!; return init?.k === 'prop' && init.n === 'execPath'; }
  const text = first.k === 'lit' ? String(first.v) : first.k === 'tpl' ? first.q[0] ?? '' : '';
  return /^(?:node|tsx|ts-node|bun|deno)(?:\s|$)/.test(text);
}
