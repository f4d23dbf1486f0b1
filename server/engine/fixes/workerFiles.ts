/**
 * The files that *Move to a worker* writes: the worker's script, and beside it the module with the pool and the function's asynchronous
 * form. The pool is that of a package the project depends on, else our own one, written once per package.
 */
import type { FixChange, FixDesk, FixRefusal } from '../lint/fix.ts';
import type { Unit } from '../program/unit.ts';
import type { FilePath } from '../syntax/compiler.ts';
import { findHelperFile, toModuleText } from './helperModules.ts';
import type { Lift } from './liftFunction.ts';
import { isCommonJs, toSpecifier } from './modules.ts';
import { toMethod, toMethodPool, toPackagePool, toPool, toTask, toWorker, type Script, type WorkerParts } from './workerTexts.ts';

export type PoolName = 'piscina' | 'tinypool' | 'workerpool' | 'own';

/** The name under which the function's module exports it, or what moves to the worker's file. */
export type Source = { readonly exported: string } | Lift;

/** The project's pool package; tinypool is an ES module only. */
export function choosePool(unit: Unit): PoolName {
  const dependencies = unit.package?.dependencies ?? {};
  if (Number(/\d+/.exec(dependencies.piscina ?? '')?.[0] ?? 0) >= 3) return 'piscina';
  if (dependencies.tinypool !== undefined && !isCommonJs(unit) && unit.package?.type === 'module') return 'tinypool';
  return Number(/\d+/.exec(dependencies.workerpool ?? '')?.[0] ?? 0) >= 9 ? 'workerpool' : 'own';
}

/** Where the new files go. */
export function getWorkerFiles({ facts }: Unit, name: string): { readonly worker: FilePath; readonly pool: FilePath } {
  const folder = facts.file.slice(0, facts.file.lastIndexOf('/'));
  const extension = /\.([cm]?[jt]s)x?$/.exec(facts.file)?.[1] ?? 'js';
  return { worker: `${folder}/${name}.worker.${extension}`, pool: `${folder}/${name}.pool.${extension}` };
}

/** The new files, and the function to call in place of the one that moves; `lifted` is the text of what moves to the worker's file. */
export function writeWorker(desk: FixDesk, unit: Unit, { name, source }: { readonly name: string; readonly source: Source }, pool: PoolName, lifted: string | undefined): { readonly file: FilePath; readonly run: string; readonly created: NonNullable<FixChange['created']> } | FixRefusal {
  const files = getWorkerFiles(unit, name);
  const text = desk.textOf(unit.facts.file);
  const shared = pool === 'own' ? findHelperFile(desk, unit, 'createWorkerPool') : { file: '', created: [] };
  if ('refused' in shared) return shared;
  const run = `${name}InWorker`;
  const exported = 'exported' in source ? source.exported : name;
  const parts: WorkerParts = {
    name, run, isTyped: isTyped(unit), isLifted: lifted !== undefined, from: toSpecifier(desk.program, unit, lifted === undefined ? unit.facts.file : files.worker),
    helper: pool === 'own' ? toSpecifier(desk.program, unit, shared.file) : pool,
    imported: exported === 'default' ? name : exported === name ? `{ ${name} }` : `{ ${exported} as ${name} }`,
    script: toScript(desk, unit, files.worker),
  };
  const worker = pool === 'own' ? toWorker(parts) : pool === 'workerpool' ? toMethod(parts) : toTask(parts);
  const module = pool === 'own' ? toPool(parts) : pool === 'workerpool' ? toMethodPool(parts) : toPackagePool(parts, pool === 'piscina' ? 'Piscina' : 'Tinypool');
  const write = (file: FilePath, body: string, rest = ''): { readonly file: FilePath; readonly text: string } => ({ file, text: toModuleText(unit, text, file, body) + rest });
  return { file: files.pool, run, created: [write(files.worker, worker, lifted === undefined ? '' : `${/\r\n|\n/.exec(text)?.[0] ?? '\n'}${lifted}`), write(files.pool, module), ...shared.created] };
}

function isTyped({ facts }: Unit): boolean { return /\.[cm]?tsx?$/.test(facts.file); }


/** TypeScript runs as it is or from its output, where the script ends in another extension. */
function toScript(desk: FixDesk, unit: Unit, worker: FilePath): Script {
  const file = worker.slice(worker.lastIndexOf('/') + 1);
  const path = isCommonJs(unit) || (isTyped(unit) && becomesCommonJs(desk, unit));
  const prefix = path ? '' : './';
  const mark = /\.([cm]?ts)$/.exec(file)?.[1];
  const from = path ? '__filename' : 'import.meta.url';
  const name = mark === undefined ? `'${prefix}${file}'` : `\`${prefix}${file.slice(0, -mark.length)}\${${from}.endsWith('.${mark}') ? '${mark}' : '${mark.replace('ts', 'js')}'}\``;
  return { path, text: path ? `join(__dirname, ${name})` : `new URL(${name}, import.meta.url)` };
}

/** TypeScript in a package that is no ES module is compiled to CommonJS, unless its own code shows otherwise. */
function becomesCommonJs({ program, textOf }: FixDesk, unit: Unit): boolean {
  if (/\.mts$/.test(unit.facts.file) || unit.package === undefined || unit.package.type === 'module') return false;
  return !program.units.some((other) => other.package === unit.package && other.role === undefined && isTyped(other) && /\bimport\.meta\b/.test(textOf(other.facts.file)));
}
