/**
 * The advisor's panel beside the editor: opens it, asks the server, hands its answers to the page and does what the page asks for. It
 * decides nothing about concurrency and draws nothing; one panel exists at a time.
 */
import {
  Range, Uri, ViewColumn, commands, env, l10n, window,
  type Disposable, type ExtensionContext, type TextEditor, type WebviewPanel,
} from 'vscode';
import { adviseRequest, workloadsRequest, type AdviseParams, type AdviseResult, type Workloads } from '../../server/protocol.ts';
import { Benchmarks } from './benchmarks.ts';
import type { ServerProcess } from './languageClient.ts';
import type { FromPanel, PanelMemory, ToPanel } from './panelMessages.ts';
import { languages as supported } from './languages.ts';
import { toPage } from './panelPage.ts';
import { toPosition, toRange } from './positions.ts';

export const panelType = 'loopwise.advisor';
/** After the last movement of the cursor, in milliseconds. */
const followMs = 250;

const nothing: PanelMemory = { input: {}, isPinned: true };

export class AdvisorPanel implements Disposable {
  readonly #context: ExtensionContext;
  readonly #server: ServerProcess;
  readonly #benchmarks: Benchmarks;
  readonly #subscriptions: Disposable[] = [];
  #panel: WebviewPanel | undefined;
  #memory: PanelMemory = nothing;
  #result: AdviseResult | undefined;
  #question = 0;
  /** When the first answer for this panel came, and how long after it was on the screen. */
  #answeredAt: number | undefined;
  #openingMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: ExtensionContext, server: ServerProcess) {
    this.#context = context;
    this.#server = server;
    this.#benchmarks = new Benchmarks(context);
    this.#subscriptions.push(
      window.registerWebviewPanelSerializer(panelType, {
        deserializeWebviewPanel: async (panel, state: unknown) => { this.#memory = toMemory(state); this.#adopt(panel); },
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => { if (!this.#memory.isPinned) this.#follow(textEditor); }),
      server.onDidChangeStatus(({ state }) => { if (state === 'idle' && this.#result === undefined && this.#panel !== undefined) void this.#refresh(); }),
      this.#benchmarks.onDidChange((state) => this.#post({ kind: 'bench', state })),
    );
  }

  /** The newest answer shown; the tests read it. */
  get result(): AdviseResult | undefined { return this.#result; }

  /** Milliseconds from the server's first answer to its drawing; undefined until then. The tests print it. */
  get openingMs(): number | undefined { return this.#openingMs; }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#benchmarks.dispose();
    this.#panel?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Shows the panel about a function, about an input, or, with neither, the overview of the workspace. */
  async show(memory: Partial<PanelMemory>): Promise<AdviseResult | undefined> {
    this.#memory = { ...nothing, ...memory };
    this.#result = undefined;
    if (this.#panel === undefined) this.#adopt(window.createWebviewPanel(panelType, l10n.t('Workload Advisor'), { viewColumn: ViewColumn.Beside, preserveFocus: true }, { enableScripts: true, localResourceRoots: [Uri.joinPath(this.#context.extensionUri, 'dist')] }));
    else this.#panel.reveal(undefined, true);
    await this.#refresh();
    return this.#result;
  }

  /** Asks the server without showing anything. */
  ask(params: AdviseParams): Promise<AdviseResult> { return this.#server.request<AdviseResult>(adviseRequest, params); }

  #getMedia(name: string): Uri { return Uri.joinPath(this.#context.extensionUri, 'client', 'media', name); }

  #adopt(panel: WebviewPanel): void {
    this.#panel = panel;
    panel.iconPath = { light: this.#getMedia('panel-light.svg'), dark: this.#getMedia('panel-dark.svg') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(this.#context.extensionUri, 'dist')] };
    panel.webview.html = toPage(panel.webview, this.#context.extensionUri);
    panel.webview.onDidReceiveMessage((message: FromPanel) => { void this.#receive(message).catch((error: unknown) => this.#showTrouble(error)); });
    panel.onDidDispose(() => { this.#panel = undefined; this.#result = undefined; this.#answeredAt = undefined; this.#openingMs = undefined; this.#benchmarks.cancel(); });
  }

  async #receive(message: FromPanel): Promise<void> {
    switch (message.kind) {
      case 'ready': await this.#refresh(); break;
      case 'drawn': this.#openingMs ??= this.#answeredAt === undefined ? undefined : performance.now() - this.#answeredAt; break;
      case 'retry': await this.#refresh(); break;
      case 'input': this.#memory = { ...this.#memory, input: message.input }; await this.#refresh(); break;
      case 'advise': await this.show({ place: message.place }); break;
      case 'home': await this.show({}); break;
      case 'pin': this.#memory = { ...this.#memory, isPinned: message.isPinned }; await this.#refresh(); break;
      case 'open': await window.showTextDocument(Uri.parse(message.hop.uri), { selection: toRange(message.hop.range), viewColumn: ViewColumn.One }); break;
      case 'copy': await this.#copy(); break;
      case 'fixes': await this.#openFixes(); break;
      case 'bench': await (message.action === 'run' ? this.#benchmarks.run(this.#result?.function) : this.#benchmarks.cancel()); break;
      case 'restart': await this.#server.restart(); await this.#refresh(); break;
    }
  }

  /** Asks for what the panel is about, or is to be about. Of several questions under way only the newest is answered. */
  async #refresh(memory = this.#memory, isFollowing = false): Promise<void> {
    const question = ++this.#question;
    const { place, input } = memory;
    if (this.#server.status.state === 'stopped') { this.#post({ kind: 'trouble', message: this.#server.status.message ?? l10n.t('The language server is stopped.'), action: 'restart' }); return; }
    this.#post({ kind: 'busy', message: l10n.t('Reading the code…') });
    try {
      if (place === undefined && Object.keys(input).length === 0) {
        const workloads = await this.#server.request<Workloads>(workloadsRequest, {});
        if (question === this.#question) this.#post({ kind: 'home', workloads, memory: this.#memory });
        return;
      }
      const result = await this.ask({ ...(place === undefined ? {} : { place }), input });
      if (question !== this.#question) return;
      if (place !== undefined && result.function === undefined && Object.keys(input).length === 0) {
        if (isFollowing) this.#post({ kind: 'idle' });
        else this.#showTrouble(new Error(this.#server.status.state === 'degraded' && this.#server.status.message !== undefined ? this.#server.status.message : l10n.t('There is no function at the cursor. Put it into one and advise again.')));
        return;
      }
      this.#result = result;
      this.#answeredAt ??= performance.now();
      this.#memory = memory;
      const fixes = await findFixes(this.#server, result);
      if (question !== this.#question) return;
      this.#post({ kind: 'advice', title: this.#getTitle(result), result, memory: this.#memory, fixes });
      this.#benchmarks.show(result.function);
    } catch (error) {
      if (question === this.#question) this.#showTrouble(error);
    }
  }

  #follow(editor: TextEditor): void {
    if (editor.document.uri.scheme !== 'file' || !isSupported(editor.document.languageId) || this.#panel?.visible !== true) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A line outside of functions leaves what is shown.
      void this.#refresh({ ...this.#memory, place: { uri: editor.document.uri.toString(), position: editor.selection.active }, input: {} }, true);
    }, followMs);
  }

  #getTitle({ function: fn }: AdviseResult): string {
    const name = fn?.name.split(' > ').at(-1);
    return name === undefined ? l10n.t('Workload Advisor') : name === '' ? l10n.t('anonymous function') : name;
  }

  async #copy(): Promise<void> {
    if (this.#result === undefined) return;
    await env.clipboard.writeText(this.#result.markdown);
    window.setStatusBarMessage(l10n.t('The advice was copied as Markdown.'), 3_000);
  }

  /** Opens the editor's own menu of fixes at the function's first finding: it previews, applies and undoes. */
  async #openFixes(): Promise<void> {
    const fn = this.#result?.function;
    if (fn === undefined) return;
    const at = toPosition((this.#result?.findings?.[0] ?? fn.range).start);
    await window.showTextDocument(Uri.parse(fn.uri), { viewColumn: ViewColumn.One, selection: new Range(at, at) });
    await commands.executeCommand('editor.action.quickFix');
  }

  #showTrouble(error: unknown): void {
    this.#post({ kind: 'trouble', message: error instanceof Error ? error.message : String(error), action: this.#server.status.state === 'stopped' ? 'restart' : 'retry' });
  }

  #post(message: ToPanel): void {
    void this.#panel?.webview.postMessage(message);
  }
}

/** Findings of one function whose fixes are looked at. */
const mostFindings = 5;

/** What is read of the server's answer to `textDocument/codeAction`. */
interface OfferedAction { readonly title: string; readonly disabled?: unknown }

/**
 * Titles of what can be applied at the function's findings, best first; documentation and comments are left out. The server is asked
 * itself: what VS Code gives to extensions does not say whose an action is.
 */
async function findFixes(server: ServerProcess, { function: fn, findings = [] }: AdviseResult): Promise<readonly string[]> {
  if (fn === undefined) return [];
  const titles: string[] = [];
  for (const range of findings.slice(0, mostFindings)) {
    const actions = await server.request<readonly OfferedAction[]>('textDocument/codeAction', { textDocument: { uri: fn.uri }, range, context: { diagnostics: [], only: ['quickfix'] } });
    titles.push(...actions.filter(({ disabled }) => disabled === undefined).map(({ title }) => title).filter((title) => !/^(Disable|Show documentation|Fix all) /.test(title)));
  }
  return [...new Set(titles)];
}

function isSupported(languageId: string): boolean { return supported.some((each) => each === languageId); }

/** What the page kept, checked: it may be from an older version. */
function toMemory(state: unknown): PanelMemory {
  if (typeof state !== 'object' || state === null || !('input' in state) || typeof state.input !== 'object' || state.input === null) return nothing;
  const place = 'place' in state && isPlace(state.place) ? state.place : undefined;
  return { input: state.input as PanelMemory['input'], isPinned: !('isPinned' in state) || state.isPinned === true, ...(place === undefined ? {} : { place }) };
}

function isPlace(value: unknown): value is NonNullable<PanelMemory['place']> {
  if (typeof value !== 'object' || value === null || !('uri' in value) || typeof value.uri !== 'string' || !('position' in value)) return false;
  const { position } = value;
  return typeof position === 'object' && position !== null && 'line' in position && typeof position.line === 'number' && 'character' in position && typeof position.character === 'number';
}
