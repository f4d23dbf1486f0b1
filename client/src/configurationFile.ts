/**
 * *Create Configuration*: writes a commented loopwise.config.jsonc into the folder and opens it. One that exists is opened and left as
 * it is. The text is that of `loopwise init`, shipped beside the schema.
 */
import { FileSystemError, Uri, l10n, window, workspace, type ExtensionContext, type WorkspaceFolder } from 'vscode';

const fileName = 'loopwise.config.jsonc';

/** Resolves with the file that is open now; undefined when there is no folder, or the person chose none. */
export async function createConfiguration(context: ExtensionContext): Promise<Uri | undefined> {
  const folder = await chooseFolder();
  if (folder === undefined) return undefined;
  const file = Uri.joinPath(folder.uri, fileName);
  if (!(await exists(file))) await workspace.fs.writeFile(file, await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'dist', 'newConfiguration.jsonc')));
  await window.showTextDocument(file);
  return file;
}

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void window.showInformationMessage(l10n.t('Open a folder first: the configuration belongs to one.'));
    return undefined;
  }
  return folders.length === 1 ? folders[0] : window.showWorkspaceFolderPick({ placeHolder: l10n.t('Folder for {0}', fileName) });
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
