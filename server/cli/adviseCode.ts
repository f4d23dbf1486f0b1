/**
 * A function named on the command line as what the advisor takes: finds it in the analysed project, with its callers, and reads its input
 * from the code.
 */
import { readCode, type FunctionReading } from '../advisor/codeReading.ts';
import type { FunctionReport } from '../engine/report.ts';
import { findNearMiss } from '../host/nearMiss.ts';
import { toFilePath, toRelative } from '../host/paths.ts';
import { withFolderAround } from './folderAround.ts';
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
  const { file: given = '', name: wanted = '' } = parts;
  return withFolderAround(given, around, async ({ file, session, skippedBecause }) => {
    const all = session.functions([file]);
    if (all.length === 0) throw new UsageError(`${given} ${skippedBecause === undefined ? 'has no functions, or is no TypeScript or JavaScript file of this folder' : `is not analysed: ${skippedBecause}`}.`);
    const { line, column } = findPlace(wanted, given, all);
    const profile = session.profileAt(file, line, column);
    if (profile === undefined) throw new UsageError(`There is no function at ${target}.`);
    const shown = toRelative(toFilePath(around.cwd), file);
    const name = `${shown}:${profile.name.split(' > ').at(-1) ?? profile.name}`;
    return { ...readCode(profile, file, name), title: `${profile.name} (${shown}:${profile.range.start.line})` };
  });
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
