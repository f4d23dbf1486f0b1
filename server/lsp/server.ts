/**
 * The protocol thread: puts the parts of the language server together and connects their events. Nothing here or below it in
 * handlers/ computes for long or waits for the disk synchronously; that is the engine thread's part, so that every request is
 * answered while an analysis runs.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CodeLensRefreshRequest, ProposedFeatures, createConnection, TextDocumentSyncKind, type Connection, type InitializeParams, type InitializeResult } from 'vscode-languageserver/node';
import { getOwnVersion } from '../host/ownFiles.ts';
import { serverCommands, type DebugInformation } from '../protocol.ts';
import { getClientFeatures, type ClientFeatures } from './clientFeatures.ts';
import { OpenDocuments } from './documents.ts';
import type { EngineChange, ReportMessage } from './engineMessages.ts';
import { EngineThread, type EngineEvent } from './engineThread.ts';
import { FindingStore } from './findingStore.ts';
import { registerAdvisor } from './handlers/advisor.ts';
import { registerAnnotations } from './handlers/annotations.ts';
import { fixAllKind, registerCodeActions } from './handlers/codeActions.ts';
import { registerCommands } from './handlers/commands.ts';
import { ConfigurationDiagnostics } from './handlers/configurationDiagnostics.ts';
import { registerHover } from './handlers/hover.ts';
import { PullDiagnostics } from './handlers/pullDiagnostics.ts';
import { PushDiagnostics } from './handlers/pushDiagnostics.ts';
import { registerWorkloads } from './handlers/workloads.ts';
import { Workspace } from './handlers/workspace.ts';
import { RulePages } from './rulePages.ts';
import { Showing } from './showing.ts';
import { StatusReporter } from './status.ts';
import type { Rendering } from './toProtocol.ts';

export interface ServerOptions {
  /** The engine thread's entry; beside this file by default. */
  readonly engineWorker?: URL;
}

/** How long the first analysis waits for the documents an editor restores, in milliseconds. */
const documentsPause = 30;
/** Longest wait for the engine when a person asked for something, in milliseconds. */
const engineDeadline = 1_500;
/** The same for a fix, which may need the trees of several files. */
const fixDeadline = 15_000;

/** Starts the server on the transport the process was given and returns at once. */
export function startServer(options: ServerOptions = {}): void {
  const connection = createConnection(ProposedFeatures.all);
  // What nobody caught must not end the editor's server, and must not pass unseen either.
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    // The editor is gone: saying so would fail the same way, for ever.
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') process.exit(1);
    connection.console.error(`Loopwise went on after an error: ${error.stack ?? error.message}`);
  });
  process.on('unhandledRejection', (reason) => connection.console.error(`Loopwise went on after an error: ${reason instanceof Error ? reason.stack ?? reason.message : String(reason)}`));
  // Over node-ipc the end of the editor is the end of the channel.
  process.once('disconnect', () => process.exit(1));
  const documents = new OpenDocuments();
  let server: Server | undefined;
  connection.onInitialize(async (params): Promise<InitializeResult> => {
    server = new Server(connection, documents, params, await RulePages.open(), options);
    return server.describe();
  });
  connection.onInitialized(() => server?.start());
  connection.onShutdown(() => server?.stop());
  documents.listen(connection, {
    onOpened: (file) => server?.onDocuments({ edited: [file], opened: documents.paths }) ?? 0,
    onEdited: (file) => server?.onEdited(file) ?? 0,
    onClosed: (file, uri) => server?.onClosed(file, uri),
  });
  connection.listen();
}

class Server {
  readonly #connection: Connection;
  readonly #documents: OpenDocuments;
  readonly #features: ClientFeatures;
  readonly #store = new FindingStore();
  readonly #showing: Showing;
  readonly #status: StatusReporter;
  readonly #workspace: Workspace;
  readonly #engine: EngineThread;
  readonly #pull: PullDiagnostics | undefined;
  readonly #push: PushDiagnostics | undefined;
  readonly #configuration: ConfigurationDiagnostics;
  readonly #loggedProblems = new Set<string>();

  constructor(connection: Connection, documents: OpenDocuments, params: InitializeParams, pages: RulePages, options: ServerOptions) {
    this.#connection = connection;
    this.#documents = documents;
    this.#features = getClientFeatures(params);
    this.#status = new StatusReporter(connection, this.#features.statusNotification);
    this.#workspace = new Workspace(connection, this.#features, params, {
      onFolders: () => this.#change({ folders: this.#folders }),
      onSettings: () => this.#onSettings(),
      onTouched: (touched, isRescan) => this.#change({ touched, isRescan }),
    });
    const rendering: Rendering = {
      getUri: (file) => documents.getUri(file), findPageUri: (ruleId) => pages.findUri(ruleId),
      hasRelatedInformation: this.#features.relatedInformation, hasTags: this.#features.diagnosticTags, hasCodeDescription: this.#features.codeDescription,
    };
    this.#showing = new Showing(this.#store, documents, () => this.#workspace.settings, () => rendering);
    if (this.#features.pullsDiagnostics) this.#pull = new PullDiagnostics(connection, this.#store, documents, this.#showing, this.#features.refreshesDiagnostics);
    else this.#push = new PushDiagnostics(connection, this.#store, documents, this.#showing, this.#features.publishedVersion);
    this.#configuration = new ConfigurationDiagnostics(connection, (file) => documents.getUri(file));
    this.#engine = new EngineThread({
      worker: options.engineWorker ?? new URL(import.meta.url.endsWith('.ts') ? './engineWorker.ts' : './engineWorker.js', import.meta.url),
      onEvent: (event) => this.#onEngine(event),
      onTrouble: (state, reason) => this.#onTrouble(state, reason),
      getWholeState: () => this.#getWholeState(),
      findText: (file) => documents.findByPath(file)?.text.getText(),
    });
    registerHover(connection, { store: this.#store, documents, pages, hasPageCommand: this.#features.rulePages, hasAdvisor: this.#features.advisor });
    registerAnnotations(connection, { store: this.#store, documents, getSettings: () => this.#workspace.settings, hasAdvisor: this.#features.advisor });
    registerWorkloads(connection, () => ({ store: this.#store, documents, engine: this.#engine }));
    registerAdvisor(connection, () => ({ store: this.#store, documents, engine: this.#engine, folders: this.#workspace.folders }));
    registerCodeActions(connection, () => ({
      store: this.#store, documents, showing: this.#showing, features: this.#features, findPageUri: (ruleId) => pages.findUri(ruleId),
      makeFix: async (findingId, title) => await this.#engine.ask({ type: 'makeFix', findingId, title }, fixDeadline) ?? { refused: 'the analysis did not answer in time' },
      checkFix: async (made) => await this.#engine.ask({ type: 'checkFix', made }, fixDeadline) ?? { is: 'unchecked' },
      askCommentPlace: (file, offset) => this.#engine.ask({ type: 'commentPlace', file, offset }, engineDeadline),
    }));
    registerCommands(connection, () => ({
      features: this.#features, store: this.#store, showing: this.#showing, engine: this.#engine, pages, status: this.#status,
      showAnew: () => this.#showAnew(), getDebugInformation: () => this.#getDebugInformation(),
    }));
  }

  /** What the server can do, as `initialize` answers it. */
  describe(): InitializeResult {
    const anyFile = { filters: [{ scheme: 'file', pattern: { glob: '**/*' } }] };
    return {
      serverInfo: { name: 'Loopwise', version: getOwnVersion() },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        inlayHintProvider: true,
        ...(this.#features.advisor ? { codeLensProvider: {} } : {}),
        codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite', 'refactor.move', fixAllKind], resolveProvider: this.#features.resolvesEdits },
        executeCommandProvider: { commands: Object.values(serverCommands) },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: { didRename: anyFile, didDelete: anyFile },
        },
        ...(this.#pull === undefined ? {} : { diagnosticProvider: { identifier: 'loopwise', interFileDependencies: true, workspaceDiagnostics: true } }),
      },
    };
  }

  async start(): Promise<void> {
    // Settings first: with another scope or switched off, the first results would be shown and taken away again.
    // Documents that are open already follow within moments; knowing them, their projects come first.
    await Promise.all([this.#workspace.start(), sleep(documentsPause)]);
    this.#status.setAnalysing();
    this.#engine.start();
  }

  async stop(): Promise<void> {
    await this.#engine.close();
  }

  /** Tells the engine of new documents and text; returns the generation that will include them. */
  onDocuments(notice: Parameters<EngineThread['change']>[0]): number {
    const generation = this.#engine.change(this.#workspace.settings.enable ? notice : {});
    this.#status.setAnalysing();
    return generation;
  }

  onEdited(file: string): number {
    this.#pull?.onEdited(this.#documents.getUri(file));
    return this.onDocuments({ edited: [file] });
  }

  onClosed(file: string, uri: string): void {
    this.onDocuments({ released: [file], opened: this.#documents.paths });
    this.#pull?.onClosed(uri);
    this.#push?.showAnew();
  }

  get #folders(): readonly string[] { return this.#workspace.settings.enable ? this.#workspace.folders : []; }

  #change(notice: Parameters<EngineThread['change']>[0]): void {
    this.#engine.change(notice);
    this.#status.setAnalysing();
  }

  #getWholeState(): EngineChange {
    if (!this.#workspace.settings.enable) return { folders: [], opened: [] };
    return { folders: this.#folders, opened: this.#documents.paths, texts: this.#documents.texts };
  }

  #onSettings(): void {
    const { enable } = this.#workspace.settings;
    const opened = this.#documents.paths;
    this.#change(enable ? { folders: this.#folders, opened, edited: opened } : { folders: [], opened: [], released: opened });
    this.#showAnew();
    this.#refreshAnnotations(true);
  }

  #showAnew(): void {
    this.#pull?.showAnew();
    this.#push?.showAnew();
  }

  #onEngine(event: EngineEvent): void {
    switch (event.kind) {
      case 'report': this.#onReport(event); break;
      case 'functions': this.#store.applyFunctions(event.files); this.#refreshAnnotations(); break;
      case 'progress': this.#status.setAnalysing(event.progress); break;
      case 'log': this.#connection.console.info(event.message); break;
      case 'failed':
        this.#connection.console.error(`An analysis step failed; findings may be missing until the next change. ${event.message}`);
        this.#status.setReason('failure', 'An analysis step failed; findings may be missing. The log has the details.');
        this.#store.giveUp(event.generation);
        this.#status.setDone(0, this.#showing.findings);
    }
  }

  #onReport(report: ReportMessage): void {
    for (const problem of report.problems) this.#logOnce(problem);
    this.#logOnce(report.skipped.map(({ file, reason }) => `${file} is not analysed: ${reason}.`).join('\n'));
    this.#status.setReason('failure', undefined);
    this.#status.setReason('engine', undefined);
    const [problem, ...others] = report.problems;
    this.#status.setReason('problems', problem === undefined ? undefined : others.length === 0 ? problem : `${problem} (and ${others.length} more in the log)`);
    this.#store.apply(report);
    this.#configuration.show(this.#workspace.settings.enable ? report.placed : []);
    this.#status.setNotAnalysed(report.skipped.flatMap(({ file, reason }) => (this.#documents.findByPath(file) === undefined ? [] : [{ uri: this.#documents.getUri(file), reason }])));
    if (report.isFinal && report.generation >= this.#engine.generation) this.#status.setDone(report.ms, this.#showing.findings);
  }

  /** Editors ask for lenses and hints when the text changes, which is before the functions are known. `isChanged`: a setting did. */
  #refreshAnnotations(isChanged = false): void {
    const { codeLens, inlayHints, enable } = this.#workspace.settings;
    const warn = (error: unknown): void => this.#connection.console.warn(`The editor did not ask again for what stands beside functions: ${String(error)}`);
    if ((isChanged || (enable && codeLens !== 'off')) && this.#features.advisor && this.#features.refreshesCodeLenses) this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(warn);
    if ((isChanged || (enable && inlayHints)) && this.#features.refreshesInlayHints) this.#connection.languages.inlayHint.refresh().catch(warn);
  }

  #logOnce(message: string): void {
    if (message === '' || this.#loggedProblems.has(message)) return;
    this.#loggedProblems.add(message);
    this.#connection.console.warn(message);
  }

  #onTrouble(state: 'restarting' | 'stopped', reason: string): void {
    const [first] = reason.split('\n');
    this.#connection.console.error(`The analysis thread ended: ${reason}`);
    if (state === 'restarting') {
      this.#status.setDegraded('engine', `The analysis thread ended (${first}) and is started again; what is shown is from before.`);
      this.#store.startOver();
    } else {
      this.#status.setStopped(`The analysis thread ended several times (${first}). Restart the server; the log has the details.`);
      this.#store.giveUp(Number.POSITIVE_INFINITY);
    }
  }

  async #getDebugInformation(): Promise<DebugInformation> {
    const engine = await this.#engine.ask({ type: 'information' }, engineDeadline);
    return {
      version: getOwnVersion(), node: process.version, platform: `${process.platform}-${process.arch}`, folders: this.#workspace.folders,
      openDocuments: this.#documents.paths.length, settings: this.#workspace.settings, status: this.#status.current, engineRestarts: this.#engine.restarts,
      memory: process.memoryUsage().rss, ...(engine === undefined ? {} : { engine }),
    };
  }
}
