/**
 * The workspace around the documents: its folders, the editor's settings, and what happens to files on the disk. It turns the
 * client's messages into engine changes and decides nothing about what they mean for the analysis.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DidChangeConfigurationNotification, DidChangeWatchedFilesNotification, FileChangeType, type Connection, type InitializeParams,
} from 'vscode-languageserver/node';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { defaultEditorSettings, findEditorSettings, type EditorSettings } from '../../editorSettings.ts';
import { getInitializationOptions, type ClientFeatures } from '../clientFeatures.ts';
import { findPath } from '../paths.ts';

const watchedFiles = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json,jsonc,lock}';
/** Longest wait for the client's settings before the first analysis, in milliseconds. */
const settingsDeadline = 1_000;
const watchedNames = '**/{.gitignore,pnpm-lock.yaml}';

export interface WorkspaceEvents {
  onFolders(): void;
  onSettings(): void;
  /** Files the disk changed; `isRescan` when folders were moved or deleted, whose files nobody lists. */
  onTouched(files: readonly FilePath[], isRescan: boolean): void;
}

export class Workspace {
  readonly #connection: Connection;
  readonly #features: ClientFeatures;
  readonly #events: WorkspaceEvents;
  #folders: FilePath[];
  #settings: EditorSettings;

  constructor(connection: Connection, features: ClientFeatures, params: InitializeParams, events: WorkspaceEvents) {
    this.#connection = connection;
    this.#features = features;
    this.#events = events;
    this.#folders = getFolders(params);
    this.#settings = findEditorSettings(getInitializationOptions(params).settings) ?? defaultEditorSettings;
  }

  get folders(): readonly FilePath[] { return this.#folders; }
  get settings(): EditorSettings { return this.#settings; }

  /** Registers for events and fetches the settings; called once the client is initialized. */
  async start(): Promise<void> {
    const { client, workspace } = this.#connection;
    if (this.#features.workspaceFolders) {
      workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => findPath(uri)));
        this.#folders = [...new Set([...this.#folders.filter((folder) => !gone.has(folder)), ...toPaths(added.map(({ uri }) => uri))])];
        this.#events.onFolders();
      });
    }
    this.#connection.onDidChangeWatchedFiles(({ changes }) => this.#onTouched(changes.map(({ uri }) => uri), changes.some(({ type, uri }) => type === FileChangeType.Deleted && !/\.\w+$/.test(uri))));
    workspace.onDidRenameFiles(({ files }) => this.#onTouched(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]), true));
    workspace.onDidDeleteFiles(({ files }) => this.#onTouched(files.map(({ uri }) => uri), true));
    this.#connection.onDidChangeConfiguration(async ({ settings }) => {
      const section: unknown = typeof settings === 'object' && settings !== null && 'loopwise' in settings ? settings.loopwise : undefined;
      await this.#readSettings(section);
    });
    // Registrations are not waited for: a client that never answers them still gets its findings.
    const warn = (error: unknown): void => this.#connection.console.warn(`The editor refused to tell of changed files or settings: ${String(error)}`);
    if (this.#features.watchesFiles) {
      client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watchedFiles }, { globPattern: watchedNames }] }).catch(warn);
    }
    if (this.#features.watchesConfiguration) client.register(DidChangeConfigurationNotification.type, { section: 'loopwise' }).catch(warn);
    await Promise.race([this.#readSettings(undefined).catch(warn), sleep(settingsDeadline, undefined, { ref: false })]);
  }

  /** Clients that can be asked are asked; the others send their settings along. */
  async #readSettings(sent: unknown): Promise<void> {
    const before = this.#settings;
    const section: unknown = this.#features.configuration ? await this.#connection.workspace.getConfiguration('loopwise') : sent;
    if (section === undefined || section === null) return;
    this.#settings = findEditorSettings(section) ?? before;
    if (JSON.stringify(before) !== JSON.stringify(this.#settings)) this.#events.onSettings();
  }

  #onTouched(uris: readonly string[], isRescan: boolean): void {
    // What a package manager writes is announced by its lock file; a message per installed file would drown everything else.
    const files = toPaths(uris).filter((file) => !file.includes('/node_modules/') && !file.includes('/.git/'));
    if (files.length > 0) this.#events.onTouched(files, isRescan);
  }
}

function getFolders(params: InitializeParams): FilePath[] {
  const uris = params.workspaceFolders?.map(({ uri }) => uri);
  if (uris !== undefined) return toPaths(uris);
  // Older clients name one folder.
  const { rootUri } = params;
  return rootUri === null || rootUri === undefined ? [] : toPaths([rootUri]);
}

function toPaths(uris: readonly string[]): FilePath[] {
  return uris.map((uri) => findPath(uri)).filter((file) => file !== undefined);
}
