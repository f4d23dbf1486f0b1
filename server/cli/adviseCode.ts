/**
 * A function named on the command line as what the advisor takes: finds it in the analysed project, with its callers, and reads its input
 * from the code.
 */
import path from 'node:path';
import { readCode, type FunctionReading } from '../advisor/codeReading.ts';
import type { FunctionReport } from '../engine/report.ts';
import { findNearMiss } from '../host/nearMiss.ts';
import { isInside, toFilePath, toRelative } from '../host/paths.ts';
import { readProject } from '../host/project.ts';
import { UsageError, type Surroundings } from './surroundings.ts';

export interface NamedFunction extends FunctionReading {
  /** `render (src/report.ts:12)`. */
  readonly title: string;
}

/** Reads `<file>:<function>` or `<file>:<line>`. Throws {@link UsageError} when there is no such function, or several. */
export async function readFunction(target: string, around: Surroundings): Promise<NamedFunction> {
  // A drive letter's colon stands before the path, the function's behind it.
  const parts = /^(?<file>.+?\.[cm]?[jt]sx?):(?<name>.+)$/.exec(target)?.groups;
  if (parts === undefined) throw new UsageError(`"${target}" names no function. Write <file>:<function>, for example src/report.ts:render.`);
  const file = toFilePath(parts['file'] ?? '', around.cwd);
  const here = toFilePath(around.cwd);
  // The whole folder, because who calls the function is said elsewhere.
  const folder = isInside(here, file) ? here : path.posix.dirname(file);
  const project = await readProject({ paths: [folder, file], cwd: around.cwd, root: folder, ruleIds: around.ruleIds, signal: around.signal });
  const engine = await around.openEngine(project.root);
  try {
    await engine.session.update({ files: project.files, skipped: project.skipped, packages: project.packages, settings: project.settings });
    await engine.session.refine();
    const all = engine.session.functions([file]);
    const reason = project.skipped.find((skipped) => skipped.file === file)?.reason;
    if (all.length === 0) throw new UsageError(`${parts['file'] ?? ''} ${reason === undefined ? 'has no functions, or is no TypeScript or JavaScript file of this folder' : `is not analysed: ${reason}`}.`);
    const { line, column } = findPlace(parts['name'] ?? '', parts['file'] ?? '', all);
    const profile = engine.session.profileAt(file, line, column);
    if (profile === undefined) throw new UsageError(`There is no function at ${target}.`);
    const name = `${toRelative(here, file)}:${profile.name.split(' > ').at(-1) ?? profile.name}`;
    return { ...readCode(profile, file, name), title: `${profile.name} (${toRelative(here, file)}:${profile.range.start.line})` };
  } finally {
    await engine.close();
  }
}

function findPlace(name: string, file: string, all: readonly FunctionReport[]): { readonly line: number; readonly column: number | undefined } {
  if (/^\d+$/.test(name)) return { line: Number(name), column: undefined };
  const found = all.filter((fn) => fn.name === name);
  const ending = found.length > 0 ? found : all.filter((fn) => fn.name.endsWith(`.${name}`) || fn.name.endsWith(` > ${name}`));
  const [first] = ending;
  if (first === undefined) {
    const near = findNearMiss(name, all.map((fn) => fn.name));
    throw new UsageError(`${file} has no function "${name}".${near === undefined ? ` It has: ${all.slice(0, 12).map((fn) => fn.name).join(', ')}${all.length > 12 ? ' …' : ''}.` : ` Did you mean "${near}"?`}`);
  }
  if (ending.length > 1) throw new UsageError(`${file} has several functions "${name}": ${ending.map((fn) => `${fn.name} (line ${fn.range.start.line})`).join(', ')}. Write its full name, or ${file}:<line>.`);
  return { line: first.range.start.line, column: first.range.start.column };
}
