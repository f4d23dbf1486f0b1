/**
 * The task *loopwise: check*: the whole folder, in a terminal, with its findings in the problems view. It runs the packed
 * command-line tool, so that nothing has to be installed; arguments can be added in tasks.json.
 */
import { ProcessExecution, Task, TaskScope, Uri, l10n, tasks, workspace, type Disposable, type ExtensionContext, type TaskDefinition, type WorkspaceFolder } from 'vscode';

const taskType = 'loopwise';

interface CheckTask extends TaskDefinition {
  /** Arguments after `check`; `.` when absent. */
  readonly arguments?: readonly string[];
}

export function registerTasks(context: ExtensionContext): Disposable {
  return tasks.registerTaskProvider(taskType, {
    provideTasks: () => (workspace.workspaceFolders ?? []).map((folder) => createTask(context, { type: taskType }, folder)),
    resolveTask(task) {
      const folder = typeof task.scope === 'object' ? task.scope : workspace.workspaceFolders?.[0];
      return folder === undefined ? undefined : createTask(context, task.definition as CheckTask, folder);
    },
  });
}

function createTask(context: ExtensionContext, definition: CheckTask, folder: WorkspaceFolder): Task {
  const tool = Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath;
  // In the desktop editor this process is Electron, which runs a script only when told to be Node.
  const execution = new ProcessExecution(process.execPath, [tool, 'check', '--format', 'unix', ...definition.arguments ?? ['.']], { cwd: folder.uri.fsPath, env: { ELECTRON_RUN_AS_NODE: '1' } });
  const task = new Task(definition, (workspace.workspaceFolders?.length ?? 0) > 1 ? folder : TaskScope.Workspace, l10n.t('check'), taskType, execution, '$loopwise');
  task.detail = l10n.t('Check every file of the folder with Loopwise');
  return task;
}
