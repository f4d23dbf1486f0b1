/**
 * Code actions: the fixes of a finding, *Disable with reason*, *Show documentation*. An action carries the finding's id and is
 * turned into edits against the newest text, when it is chosen where the client allows that. Nothing is found by position,
 * except for clients that do not send `data` back.
 */
import {
  CodeActionKind, LSPErrorCodes, ResponseError, type CancellationToken, type CodeAction, type CodeActionParams, type Connection, type Diagnostic,
} from 'vscode-languageserver/node';
import type { Echo, Finding, Fix } from '../../engine/lint/finding.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { serverCommands, showRulePageCommand } from '../../protocol.ts';
import type { ClientFeatures } from '../clientFeatures.ts';
import { isEcho } from '../findingStore.ts';
import { isOverlapping } from '../toProtocol.ts';
import { toDisableEdit, toFixEdit, type EditSurroundings } from '../workspaceEdits.ts';
import { answer } from './answer.ts';

export interface CodeActionSurroundings extends EditSurroundings {
  readonly features: ClientFeatures;
  /** Address of a rule's page; without one there is nothing to show. */
  findPageUri(ruleId: string): string | undefined;
}

/** What `codeAction/resolve` needs to find everything again. */
type ActionData =
  | { readonly type: 'fix'; readonly findingId: string; readonly title: string }
  | { readonly type: 'disable'; readonly findingId: string; readonly file: FilePath; readonly echo: number | undefined };

/** `echo` is the ordinal among the file's echoes of the same finding, and undefined for the finding itself. */
interface Target { readonly finding: Finding; readonly echo: number | undefined; readonly diagnostic: Diagnostic | undefined }

export function registerCodeActions(connection: Connection, getAround: () => CodeActionSurroundings): void {
  connection.onCodeAction((params, token) => answer(connection, 'The list of code actions', [], () => findActions(getAround(), params, token)));
  connection.onCodeActionResolve(async (action) => {
    const edit = await findEdit(getAround(), action.data as ActionData);
    // An action without an edit would look as if it had been done.
    if (edit === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, 'The code has changed and this finding is gone. Open the list of actions again.');
    return { ...action, edit };
  });
}

async function findActions(around: CodeActionSurroundings, params: CodeActionParams, token: CancellationToken): Promise<CodeAction[]> {
  const file = around.documents.findPath(params.textDocument.uri);
  if (file === undefined || !around.features.codeActionLiterals) return [];
  if (!(await around.store.waitUntil(() => around.showing.isCurrent(file), token))) return [];

  const actions: { action: CodeAction; data?: ActionData }[] = [];
  for (const target of collectTargets(around, file, params)) {
    const diagnostics = target.diagnostic === undefined ? {} : { diagnostics: [target.diagnostic] };
    const { finding, echo } = target;
    const isPreferred = finding.fixes.findIndex((fix) => fix.safety === 'safe');
    for (const [index, fix] of finding.fixes.entries()) {
      actions.push({ action: { title: fix.title, kind: toKind(fix), ...diagnostics, ...(index === isPreferred ? { isPreferred: true } : {}) }, data: { type: 'fix', findingId: finding.id, title: fix.title } });
    }
    actions.push({ action: { title: `Disable ${finding.ruleId} for this line with a reason`, kind: CodeActionKind.QuickFix, ...diagnostics }, data: { type: 'disable', findingId: finding.id, file, echo } });
    if (around.findPageUri(finding.ruleId) !== undefined) actions.push({ action: { ...toPageAction(around.features, finding.ruleId), ...diagnostics } });
  }
  const wanted = actions.filter(({ action }) => isWanted(action.kind ?? '', params.context.only));
  const complete: CodeAction[] = [];
  for (const { action, data } of wanted) {
    if (data === undefined) complete.push(action);
    else if (around.features.resolvesEdits) complete.push({ ...action, data });
    else {
      const edit = await findEdit(around, data);
      if (edit !== undefined) complete.push({ ...action, edit });
    }
  }
  return complete;
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

async function findEdit(around: CodeActionSurroundings, data: ActionData): ReturnType<typeof toFixEdit> {
  const finding = around.store.findFinding(data.findingId);
  if (finding === undefined) return undefined;
  if (data.type === 'fix') {
    const fix = finding.fixes.find((each) => each.title === data.title);
    return fix === undefined ? undefined : toFixEdit(around, fix);
  }
  const echoes = around.store.find(data.file)?.echoes.filter((echo) => echo.findingId === data.findingId) ?? [];
  const place = data.echo === undefined ? finding : echoes[data.echo];
  return place === undefined ? undefined : toDisableEdit(around, place, finding.ruleId);
}

function toPageAction(features: ClientFeatures, ruleId: string): CodeAction {
  const title = `Show documentation for ${ruleId}`;
  return { title, kind: CodeActionKind.QuickFix, command: { title, command: features.rulePages ? showRulePageCommand : serverCommands.showRulePage, arguments: [ruleId] } };
}

function toKind(fix: Fix): string { return fix.kind; }

/** Kinds form a tree: `refactor` also asks for `refactor.move`. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}
