/**
 * One function per command of the palette. Each tells the person what became of it; none analyses anything itself.
 */
import { commands, env, l10n, version, window, workspace, type Disposable, type ExtensionContext, type LogOutputChannel } from 'vscode';
import { checkWorkspaceRequest, debugInformationRequest, type CheckWorkspaceResult, type DebugInformation } from '../../server/protocol.ts';
import { commandIds } from './commandIds.ts';
import type { ServerProcess } from './languageClient.ts';
import { adviseOnFunction, openWorkloadAdvisor, showFunctionProblems } from './advisorCommands.ts';
import type { AdvisorPanel } from './advisorPanel.ts';
import { createConfiguration } from './configurationFile.ts';
import { showPath, showRoutePaths } from './pathCommands.ts';
import { registerRulePages, showRulePage } from './rulePages.ts';
import { openSample, openWalkthrough } from './walkthrough.ts';

export function registerCommands(context: ExtensionContext, server: ServerProcess, panel: AdvisorPanel, log: LogOutputChannel): readonly Disposable[] {
  const register = (id: string, run: (...args: unknown[]) => Promise<unknown>): Disposable =>
    commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        log.error(`${id} failed.`, error);
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    });
  return [
    registerRulePages(server),
    register(commandIds.restartServer, () => server.restart()),
    register(commandIds.showLog, async () => { log.show(); }),
    register(commandIds.checkWorkspace, () => checkWorkspace(server)),
    register(commandIds.copyDebugInformation, () => copyDebugInformation(context, server)),
    register(commandIds.adviseFunction, (target, position) => adviseOnFunction(panel, target, position)),
    register(commandIds.workloadAdvisor, () => openWorkloadAdvisor(context, panel)),
    register(commandIds.showFunctionProblems, (target, position) => showFunctionProblems(target, position)),
    register(commandIds.showPath, () => showPath(server)),
    register(commandIds.showRoutePaths, () => showRoutePaths(server)),
    register(commandIds.createConfiguration, () => createConfiguration(context)),
    register(commandIds.openSample, () => openSample(context)),
    register(commandIds.openWalkthrough, () => openWalkthrough(context)),
    register(commandIds.showRulePage, (ruleId) => showRulePage(context, typeof ruleId === 'string' ? ruleId : undefined)),
  ];
}

/** Also returns what the server said, for keybindings and tests that run the command. */
async function checkWorkspace(server: ServerProcess): Promise<CheckWorkspaceResult> {
  const result = await server.request<CheckWorkspaceResult>(checkWorkspaceRequest);
  if (result.cancelled) return result;
  const text = l10n.t('Loopwise checked {0} files and found {1}.', toNumber(result.files), result.findings === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', toNumber(result.findings)));
  // Not awaited: the command is done, and a notification can stay open for hours.
  void window.showInformationMessage(text, ...(result.findings > 0 ? [l10n.t('Show Problems')] : [])).then((chosen) => {
    if (chosen !== undefined) void commands.executeCommand('workbench.actions.view.problems');
  });
  return result;
}

async function copyDebugInformation(context: ExtensionContext, server: ServerProcess): Promise<void> {
  const manifest = context.extension.packageJSON as { version: string };
  const answer = await server.request<DebugInformation>(debugInformationRequest).catch((error: unknown) => String(error));
  const information = {
    extension: manifest.version, vscode: version, app: env.appName, remote: env.remoteName ?? 'none', isTrusted: workspace.isTrusted,
    crashes: server.crashes, status: server.status, server: answer,
  };
  await env.clipboard.writeText(JSON.stringify(information, null, 2));
  void window.showInformationMessage(l10n.t('Copied. It holds versions, folder names, settings and times, and no source text.'));
}

function toNumber(count: number): string {
  return count.toLocaleString(env.language);
}
