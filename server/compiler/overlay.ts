/**
 * The texts that stand in for files on disk: what editors have not saved, what tests make up, and the configurations we
 * compute. It answers the native compiler's questions about files; everything it does not hold is left to the disk.
 * It decides nothing about which files belong to which project.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { FileCallbacks } from './nativeProcess.ts';

export interface Overlay {
  /** Puts a text in front of the disk's. */
  set(file: FilePath, text: string): void;
  /** Lets the disk count again. */
  release(file: FilePath): void;
  /** Replaces the configurations we computed, by their virtual path. */
  setConfigurations(texts: ReadonlyMap<FilePath, string>): void;
  /** The text as the caller passed it, or `undefined` when the disk counts. */
  findText(file: FilePath): string | undefined;
  isFile(file: FilePath): boolean;
  isFolder(folder: FilePath): boolean;
  /** The virtual files below a folder. */
  listBelow(folder: FilePath): FilePath[];
  /** True while some text has no file on disk behind it: the compiler must then ask us about every path, which costs it a second per 20,000 questions. */
  hasFilesOfItsOwn(): boolean;
  /** What a compiler started now has to ask us. */
  getCallbacks(): FileCallbacks;
}

/**
 * Makes a text safe for the compiler without moving a column: a lone surrogate, which crashes it, becomes U+FFFD, and a leading
 * byte order mark, which decoding would take off and so shift every offset by one, becomes a blank.
 */
export function toCompilerText(text: string): string {
  const withoutMark = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  return withoutMark.toWellFormed();
}

export function createOverlay(): Overlay {
  const texts = new Map<FilePath, string>();
  const ownFiles = new Set<FilePath>();
  let configurations: ReadonlyMap<FilePath, string> = new Map();
  let folders: Map<FilePath, Map<string, 'file' | 'folder'>> | undefined;

  /** Entries of every folder that exists because of a file of ours. */
  function getFolders(): Map<FilePath, Map<string, 'file' | 'folder'>> {
    if (folders !== undefined) return folders;
    folders = new Map();
    for (const file of ownFiles) {
      let kind: 'file' | 'folder' = 'file';
      for (let entry = file, folder = path.posix.dirname(file); folder !== entry; entry = folder, folder = path.posix.dirname(folder)) {
        const entries = folders.get(folder);
        const name = path.posix.basename(entry);
        if (entries?.has(name) === true) break;
        if (entries === undefined) folders.set(folder, new Map([[name, kind]]));
        else entries.set(name, kind);
        kind = 'folder';
      }
    }
    return folders;
  }

  function listEntries(folder: FilePath): { readonly files: readonly string[]; readonly directories: readonly string[] } | undefined {
    const ours = getFolders().get(folder);
    if (ours === undefined) return undefined;
    const files = new Set<string>();
    const directories = new Set<string>();
    for (const [name, kind] of ours) (kind === 'file' ? files : directories).add(name);
    if (existsSync(folder)) {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && statSync(path.posix.join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() === true);
        (isFolder ? directories : files).add(entry.name);
      }
    }
    return { files: [...files], directories: [...directories] };
  }

  return {
    set(file, text) {
      const isNew = !texts.has(file);
      texts.set(file, text);
      if (isNew && !existsSync(file)) {
        ownFiles.add(file);
        folders = undefined;
      }
    },
    release(file) {
      texts.delete(file);
      if (ownFiles.delete(file)) folders = undefined;
    },
    setConfigurations(next) { configurations = next; },
    findText: (file) => texts.get(file),
    isFile: (file) => texts.has(file),
    isFolder: (folder) => getFolders().has(folder),
    listBelow: (folder) => [...ownFiles].filter((file) => file.startsWith(folder.endsWith('/') ? folder : `${folder}/`)),
    hasFilesOfItsOwn: () => ownFiles.size > 0,
    getCallbacks() {
      const readFile = (file: string): string | undefined => {
        const configuration = configurations.get(file);
        if (configuration !== undefined) return configuration;
        const text = texts.get(file);
        return text === undefined ? undefined : toCompilerText(text);
      };
      if (ownFiles.size === 0) return { readFile };
      return {
        readFile,
        fileExists: (file) => (texts.has(file) || configurations.has(file) ? true : undefined),
        directoryExists: (folder) => (getFolders().has(folder) ? true : undefined),
        getAccessibleEntries: listEntries,
        realpath: (file) => (ownFiles.has(file) || (getFolders().has(file) && !existsSync(file)) ? file : undefined),
      };
    },
  };
}
