/**
 * Shows the page of a rule as a Markdown preview. The pages come from the server, so that they are always those of the rules that
 * ran; this file only gives them addresses and asks which one is meant.
 */
import { Uri, commands, l10n, languages, window, workspace, FileType, type Disposable, type ExtensionContext } from 'vscode';
import { rulePageRequest, type RulePageParams } from '../../server/protocol.ts';
import type { ServerProcess } from './languageClient.ts';

const scheme = 'loopwise-rule';

/** Serves `loopwise-rule:/<rule id>.md`; links between pages work because they name the file beside them. */
export function registerRulePages(server: ServerProcess): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri) {
      const ruleId = uri.path.split('/').at(-1)?.replace(/\.md$/, '') ?? '';
      const page = await server.request<string | null>(rulePageRequest, { ruleId } satisfies RulePageParams);
      return page ?? `# ${ruleId}\n\n${l10n.t('Loopwise has no rule of this name.')}\n`;
    },
  });
}

/** Shows the page of the rule, or asks for one: those reported at the cursor first. Does nothing when the person picks none. */
export async function showRulePage(context: ExtensionContext, ruleId: string | undefined): Promise<void> {
  const chosen = ruleId ?? await pickRule(context);
  if (chosen === undefined) return;
  await commands.executeCommand('markdown.showPreview', Uri.from({ scheme, path: `/${chosen}.md` }));
}

async function pickRule(context: ExtensionContext): Promise<string | undefined> {
  const here = getRulesAtCursor();
  if (here.length === 1) return here[0];
  const others = (await readRuleIds(Uri.joinPath(context.extensionUri, 'dist', 'rules'))).filter((id) => !here.includes(id));
  return window.showQuickPick([...here, ...others], { title: l10n.t('Show Rule Documentation'), placeHolder: l10n.t('Rule') });
}

function getRulesAtCursor(): readonly string[] {
  const editor = window.activeTextEditor;
  if (editor === undefined) return [];
  const ids = languages.getDiagnostics(editor.document.uri)
    .filter((diagnostic) => diagnostic.source === 'loopwise' && diagnostic.range.intersection(editor.selection) !== undefined)
    .map(({ code }) => String(typeof code === 'object' ? code.value : code));
  return [...new Set(ids)];
}

async function readRuleIds(folder: Uri): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [family, type] of await workspace.fs.readDirectory(folder)) {
    if (type !== FileType.Directory) continue;
    for (const [name] of await workspace.fs.readDirectory(Uri.joinPath(folder, family))) {
      if (name.endsWith('.md')) ids.push(name.slice(0, -3));
    }
  }
  return ids.sort();
}
