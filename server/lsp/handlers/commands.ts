/**
 * What a person asks for by name: checking the whole workspace with progress and cancel, showing a rule's page, and the figures
 * for a bug report. Each is a request of ours and, for clients without our extension, a command the server executes.
 */
import { LSPErrorCodes, ResponseError, CancellationToken, type Connection, type WorkDoneProgressReporter } from 'vscode-languageserver/node';
import {
  checkWorkspaceRequest, debugInformationRequest, rulePageRequest, serverCommands, type CheckWorkspaceResult, type DebugInformation, type RulePageParams,
} from '../../protocol.ts';
import type { ClientFeatures } from '../clientFeatures.ts';
import type { EngineThread } from '../engineThread.ts';
import type { FindingStore } from '../findingStore.ts';
import type { RulePages } from '../rulePages.ts';
import type { Showing } from '../showing.ts';
import type { StatusReporter } from '../status.ts';

export interface CommandSurroundings {
  readonly features: ClientFeatures;
  readonly store: FindingStore;
  readonly showing: Showing;
  readonly engine: EngineThread;
  readonly pages: RulePages;
  readonly status: StatusReporter;
  /** What is shown may have changed without new results. */
  showAnew(): void;
  getDebugInformation(): Promise<DebugInformation>;
}

export function registerCommands(connection: Connection, getAround: () => CommandSurroundings): void {
  // Without parameters the token comes first; a client that sends `params: null` has it second.
  connection.onRequest(checkWorkspaceRequest, (first: CancellationToken | null, second?: CancellationToken) => checkWorkspace(connection, getAround(), second ?? first ?? CancellationToken.None));
  connection.onRequest(rulePageRequest, async ({ ruleId }: RulePageParams) => await getAround().pages.findText(ruleId) ?? null);
  connection.onRequest(debugInformationRequest, () => getAround().getDebugInformation());
  connection.onExecuteCommand(async ({ command, arguments: [argument] = [] }, token) => {
    if (command === serverCommands.checkWorkspace) return checkWorkspace(connection, getAround(), token);
    if (command === serverCommands.showRulePage && typeof argument === 'string') return showRulePage(connection, getAround(), argument);
    throw new ResponseError(LSPErrorCodes.RequestFailed, `Loopwise has no command ${command}${argument === undefined ? ' without an argument' : ''}.`);
  });
}

/** Resolves when the results are final, or were cancelled: then what is shown is as it was before. */
async function checkWorkspace(connection: Connection, around: CommandSurroundings, token: CancellationToken): Promise<CheckWorkspaceResult> {
  const progress = around.features.workDoneProgress ? await connection.window.createWorkDoneProgress() : undefined;
  progress?.begin('Checking the workspace', 0, 'starting', true);
  const wasChecked = around.showing.isWorkspaceChecked;
  const stop = new Promise<false>((resolve) => {
    token.onCancellationRequested(() => resolve(false));
    progress?.token.onCancellationRequested(() => resolve(false));
  });
  const stopWatching = progress === undefined ? undefined : reportProgress(progress, around.status);
  try {
    // An empty change starts again what an earlier cancel ended; results arrive as usual and are shown as they come.
    const generation = around.engine.change({});
    around.status.setAnalysing();
    around.showing.isWorkspaceChecked = true;
    around.showAnew();
    const isDone = await Promise.race([around.store.waitUntil(() => around.store.isFinal && around.store.generation >= generation), stop]);
    if (!isDone) {
      around.showing.isWorkspaceChecked = wasChecked;
      around.engine.cancelRefining();
      around.showAnew();
    }
    return { cancelled: !isDone, files: around.store.last?.files ?? 0, findings: around.showing.findings };
  } finally {
    stopWatching?.();
    progress?.done();
  }
}

/** Passes on what the engine says about its progress; returns what ends that. */
function reportProgress(progress: WorkDoneProgressReporter, status: StatusReporter): () => void {
  return status.onChange(({ done, total, message }) => {
    if (done !== undefined && total !== undefined && total > 0) progress.report(Math.min(100, Math.floor((100 * done) / total)), `${message ?? ''} ${done}/${total}`.trim());
  });
}

async function showRulePage(connection: Connection, around: CommandSurroundings, ruleId: string): Promise<null> {
  const uri = around.pages.findUri(ruleId);
  if (uri === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no page about ${ruleId}.`);
  if (around.features.showsDocuments) await connection.window.showDocument({ uri, takeFocus: true });
  else connection.window.showInformationMessage(`The page about ${ruleId} is at ${uri}`);
  return null;
}
