/**
 * Loopwise's line in VS Code's language status (the `{}` of the status bar). The words come from statusView.ts.
 */
import { Disposable, LanguageStatusSeverity, env, l10n, languages as registry, window, workspace, type Command } from 'vscode';
import { commandIds } from './commandIds.ts';
import { languages } from './languages.ts';
import type { ServerProcess } from './languageClient.ts';
import { toStatusView, type StatusView } from './statusView.ts';

const severities: Readonly<Record<StatusView['severity'], LanguageStatusSeverity>> = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

const getActions = (): Readonly<Record<StatusView['action'], Command>> => ({
  showLog: { title: l10n.t('Show Log'), command: commandIds.showLog },
  restartServer: { title: l10n.t('Restart'), command: commandIds.restartServer },
});

export function createStatusItem(server: ServerProcess): Disposable {
  const item = registry.createLanguageStatusItem('loopwise', languages.map((language) => ({ scheme: 'file', language })));
  item.name = 'Loopwise';
  const show = (): void => {
    const view = toStatusView(server.status, workspace.isTrusted, (text, ...args) => l10n.t(text, ...args), env.language, window.activeTextEditor?.document.uri.toString());
    item.text = view.text;
    item.detail = view.detail;
    item.severity = severities[view.severity];
    item.busy = view.isBusy;
    item.command = getActions()[view.action];
  };
  show();
  return Disposable.from(item, server.onDidChangeStatus(show), workspace.onDidGrantWorkspaceTrust(show), window.onDidChangeActiveTextEditor(show));
}
