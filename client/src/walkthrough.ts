/**
 * The walkthrough's sample: a small server with one fault to find and mend. It is written to a folder of the extension's own, so
 * that trying it changes nothing of the person's. In the package its files end in .txt: its fault is no fault of ours.
 */
import { Range, Uri, commands, window, workspace, type ExtensionContext } from 'vscode';

/** Opens the sample as it was, whatever became of it the last time, with the cursor at its fault. */
export async function openSample(context: ExtensionContext): Promise<void> {
  const folder = Uri.joinPath(context.globalStorageUri, 'sample');
  await workspace.fs.createDirectory(folder);
  const source = Uri.joinPath(context.extensionUri, 'client', 'walkthrough', 'sample');
  for (const name of ['package.json', 'page.js', 'server.js']) await workspace.fs.copy(Uri.joinPath(source, `${name}.txt`), Uri.joinPath(folder, name), { overwrite: true });
  const editor = await window.showTextDocument(Uri.joinPath(folder, 'server.js'));
  const offset = editor.document.getText().indexOf('renderPage(');
  const at = editor.document.positionAt(Math.max(0, offset));
  editor.revealRange(new Range(at, at));
}

export async function openWalkthrough(context: ExtensionContext): Promise<void> {
  await commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false);
}
