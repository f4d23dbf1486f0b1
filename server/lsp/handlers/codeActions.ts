/**
 * Code actions: the fixes of a finding, all fixes of its rule, *Disable with reason*, *Show documentation*, and all safe fixes of a
 * file for saving. An action carries the finding's id and is turned into edits against the newest text, when it is chosen where the
 * client allows that. Nothing is found by position, except for clients that do not send `data` back.
 */
import { CodeActionKind, LSPErrorCodes, ResponseError, type CancellationToken, type CodeAction, type CodeActionParams, type Connection, type Diagnostic } from 'vscode-languageserver/node';
import { listApplicable, type Echo, type Finding } from '../../engine/lint/finding.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { serverCommands, showRulePageCommand } from '../../protocol.ts';
import { findBestFix, makeEdit, type ActionData, type ActionSurroundings } from '../actionEdits.ts';
import type { ClientFeatures } from '../clientFeatures.ts';
import { isEcho } from '../findingStore.ts';
import { isOverlapping } from '../toProtocol.ts';
import { answer } from './answer.ts';

export interface CodeActionSurroundings extends ActionSurroundings {
  /** Address of a rule's page; without one there is nothing to show. */
  findPageUri(ruleId: string): string | undefined;
}

/** Runs on save where a person set it up: safe fixes only. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.loopwise`;

/** `echo` is the ordinal among the file's echoes of the same finding, and undefined for the finding itself. */
interface Target { readonly finding: Finding; readonly echo: number | undefined; readonly diagnostic: Diagnostic | undefined }

interface Offered { readonly action: CodeAction; readonly data?: ActionData }

export function registerCodeActions(connection: Connection, getAround: () => CodeActionSurroundings): void {
  connection.onCodeAction((params, token) => answer(connection, 'The list of code actions', [], () => findActions(getAround(), params, token)));
  connection.onCodeActionResolve(async (action) => {
    const edit = await makeEdit(getAround(), action.data as ActionData);
    // An action without an edit would look as if it had been done.
    if ('refused' in edit) throw new ResponseError(LSPErrorCodes.RequestFailed, `Nothing was changed: ${edit.refused}. Open the list of actions again.`);
    return { ...action, edit };
  });
}

async function findActions(around: CodeActionSurroundings, params: CodeActionParams, token: CancellationToken): Promise<CodeAction[]> {
  const file = around.documents.findPath(params.textDocument.uri);
  if (file === undefined || !around.features.codeActionLiterals) return [];
  if (!(await around.store.waitUntil(() => around.showing.isCurrent(file), token))) return [];
  const offered = [...collectTargets(around, file, params).flatMap((target) => listForTarget(around, file, target, params.context.only)), ...listForSaving(around, file)];
  const complete: CodeAction[] = [];
  for (const { action, data } of offered.filter((each) => isWanted(each.action.kind ?? '', params.context.only))) {
    if (data === undefined) complete.push(action);
    else if (around.features.resolvesEdits) complete.push({ ...action, data });
    else {
      const edit = await makeEdit(around, data);
      if (!('refused' in edit)) complete.push({ ...action, edit });
    }
  }
  return complete;
}

/** Best first: fixes, the same for more findings, what cannot be done and why, the comment that silences, the page. */
function listForTarget(around: CodeActionSurroundings, file: FilePath, { finding, echo, diagnostic }: Target, only: readonly string[] | undefined): Offered[] {
  const { ruleId } = finding;
  const shared = diagnostic === undefined ? {} : { diagnostics: [diagnostic] };
  // A large fix is a refactoring to whoever asks for those. To everybody else it mends a finding: editors list refactorings last, and not at all beside a problem.
  const toKind = (kind: string): string => (only?.some((wanted) => wanted.startsWith(CodeActionKind.Refactor)) === true ? kind : CodeActionKind.QuickFix);
  const fixes = listApplicable(finding.fixes).map(({ title, kind }, index): Offered => ({ action: { title, kind: toKind(kind), ...shared, ...(index === 0 ? { isPreferred: true } : {}) }, data: { type: 'fix', findingId: finding.id, title } }));
  const blocked = around.features.disabledActions ? finding.fixes.flatMap(({ title, kind, disabled }): Offered[] => (disabled === undefined ? [] : [{ action: { title, kind: toKind(kind), ...shared, disabled: { reason: disabled } } }])) : [];
  const disable: Offered = { action: { title: `Disable ${ruleId} for this line with a reason`, kind: CodeActionKind.QuickFix, ...shared }, data: { type: 'disable', findingId: finding.id, file, echo } };
  const page: Offered[] = around.findPageUri(ruleId) === undefined ? [] : [{ action: { ...toPageAction(around.features, ruleId), ...shared } }];
  return [...fixes, ...listForRule(around, finding, shared), ...blocked, disable, ...page];
}

/** Where the rule has more to fix, in this file and elsewhere. */
function listForRule(around: CodeActionSurroundings, { ruleId, file }: Finding, shared: Partial<CodeAction>): Offered[] {
  const count = (files: readonly FilePath[]): number => files.flatMap((each) => around.store.find(each)?.findings ?? []).filter((each) => each.ruleId === ruleId && findBestFix(each, false) !== undefined).length;
  const here = count([file]);
  const everywhere = count([...around.store.files]);
  return [
    ...(here > 1 ? [{ action: { title: `Fix all ${ruleId} in this file (${here})`, kind: CodeActionKind.QuickFix, ...shared }, data: { type: 'fixAll', ruleId, file, isSafeOnly: false } as const }] : []),
    ...(everywhere > Math.max(1, here) ? [{ action: { title: `Fix all ${ruleId} in the workspace (${everywhere})`, kind: CodeActionKind.QuickFix, ...shared }, data: { type: 'fixAll', ruleId, isSafeOnly: false } as const }] : []),
  ];
}

function listForSaving(around: CodeActionSurroundings, file: FilePath): Offered[] {
  const isEmpty = around.store.find(file)?.findings.every((finding) => findBestFix(finding, true) === undefined) ?? true;
  return isEmpty ? [] : [{ action: { title: 'Apply all safe Loopwise fixes', kind: fixAllKind }, data: { type: 'fixAll', file, isSafeOnly: true } }];
}

/** Findings the request is about, each once; fixes and comments belong to the finding, also where its echo was clicked. */
function collectTargets(around: CodeActionSurroundings, file: FilePath, params: CodeActionParams): Target[] {
  const found = around.store.find(file);
  const items: (Finding | Echo)[] = [...found?.findings ?? [], ...found?.echoes ?? []];
  const targets = new Map<string, Target>();
  const add = (item: Finding | Echo, diagnostic: Diagnostic | undefined): void => {
    const finding = isEcho(item) ? around.store.findFinding(item.findingId) : item;
    if (finding === undefined) return;
    const echo = isEcho(item) ? items.filter((each) => isEcho(each) && each.findingId === item.findingId).indexOf(item) : undefined;
    const key = `${finding.id}:${echo}`;
    if (targets.get(key)?.diagnostic === undefined) targets.set(key, { finding, echo, diagnostic });
  };
  for (const diagnostic of params.context.diagnostics) {
    if (diagnostic.source !== 'loopwise') continue;
    const id = getFindingId(diagnostic);
    for (const item of items) {
      const isMeant = item.ruleId === diagnostic.code && (id === undefined ? isOverlapping(item.range, diagnostic.range) : (isEcho(item) ? item.findingId : item.id) === id);
      if (isMeant) add(item, diagnostic);
    }
  }
  if (params.context.diagnostics.length === 0) for (const item of items) if (isOverlapping(item.range, params.range)) add(item, undefined);
  return [...targets.values()];
}

function getFindingId(diagnostic: Diagnostic): string | undefined {
  const data: unknown = diagnostic.data;
  return typeof data === 'object' && data !== null && 'findingId' in data && typeof data.findingId === 'string' ? data.findingId : undefined;
}

function toPageAction(features: ClientFeatures, ruleId: string): CodeAction {
  const title = `Show documentation for ${ruleId}`;
  return { title, kind: CodeActionKind.QuickFix, command: { title, command: features.rulePages ? showRulePageCommand : serverCommands.showRulePage, arguments: [ruleId] } };
}

/** Kinds form a tree: `refactor` also asks for `refactor.move`. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  // Actions on the source are for menus of their own: nobody asked about them with a finding.
  if (only === undefined) return kind !== fixAllKind;
  return only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}
