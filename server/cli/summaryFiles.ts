/**
 * Reads the package summaries a check is given, finds the place of each package, and refuses what is not of now: a summary made from other
 * sources, settings of the compiler or versions. A refused package is analysed from its source; the reason is a problem to show.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { findPackage, type Workspace } from '../compiler/workspace.ts';
import type { PackageSummary, PlacedSummary } from '../engine/packageSummary.ts';
import { fromPackagePath } from '../engine/relocation.ts';
import type { Problem } from '../engine/report.ts';
import { findVersionMismatch, getFileDigest, getSourcesHash, getSummaryDigest, toRelativeInfo } from '../engine/summaryWriter.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { toFilePath } from '../host/paths.ts';
import type { Project } from '../host/project.ts';
import { getErrorCode, toReadFailure } from '../host/text.ts';
import { findHash, getSourceHashes, groupByPackage } from './packageSources.ts';
import { UsageError } from './surroundings.ts';

/** A summary that was read and whose package has a place here; whether it still holds is not known yet. */
export interface OfferedSummary { readonly given: string; readonly folder: FilePath; readonly summary: PackageSummary }

export interface AcceptedSummaries {
  readonly placed: readonly PlacedSummary[];
  /** The files left to analyse. */
  readonly files: readonly FilePath[];
  readonly problems: readonly Problem[];
}

/**
 * Reads summary files. Throws {@link UsageError} for a path that leads to none. A package is looked for in the workspace, then at and above the
 * summary and the `checked` paths; one that is nowhere becomes a problem.
 */
export async function readSummaries(given: readonly string[], cwd: string, workspace: Workspace | undefined, checked: readonly FilePath[]): Promise<{ readonly offered: readonly OfferedSummary[]; readonly problems: readonly Problem[] }> {
  const offered: OfferedSummary[] = [];
  const problems: Problem[] = [];
  for (const name of given) {
    const file = toFilePath(name, cwd);
    const summary = await readSummary(name, file);
    const folder = workspace?.packages.find((each) => each.name === summary.name)?.folder
      ?? [path.posix.dirname(file), ...checked].map((start) => findFolderAbove(start, summary.name)).find((found) => found !== undefined);
    if (folder === undefined) problems.push({ message: `${name} is not used: ${summary.name} is no package of this workspace, nor of a folder that is checked.` });
    else if (offered.some((other) => other.folder === folder)) problems.push({ message: `${name} is not used: there is another summary of ${summary.name}.` });
    else offered.push({ given: name, folder, summary });
  }
  return { offered, problems };
}

async function readSummary(name: string, file: FilePath): Promise<PackageSummary> {
  const what = `${name} is no package summary`;
  try {
    const bytes = await readFile(file);
    const text = (file.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes).toString('utf8');
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'format' in value && 'name' in value && typeof value.name === 'string') return value as PackageSummary;
    throw new UsageError(`${what}. Write one with \`loopwise summarize <package> --out ${name}\`.`);
  } catch (error) {
    if (error instanceof SyntaxError || getErrorCode(error).startsWith('Z_')) throw new UsageError(`${what}: it is damaged. Write it again with \`loopwise summarize\`.`);
    if (getErrorCode(error) === '') throw error;
    throw new UsageError(`${what}: it ${toReadFailure(error)}.`);
  }
}

/** The folder at or above another that is the package's, for packages outside of a workspace. */
function findFolderAbove(start: FilePath, name: string): FilePath | undefined {
  for (let folder = start; ; folder = path.posix.dirname(folder)) {
    if (findPackage(folder)?.name === name) return folder;
    if (path.posix.dirname(folder) === folder) return undefined;
  }
}

/** Decides which summaries stand for their packages. `project` holds the sources of all of them, as far as they are there. */
export async function acceptSummaries(offered: readonly OfferedSummary[], project: Project, workspace: Workspace | undefined, compilerVersion: string): Promise<AcceptedSummaries> {
  const onDisk = new Map<FilePath, Readonly<Record<string, string>>>();
  const groups = groupByPackage([...workspace?.packages ?? [], ...offered].map(({ folder }) => folder), offered.length === 0 ? [] : project.files);
  for (const [folder, files] of groups) onDisk.set(folder, await getSourceHashes(folder, files));
  const folders = new Map([...workspace?.packages ?? [], ...offered.map(({ folder, summary }) => ({ name: summary.name, folder }))].map(({ name, folder }) => [name, folder]));
  /** What a dependency's sources are in this run; `undefined` when it is not part of it. */
  const findSources = (name: string): string | undefined => {
    const folder = folders.get(name);
    const sources = folder === undefined ? {} : onDisk.get(folder) ?? {};
    if (Object.keys(sources).length > 0) return getSourcesHash(sources);
    const other = offered.find((each) => each.folder === folder);
    return other && getSourcesHash(other.summary.sources);
  };
  const placed: PlacedSummary[] = [];
  const problems: Problem[] = [];
  for (const { given, folder, summary } of offered) {
    const sources = onDisk.get(folder) ?? {};
    const hasSources = Object.keys(sources).length > 0;
    const reason = findVersionMismatch(summary, compilerVersion) ?? findDamage(summary)
      ?? (hasSources ? findDifference(sources, summary.sources) ?? findPackageDifference(folder, project, summary) ?? await findConfigurationDifference(folder, summary) : undefined)
      ?? findDependencyDifference(summary, findSources);
    if (reason === undefined) placed.push({ folder, summary, hasSources });
    else problems.push({ message: `${given} is not used: ${reason}. ${hasSources ? `${summary.name} is analysed from its source instead` : `${summary.name} is left out, because its source is not here`}; write the summary again with \`loopwise summarize\`.` });
  }
  const covered = new Set(placed.flatMap(({ folder, summary }) => Object.keys(summary.sources).map((name) => fromPackagePath(folder, name))));
  return { placed, files: project.files.filter((file) => !covered.has(file)), problems };
}

function findDamage(summary: PackageSummary): string | undefined {
  return getSummaryDigest(summary) === summary.digest && summary.files.every((file) => getFileDigest(file) === file.digest) ? undefined : 'it was changed after it was written';
}

function findDifference(now: Readonly<Record<string, string>>, then: Readonly<Record<string, string>>): string | undefined {
  for (const name of Object.keys(now)) if (then[name] === undefined) return `${name} is new`;
  for (const [name, hash] of Object.entries(then)) if (now[name] !== hash) return `${name} ${now[name] === undefined ? 'is gone' : 'changed'} since it was made`;
  return undefined;
}

function findPackageDifference(folder: FilePath, project: Project, summary: PackageSummary): string | undefined {
  const now = project.packages.filter((info) => info.folder === folder || info.folder.startsWith(`${folder}/`)).map((info) => toRelativeInfo(folder, info));
  return JSON.stringify(now) === JSON.stringify(summary.packages) ? undefined : 'package.json or the installed version of a dependency changed since it was made';
}

async function findConfigurationDifference(folder: FilePath, summary: PackageSummary): Promise<string | undefined> {
  for (const [name, hash] of Object.entries(summary.configuration)) if (((await findHash(fromPackagePath(folder, name))) ?? null) !== hash) return `${name} changed since it was made`;
  return undefined;
}

function findDependencyDifference(summary: PackageSummary, findSources: (name: string) => string | undefined): string | undefined {
  for (const [name, hash] of Object.entries(summary.dependencies)) {
    const now = findSources(name);
    if (now !== undefined && now !== hash) return `${name}, which it depends on, changed since it was made`;
  }
  return undefined;
}
