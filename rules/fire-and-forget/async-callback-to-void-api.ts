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
import type { CallFact, Expr, Program, RuleFile, Unit } from '../../server/engine/lint/rule.ts';
import { endsProcess, findCallbackUses } from '../../server/engine/program/callGraph.ts';
import { getPromiseClaim, isPromiseFunction } from '../../server/engine/summaries/promises.ts';
import { findCreation, getOptionGiven } from '../../server/engine/summaries/deadlines.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import type { FunctionId, Value } from '../../server/engine/program/value.ts';
import type { ArgFact, ParamFact, TypeRef } from '../../server/engine/facts/fileFacts.ts';
import { findDeclaredType } from '../../server/engine/summaries/declaredTypes.ts';
import { findTypedPlaces } from '../../server/engine/summaries/typedPlaces.ts';

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
      const settled = new Set<number>();
      for (const target of targets) {
        if (target.kind === 'own') {
          checkOwn(file, call, target.id, target.shift, target.guess, settled);
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
      if (!isKnown) checkByType(file, call, settled);
    });
    checkHandlers(file);
    checkPlaces(file);
    unit.facts.functions.forEach((fact, f) => {
      if (fact.n !== '[Symbol.dispose]' || fact.bodyless || !mayGivePromise(program, unit.base + f)) return;
      file.report({ at: fact.head, f, message: '`using` does not wait for an async `[Symbol.dispose]`; its errors go unhandled', sink: 'using drops the promise' });
    });
  },
});

function checkDropped(file: RuleFile, call: CallFact, arg: { readonly start: number; readonly end: number }, values: readonly Value[], perElement: boolean, guess: boolean, seen: Set<FunctionId>, target: string): void {
  const { unit, program } = file;
  const value = values.find((item) => item.v === 'function' && isAsync(program, item.id));
  if (value?.v !== 'function') return;
  const name = call.callee.k === 'prop' ? call.callee.n : describeExpr(unit, call.callee);
  // By its own name: `import { filter as pick } from 'lodash'`, `import pick from 'lodash/filter'`.
  const isPredicate = /^(?:filter|reject|some|every|find|findIndex|findLast|findLastIndex|sort|toSorted)$/.test(target.slice(Math.max(target.lastIndexOf('.'), target.lastIndexOf('#')) + 1));
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
function checkOwn(file: RuleFile, call: CallFact, id: FunctionId, shift: number, guess: boolean, settled: Set<number>): void {
  const { unit, program } = file;
  const owner = program.unitOf(id);
  const fact = program.functionOf(id);
  call.args.forEach((arg, i) => {
    const values = program.resolver.resolve(unit, arg.v.k === 'spread' ? arg.v.e : arg.v, call.f);
    const [value] = values;
    const param = fact.params[i - shift];
    if (param && looksAtPromise(owner, param)) settled.add(i);
    if (arg.v.k === 'spread' && param?.rest && isVoidList(param.type)) checkSpread(file, call, arg, values);
    if (values.length !== 1 || value?.v !== 'function' || !mayGivePromise(program, value.id)) return;
    // A helper that asks for a promise and drops it has the defect itself: floating-promise.
    if (param?.b === undefined || param.rest || isPromiseFunction(param.type)) return;
    const { reads } = owner.facts.bindings[param.b]!;
    const calls = reads.filter((read) => read.use.k === 'callee');
    // Passed on, stored or returned anywhere: somebody else may well look at the promise.
    if (calls.length === 0 || calls.length !== reads.length) return;
    const dropped = calls.every((read) => read.use.k === 'callee' && owner.facts.calls[read.use.c]!.fate.k === 'discarded');
    const rejection = getRejection(program, value.id);
    if (!dropped || rejection === 'handled') return;
    const name = getShortName(unit, call);
    file.report({
      at: toPlace(unit, program, value.id, arg), f: toOwner(unit, program, value.id, call), confidence: guess || value.guess || rejection === 'calm' ? 'likely' : 'certain',
      ...(rejection === 'calm' ? { atMost: 'info' as const } : {}),
      message: describeDropped(name, program.functionOf(value.id).async ? 'async function' : 'function'), sink: `${name} drops the promise`, fixes: listGuardFixes(program, value.id),
    });
  });
}

/** `consume(...callbacks)` where each is typed to give nothing back. */
function checkSpread(file: RuleFile, call: CallFact, arg: ArgFact, values: readonly Value[]): void {
  const { program } = file;
  const given = values.flatMap((value) => (value.v === 'list' ? value.of : []));
  if (given.length === 0 || !given.every((each) => each.v === 'function' && mayGivePromise(program, each.id) && getRejection(program, each.id) !== 'handled')) return;
  const name = getShortName(file.unit, call);
  file.report({ at: arg, f: call.f, confidence: 'likely', atMost: 'info', message: chooseWording(`\`${name}\` expects nothing back from these functions; their errors go unhandled`, 'Nothing is expected back from these functions; their errors go unhandled'), sink: `${name} drops the promises` });
}

/** `(() => void)[]`, as written. */
function isVoidList(type: TypeRef | undefined): boolean {
  const element = type?.t === 'array' ? type.e : type?.t === 'name' && /^(?:Readonly)?Array$/.test(type.n[0] ?? '') ? type.a?.[0] : undefined;
  return element?.t === 'function' && element.r?.t === 'keyword' && element.r.n === 'void';
}

/** Whether the body of a helper does something with what its parameter gives back, so that its type does not say everything. */
function looksAtPromise({ facts }: Unit, { b, type }: ParamFact): boolean {
  if (b === undefined || isPromiseFunction(type)) return b !== undefined;
  return facts.bindings[b]!.reads.some(({ use }) => use.k === 'callee' && facts.calls[use.c]!.fate.k !== 'discarded' && facts.calls[use.c]!.fate.k !== 'void');
}

function describeDropped(name: string, kind: string): string {
  return chooseWording(`\`${name}\` drops the promise of this ${kind}; an error in it goes unhandled`, `\`${name}\` drops the promise of this ${kind}; its errors go unhandled`, `\`${name}\` drops this promise; its errors go unhandled`);
}

/** The last name of what is called: a chain of receivers tells nothing here. */
function getShortName(unit: Unit, call: CallFact): string {
  return call.callee.k === 'prop' ? call.callee.n : describeExpr(unit, call.callee) || 'the callee';
}

/** Libraries nobody listed: what their typings say they want back. `but`: arguments whose fate is known. */
function checkByType(file: RuleFile, call: CallFact, but: ReadonlySet<number>): void {
  const { unit, program, answers } = file;
  if ((call.kind !== 'call' && call.kind !== 'new') || call.callee.k === 'elem' || unit.role === 'test') return;
  for (const [i, arg] of call.args.entries()) {
    if (but.has(i) || (arg.v.k !== 'fn' && arg.v.k !== 'ref')) continue;
    const given = findGiven(file, arg.v, call.f);
    if (!given || answers.askExpected(unit.facts.file, arg.v.x) !== 'void') continue;
    const { id, rejection } = given;
    if (rejection === 'handled') continue;
    const name = getShortName(unit, call);
    file.report({
      at: id === undefined ? arg : toPlace(unit, program, id, arg), f: call.f, confidence: 'likely', atMost: rejection === 'calm' ? 'info' : 'warning',
      message: chooseWording(`\`${name}\` expects nothing back from this async function; an error in it goes unhandled`, `\`${name}\` expects nothing back from this async function; its errors go unhandled`, `\`${name}\` expects nothing back; errors in this async function go unhandled`), sink: `${name} drops the promise`,
      fixes: id === undefined ? [] : listGuardFixes(program, id),
    });
  }
}

/** A function that gives a promise, by its body or by the type it is declared with. */
function findGiven({ unit, program }: RuleFile, e: Expr & { readonly k: 'fn' | 'ref' }, f: number): { readonly id?: FunctionId; readonly rejection: 'open' | 'handled' | 'calm' } | undefined {
  const values = program.resolver.resolve(unit, e, f);
  const [only] = values;
  if (values.length === 1 && only?.v === 'function') return mayGivePromise(program, only.id) ? { id: only.id, rejection: getRejection(program, only.id) } : undefined;
  const type = e.k === 'ref' ? unit.facts.bindings[e.b]!.type && findDeclaredType(program, unit, e, f)?.type : undefined;
  return (type?.t === 'union' ? type.e : type ? [type] : []).some(isPromiseFunction) ? { rejection: 'open' } : undefined;
}

/** Async, or a function of which one value at least is a promise. */
function mayGivePromise(program: Program, id: FunctionId): boolean {
  const { async, generator } = program.functionOf(id);
  if (async) return !generator;
  return isAsync(program, id) || program.resolver.returnsOf(id).some((value) => value.v === 'promise' && !value.guess);
}

/** `socket.onmessage = async …`, `<button onClick={async …}>`: whoever calls it has no use for a promise. */
function checkHandlers(file: RuleFile): void {
  const { unit, program } = file;
  unit.facts.functions.forEach(({ role, head }, f) => {
    const n = role?.k === 'stored' && role.target.k === 'prop' ? role.target.n : role?.k === 'attribute' && /^[a-z]/.test(role.tag ?? '') ? role.n : undefined;
    const id = unit.base + f;
    if (n === undefined || !isAsync(program, id) || getRejection(program, id) !== 'open') return;
    if (!program.contexts.registrationsTo(id).some(({ call, callback }) => call === undefined && callback.promise === 'dropped')) return;
    file.report({
      // A page logs the error of a handler; the rest of it goes on.
      at: head, f, confidence: 'likely', atMost: role?.k === 'attribute' ? 'info' : 'warning',
      message: chooseWording(`Nothing looks at the promise of the handler \`${n}\`; its rejection goes unhandled`, 'Nothing looks at the promise of this handler; its rejection goes unhandled'),
      sink: `the promise of ${n} is dropped`,
      fixes: listGuardFixes(program, id),
    });
  });
}

/** Places that are no arguments: what their type says is expected back. A signature of a framework that takes the promise says so. */
function checkPlaces(file: RuleFile): void {
  const { unit, program, answers } = file;
  if (unit.role === 'test') return;
  for (const { x, at, f, id, n, kind } of findTypedPlaces(program, unit, (each) => mayGivePromise(program, each))) {
    const rejection = id === undefined ? 'open' : getRejection(program, id);
    if (rejection === 'handled' || (id !== undefined && isTakenUp(program, id)) || answers.askExpected(unit.facts.file, x) !== 'void') continue;
    const end = rejection === 'calm' ? 'nobody waits for its promise' : 'its rejection goes unhandled';
    file.report({
      // What a page does about an error of a handler, and what a subclass may do, is a matter of taste.
      at, f, confidence: 'likely', atMost: rejection === 'calm' || kind !== 'value' ? 'info' : 'warning',
      message: kind === 'member' ? chooseWording(`\`${n}\` stands for a member that gives nothing back; ${end}`, `This member stands for one that gives nothing back; ${end}`)
        : chooseWording(...(n ? [`\`${n}\` is typed to give nothing back; ${end}`] : []), `This place is typed to give nothing back; ${end}`),
      sink: `the promise of ${n || 'the function'} is dropped`,
      fixes: id === undefined || rejection === 'calm' ? [] : listGuardFixes(program, id),
    });
  }
}

/** A framework calls it and takes up what it gives. */
function isTakenUp(program: Program, id: FunctionId): boolean {
  return program.contexts.registrationsTo(id).some(({ callback }) => callback.promise !== 'dropped');
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
