/**
 * A rejection handler that does nothing: `.catch(() => {})`. What went wrong is gone, and the code goes on as if it had not.
 *
 * Reported at the handler, where nobody uses what the chain gives. Silent for clean-up and other best effort, for handlers somebody wrote a
 * comment about, for promises that somebody else looks at too, for code that runs after a failure, and where the promise cannot reject.
 * A handler whose value is used is a default: shown only on request.
 */
import { listReportFixes } from '../../server/engine/fixes/reportError.ts';
import { chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Program, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { findChainStart } from '../../server/engine/summaries/inputs.ts';
import { getPromiseClaim } from '../../server/engine/summaries/promises.ts';
import { getPromiseRejection } from '../../server/engine/summaries/rejection.ts';
import { isCalmHandler, isInHandler } from '../../server/engine/summaries/solve.ts';

/** Calls whose failure changes nothing for whoever makes them: what they end is over, what they begin was optional. */
const bestEffort = /^(?:close|destroy|unlink|rm|rmdir|rimraf|remove|delete|del|kill|release|abort|cancel|stop|end|disconnect|terminate|dispose|clean|cleanup|cleanups|teardown|clear|unsubscribe|unregister|deregister|quit|shutdown|shut|unlock|rollback|reset|flush|tear|detach|free|revoke|leave|exit|hide|dismiss|unpipe|unref|unwatch|unmount|uninstall|drop|purge|evict|invalidate|expire|finish|return|throw|drain|pause|play|share|vibrate|prefetch|preload|preconnect|warm|prime|ping|log|track|report|capture|telemetry|metric|emit|beacon|mkdir|ensure|chmod|utimes|access|sleep|delay|wait|timeout)(?=$|[A-Z_0-9])/;
const validators = /^(?:zod|yup|joi|valibot|superstruct|io-ts|arktype|effect|fp-ts|neverthrow)(?:\/|#)/;

export const swallowedRejection = defineRule({
  id: 'swallowed-rejection',
  family: 'fire-and-forget',
  contexts: { request: 'warning', event: 'warning', ui: 'warning', worker: 'warning', library: 'warning', unknown: 'warning', startup: 'info', cli: 'info', build: 'info' },
  check({ unit, program, report }) {
    unit.facts.calls.forEach((call, c) => {
      const { callee } = call;
      if (callee.k !== 'prop' || call.kind !== 'call' || (callee.n !== 'catch' && callee.n !== 'then')) return;
      const handler = call.args[callee.n === 'catch' ? 0 : 1];
      if (!handler || call.args[0]?.v.k === 'spread' || !isEmptyHandler(program, unit, handler.v, call.f) || isInHandler(unit, call)) return;
      if (isBestEffort(unit, callee.o, call.f) || isLookedAt(unit, callee.o) || isHandledBefore(unit, callee.o)) return;
      const claim = getPromiseClaim(program, unit, callee.o, call.f, unit.role !== 'test');
      if (claim.is === 'no' || (claim.is === 'unknown' && startsAtValidator(program, unit, callee.o))) return;
      if (getPromiseRejection(program, unit, callee.o, call.f, true) !== 'open') return;
      const name = describeExpr(unit, getRoot(unit, callee.o)).replace(/^this\./, '').replace(/\(\)$/, '');
      const used = getUse(unit, call, c);
      report({
        at: handler, f: call.f, confidence: used === 'used' ? 'possible' : used === 'lost' && claim.is === 'yes' && !claim.guess ? 'certain' : 'likely',
        message: chooseWording(...(name ? [`An empty handler swallows every error of \`${name}\`; nobody learns that it failed`, `An empty handler swallows every error of \`${name}\``] : []), 'An empty handler swallows every error of this promise'),
        sink: `errors of ${name || 'the promise'} are swallowed`,
        fixes: listReportFixes(unit, call.f, handler),
      });
    });
  },
});

/** A function without any effect: nothing in it, or a literal. */
function isEmptyHandler(program: Program, unit: Unit, e: Expr, f: number): boolean {
  if (e.k === 'lit') return false;
  const values = program.resolver.resolve(unit, e, f);
  const [only] = values;
  if (values.length !== 1 || !only) return false;
  if (only.v === 'api') return /(?:#|\.|\/)noop(?:#default)?$/.test(only.api);
  if (only.v !== 'function' || only.guess) return false;
  const owner = program.unitOf(only.id);
  const at = only.id - owner.base;
  const { functions, calls, awaits, assigns, bindings } = owner.facts;
  const fact = functions[at]!;
  if (fact.throws || fact.bodyless || fact.noted || fact.size > 6) return false;
  if (calls.some((each) => each.f === at) || awaits.some((each) => each.f === at) || assigns.some((each) => each.f === at)) return false;
  return !bindings.some(({ writes }) => writes.some((write) => write.f === at)) && fact.returns.every(({ v }) => v === undefined || isLiteral(v));
}

function isLiteral(e: Expr): boolean {
  return e.k === 'lit' || (e.k === 'op' && e.op === 'void') || (e.k === 'arr' && e.e.length === 0) || (e.k === 'obj' && e.p.length === 0) || (e.k === 'tpl' && e.e.length === 0);
}

/** What a chain of `then` and `finally` starts with. */
function getRoot(unit: Unit, e: Expr): Expr {
  let at = e;
  while (at.k === 'call') {
    const { callee } = unit.facts.calls[at.c]!;
    if (callee.k !== 'prop' || !/^(?:then|catch|finally)$/.test(callee.n)) break;
    at = callee.o;
  }
  return at;
}

function isBestEffort(unit: Unit, e: Expr, f: number): boolean {
  const root = getRoot(unit, e);
  // An import may be optional.
  if (root.k === 'import') return true;
  if (root.k === 'call' && namesBestEffort(unit, unit.facts.calls[root.c]!, 0)) return true;
  for (let at = f; at > 0; at = unit.facts.functions[at]!.outer) if (bestEffort.test(unit.facts.functions[at]!.n.replace(/^[_#]+|^(?:on|handle)(?=[A-Z])/g, '').replace(/^[A-Z]/, (first) => first.toLowerCase()))) return true;
  return false;
}

/** By the name of what is called, or of the calls it is made of: `Promise.resolve(stream.close())`, `Promise.all(clients.map((client) => client.close()))`. */
function namesBestEffort(unit: Unit, call: CallFact, depth: number): boolean {
  const { callee } = call;
  const name = callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
  if (bestEffort.test(name.replace(/^[_#]+|^(?:try|safe|maybe|force|async)(?=[A-Z])/g, '').replace(/^[A-Z]/, (first) => first.toLowerCase()))) return true;
  if (depth > 2 || callee.k !== 'prop' || callee.o.k !== 'global' || callee.o.n !== 'Promise') return false;
  const inside = unit.facts.calls.filter(({ start, end }) => start > call.name.end && end <= call.end);
  return inside.some((each) => namesBestEffort(unit, each, depth + 1));
}

/** A promise with a name: somebody else looks at it too, and this handler only keeps it from being reported as unhandled. */
function isLookedAt(unit: Unit, e: Expr): boolean {
  const root = getRoot(unit, e);
  if (root.k === 'prop' || root.k === 'elem' || root.k === 'this' || root.k === 'global') return true;
  return root.k === 'ref' && (unit.facts.bindings[root.b]!.reads.length > 1 || unit.facts.bindings[root.b]!.kind === 'param');
}

/** An earlier handler of the chain has seen the error. */
function isHandledBefore(unit: Unit, e: Expr): boolean {
  for (let at = e; at.k === 'call';) {
    const { callee, args } = unit.facts.calls[at.c]!;
    if (callee.k !== 'prop') return false;
    if ((callee.n === 'catch' && isCalmHandler(unit, args[0])) || (callee.n === 'then' && isCalmHandler(unit, args[1]))) return true;
    at = callee.o;
  }
  return false;
}

function startsAtValidator(program: Program, unit: Unit, e: Expr): boolean {
  const start = findChainStart(unit, e);
  return start !== undefined && program.targetsOf(unit, start).some((target) => target.kind === 'api' && validators.test(target.api));
}

/** What becomes of what the chain gives: nothing, it is handed on to somebody who cannot tell any more, or it is a value somebody reads. */
function getUse(unit: Unit, call: CallFact, c: number): 'lost' | 'handed on' | 'used' {
  const { fate } = call;
  const givesValue = call.args.at(-1)?.v.k === 'fn' && unit.facts.functions[(call.args.at(-1)!.v as Expr & { k: 'fn' }).f]!.returns.some(({ v }) => v !== undefined && !(v.k === 'lit' && v.v === undefined));
  if (fate.k === 'discarded' || fate.k === 'void') return 'lost';
  if (fate.k === 'awaited') return unit.facts.discards.some(({ v }) => v.k === 'await' && v.e.k === 'call' && v.e.c === c) ? 'lost' : 'used';
  if (fate.k === 'returned' && !givesValue && unit.facts.functions[call.f]!.role?.k === 'argument') return 'handed on';
  if (fate.k === 'member' && fate.n === 'finally' && fate.c !== undefined && !givesValue) return getUse(unit, unit.facts.calls[fate.c]!, fate.c) === 'lost' ? 'handed on' : 'used';
  return 'used';
}
