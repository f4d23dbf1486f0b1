/**
 * How files name each other: ES modules or CommonJS, relative paths with the extension the package writes, and where a new file of
 * ours goes.
 */
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { toPackagePath } from '../relocation.ts';
import type { FilePath } from '../syntax/compiler.ts';

/** Whether the file takes in other modules by `require`. */
export function isCommonJs({ facts, package: info }: Unit): boolean {
  if (/\.c[jt]s$/.test(facts.file)) return facts.format === 'cjs' || facts.file.endsWith('.cjs');
  if (/\.m[jt]s$/.test(facts.file) || facts.format === 'esm') return false;
  // A script says nothing itself: its package does.
  return facts.format === 'cjs' || (!/\.tsx?$/.test(facts.file) && info !== undefined && info.type !== 'module');
}

/** How `unit` writes the path to another own file. */
export function toSpecifier(program: Program, unit: Unit, target: FilePath): string {
  const from = unit.facts.file.slice(0, unit.facts.file.lastIndexOf('/'));
  const relative = toPackagePath(from, target);
  const path = relative.startsWith('.') ? relative : `./${relative}`;
  return path.replace(/\.([cm]?)[jt]sx?$/, (extension, mark: string) => {
    switch (getExtensionHabit(program, unit)) {
      case 'none': return mark === '' ? '' : `.${mark}js`;
      case 'own': return extension;
      case 'js': return `.${mark}js`;
    }
  });
}

/** What relative imports end in, here or else anywhere in the package: nothing, the file's own extension, or that of its output. */
function getExtensionHabit(program: Program, unit: Unit): 'none' | 'own' | 'js' {
  const counts = { none: 0, own: 0, js: 0 };
  const add = ({ facts, modules }: Unit): void => {
    for (const [m, { specifier, kind }] of facts.imports.entries()) {
      if (!specifier.startsWith('.') || modules[m] === undefined || kind === 'url') continue;
      if (/\.[cm]?tsx?$/.test(specifier)) counts.own++;
      else if (/\.[cm]?jsx?$/.test(specifier)) counts[/\.[cm]?jsx?$/.test(modules[m]) ? 'own' : 'js']++;
      else counts.none++;
    }
  };
  add(unit);
  if (counts.none + counts.own + counts.js === 0) for (const other of program.units) if (other.package === unit.package) add(other);
  if (counts.none + counts.own + counts.js > 0) return counts.none >= counts.own && counts.none >= counts.js ? 'none' : counts.js >= counts.own ? 'js' : 'own';
  if (isCommonJs(unit)) return 'none';
  return /\.[cm]?tsx?$/.test(unit.facts.file) ? (unit.package?.type === 'module' ? 'js' : 'none') : 'own';
}

const sharedFolders = /(?:^|\/)(?:lib|libs|utils?|helpers?|shared|common|support|async)$/;

/**
 * Where a new module of ours goes: a folder of the package that other files already share, else the folder of `unit`. Named as the
 * package names files, in the language of `unit`.
 */
export function placeNewFile(program: Program, unit: Unit, name: string): FilePath {
  const own = program.units.filter((other) => other.package === unit.package && other.role === undefined).map(({ facts }) => facts.file);
  // Beside a module of the same name in another language, an import of `./name.js` could mean either.
  const isTyped = /\.[cm]?tsx?$/.test(unit.facts.file);
  const folders = [...new Set(own.filter((file) => /\.[cm]?tsx?$/.test(file) === isTyped).map((file) => file.slice(0, file.lastIndexOf('/'))))];
  const here = unit.facts.file.slice(0, unit.facts.file.lastIndexOf('/'));
  const shared = folders.filter((folder) => sharedFolders.test(folder)).sort((a, b) => getDistance(here, a) - getDistance(here, b) || (a < b ? -1 : 1));
  const kebab = own.filter((file) => /\/[a-z0-9]+(?:-[a-z0-9]+)+\.[^/]+$/.test(file)).length;
  const camel = own.filter((file) => /\/[a-z0-9]+[A-Z][A-Za-z0-9]*\.[^/]+$/.test(file)).length;
  const stem = kebab > camel ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : name;
  const extension = /\.([cm]?[jt]s)x?$/.exec(unit.facts.file)?.[1] ?? 'js';
  return `${shared[0] ?? here}/${stem}.${extension}`;
}

function getDistance(from: string, to: string): number {
  return toPackagePath(from, to).split('/').length;
}
