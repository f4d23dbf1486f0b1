/**
 * What a project can bound its work with: a limiter package it depends on, else a small helper of ours. Says which there is, how many
 * tasks at a time suit the work, and brings it into the file.
 */
import type { FixDesk, FixRefusal } from '../lint/fix.ts';
import type { WaitKind } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FileEdit } from './edits.ts';
import { findHelper, type Helper } from './helperModules.ts';
import { chooseName, importName } from './imports.ts';
import { isCommonJs } from './modules.ts';

export type LimiterName = 'p-map' | 'p-limit' | 'p-queue' | 'async' | 'helper';
/** Those that bound tasks one by one, where the work stays where it is. */
export type TaskLimiterName = 'p-limit' | 'p-queue' | 'helper';

/** libuv has four threads unless told otherwise; one stays free for everybody else's files and look-ups. */
const besidePool = 3;
const onNetwork = 8;

/** How many at a time: few where they share libuv's threads. */
export function getConcurrency(on: WaitKind | undefined): number {
  return on === 'pool' || on === 'disk' ? besidePool : onNetwork;
}

/** The first version of each package that is an ES module only, and what `async` needs to give promises. */
const firstModuleOnly = { 'p-map': 5, 'p-limit': 4, 'p-queue': 7 } as const;

/** Whether the file can use a package: the project depends on it, in a form this file can load. */
export function canUse(program: Program, unit: Unit, name: Exclude<LimiterName, 'helper'>): boolean {
  const version = unit.package?.dependencies[name];
  const major = Number(/\d+/.exec(version ?? '')?.[0]);
  if (version === undefined || Number.isNaN(major)) return false;
  if (name === 'async') return major >= 3;
  if (major < firstModuleOnly[name]) return true;
  if (isCommonJs(unit)) return false;
  // A file that is compiled to CommonJS cannot load it either; that another one imports it shows that it can.
  return unit.package?.type === 'module' || /\.m[jt]s$/.test(unit.facts.file)
    || program.units.some((other) => other.package === unit.package && other.facts.imports.some((row) => row.specifier === name && row.kind === 'import'));
}

/** The words a title ends in. */
export function describeLimiter(name: LimiterName, helper: 'mapLimit' | 'createLimiter'): string {
  return name === 'helper' ? `a local \`${helper}\` helper` : `${name} (already installed)`;
}

/** A function that maps items with a bound. */
export async function bringMapper(desk: FixDesk, unit: Unit, name: 'p-map' | 'async' | 'helper'): Promise<Helper | FixRefusal> {
  if (name === 'helper') return findHelper(desk, unit, 'mapLimit');
  return toHelper(unit, await importName(desk, unit, name === 'p-map' ? { module: 'p-map', name: 'default', as: 'pMap' } : { module: 'async', name: 'mapLimit' }));
}

/** What bounds tasks: the name of a limiter, how it is made, and what is called with a task. */
export interface Limiter extends Helper {
  readonly variable: string;
  readonly made: string;
  readonly call: string;
}

/** The limiter of the project's package, else of ours, best first. */
export function findTaskLimiter(program: Program, unit: Unit): Exclude<TaskLimiterName, 'helper'> | undefined {
  return (['p-limit', 'p-queue'] as const).find((name) => canUse(program, unit, name));
}

/** A limiter of that many tasks at a time, to be made in the file. */
export async function bringLimiter(desk: FixDesk, unit: Unit, name: TaskLimiterName, concurrency: number): Promise<Limiter | FixRefusal> {
  const isQueue = name === 'p-queue';
  const made = name === 'helper' ? await findHelper(desk, unit, 'createLimiter') : toHelper(unit, await importName(desk, unit, { module: name, name: 'default', as: isQueue ? 'PQueue' : 'pLimit' }));
  if ('refused' in made) return made;
  const variable = chooseName(unit, isQueue ? 'queue' : 'limit');
  return { ...made, variable, made: isQueue ? `new ${made.text}({ concurrency: ${concurrency} })` : `${made.text}(${concurrency})`, call: isQueue ? `${variable}.add` : variable };
}

function toHelper(unit: Unit, imported: Awaited<ReturnType<typeof importName>>): Helper | FixRefusal {
  return 'refused' in imported ? imported : { text: imported.text, edits: imported.edits.map((edit): FileEdit => ({ ...edit, file: unit.facts.file })), created: [] };
}
