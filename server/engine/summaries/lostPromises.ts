/**
 * Whether an expression leaves a promise behind that somebody would have to look at: a promise by name or type that its own chain, its
 * callee or its library does not take care of. What the code around does with the value is the rules' question.
 */
import type { CallFact, Expr } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { findDeclaredType } from './declaredTypes.ts';
import { getPromiseClaim, isPromiseFunction } from './promises.ts';
import { getRejection } from './rejection.ts';
import { isCalmHandler } from './solve.ts';
import { listLiveArms } from './truth.ts';

export interface LostPromise {
  readonly confidence: 'certain' | 'likely';
  /** An array of promises, which `await` alone would not wait for. */
  readonly list: boolean;
  /** It does nothing unless awaited. */
  readonly lazy?: true;
  /** Nothing its callees wait for can reject, or it only exists to be unhandled: what is left is order. */
  readonly calm: boolean;
}

/**
 * The values an expression can leave behind: both arms of a conditional, the right side of `&&`. `plain`: it is the whole expression.
 * Arms that never run are left out. `tested`: it is asked for its truth on the way, as the left side of `||`.
 */
export function getArms(unit: Unit, e: Expr, plain = true, tested = false): readonly { readonly e: Expr; readonly plain: boolean; readonly tested: boolean }[] {
  if (e.k === 'or') {
    const live = listLiveArms(unit, e);
    return (e.op === '&&' ? live.slice(1) : live).flatMap((arm, i, arms) => getArms(unit, arm, false, tested || (e.op === '||' && i < arms.length - 1)));
  }
  if (e.k === 'seq') return e.e.flatMap((item) => getArms(unit, item, false));
  return [{ e, plain, tested }];
}

/** The promise `e` gives in function `f`, when nobody has taken care of it there; `undefined` when it is none, or in good hands. */
export function findLostPromise(program: Program, unit: Unit, e: Expr, f: number): LostPromise | undefined {
  if (e.k === 'await') return findAwaitedList(program, unit, e, f);
  if (e.k === 'yield' || e.k === 'set' || e.k === 'lit' || e.k === 'op' || e.k === 'fn' || e.k === 'jsx' || e.k === 'tpl') return undefined;
  if (e.k === 'call') {
    const call = unit.facts.calls[e.c]!;
    if (call.kind === 'super' || call.kind === 'decorator') return undefined;
    if (isHandled(program, unit, call, e.c) || isCallbackStyle(program, unit, call, e.c) || isVoidParameter(program, unit, call) || isHandedIn(program, unit, call)) return undefined;
  }
  const lazy = e.k === 'call' ? program.targetsOf(unit, e.c).find((target) => target.kind === 'api' && target.model?.lazy) : undefined;
  // A guess about what a query is says nothing, and a step of a query that is being built may well stand alone.
  if (lazy?.kind === 'api') return lazy.guess || lazy.model?.returns === 'this' ? undefined : { confidence: 'certain', list: false, lazy: true, calm: false };
  const claim = getPromiseClaim(program, unit, e, f, unit.role !== 'test' && mayBePromise(program, unit, e));
  if (claim.is !== 'yes') return undefined;
  return { confidence: claim.list || claim.guess ? 'likely' : 'certain', list: claim.list === true, calm: isCalm(program, unit, e) || isRaised(program, unit, e) };
}

/** `await startAll()` where an async function gives a list of promises: the list is waited for, what is in it is not. */
function findAwaitedList(program: Program, unit: Unit, e: Expr & { readonly k: 'await' }, f: number): LostPromise | undefined {
  const values = program.resolver.resolve(unit, e, f);
  const isList = values.length > 0 && values.every((value) => value.v === 'list' && !value.guess && value.of.length > 0 && value.of.every((item) => item.v === 'promise' && !item.guess));
  return isList ? { confidence: 'likely', list: true, calm: false } : undefined;
}

/** Asking the compiler is dear: only what could be a promise by its look is asked about. */
function mayBePromise(program: Program, unit: Unit, e: Expr): boolean {
  if (e.k === 'ref' || e.k === 'prop' || e.k === 'elem' || e.k === 'arr') return true;
  if (e.k !== 'call') return false;
  const targets = program.targetsOf(unit, e.c);
  // A list of what the callback gives, promises perhaps.
  if (targets.some((target) => target.kind === 'api' && /#Array\.(?:map|flatMap)$/.test(target.api))) return true;
  return !(targets.length > 0 && targets.every((target) => target.kind === 'api' && target.model?.returns !== undefined && target.model.returns !== 'this' && target.model.returns !== 'arg0'));
}

/** A parameter that is called: unless it says that it gives a promise, the promise is that of the caller's function, and reported there. */
function isHandedIn(program: Program, unit: Unit, { callee, f }: CallFact): boolean {
  if (callee.k !== 'ref') return false;
  const { kind, type, init } = unit.facts.bindings[callee.b]!;
  // One of a list that was handed in: `for (const task of tasks) task();`
  const list = init?.k === 'each' && init.e.k === 'ref' ? unit.facts.bindings[init.e.b]! : undefined;
  if (list?.kind === 'param') return !isPromiseFunction(list.type?.t === 'array' ? list.type.e : list.type?.t === 'name' ? list.type.a?.[0] : undefined);
  return kind === 'param' && !isPromiseFunction(type) && !isPromiseFunction(findDeclaredType(program, unit, callee, f)?.type);
}

/** A parameter that promises nothing: who passes an async function for it drops its promise, and is told so there. */
function isVoidParameter(program: Program, unit: Unit, call: CallFact): boolean {
  if (call.callee.k !== 'ref') return false;
  const { kind, type } = unit.facts.bindings[call.callee.b]!;
  return kind === 'param' && (type === undefined ? !isPromiseFunction(findDeclaredType(program, unit, call.callee, call.f)?.type) : (type.t === 'function' && type.r?.t === 'keyword' && type.r.n === 'void'));
}

/** A function with two faces, promise or callback: `request(options, done)` gives no promise when a callback is passed. */
function isCallbackStyle(program: Program, unit: Unit, call: CallFact, c: number): boolean {
  const last = call.args.at(-1)?.v;
  if (!last || !program.resolver.resolve(unit, last, call.f).some((value) => value.v === 'function')) return false;
  return program.targetsOf(unit, c).some((target) => {
    // A library's promise form of a callback API: `fs.remove(path, done)`.
    if (target.kind === 'api') return target.model?.orCallback === true || (target.model?.returns?.startsWith('promise') === true && !target.model.callbacks && !target.model.limits);
    const { async, returns } = program.functionOf(target.id);
    return !async && returns.length > 0 && returns.every((item) => item.branch >= 0);
  });
}

function isHandled(program: Program, unit: Unit, call: CallFact, c: number): boolean {
  const name = call.callee.k === 'prop' ? call.callee.n : '';
  if (name === 'catch' && isCalmHandler(unit, call.args[0])) return true;
  // Behind a spread nobody knows which argument is which.
  if (name === 'then' && call.args[0]?.v.k !== 'spread' && isCalmHandler(unit, call.args[1])) return true;
  if (name === 'finally' && call.callee.k === 'prop' && call.callee.o.k === 'call') return isHandled(program, unit, unit.facts.calls[call.callee.o.c]!, call.callee.o.c);
  return program.targetsOf(unit, c).some((target) => {
    // `res.json(body)` is a server's response whose type was lost: the fetch API's takes no argument.
    if (target.kind === 'api') return target.model?.detachedOk === true || (target.api === 'global#Response.json' && call.args.length > 0);
    if (program.isDeclared(target.id, 'detachedOk')) return true;
    // The callee handles its own failures: the author already decided what they mean.
    return getRejection(program, target.id) === 'handled';
  });
}

function isCalm(program: Program, unit: Unit, e: Expr): boolean {
  if (e.k !== 'call') return false;
  const targets = program.targetsOf(unit, e.c);
  return targets.length > 0 && targets.every((target) => target.kind === 'own' && getRejection(program, target.id) === 'calm');
}

/** `Promise.reject(error);` has no other effect than to be unhandled: whoever writes it wants that. */
function isRaised(program: Program, unit: Unit, e: Expr): boolean {
  return e.k === 'call' && program.targetsOf(unit, e.c).some((target) => target.kind === 'api' && target.api === 'global#Promise.reject');
}

const policies = new WeakMap<Program, ReadonlySet<string>>();

/** Whether the unit's package decides for the whole process what an unhandled rejection means: `process.on('unhandledRejection', …)`. */
export function hasRejectionPolicy(program: Program, unit: Unit): boolean {
  let folders = policies.get(program);
  if (folders === undefined) {
    const found = new Set<string>();
    for (const each of program.units) {
      if (each.facts.calls.some(({ callee, args }) => callee.k === 'prop' && /^(?:on|once|addListener|addEventListener)$/.test(callee.n) && args[0]?.v.k === 'lit' && /^unhandled_?rejection$/i.test(String(args[0].v.v)))) found.add(each.package?.folder ?? '');
    }
    policies.set(program, (folders = found));
  }
  return folders.has(unit.package?.folder ?? '');
}
