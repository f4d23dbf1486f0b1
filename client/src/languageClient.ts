/**
 * The language server's process as seen from VS Code: starts it, starts it again with growing pauses when it ends by itself, and
 * gives up when that does not help. What the server says about a file goes straight into VS Code and is not looked at here.
 */
import { EventEmitter, Uri, l10n, type Event, type ExtensionContext, type LogOutputChannel } from 'vscode';
import {
  CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, TransportKind, type CloseHandlerResult, type LanguageClientOptions, type ServerOptions,
} from 'vscode-languageclient/node';
import { adviseCommand, showRulePageCommand, statusNotification, type AdviseResult, type InitializationOptions, type ServerStatus, type Workloads } from '../../server/protocol.ts';
import { languages } from './languages.ts';
import { RestartBudget } from './restartBudget.ts';

/** What other extensions and the tests may ask of this one. */
export interface ExtensionApi {
  readonly status: ServerStatus;
  readonly onDidChangeStatus: Event<ServerStatus>;
  /** What the workloads view shows; undefined until it was shown. */
  readonly workloads: Workloads | undefined;
  /** What the advisor panel shows; undefined while it shows none. */
  readonly advice: AdviseResult | undefined;
  /** Milliseconds from the server's answer to its drawing in a new panel; undefined until then. */
  readonly panelOpeningMs: number | undefined;
}

/** How long a server may take to end in good order before it is left to itself. */
const stopDeadlineMs = 3_000;

export class ServerProcess {
  /** Ends of the server since activation that nobody asked for. */
  crashes = 0;
  #status: ServerStatus = { state: 'stopped', message: l10n.t('The language server has not been started yet.') };
  #client: LanguageClient | undefined;
  #pause: NodeJS.Timeout | undefined;
  readonly #budget = new RestartBudget();
  readonly #statusChanged = new EventEmitter<ServerStatus>();
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  get status(): ServerStatus {
    return this.#status;
  }

  get onDidChangeStatus(): Event<ServerStatus> {
    return this.#statusChanged.event;
  }

  /** Starts the server. Never rejects: what goes wrong is logged and shown as the status. */
  async start(): Promise<void> {
    const client = this.#createClient();
    this.#client = client;
    this.#setStatus({ state: 'analysing', message: l10n.t('The language server is starting.') });
    client.onNotification(statusNotification, (status: ServerStatus) => {
      if (this.#client === client) this.#setStatus(status);
    });
    try {
      await client.start();
    } catch (error) {
      // When the process ended, `closed` below has already chosen what happens next.
      if (this.#client !== client) return;
      this.#log.error('The language server did not start.', error);
      this.#setStatus({ state: 'stopped', message: l10n.t('The language server did not start: {0}. The log says more; then restart the server.', toMessage(error)) });
    }
  }

  /** Ends the server and drops what it showed. */
  async stop(): Promise<void> {
    clearTimeout(this.#pause);
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    await client.dispose(stopDeadlineMs).catch((error: unknown) => {
      // It may be gone already, or still starting; a new process does not depend on it.
      this.#log.info(`The language server did not end in good order: ${toMessage(error)}`);
    });
  }

  /** What the command *Restart Server* does: a new process, whatever became of the old one. */
  async restart(): Promise<void> {
    await this.stop();
    this.#budget.reset();
    await this.start();
  }

  /**
   * Sends a custom request.
   * @throws Error with a sentence for a person when no server runs.
   */
  async request<Result>(method: string, params?: unknown): Promise<Result> {
    const client = this.#client;
    if (client?.isRunning() !== true) {
      throw new Error(l10n.t('The Loopwise language server is not running. Run "Loopwise: Restart Server", or see "Loopwise: Show Log" for the reason.'));
    }
    // An `undefined` handed over becomes a parameter of its own on the wire.
    return params === undefined ? client.sendRequest<Result>(method) : client.sendRequest<Result>(method, params);
  }

  #createClient(): LanguageClient {
    const module = Uri.joinPath(this.#context.extensionUri, 'dist', 'server.js').fsPath;
    const run = { module, transport: TransportKind.ipc };
    const serverOptions: ServerOptions = { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } } };
    const initializationOptions: InitializationOptions = { status: true, rulePages: true, advisor: true, ticksPreviews: true };
    const clientOptions: LanguageClientOptions = {
      documentSelector: languages.map((language) => ({ scheme: 'file', language })),
      outputChannel: this.#log,
      traceOutputChannel: this.#log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      // A failed start is shown as the status; a dialog would come with every restart.
      initializationFailedHandler: () => false,
      markdown: { isTrusted: { enabledCommands: [showRulePageCommand, adviseCommand] } },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.#handleClosed(client),
      },
    };
    const client: LanguageClient = new LanguageClient('loopwise', 'Loopwise', serverOptions, clientOptions);
    return client;
  }

  /** The library's own restart has no pauses, so it is told not to restart and a new client is made after the pause. */
  #handleClosed(client: LanguageClient): CloseHandlerResult {
    const result = (message: string): CloseHandlerResult => ({ action: CloseAction.DoNotRestart, handled: true, message });
    if (this.#client !== client) return result(l10n.t('The language server ended.'));
    this.#client = undefined;
    this.crashes += 1;
    const pause = this.#budget.findPause(Date.now());
    if (pause === undefined) {
      const message = l10n.t('The language server ended again and again, so it is not started any more. See the log for the reason, then restart the server.');
      this.#setStatus({ state: 'stopped', message });
      return result(message);
    }
    const message = l10n.t('The language server ended unexpectedly and is started again in {0} s.', pause / 1000);
    this.#setStatus({ state: 'degraded', message });
    this.#pause = setTimeout(() => void this.start(), pause);
    return result(message);
  }

  #setStatus(status: ServerStatus): void {
    this.#status = status;
    this.#statusChanged.fire(status);
  }
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
