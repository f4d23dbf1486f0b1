/**
 * From a finding's id and a fix's title to edits. Checks what every fix must hold whoever made it: edits lie in files whose source is
 * part of this run, do not overlap, and change something.
 */
import type { Analysis } from '../analysis.ts';
import type { FixOutcome } from '../lint/finding.ts';
import { isRefusal, type FixChange, type FixRefusal } from '../lint/fix.ts';
import type { FilePath, Tree } from '../syntax/compiler.ts';
import { getTextHash } from '../syntax/textHash.ts';
import { applyEdits, withoutRepeated } from './edits.ts';

export interface FixSources {
  textOf(file: FilePath): string;
  tree(file: FilePath): Promise<Tree | undefined>;
  /** Whether the file is analysed from its source, so that its text is the one on the disk or in the editor. */
  hasSource(file: FilePath): boolean;
}

/** Never throws on user code: what goes wrong is a refusal. */
export async function makeFix(analysis: Analysis, findingId: string, title: string, sources: FixSources): Promise<FixOutcome> {
  const finding = analysis.byFile.flatMap((file) => file.findings).find((each) => each.id === findingId);
  if (finding === undefined) return { refused: 'this finding is gone' };
  const fix = finding.fixes.find((each) => each.title === title);
  if (fix === undefined) return { refused: 'this fix is no longer offered' };
  if (fix.disabled !== undefined) return { refused: fix.disabled };
  const maker = analysis.offers.get(findingId)?.find((each) => each.title === title)?.make;
  try {
    const made: FixChange | FixRefusal = fix.edits !== undefined ? { edits: fix.edits }
      : maker !== undefined ? await maker({ program: analysis.program, summaries: analysis.summaries, textOf: (file) => sources.textOf(file), tree: (file) => (sources.hasSource(file) ? sources.tree(file) : Promise.resolve(undefined)) })
      : { refused: 'this fix is no longer offered' };
    return isRefusal(made) ? made : toOutcome(made, sources);
  } catch (error) {
    return { refused: `making it failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function toOutcome({ edits: all, created = [] }: FixChange, sources: FixSources): FixOutcome {
  const edits = withoutRepeated(all);
  const files = [...new Set(edits.map((edit) => edit.file))];
  const foreign = files.find((file) => !sources.hasSource(file));
  if (foreign !== undefined) return { refused: `it would change ${foreign}, which is not part of this run` };
  const isIdle = files.every((file) => applyEdits(sources.textOf(file), edits.filter((edit) => edit.file === file)) === sources.textOf(file));
  if (isIdle && created.length === 0) return { refused: 'it changes nothing' };
  const there = created.find(({ file }) => sources.hasSource(file));
  if (there !== undefined) return { refused: `it would create ${there.file}, which is there already` };
  return { edits, created, hashes: new Map(files.map((file) => [file, getTextHash(sources.textOf(file))])) };
}
