/**
 * Runs benchmarks for the panel with the packed command-line tool: writes the benchmark file of a function, asks, runs it with progress
 * and cancel, and keeps the results of this window by function. It runs code of the person's, so never in a folder that is not trusted.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, ProgressLocation, Uri, ViewColumn, l10n, window, workspace, type Disposable, type Event, type ExtensionContext } from 'vscode';
import type { WorkloadFunction } from '../../server/protocol.ts';
import type { BenchBand, BenchRow, BenchRun, BenchState } from './panelMessages.ts';

/** Longest run, in seconds; the tool ends what it started by then. */
const deadlineSeconds = 180;

export class Benchmarks implements Disposable {
  readonly #context: ExtensionContext;
  readonly #changed = new EventEmitter<BenchState>();
  readonly #runs = new Map<string, readonly BenchRun[]>();
  #child: ChildProcess | undefined;
  #shown: string | undefined;

  constructor(context: ExtensionContext) { this.#context = context; }

  get onDidChange(): Event<BenchState> { return this.#changed.event; }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  /** Tells what is known about the function's benchmarks. */
  show(fn: WorkloadFunction | undefined): void {
    this.#shown = fn === undefined ? undefined : toKey(fn);
    const runs = this.#shown === undefined ? undefined : this.#runs.get(this.#shown);
    if (this.#child !== undefined) return;
    this.#changed.fire(runs === undefined ? this.#getNone(fn) : { kind: 'done', runs });
  }

  cancel(): void {
    // The tool ends its own processes when it is told to.
    this.#child?.kill('SIGINT');
  }

  /** Writes the benchmark where there is none, opens it so that inputs can be filled in, and runs it after a yes. */
  async run(fn: WorkloadFunction | undefined): Promise<void> {
    const none = this.#getNone(fn);
    if (fn === undefined || none.unavailable !== undefined) { this.#changed.fire(none); return; }
    if (this.#child !== undefined) return;
    const folder = workspace.getWorkspaceFolder(Uri.parse(fn.uri));
    if (folder === undefined) { this.#changed.fire({ kind: 'none', unavailable: l10n.t('The file is in no folder of the workspace.') }); return; }
    try {
      const bench = await this.#ensureBench(fn, folder.uri.fsPath);
      const yes = l10n.t('Run');
      const answer = await window.showWarningMessage(l10n.t('Run {0}? It runs code of this workspace, on all cores, for at most {1} s.', workspace.asRelativePath(bench, false), deadlineSeconds), { modal: true }, yes);
      if (answer !== yes) { this.show(fn); return; }
      // The panel shows how far it is and has the button that ends it; a notification would lie over both.
      const output = await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Loopwise benchmark') }, async (progress) => {
        this.#changed.fire({ kind: 'running', message: l10n.t('Starting…') });
        return this.#runTool(['bench', 'run', bench.fsPath, '--yes', '--progress', '--deadline', String(deadlineSeconds), '--format', 'json'], folder.uri.fsPath, (line) => {
          progress.report({ message: line });
          this.#changed.fire({ kind: 'running', message: line });
        });
      });
      const key = toKey(fn);
      this.#runs.set(key, [toRun(output, workspace.asRelativePath(bench, false)), ...this.#runs.get(key) ?? []]);
      this.show(fn);
    } catch (error) {
      this.#changed.fire({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #getNone(fn: WorkloadFunction | undefined): Extract<BenchState, { kind: 'none' }> {
    if (!workspace.isTrusted) return { kind: 'none', unavailable: l10n.t('A benchmark runs code of this folder: trust it first.') };
    if (fn === undefined) return { kind: 'none', unavailable: l10n.t('Choose a function to measure it.') };
    return { kind: 'none' };
  }

  /** The benchmark beside the function's file; written by the tool when it is not there, which leaves one with a person's inputs alone. */
  async #ensureBench(fn: WorkloadFunction, folder: string): Promise<Uri> {
    const file = Uri.parse(fn.uri);
    const name = fn.name.split(' > ').at(-1) ?? fn.name;
    const isTypeScript = /\.[cm]?tsx?$/i.test(file.path);
    const bench = Uri.joinPath(file, '..', `${name.replaceAll('.', '-')}.bench.${isTypeScript ? 'mts' : 'mjs'}`);
    const isThere = await workspace.fs.stat(bench).then(() => true, () => false);
    if (!isThere) await this.#runTool(['bench', 'new', `${file.fsPath}:${name}`, '--out', bench.fsPath], folder, () => undefined);
    // Beside the panel, never over it: that is where its progress is shown.
    await window.showTextDocument(bench, { preview: true, preserveFocus: true, viewColumn: ViewColumn.One });
    return bench;
  }

  /** Runs the tool to its end and resolves with what it printed. Rejects with what it said was wrong. */
  #runTool(args: readonly string[], folder: string, onProgress: (line: string) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      const tool = Uri.joinPath(this.#context.extensionUri, 'dist', 'cli.js').fsPath;
      // In the desktop editor this process is Electron, which runs a script only when told to be Node.
      const child = spawn(process.execPath, [tool, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
      this.#child = child;
      let out = '';
      let complaints = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaints += text;
        const line = text.split(/[\r\n]+/).findLast((each) => each.trim() !== '');
        if (line !== undefined) onProgress(line.trim());
      });
      child.once('error', (error) => { this.#child = undefined; reject(error); });
      child.once('close', (code, signal) => {
        this.#child = undefined;
        if (code === 0) resolve(out);
        else reject(new Error(signal !== null || code === 130 ? l10n.t('The benchmark was cancelled.') : complaints.trim() || l10n.t('The benchmark ended with code {0}.', String(code))));
      });
    });
  }
}

function toKey(fn: WorkloadFunction): string { return `${fn.uri} ${fn.name}`; }

interface BenchReport {
  readonly measuredAt: string;
  readonly bands: readonly BenchBand[];
  readonly verdicts: readonly BenchRow[];
}

function toRun(output: string, file: string): BenchRun {
  const report = JSON.parse(output) as BenchReport;
  return { at: new Date(report.measuredAt).toLocaleTimeString(), file, bands: report.bands, rows: report.verdicts.map(({ approach, medianMs, minMs, maxMs, speedup, loopDelayP99Ms, verdict }) => ({ approach, medianMs, minMs, maxMs, speedup, loopDelayP99Ms, verdict })) };
}
