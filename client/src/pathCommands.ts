/**
 * Paths on demand: *Show Path to Blocking Call* opens the hops of the path through the cursor's line in a peek view, *Show What Blocks
 * This Route* asks first which of several. Where no path leads through the line, the person is told and nothing opens.
 */
import { commands, l10n, window, type QuickPickItem, type TextEditor } from 'vscode';
import { pathsRequest, type FindingPath, type PathsParams } from '../../server/protocol.ts';
import type { ServerProcess } from './languageClient.ts';
import { toLocation, toPosition } from './positions.ts';

const icons = { error: '$(error)', warning: '$(warning)', info: '$(info)' } as const;

/** The first path through the cursor's line, hop by hop. Resolves with what was shown. */
export async function showPath(server: ServerProcess): Promise<FindingPath | undefined> {
  const found = await findPaths(server);
  const [first] = found?.paths ?? [];
  if (found === undefined || first === undefined) return undefined;
  await peek(found.editor, first);
  return first;
}

/** Everything reached from the handler at the cursor; several are offered to choose from. */
export async function showRoutePaths(server: ServerProcess): Promise<FindingPath | undefined> {
  const found = await findPaths(server);
  if (found === undefined) return undefined;
  const chosen = found.paths.length === 1 ? found.paths[0] : (await window.showQuickPick(found.paths.map(toPick), { title: l10n.t('What this code leads to'), matchOnDescription: true, matchOnDetail: true }))?.path;
  if (chosen !== undefined) await peek(found.editor, chosen);
  return chosen;
}

async function findPaths(server: ServerProcess): Promise<{ readonly editor: TextEditor; readonly paths: readonly FindingPath[] } | undefined> {
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    void window.showInformationMessage(l10n.t('Open a file and put the cursor on a call or a handler first.'));
    return undefined;
  }
  const params: PathsParams = { uri: editor.document.uri.toString(), position: editor.selection.active };
  const paths = await server.request<readonly FindingPath[]>(pathsRequest, params);
  if (paths.length > 0) return { editor, paths };
  void window.showInformationMessage(l10n.t('No finding is reached through line {0}.', editor.selection.active.line + 1));
  return undefined;
}

async function peek(editor: TextEditor, path: FindingPath): Promise<void> {
  const locations = path.hops.map(toLocation);
  const own = path.hops.find((hop) => hop.uri === editor.document.uri.toString());
  await commands.executeCommand('editor.action.peekLocations', editor.document.uri, own === undefined ? editor.selection.active : toPosition(own.range.start), locations, 'peek');
}

function toPick(path: FindingPath): QuickPickItem & { readonly path: FindingPath } {
  return { label: `${icons[path.severity]} ${path.message}`, description: path.ruleId, detail: path.hops.map((hop) => hop.label).join(' → '), path };
}
