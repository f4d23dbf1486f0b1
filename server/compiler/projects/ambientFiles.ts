/**
 * Finds the declaration files that a configuration takes in through `include` without being asked about: `env.d.ts`,
 * `globals.d.ts` and the like, whose global names the program needs. Everything else `include` names is either one of the
 * user's files or left out on purpose, and imports still bring it in.
 */
import path from 'node:path/posix';
import { globSync } from 'tinyglobby';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import type { LoadedConfig } from './configFile.ts';
import { doesInclude, getIncludeFolders } from './globs.ts';
import type { SourceReader } from './sourceReader.ts';

const declaration = /\.d\.(?:[^/]+\.)?[cm]?ts$/;

/** `isOwn` says whether a found file belongs to this configuration rather than to a nested one. */
export function findAmbientFiles(config: LoadedConfig, isOwn: (file: FilePath) => boolean, input: { readonly reader: SourceReader; listVirtual(folder: FilePath): readonly FilePath[] }): FilePath[] {
  const listed = (config.files ?? []).filter((file) => declaration.test(file) && input.reader.isFile(file));
  const found = getIncludeFolders(config).flatMap((folder) => {
    if (declaration.test(folder)) return input.reader.isFile(folder) ? [folder] : [];
    const virtual = input.listVirtual(folder).filter((file) => declaration.test(file) && !file.includes('/node_modules/'));
    if (!input.reader.isFolder(folder)) return virtual;
    // Links are not followed: they may lead in circles or out of the project.
    const onDisk = globSync(['**/*.d.ts', '**/*.d.mts', '**/*.d.cts'], { cwd: folder, absolute: true, followSymbolicLinks: false, ignore: ['**/node_modules/**', '**/.*/**', '**/dist/**', '**/coverage/**'] });
    return [...virtual, ...onDisk];
  });
  // A declaration file beside a script of the same name describes that script's module; imports find it.
  const describesScript = (file: FilePath): boolean => ['.js', '.mjs', '.cjs', '.jsx'].some((extension) => input.reader.isFile(path.join(path.dirname(file), path.basename(file).replace(declaration, '') + extension)));
  return [...new Set([...listed, ...found.filter((file) => doesInclude(config, file) && isOwn(file) && !describesScript(file))])].sort();
}
