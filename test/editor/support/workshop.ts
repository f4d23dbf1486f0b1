/** Writes the workshop: the small project of workshop.md that the tests of a person's steps change as they like. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryFolder } from '../../../scripts/editorHost/install.ts';

export interface Workshop {
  readonly folder: string;
  /** The text on the disk; '' when there is no such file. */
  read(file: string): string;
  /** Line and column, 1-based, where this text first stands in a file. */
  find(file: string, text: string): { readonly line: number; readonly column: number };
}

/** Makes the folder; the packages it names are the repository's, through links. */
export function writeWorkshop(folder: string): Workshop {
  const page = readFileSync(join(repositoryFolder, 'test/editor/workshop.md'), 'utf8');
  for (const [, name = '', text = ''] of page.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  linkPackages(folder);
  const read = (file: string): string => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '');
  return {
    folder, read,
    find(file, text) {
      const before = read(file).split(text, 1)[0] ?? '';
      const lines = before.split('\n');
      return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
    },
  };
}

/** Each package for itself: a link to all of node_modules keeps the editor's search busy for minutes, and nothing opens meanwhile. */
function linkPackages(folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly dependencies: object; readonly devDependencies: object };
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
    const [from, to] = [join(repositoryFolder, 'node_modules', name), join(folder, 'node_modules', name)];
    if (!existsSync(from)) continue;
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to, 'junction');
  }
}
