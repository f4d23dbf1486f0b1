/**
 * Configurations that a framework writes when a project is first built or prepared, and what they say about names. A fresh clone extends a file that is
 * not there yet; without these options no import through the framework's aliases would lead anywhere.
 */
import path from 'node:path/posix';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import type { SourceReader } from './sourceReader.ts';

const bundled = { module: 'esnext', moduleResolution: 'bundler', target: 'esnext', strict: true };

/** Options of a generated configuration that is missing; targets are absolute. Undefined for a file nobody generates. */
export function findGeneratedOptions(file: FilePath, reader: SourceReader): Readonly<Record<string, unknown>> | undefined {
  const match = /^(.*)\/\.(svelte-kit|nuxt)\/tsconfig[\w.]*\.json$/.exec(file);
  if (!match) return undefined;
  const folder = match[1]!;
  if (match[2] === 'svelte-kit') {
    const library = path.join(folder, 'src/lib');
    return { ...bundled, paths: { $lib: [library], '$lib/*': [`${library}/*`] } };
  }
  // Nuxt 4 keeps the application below `app`, earlier versions in the root or in `src`.
  const source = ['app', 'src'].map((name) => path.join(folder, name)).find((candidate) => reader.isFolder(candidate)) ?? folder;
  const paths = Object.fromEntries([['~', source], ['@', source], ['~~', folder], ['@@', folder]].flatMap(([name, target]) => [[name, [target]], [`${name}/*`, [`${target}/*`]]]));
  return { ...bundled, paths: { ...paths, '#shared/*': [path.join(folder, 'shared/*')] } };
}
