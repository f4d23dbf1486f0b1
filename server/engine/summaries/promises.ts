/**
 * Whether an expression's value is a promise: from names and models first, from the compiler where names do not tell.
 */
import type { Expr, FunctionIndex, TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
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
