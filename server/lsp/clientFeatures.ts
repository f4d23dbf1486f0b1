/**
 * What the client said it can do, read once from `initialize` into plain answers. Nothing else looks at client capabilities.
 */
import type { InitializeParams } from 'vscode-languageserver/node';
import type { InitializationOptions } from '../protocol.ts';

export interface ClientFeatures {
  /** Asks for diagnostics itself; others are sent them. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly diagnosticTags: boolean;
  readonly codeDescription: boolean;
  readonly publishedVersion: boolean;
  readonly configuration: boolean;
  readonly workspaceFolders: boolean;
  readonly watchesFiles: boolean;
  readonly watchesConfiguration: boolean;
  readonly workDoneProgress: boolean;
  readonly showsDocuments: boolean;
  /** Code actions may come without their edit, which is asked for when one is chosen. */
  readonly resolvesEdits: boolean;
  readonly codeActionLiterals: boolean;
  readonly documentChanges: boolean;
  /** A workspace edit may create files, and asks before it is made where its changes are annotated so. */
  readonly createsFiles: boolean;
  readonly changeAnnotations: boolean;
  /** Actions that cannot be done may be shown with the reason. */
  readonly disabledActions: boolean;
  /** See {@link InitializationOptions.ticksPreviews}. */
  readonly ticksPreviews: boolean;
  readonly snippetEdits: boolean;
  readonly statusNotification: boolean;
  readonly rulePages: boolean;
  readonly advisor: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly refreshesInlayHints: boolean;
}

export function getClientFeatures(params: InitializeParams): ClientFeatures {
  const { textDocument, workspace, window } = params.capabilities;
  const options = getInitializationOptions(params);
  const publish = textDocument?.publishDiagnostics;
  // Pulling clients announce these for pulled diagnostics too; some announce them there only.
  const pull = textDocument?.diagnostic;
  return {
    pullsDiagnostics: pull !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: publish?.relatedInformation === true || pull?.relatedInformation === true,
    diagnosticTags: publish?.tagSupport !== undefined || pull?.tagSupport !== undefined,
    codeDescription: publish?.codeDescriptionSupport === true || pull?.codeDescriptionSupport === true,
    publishedVersion: publish?.versionSupport === true,
    configuration: workspace?.configuration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    workDoneProgress: window?.workDoneProgress === true,
    showsDocuments: window?.showDocument?.support === true,
    resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true && textDocument.codeAction.dataSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles: workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    statusNotification: options.status === true,
    ticksPreviews: options.ticksPreviews === true,
    rulePages: options.rulePages === true,
    advisor: options.advisor === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
  };
}

/** The client's own options; anything that is not an object counts as none. */
export function getInitializationOptions(params: InitializeParams): InitializationOptions {
  const options: unknown = params.initializationOptions;
  return typeof options === 'object' && options !== null ? options : {};
}
