/**
 * An async function given to something that drops the promise it returns: `forEach`, an event emitter, a timer, express 4, or a function
 * of the user's own that calls it and looks away.
 *
 * Reported at the function. Silent where the framework awaits, and where the body catches everything itself, except for predicates, whose
 * callers take the promise for the answer.
 */
import { listForEachFixes } from '../../server/engine/fixes/forEachLoop.ts';
import { listGuardFixes } from '../../server/engine/fixes/guardCallback.ts';
import { getRejection } from '../../server/engine/summaries/rejection.ts';
import { allContexts, chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Program, RuleFile, Unit } from '../../server/engine/lint/rule.ts';
import { endsProcess, findCallbackUses } from '../../server/engine/program/callGraph.ts';
import { getPromiseClaim, isPromiseFunction } from '../../server/engine/summaries/promises.ts';
import { findCreation, getOptionGiven } from '../../server/engine/summaries/deadlines.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import type { FunctionId, Value } from '../../server/engine/program/value.ts';

export const asyncCallbackToVoidApi = defineRule({
  id: 'async-callback-to-void-api',
  family: 'fire-and-forget',
  contexts: allContexts,
  check(file) {
    const { unit, program } = file;
    const seen = new Set<FunctionId>();
    unit.facts.calls.forEach((call, c) => {
      const targets = program.targetsOf(unit, c);
      let isKnown = false;
      for (const target of targets) {
        if (target.kind === 'own') {
          // Of a function that is only declared, the type is all there is.
          isKnown ||= program.functionOf(target.id).bodyless !== true;
          checkOwn(file, call, target.id, target.shift, target.guess);
        } else if (target.model?.callbacks) {
          isKnown = true;
          // A promise executor has a rule of its own: what it drops is the rejection of the promise under construction.
          if (target.api === 'global#Promise' || capturesRejections(program, unit, call)) continue;
          if (target.api.startsWith('global#process.') && endsProcess(call)) continue;
          for (const use of findCallbackUses(program.resolver, unit, call, target.model)) {
            if (use.callback.promise === 'dropped') checkDropped(file, call, use.arg, use.values, use.callback.perElement === true, target.guess, seen, target.api);
          }
        } else if (target.model) isKnown = true;
      }
      if (!isKnown) checkByType(file, call);
    });
  },
});

function checkDropped(file: RuleFile, call: CallFact, arg: { readonly start: number; readonly end: number }, values: readonly Value[], perElement: boolean, guess: boolean, seen: Set<FunctionId>, target: string): void {
  const { unit, program } = file;
  const value = values.find((item) => item.v === 'function' && isAsync(program, item.id));
  if (value?.v !== 'function') return;
  const name = call.callee.k === 'prop' ? call.callee.n : describeExpr(unit, call.callee);
  const isPredicate = /^(?:filter|some|every|find|findIndex|findLast|findLastIndex|sort|toSorted)$/.test(name);
  if (!isPredicate && catchesEverything(file, value.id)) return;
  // One middleware given to thirty routes is one defect: its first use speaks for the file.
  if (!perElement && seen.has(value.id)) return;
  seen.add(value.id);
  const kind = program.functionOf(value.id).async ? 'async function' : 'function';
  const why = isPredicate ? `\`${name}\` takes the promise of this ${kind} for its answer, so it ${/ort/i.test(name) ? 'orders nothing' : 'is always true'}`
    : perElement ? `\`${name}\` does not wait for this ${kind}; errors in it go unhandled` : describeDropped(name, kind);
  file.report({
    at: toPlace(unit, program, value.id, arg), f: perElement ? call.f : toOwner(unit, program, value.id, call), confidence: guess || value.guess ? 'likely' : 'certain', message: why, sink: `${name} drops the promise`,
    fixes: isPredicate ? [] : [...(name === 'forEach' && target === 'global#Array.forEach' ? listForEachFixes(unit, call) : []), ...listGuardFixes(program, value.id)],
  });
}

/** A function of the user's that calls its parameter and ignores what comes back. */
function checkOwn(file: RuleFile, call: CallFact, id: FunctionId, shift: number, guess: boolean): void {
  const { unit, program } = file;
  const owner = program.unitOf(id);
  const fact = program.functionOf(id);
  call.args.forEach((arg, i) => {
    const values = program.resolver.resolve(unit, arg.v, call.f);
    const [value] = values;
    if (values.length !== 1 || value?.v !== 'function' || !program.functionOf(value.id).async) return;
    const param = fact.params[i - shift];
    // A helper that asks for a promise and drops it has the defect itself: floating-promise.
    if (param?.b === undefined || param.rest || isPromiseFunction(param.type)) return;
    const { reads } = owner.facts.bindings[param.b]!;
    const calls = reads.filter((read) => read.use.k === 'callee');
    // Passed on, stored or returned anywhere: somebody else may well look at the promise.
    if (calls.length === 0 || calls.length !== reads.length) return;
    const dropped = calls.every((read) => read.use.k === 'callee' && owner.facts.calls[read.use.c]!.fate.k === 'discarded');
    if (!dropped || catchesEverything(file, value.id)) return;
    const name = getShortName(unit, call);
    file.report({
      at: toPlace(unit, program, value.id, arg), f: toOwner(unit, program, value.id, call), confidence: guess || value.guess ? 'likely' : 'certain',
      message: describeDropped(name, 'async function'), sink: `${name} drops the promise`, fixes: listGuardFixes(program, value.id),
    });
  });
}

function describeDropped(name: string, kind: string): string {
  return chooseWording(`\`${name}\` drops the promise of this ${kind}; an error in it goes unhandled`, `\`${name}\` drops the promise of this ${kind}; its errors go unhandled`, `\`${name}\` drops this promise; its errors go unhandled`);
}

/** The last name of what is called: a chain of receivers tells nothing here. */
function getShortName(unit: Unit, call: CallFact): string {
  return call.callee.k === 'prop' ? call.callee.n : describeExpr(unit, call.callee) || 'the callee';
}

/** Libraries nobody listed: what their typings say they want back. */
function checkByType(file: RuleFile, call: CallFact): void {
  const { unit, program, answers } = file;
  if (call.kind !== 'call' && call.kind !== 'new') return;
  for (const arg of call.args) {
    if (arg.v.k !== 'fn' || !unit.facts.functions[arg.v.f]!.async) continue;
    if (answers.askExpected(unit.facts.file, arg.v.x) !== 'void' || catchesEverything(file, unit.base + arg.v.f)) continue;
    const name = getShortName(unit, call);
    file.report({
      at: toPlace(unit, program, unit.base + arg.v.f, arg), f: call.f, confidence: 'likely', atMost: 'warning',
      message: chooseWording(`\`${name}\` expects nothing back from this async function; an error in it goes unhandled`, `\`${name}\` expects nothing back from this async function; its errors go unhandled`, `\`${name}\` expects nothing back; errors in this async function go unhandled`), sink: `${name} drops the promise`,
      fixes: listGuardFixes(program, unit.base + arg.v.f),
    });
  }
}

/** `new EventEmitter({ captureRejections: true })` turns a listener's rejection into an `error` event. */
function capturesRejections(program: Program, unit: Unit, call: CallFact): boolean {
  if (call.callee.k !== 'prop') return false;
  const created = findCreation(program, unit, call.callee.o);
  return created !== undefined && created.call.args.some((arg) => getOptionGiven(program, created.unit, arg.v, created.call.f, ['captureRejections']) === 'yes');
}

/** Async, or an arrow or function whose every value is a promise somebody has to look at. */
function isAsync(program: Program, id: FunctionId): boolean {
  const fact = program.functionOf(id);
  if (fact.async) return !fact.generator;
  const unit = program.unitOf(id);
  const values = program.resolver.returnsOf(id);
  if (values.length === 0) return false;
  // `() => task()` in a helper: the promise is that of whoever handed the task in.
  if (fact.returns.some(({ v }) => v?.k === 'call' && isParameter(unit, unit.facts.calls[v.c]!.callee))) return false;
  if (!values.every((value) => value.v === 'promise' && !value.guess)) {
    const [only] = fact.returns;
    if (fact.kind !== 'arrow' || fact.returns.length !== 1 || only?.v?.k !== 'call') return false;
    const claim = getPromiseClaim(program, unit, only.v, id - unit.base, true);
    if (claim.is !== 'yes' || claim.guess || claim.list) return false;
  }
  return !fact.returns.some(({ v }) => v?.k === 'call' && program.targetsOf(unit, v.c).some((target) => (target.kind === 'api' ? target.model?.detachedOk === true : program.isDeclared(target.id, 'detachedOk'))));
}

/** A parameter, or a member of one: `task`, `task.apply`. */
function isParameter(unit: Unit, callee: CallFact['callee']): boolean {
  return callee.k === 'ref' ? unit.facts.bindings[callee.b]!.kind === 'param' : callee.k === 'prop' && /^(?:apply|call)$/.test(callee.n) && isParameter(unit, callee.o);
}

function catchesEverything(file: RuleFile, id: FunctionId): boolean {
  return getRejection(file.program, id) !== 'open';
}

/** The callback itself where it stands in this file: the error is lost where it runs, not where it was registered. */
function toOwner(unit: Unit, program: Program, id: FunctionId, call: CallFact): number {
  return program.unitOf(id) === unit ? id - unit.base : call.f;
}

/** The head of a function written in place; the argument itself for one that was named. */
function toPlace(unit: Unit, program: Program, id: FunctionId, arg: { readonly start: number; readonly end: number }): { start: number; end: number } {
  const fact = program.functionOf(id);
  return program.unitOf(id) === unit && fact.start >= arg.start && fact.end <= arg.end ? fact.head : { start: arg.start, end: arg.end };
}
