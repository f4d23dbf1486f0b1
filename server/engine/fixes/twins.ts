/**
 * The asynchronous form of a blocking call: which function, how it is called, and when there is none that gives the same.
 */
import type { CallFact, Expr } from '../facts/fileFacts.ts';
import type { FixRefusal } from '../lint/fix.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';

export interface Twin {
  /** Module and exported name, as the tables write it. */
  readonly module: string;
  readonly name: string;
  /** `promisify`: the twin takes a callback. */
  readonly how: 'promise' | 'promisify';
  /** What follows the call: `.then(() => true, () => false)`. */
  readonly suffix: string;
  /** What is taken of the awaited result: `.stdout`. */
  readonly part: string;
}

/** The twin of a call of `api`, by the tables' `twin` of it. */
export function findTwin(program: Program, unit: Unit, call: CallFact, api: string, twin: string | undefined): Twin | FixRefusal {
  const [module = '', name = ''] = twin?.split('#') ?? [];
  const [own = '', blocking = ''] = api.split('#');
  if (twin === undefined || name === '') return { refused: 'there is no asynchronous form of this call' };
  if (name.includes('.')) return { refused: 'it works on a file descriptor, which the asynchronous form does not take' };
  if (name === 'default' || name === 'open' || blocking === 'spawnSync') return { refused: 'the asynchronous form gives something else' };
  if (call.args.some((arg) => arg.v.k === 'spread')) return { refused: 'its arguments are spread' };
  const isSameModule = module === own || (own === 'fs' && module === 'fs/promises');
  if (!isSameModule && unit.package?.dependencies[module] === undefined) return { refused: `its asynchronous form is in ${module}, which the project does not depend on` };
  if (name !== blocking.replace(/Sync$/, '') && blocking !== 'existsSync') return { refused: 'the asynchronous form is called in another way' };
  if (hasOption(call, 'throwIfNoEntry')) return { refused: '`throwIfNoEntry` is no option of the asynchronous form' };
  if (module === 'child_process') return findChildTwin(unit, call, name);
  const suffix = name === 'access' && blocking === 'existsSync' ? '.then(() => true, () => false)' : '';
  const isPromise = program.resolver.findModel(unit, twin)?.returns?.startsWith('promise') === true;
  return { module, name, how: isPromise ? 'promise' : 'promisify', suffix, part: '' };
}

/** `execSync` gives the output, `exec` an object with it; as text only where an encoding says so. */
function findChildTwin(unit: Unit, call: CallFact, name: string): Twin | FixRefusal {
  if (hasOption(call, 'stdio') || hasOption(call, 'input')) return { refused: '`stdio` and `input` are no options of the asynchronous form' };
  const isDropped = call.fate.k === 'discarded';
  const isText = hasOption(call, 'encoding') || (call.fate.k === 'member' && call.fate.n === 'toString' && call.fate.c !== undefined && unit.facts.calls[call.fate.c]!.args.length === 0);
  if (!isDropped && !isText) return { refused: 'it gives bytes, the asynchronous form gives text' };
  return { module: 'child_process', name, how: 'promisify', suffix: '', part: isDropped ? '' : '.stdout' };
}

function hasOption(call: CallFact, name: string): boolean {
  return call.args.some(({ v }) => v.k === 'obj' && v.p.some((entry) => entry.n === name && !isUndefined(entry.v)));
}

function isUndefined(e: Expr): boolean {
  return e.k === 'lit' && e.v === undefined;
}
