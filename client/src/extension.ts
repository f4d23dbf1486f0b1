/**
 * Where VS Code starts and stops the extension. Everything it does is in the files beside it; nothing here analyses code.
 */
import type { ExtensionContext } from 'vscode';
import { window } from 'vscode';
import { registerCommands } from './commands.ts';
import { ServerProcess, type ExtensionApi } from './languageClient.ts';
import { createStatusItem } from './statusItem.ts';

let server: ServerProcess | undefined;

/** Starts the language server without waiting for it: opening a file must not wait for an analysis. */
export function activate(context: ExtensionContext): ExtensionApi {
  const log = window.createOutputChannel('Loopwise', { log: true });
  server = new ServerProcess(context, log);
  context.subscriptions.push(log, createStatusItem(server), ...registerCommands(context, server, log));
  void server.start();
  return server;
}

export async function deactivate(): Promise<void> {
  await server?.stop();
  server = undefined;
}
