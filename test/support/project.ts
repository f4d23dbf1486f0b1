/** Where the repository is and under which compiler options fixtures stand. Holds nothing else, so that anything may import it. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, absolute, `/` separators. */
export const repository = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))).split(path.sep).join('/');

/** Every fixture file is a module (`moduleDetection`), as the code it stands for is, also when it imports nothing. */
export const fixtureOptions = {
  target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable', 'esnext.disposable'], module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force',
  types: ['node'], allowJs: true, jsx: 'preserve', strict: true, skipLibCheck: true, noEmit: true, allowImportingTsExtensions: true,
  experimentalDecorators: true,
};
