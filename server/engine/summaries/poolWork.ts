/**
 * Work in libuv's thread pool that keeps a thread busy or waiting for long: key derivation, compression, images, name look-ups. File access
 * uses the pool too, in short turns, and is not meant here. Also how many threads the pool has.
 */
import type { CallFact, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { ApiModel } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { isUnseenPromise } from './promises.ts';
import type { Summaries } from './solve.ts';
import { findReachedApi } from './startedWork.ts';

export interface PoolWork {
  /** What a person calls it: `scrypt`. */
  readonly name: string;
  readonly guess: boolean;
}

/** Threads of the pool unless `UV_THREADPOOL_SIZE` says otherwise. */
const defaultSize = 4;
/** Of milliseconds to seconds each, whatever else the function around does. */
const heavy = /^(?:(?:crypto|bcrypt|argon2|sharp)#|zlib#(?:gzip|deflate|deflateRaw|brotliCompress)$)/;
const heavyNames = /^(?:pbkdf2|scrypt|bcrypt|argon2)\w*$/i;

/** Signatures, digests and random bytes take a thread for an instant. */
const short = /^jose#|SubtleCrypto\.(?!derive|generateKey)|^crypto#(?:random\w*|hkdf|sign|verify)$|#genSalt$/;

function isPoolCall(api: string, model: ApiModel): boolean {
  return model.waits === 'pool' && !short.test(api);
}

/** The pool's work that calling `callee` starts, as its main part. */
export function findPoolWork(program: Program, summaries: Summaries, unit: Unit, callee: Expr | undefined, f: FunctionIndex): PoolWork | undefined {
  for (const value of program.resolver.resolve(unit, callee, f)) {
    const api = value.v === 'api' ? value : value.v === 'promisified' && value.of.v === 'api' ? value.of : undefined;
    const model = api && program.resolver.findModel(unit, api.api);
    if (api && model && isPoolCall(api.api, model)) return { name: toName(api.api), guess: value.guess === true };
    if (value.v !== 'function') continue;
    const name = program.nameOf(value.id).at(-1) ?? '';
    if (isUnseenPromise(program, value.id)) return heavyNames.test(name) ? { name, guess: true } : undefined;
    const found = findPoolWorkIn(program, summaries, value.id);
    if (found) return { ...found, guess: found.guess || value.guess === true };
  }
  return undefined;
}

function findPoolWorkIn(program: Program, summaries: Summaries, id: number): PoolWork | undefined {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const isMain = summaries.of(id).waitsOn === 'pool';
  const reached = findReachedApi(program, id, (api, model) => isPoolCall(api, model) && (isMain || heavy.test(api)));
  if (reached && (!reached.guess || isMain)) return { name: toName(reached.api), guess: reached.guess };
  // `declare function pbkdf2(…): Promise<Buffer>`.
  for (const [c, call] of unit.facts.calls.entries()) {
    if (call.f !== f) continue;
    for (const target of program.targetsOf(unit, c)) {
      const name = target.kind === 'own' && isUnseenPromise(program, target.id) ? program.nameOf(target.id).at(-1) ?? '' : '';
      if (heavyNames.test(name)) return { name, guess: true };
    }
  }
  return undefined;
}

/** The work of a call in its callback form, which gives nothing to wait for. */
export function findCalledBackPoolWork(program: Program, unit: Unit, c: number): PoolWork | undefined {
  const call: CallFact = unit.facts.calls[c]!;
  for (const target of program.targetsOf(unit, c)) {
    if (target.kind !== 'api' || !target.model || !isPoolCall(target.api, target.model) || target.model.returns?.startsWith('promise')) continue;
    const last = call.args.at(-1)?.v;
    const isCallback = last !== undefined && (last.k === 'fn' || program.resolver.resolve(unit, last, call.f).some((value) => value.v === 'function'));
    if (isCallback) return { name: toName(target.api), guess: target.guess };
  }
  return undefined;
}

function toName(api: string): string {
  return /^(?:bcrypt|argon2)#/.test(api) ? api.replace('#', '.') : api.slice(api.indexOf('#') + 1);
}

const sizes = new WeakMap<Program, Map<string, number | undefined>>();

/** Threads in the pool of the program that a file is part of; undefined where that sets a number that is not in the code. */
export function getPoolSize(program: Program, unit: Unit): number | undefined {
  const known = sizes.get(program) ?? new Map<string, number | undefined>();
  sizes.set(program, known);
  const folder = unit.package?.folder ?? '';
  if (!known.has(folder)) known.set(folder, findSize(program, folder));
  return known.get(folder);
}

function findSize(program: Program, folder: string): number | undefined {
  for (const unit of program.units) {
    if ((unit.package?.folder ?? '') !== folder) continue;
    // `"start": "UV_THREADPOOL_SIZE=16 node server.js"`.
    for (const script of Object.values(unit.package?.scripts ?? {})) {
      const size = /\bUV_THREADPOOL_SIZE=(\d+)/.exec(script)?.[1];
      if (size !== undefined) return Number(size);
    }
    for (const { target, value } of unit.facts.assigns) {
      if (target.k !== 'prop' || target.n !== 'UV_THREADPOOL_SIZE') continue;
      const size = value.k === 'lit' ? Number(value.v) : NaN;
      return size >= 1 ? size : undefined;
    }
  }
  return defaultSize;
}
