/**
 * The *Workloads* view of the activity bar. It asks the server when it is first shown, when the analysis has ended, and when a person
 * refreshes it; what is shown follows from workloadsView.ts.
 */
import { EventEmitter, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, commands, l10n, window, type Command, type Disposable, type Event, type TreeDataProvider, type TreeView } from 'vscode';
import { workloadsRequest, type PlainHop, type WorkloadFunction, type Workloads } from '../../server/protocol.ts';
import { commandIds } from './commandIds.ts';
import type { ServerProcess } from './languageClient.ts';
import { toRange } from './positions.ts';
import { toClassName, toView, type SortOrder, type ViewChoice, type ViewNode } from './workloadsView.ts';

export const workloadsViewId = 'loopwise.workloads';

/** The server has to rest this long before the view asks again, in milliseconds: typing must not make it compute every class. */
const calmMs = 1_500;

export class WorkloadsTree implements TreeDataProvider<ViewNode>, Disposable {
  readonly #server: ServerProcess;
  readonly #changed = new EventEmitter<ViewNode | undefined>();
  readonly #view: TreeView<ViewNode>;
  readonly #subscription: Disposable;
  #choice: ViewChoice = { filter: '', sort: 'weight' };
  #nodes: readonly ViewNode[] | undefined;
  #workloads: Workloads | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: ServerProcess) {
    this.#server = server;
    this.#view = window.createTreeView(workloadsViewId, { treeDataProvider: this, showCollapseAll: true });
    this.#subscription = server.onDidChangeStatus(({ state }) => { if (state === 'idle') this.#plan(); });
    this.#view.onDidChangeVisibility(({ visible }) => { if (visible && this.#workloads === undefined) this.refresh(); });
  }

  get onDidChangeTreeData(): Event<ViewNode | undefined> { return this.#changed.event; }

  /** What is shown; the tests read it. */
  get workloads(): Workloads | undefined { return this.#workloads; }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#view.dispose();
  }

  /** Asks the server anew. */
  refresh(): void {
    this.#workloads = undefined;
    this.#nodes = undefined;
    this.#changed.fire(undefined);
  }

  async chooseFilter(): Promise<void> {
    const filter = await window.showInputBox({ title: l10n.t('Filter workloads'), value: this.#choice.filter, placeHolder: l10n.t('Part of a name, a file or a route; empty shows all') });
    if (filter !== undefined) this.#apply({ ...this.#choice, filter });
  }

  async chooseOrder(): Promise<void> {
    const orders: readonly { label: string; sort: SortOrder }[] = [
      { label: l10n.t('Growth of the time they take'), sort: 'weight' }, { label: l10n.t('Number of findings'), sort: 'findings' }, { label: l10n.t('Name'), sort: 'name' },
    ];
    const chosen = await window.showQuickPick(orders, { title: l10n.t('Sort workloads by') });
    if (chosen !== undefined) this.#apply({ ...this.#choice, sort: chosen.sort });
  }

  async getChildren(node?: ViewNode): Promise<ViewNode[]> {
    if (node !== undefined) return node.kind === 'group' ? [...node.children] : [];
    try {
      this.#workloads ??= await this.#server.request<Workloads>(workloadsRequest, {});
      this.#view.message = this.#workloads.functions.length === 0 ? this.#getProblem() ?? l10n.t('No functions were found. Open a folder with TypeScript or JavaScript in it.') : this.#choice.filter === '' ? '' : l10n.t('Filter: {0}', this.#choice.filter);
      this.#nodes ??= toView(this.#workloads, this.#choice, (text, ...args) => l10n.t(text, ...args));
      return [...this.#nodes];
    } catch (error) {
      this.#view.message = error instanceof Error ? error.message : String(error);
      return [];
    }
  }

  getTreeItem(node: ViewNode): TreeItem {
    const item = new TreeItem(node.label, node.kind === 'group' ? (node.isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed) : TreeItemCollapsibleState.None);
    item.id = node.id;
    item.description = node.description;
    item.iconPath = toIcon(node.icon);
    item.contextValue = node.kind;
    item.accessibilityInformation = { label: `${node.label}, ${node.description}` };
    if (node.kind === 'function') {
      item.command = toOpenCommand(node.fn);
      item.tooltip = toTooltip(node.fn);
    } else if (node.kind === 'place') item.command = toOpenCommand(node.hop);
    return item;
  }

  /** Why there may be nothing. */
  #getProblem(): string | undefined { return this.#server.status.state === 'degraded' ? this.#server.status.message : undefined; }

  #apply(choice: ViewChoice): void {
    this.#choice = choice;
    this.#nodes = undefined;
    this.#changed.fire(undefined);
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#view.visible) this.#timer = setTimeout(() => this.refresh(), calmMs);
    else this.#workloads = undefined;
  }
}

export function registerWorkloads(server: ServerProcess): { readonly tree: WorkloadsTree; readonly disposables: readonly Disposable[] } {
  const tree = new WorkloadsTree(server);
  return {
    tree,
    disposables: [
      tree,
      commands.registerCommand(commandIds.refreshWorkloads, () => tree.refresh()),
      commands.registerCommand(commandIds.filterWorkloads, () => tree.chooseFilter()),
      commands.registerCommand(commandIds.sortWorkloads, () => tree.chooseOrder()),
    ],
  };
}

function toIcon(icon: string): ThemeIcon {
  if (icon === 'error') return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  if (icon === 'warning') return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  return new ThemeIcon(icon);
}

function toOpenCommand(place: Pick<PlainHop, 'uri' | 'range'>): Command {
  return { title: l10n.t('Open'), command: 'vscode.open', arguments: [Uri.parse(place.uri), { selection: toRange(place.range) }] };
}

function toTooltip(fn: WorkloadFunction): MarkdownString {
  const text = new MarkdownString();
  text.appendText(fn.name).appendMarkdown(`\n\n**${toClassName(fn.workload, (words, ...args) => l10n.t(words, ...args))}** · ${fn.confidence}\n\n`);
  for (const hop of fn.evidence.slice(0, 4)) text.appendMarkdown('- ').appendText(hop.label).appendMarkdown('\n');
  for (const { context, path } of fn.contexts) text.appendMarkdown(`\n${context}: `).appendText(path.map((hop) => hop.label).join(' → '));
  return text;
}
