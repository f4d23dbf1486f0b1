/**
 * Where VS Code starts and stops the extension. Everything it does is in the files beside it; nothing here analyses code.
 */
import type { ExtensionContext } from 'vscode';
import { window } from 'vscode';
import { AdvisorPanel } from './advisorPanel.ts';
import { registerCommands } from './commands.ts';
import { ServerProcess, type ExtensionApi } from './languageClient.ts';
import { createStatusItem } from './statusItem.ts';
import { registerTasks } from './tasks.ts';
import { registerWorkloads } from './workloadsTree.ts';

let server: ServerProcess | undefined;

/** Starts the language server without waiting for it: opening a file must not wait for an analysis. */
export function activate(context: ExtensionContext): ExtensionApi {
  const log = window.createOutputChannel('Loopwise', { log: true });
  server = new ServerProcess(context, log);
  const started = server;
  const { tree, disposables } = registerWorkloads(started);
  const panel = new AdvisorPanel(context, started);
  context.subscriptions.push(log, createStatusItem(started), registerTasks(context), panel, ...disposables, ...registerCommands(context, started, panel, log));
  void started.start();
  return { get status() { return started.status; }, onDidChangeStatus: started.onDidChangeStatus, get workloads() { return tree.workloads; }, get advice() { return panel.result; }, get panelOpeningMs() { return panel.openingMs; } };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
  server = undefined;
}
