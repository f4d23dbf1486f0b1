/**
 * The baseline: findings a team has accepted for now, so that only new ones count. Written sorted and without positions, so that
 * its diffs are readable and an edit elsewhere changes nothing in it. Which findings are shown is decided by the caller.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Finding } from '../engine/lint/finding.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { toRelative } from './paths.ts';
import { toReadFailure, writeAtomically } from './text.ts';

export const baselineFileName = '.loopwise-baseline.json';

const baselineSchema = z.object({
  version: z.literal(1),
  findings: z.array(z.object({ file: z.string(), rule: z.string(), id: z.string(), message: z.string() })),
});

/** One accepted finding. `file` is relative to the baseline file's folder. */
export type BaselineEntry = z.infer<typeof baselineSchema>['findings'][number];

/** A baseline that cannot be used. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

export interface Filtered {
  readonly remaining: readonly Finding[];
  readonly baselined: readonly Finding[];
  /** Entries of checked or deleted files that no finding matches any more: what they accepted is gone. */
  readonly stale: readonly BaselineEntry[];
}

/** Reads a baseline file; throws {@link BaselineError} when it is missing, broken or of a later version. */
export async function readBaseline(file: FilePath): Promise<readonly BaselineEntry[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new BaselineError(`The baseline ${path.basename(file)} ${toReadFailure(error)} in ${path.dirname(file)}. Write one with \`loopwise check --update-baseline\`.`);
  }
  const result = baselineSchema.safeParse(parse(text));
  if (!result.success) throw new BaselineError(`${file} is not a baseline of this version. Write it anew with \`loopwise check --update-baseline\`.`);
  return result.data.findings;
}

/** A merge conflict left in the file is the usual reason for text that is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Replaces the baseline by the given findings, in one step. Entries of files that were not checked this time and still exist are
 * kept, so that checking one folder does not un-accept the rest. A broken old baseline is replaced. Returns the number of entries.
 */
export async function writeBaseline(file: FilePath, findings: readonly Finding[], checked: ReadonlySet<FilePath>): Promise<number> {
  const folder = path.posix.dirname(file);
  const old = existsSync(file) ? await readBaseline(file).catch(ignoreBroken) : [];
  const kept = old.filter((entry) => !checked.has(path.posix.join(folder, entry.file)) && existsSync(path.posix.join(folder, entry.file)));
  const entries = [...kept, ...findings.map((finding) => toEntry(file, finding))].sort(compareEntries);
  await writeAtomically(file, `${JSON.stringify({ version: 1, findings: entries }, null, 2)}\n`);
  return entries.length;
}

function ignoreBroken(error: unknown): readonly BaselineEntry[] {
  if (error instanceof BaselineError) return [];
  throw error;
}

/**
 * Splits findings into new and accepted ones. An entry accepts one finding: the one with its id, else (the function was renamed,
 * or another folder was checked) one of the same rule, file and message.
 */
export function filterByBaseline(file: FilePath, entries: readonly BaselineEntry[], findings: readonly Finding[], checked: ReadonlySet<FilePath>): Filtered {
  const open = new Set(entries);
  const accepted = new Set<Finding>();
  for (const toKey of [toIdKey, toTextKey]) {
    const waiting = new Map<string, BaselineEntry[]>();
    for (const entry of open) waiting.set(toKey(entry), [...(waiting.get(toKey(entry)) ?? []), entry]);
    for (const finding of findings) {
      const entry = accepted.has(finding) ? undefined : waiting.get(toKey(toEntry(file, finding)))?.shift();
      if (entry === undefined) continue;
      open.delete(entry);
      accepted.add(finding);
    }
  }
  const folder = path.posix.dirname(file);
  const stale = [...open].filter((entry) => checked.has(path.posix.join(folder, entry.file)) || !existsSync(path.posix.join(folder, entry.file)));
  return { remaining: findings.filter((finding) => !accepted.has(finding)), baselined: findings.filter((finding) => accepted.has(finding)), stale };
}

function toIdKey(entry: BaselineEntry): string {
  return JSON.stringify([entry.rule, entry.id]);
}

function toTextKey(entry: BaselineEntry): string {
  return JSON.stringify([entry.rule, entry.file, entry.message]);
}

function toEntry(file: FilePath, finding: Finding): BaselineEntry {
  return { file: toRelative(path.posix.dirname(file), finding.file), rule: finding.ruleId, id: finding.id, message: finding.message };
}

function compareEntries(left: BaselineEntry, right: BaselineEntry): number {
  for (const field of ['file', 'rule', 'message', 'id'] as const) {
    if (left[field] !== right[field]) return left[field] < right[field] ? -1 : 1;
  }
  return 0;
}
