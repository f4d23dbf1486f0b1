/**
 * Reads configuration files and asks whether paths exist, with the overlay in front of the disk, and remembers the answers
 * until it is told that a path changed. It never throws: what cannot be read does not exist.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import type { Overlay } from '../overlay.ts';

export interface SourceReader {
  /** The text without a byte order mark, or `undefined` for a file that cannot be read. */
  readText(file: FilePath): string | undefined;
  isFile(file: FilePath): boolean;
  isFolder(folder: FilePath): boolean;
  /** The path with symbolic links followed; the path itself where there is nothing to follow. */
  toRealPath(file: FilePath): FilePath;
  /** Drops what is remembered. */
  forget(): void;
}

export function createSourceReader(overlay: Overlay): SourceReader {
  const kinds = new Map<FilePath, 'file' | 'folder' | 'none'>();
  const texts = new Map<FilePath, string | undefined>();

  function getKind(file: FilePath): 'file' | 'folder' | 'none' {
    if (overlay.isFile(file)) return 'file';
    const known = kinds.get(file);
    if (known !== undefined) return known;
    const kind = overlay.isFolder(file) ? 'folder' : findKindOnDisk(file);
    kinds.set(file, kind);
    return kind;
  }

  return {
    readText(file) {
      const text = overlay.findText(file);
      if (text !== undefined) return text.replace(/^\uFEFF/, '');
      if (!texts.has(file)) texts.set(file, getKind(file) === 'file' ? findTextOnDisk(file) : undefined);
      return texts.get(file);
    },
    isFile: (file) => getKind(file) === 'file',
    isFolder: (folder) => getKind(folder) === 'folder',
    toRealPath(file) {
      try {
        return overlay.isFile(file) ? file : realpathSync.native(file).replaceAll('\\', '/');
      } catch (error) {
        return isSystemError(error) ? file : raise(error);
      }
    },
    forget() {
      kinds.clear();
      texts.clear();
    },
  };
}

function findKindOnDisk(file: FilePath): 'file' | 'folder' | 'none' {
  try {
    const stat = statSync(file);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'none';
  } catch (error) {
    return isSystemError(error) ? 'none' : raise(error);
  }
}

function findTextOnDisk(file: FilePath): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    return isSystemError(error) ? undefined : raise(error);
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

function raise(error: unknown): never {
  throw error;
}
