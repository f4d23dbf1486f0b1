/**
 * Whether an expression's value is a promise: from names and models first, from the compiler where names do not tell.
 */
import type { Expr, FunctionIndex, TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { findClassOf } from '../program/unit.ts';
import type { FunctionId, Value } from '../program/value.ts';

export interface PromiseClaim {
  readonly is: 'yes' | 'no' | 'unknown';
  readonly guess: boolean;
  /** An array whose elements are promises. */
  readonly list?: true;
}

const no: PromiseClaim = { is: 'no', guess: false };
const notKnown: PromiseClaim = { is: 'unknown', guess: false };

/**
 * `ask` notes a question for the compiler when names do not settle it; the claim is then `unknown` until the answer is there.
 */
export function getPromiseClaim(program: Program, unit: Unit, e: Expr, f: FunctionIndex, ask: boolean): PromiseClaim {
  if (givesNothing(program, unit, e)) return no;
  const values = program.resolver.resolve(unit, e, f);
  const known = values.filter((value) => value.v !== 'unknown');
  const isPromise = known.some((value) => value.v === 'promise');
  const isCertain = known.length > 0 && known.length === values.length && !known.some((value) => value.guess);
  if (isCertain) {
    if (known.every((value) => value.v === 'promise')) return { is: 'yes', guess: false };
    if (known.some(isListOfPromises)) return { is: 'yes', guess: false, list: true };
    if (!isPromise && known.every(isSettled)) return no;
  }
  if ('x' in e && e.k !== 'fn') {
    const answer = ask ? program.answers.askType(unit.facts.file, e.x) : program.answers.findType(unit.facts.file, e.x);
    if (answer) {
      // Other thenables, such as query builders, start when they are awaited: leaving one alone starts nothing.
      if (answer.promise === 'yes' || answer.promise === 'some') return answer.standard ? { is: 'yes', guess: false } : notKnown;
      if (answer.array?.element === 'yes' || answer.array?.element === 'some') return { is: 'yes', guess: false, list: true };
      if (answer.promise === 'no') return no;
    }
  }
  if (isPromise) return { is: 'yes', guess: !known.every((value) => value.v === 'promise') || known.some((value) => value.guess) };
  return known.length > 0 && known.length === values.length && known.every(isSettled) ? no : notKnown;
}

/**
 * A value that is a promise on every path, so that it is always true and has nothing to spread; `undefined` for all others, also for
 * promises that may be missing, unless `orNothing` lets those count. Names settle it where they can; the compiler is asked about what a call
 * of unknown code gives and what such a call left in a variable.
 */
export function findAlwaysPromise(program: Program, unit: Unit, e: Expr, f: FunctionIndex, orNothing = false): { readonly guess: boolean } | undefined {
  if (!('x' in e) || (e.k === 'call' && unit.facts.calls[e.c]!.kind === 'super')) return undefined;
  // What somebody else's typings promise a callback does not always come: asking whether it is there is common sense.
  if (!orNothing && e.k === 'ref' && unit.facts.bindings[e.b]!.kind === 'param' && unit.facts.bindings[e.b]!.type === undefined) return undefined;
  if (!orNothing && isFilledLater(unit, e, f)) return undefined;
  const values = program.resolver.resolve(unit, e, f);
  const isNamed = values.every((value) => value.v === 'promise');
  const isOpen = values.some((value) => value.v === 'unknown' || value.v === 'type');
  if (!isNamed && !isOpen) return undefined;
  const asks = unit.role !== 'test' && (isNamed || orNothing || isUnknownCall(program, unit, e, 0));
  const answer = asks ? program.answers.askType(unit.facts.file, e.x) : program.answers.findType(unit.facts.file, e.x);
  if (answer && answer.promise !== 'unknown') return answer.promise === 'yes' && (orNothing || !answer.nullable) ? { guess: false } : undefined;
  if (!isNamed || values.some((value) => value.guess)) return undefined;
  return orNothing || !mayBeMissing(program, unit, e) ? { guess: false } : undefined;
}

/**
 * `let ready: Promise<Client>;` or a field without a value: whatever the type says, there is no promise until one is put there, and asking
 * for it is how that is done once. Not where the function itself fills it before it asks.
 */
function isFilledLater(unit: Unit, e: Expr, f: FunctionIndex): boolean {
  if (e.k === 'ref') {
    const { kind, init, writes, reads, f: owner } = unit.facts.bindings[e.b]!;
    // Who calls a function that was handed over may leave a parameter out.
    if (kind === 'param') return /^(?:argument|property|stored)$/.test(unit.facts.functions[owner]!.role?.k ?? '');
    const asked = reads.find((read) => read.x === e.x)?.start ?? unit.facts.tested.find((each) => each.e === e)?.start ?? 0;
    return (kind === 'let' || kind === 'var') && init === undefined && !writes.some((write) => write.f === f && write.start < asked);
  }
  if (e.k !== 'prop' || e.o.k !== 'this') return false;
  const c = findClassOf(unit.facts, f);
  const member = c === undefined ? undefined : unit.facts.classes[c]!.members.find((candidate) => candidate.n === e.n && candidate.kind === 'field');
  if (member === undefined || member.v !== undefined) return false;
  const asked = unit.facts.tested.find((each) => each.e === e)?.start ?? 0;
  return !unit.facts.assigns.some(({ target, f: at, start }) => target.k === 'prop' && target.n === e.n && target.o.k === 'this' && (unit.facts.functions[at]!.kind === 'constructor' || (at === f && start < asked)));
}

/** A call nobody has a body or a row for, or a constant that holds what one gave. */
function isUnknownCall(program: Program, unit: Unit, e: Expr, depth: number): boolean {
  if (e.k === 'ref' && depth < 2) {
    const { kind, init, type } = unit.facts.bindings[e.b]!;
    return kind === 'const' && type === undefined && init !== undefined && isUnknownCall(program, unit, init, depth + 1);
  }
  if (e.k !== 'call') return false;
  const { callee, kind } = unit.facts.calls[e.c]!;
  // `isX`, `hasX` of a library are answers as a rule, and there are many of them: `fs.existsSync`, `path.isAbsolute`, `map.has`.
  return kind === 'call' && program.targetsOf(unit, e.c).every((target) => (target.kind === 'api' ? target.model === undefined && !target.api.startsWith('global#') : program.functionOf(target.id).bodyless === true)) && callee.k !== 'call';
}

/** Names do not tell a promise from one that may be missing where a type with parts, an optional call or a second value is around. */
function mayBeMissing(program: Program, unit: Unit, e: Expr): boolean {
  if (e.k === 'ref') {
    const { kind, init, type } = unit.facts.bindings[e.b]!;
    return kind !== 'const' || type !== undefined || init === undefined || mayBeMissing(program, unit, init);
  }
  if (e.k !== 'call') return true;
  const call = unit.facts.calls[e.c]!;
  if (call.opt || (call.callee.k === 'prop' && call.callee.opt)) return true;
  return program.targetsOf(unit, e.c).some((target) => {
    if (target.kind !== 'own') return false;
    const { async, returnType } = program.functionOf(target.id);
    return !async && returnType !== undefined && returnType.t !== 'name';
  });
}

/** What is called has a body and returns nothing: the body decides, whatever a comment says about its type. */
function givesNothing(program: Program, unit: Unit, e: Expr): boolean {
  if (e.k !== 'call') return false;
  const targets = program.targetsOf(unit, e.c);
  return targets.length > 0 && targets.every((target) => {
    if (target.kind !== 'own' || target.guess) return false;
    const { async, bodyless, generator, returns } = program.functionOf(target.id);
    return !async && !bodyless && !generator && returns.every((item) => item.v === undefined);
  });
}

/** `declare function load(id: string): Promise<Item>`: what the function does is not seen, but it gives a promise. */
export function isUnseenPromise(program: Program, id: FunctionId): boolean {
  return program.functionOf(id).bodyless === true && program.resolver.returnsOf(id).some((value) => value.v === 'promise');
}

/** `() => Promise<void>`, as written. */
export function isPromiseFunction(type: TypeRef | undefined): boolean {
  return type?.t === 'function' && type.r?.t === 'name' && (type.r.n.at(-1) === 'Promise' || type.r.n.at(-1) === 'PromiseLike');
}

/** Values that are certainly not promises. Library objects may be thenable: query builders are. */
function isSettled(value: Value): boolean {
  return value.v === 'plain' || value.v === 'object' || value.v === 'function' || value.v === 'class' || value.v === 'namespace' || value.v === 'instance'
    || (value.v === 'list' && !value.of.some((item) => item.v === 'promise' || item.v === 'unknown'))
    || (value.v === 'type' && settledTypes.test(value.api));
}

function isListOfPromises(value: Value): boolean {
  return value.v === 'list' && value.of.length > 0 && value.of.some((item) => item.v === 'promise');
}

/** Library types that are known not to be thenable. */
const settledTypes = /^(?:express#|fastify#FastifyInstance|http#|https#|net#|fs#|events#|stream#|child_process#|worker_threads#|global#(?:Map|Set|WeakMap|WeakSet|Array|URL|Date|Response|Abort|HTMLElement|Element|Worker|EventTarget)|koa#|hono#|ws#|commander#|bullmq#|readline#)/;
