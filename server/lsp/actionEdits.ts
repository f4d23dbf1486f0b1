/**
 * From a code action that was chosen to its edit, against the newest text: one fix, all fixes of a rule or of a file, a directive
 * comment. Every edit is made anew here; an action holds only what is needed to find its finding again.
 */
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { fitTogether, joinTwo, noFix } from '../engine/fixes/join.ts';
import { listApplicable, type Finding, type Fix, type FixOutcome, type MadeFix } from '../engine/lint/finding.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { FixVerdict } from './fixTrial.ts';
import { toDisableEdit, toFixEdit, type EditSurroundings } from './workspaceEdits.ts';

export interface ActionSurroundings extends EditSurroundings {
  /** Asks the engine; a refusal when it does not know or is too busy. */
  makeFix(findingId: string, title: string): Promise<FixOutcome>;
  /** Whether the result parses and compiles as before. */
  checkFix(made: MadeFix): Promise<FixVerdict>;
}

/** What `codeAction/resolve` needs to find everything again. */
export type ActionData =
  | { readonly type: 'fix'; readonly findingId: string; readonly title: string }
  /** The best fix of each finding: of one rule or all, in one file or all, safe ones only or any. */
  | { readonly type: 'fixAll'; readonly ruleId?: string; readonly file?: FilePath; readonly isSafeOnly: boolean }
  | { readonly type: 'disable'; readonly findingId: string; readonly file: FilePath; readonly echo: number | undefined };

const gone = { refused: 'the code has changed and this finding is gone' };

/** The edit, or why there is none. */
export async function makeEdit(around: ActionSurroundings, data: ActionData): Promise<WorkspaceEdit | { readonly refused: string }> {
  switch (data.type) {
    case 'fix': {
      const made = await around.makeFix(data.findingId, data.title);
      if ('refused' in made) return made;
      const verdict = await around.checkFix(made);
      // Nobody knows whether it compiles: a person looks before it is made.
      return verdict.is === 'bad' ? { refused: verdict.reason } : toFixEdit(around, made, verdict.is === 'unchecked');
    }
    case 'fixAll': return makeAll(around, data);
    case 'disable': {
      const finding = around.store.findFinding(data.findingId);
      if (finding === undefined) return gone;
      const echoes = around.store.find(data.file)?.echoes.filter((echo) => echo.findingId === data.findingId) ?? [];
      const place = data.echo === undefined ? finding : echoes[data.echo];
      return place === undefined ? gone : await toDisableEdit(around, place, finding.ruleId) ?? gone;
    }
  }
}

/** The fix that speaks for its finding when all are applied. */
export function findBestFix(finding: Finding, isSafeOnly: boolean): Fix | undefined {
  return listApplicable(finding.fixes).find((fix) => !isSafeOnly || fix.safety === 'safe');
}

async function makeAll(around: ActionSurroundings, { ruleId, file, isSafeOnly }: ActionData & { type: 'fixAll' }): Promise<WorkspaceEdit | { readonly refused: string }> {
  const fitting: MadeFix[] = [];
  let joined = noFix;
  let reason: string | undefined;
  const files = file === undefined ? [...around.store.files] : [file];
  for (const finding of files.flatMap((each) => around.store.find(each)?.findings ?? [])) {
    const fix = ruleId === undefined || finding.ruleId === ruleId ? findBestFix(finding, isSafeOnly) : undefined;
    if (fix === undefined) continue;
    const made = await around.makeFix(finding.id, fix.title);
    if ('refused' in made) { reason ??= made.refused; continue; }
    // Saving one file must not change another.
    const isElsewhere = isSafeOnly && file !== undefined && (made.created.length > 0 || made.edits.some((edit) => edit.file !== file));
    if (!isElsewhere && fitTogether(joined, made)) { joined = joinTwo(joined, made); fitting.push(made); }
  }
  if (fitting.length === 0) return { refused: reason ?? 'nothing is left to fix' };
  let verdict = await around.checkFix(joined);
  if (verdict.is === 'bad' && fitting.length > 1 && fitting.length <= mostTried) {
    // One of them spoils it for all: those stay that are good beside the ones before them.
    reason = verdict.reason;
    joined = noFix;
    for (const made of fitting) {
      const more = joinTwo(joined, made);
      const alone = await around.checkFix(more);
      if (alone.is === 'good') joined = more;
      else if (alone.is === 'bad') reason = alone.reason;
    }
    verdict = { is: 'good' };
  }
  if (verdict.is === 'bad' || joined === noFix) return { refused: verdict.is === 'bad' ? verdict.reason : reason ?? 'nothing is left to fix' };
  // What nobody looks at before it is made must be known to compile.
  if (verdict.is === 'unchecked' && isSafeOnly) return { refused: 'the compiler did not say in time whether the result compiles' };
  return toFixEdit(around, joined, verdict.is === 'unchecked');
}

/** More fixes than this are not tried one by one. */
const mostTried = 20;
