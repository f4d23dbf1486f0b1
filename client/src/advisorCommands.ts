/**
 * The ways into the advisor: *Advise on This Function* from the palette, the editor, a lens, a hover or the tree, and *Workload
 * Advisor*, which asks first. Both end in the panel.
 */
import { Range, Uri, commands, l10n, window, type ExtensionContext } from 'vscode';
import type { AdviseParams, AdviseResult, PlainPosition } from '../../server/protocol.ts';
import type { AdvisorPanel } from './advisorPanel.ts';
import { askForWorkload } from './advisorQuestions.ts';
import { toPosition } from './positions.ts';
import type { ViewNode } from './workloadsView.ts';

type Place = NonNullable<AdviseParams['place']>;

/** Called with a document and a place by lenses and hovers, with a node by the tree, with nothing from the palette. */
export async function adviseOnFunction(panel: AdvisorPanel, target: unknown, position: unknown): Promise<AdviseResult | undefined> {
  const place = findPlace(target, position);
  if (place === undefined) {
    void window.showInformationMessage(l10n.t('Open a file and put the cursor into a function first.'));
    return undefined;
  }
  return panel.show({ place });
}

/** Asks about the workload; the function under the cursor fills in what the answers leave open. */
export async function openWorkloadAdvisor(context: ExtensionContext, panel: AdvisorPanel): Promise<AdviseResult | undefined> {
  const place = findPlace(undefined, undefined);
  // Without an answer the questions are asked all the same, with nothing read from the code.
  const known = place === undefined ? undefined : await panel.ask({ place, input: {} }).catch(() => undefined);
  const name = known?.function?.name.split(' > ').at(-1);
  const input = await askForWorkload(context, known === undefined || name === undefined || name === '' ? undefined : { name, fields: known.fields });
  return input === undefined ? undefined : panel.show({ input, ...(place === undefined ? {} : { place }) });
}

/** The problems of the document, with the cursor at the function, so that *Next Problem* goes through its findings. */
export async function showFunctionProblems(target: unknown, position: unknown): Promise<void> {
  const place = findPlace(target, position);
  if (place === undefined) return;
  const at = toPosition(place.position);
  await window.showTextDocument(Uri.parse(place.uri), { selection: new Range(at, at) });
  await commands.executeCommand('editor.action.marker.next');
}

function findPlace(target: unknown, position: unknown): Place | undefined {
  if (typeof target === 'string' && isPosition(position)) return { uri: target, position };
  if (isFunctionNode(target)) return { uri: target.fn.uri, position: target.fn.range.start };
  const editor = window.activeTextEditor;
  return editor === undefined || editor.document.uri.scheme !== 'file' ? undefined : { uri: editor.document.uri.toString(), position: { line: editor.selection.active.line, character: editor.selection.active.character } };
}

function isPosition(value: unknown): value is PlainPosition {
  return typeof value === 'object' && value !== null && 'line' in value && typeof value.line === 'number' && 'character' in value && typeof value.character === 'number';
}

function isFunctionNode(value: unknown): value is Extract<ViewNode, { kind: 'function' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'function' && 'fn' in value;
}
