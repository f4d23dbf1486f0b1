/**
 * Small functions that fixes need and a project may not have: found where the project has one of that name, else written once per
 * package and imported from there on.
 */
import type { FixDesk, FixRefusal } from '../lint/fix.ts';
import type { Unit } from '../program/unit.ts';
import type { FilePath } from '../syntax/compiler.ts';
import type { FileEdit } from './edits.ts';
import { helperTexts, type HelperName } from './helperTexts.ts';
import { importName } from './imports.ts';
import { isCommonJs, placeNewFile } from './modules.ts';
import { getTextStyle } from './textStyle.ts';

export interface Helper {
  /** How to write it at the place of use. */
  readonly text: string;
  readonly edits: readonly FileEdit[];
  readonly created: readonly { readonly file: FilePath; readonly text: string }[];
}

/** The helper as `unit` can call it. */
export async function findHelper(desk: FixDesk, unit: Unit, name: HelperName): Promise<Helper | FixRefusal> {
  const { parameters } = helperTexts[name];
  const local = unit.facts.functions.find((fact) => fact.n === name && fact.outer === 0 && fact.kind === 'function' && fact.params.length === parameters);
  if (local !== undefined) return { text: name, edits: [], created: [] };
  const found = findHelperFile(desk, unit, name);
  if ('refused' in found) return found;
  const imported = await importName(desk, unit, { module: { file: found.file }, name });
  if ('refused' in imported) return imported;
  return { text: imported.text, edits: imported.edits.map((edit) => ({ ...edit, file: unit.facts.file })), created: found.created };
}

/** The file of the package that exports the helper, to be created where there is none. */
export function findHelperFile(desk: FixDesk, unit: Unit, name: HelperName): { readonly file: FilePath; readonly created: Helper['created'] } | FixRefusal {
  const { program } = desk;
  const { parameters } = helperTexts[name];
  const owner = program.units.find((other) => {
    const value = other.package === unit.package && other.role !== 'test' ? other.exports.get(name)?.v : undefined;
    const f = value?.k === 'fn' ? value.f : value?.k === 'ref' ? findFunction(other, value.b) : undefined;
    return f !== undefined && other.facts.functions[f]!.params.length === parameters;
  });
  if (owner !== undefined) return { file: owner.facts.file, created: [] };
  const file = placeNewFile(program, unit, name);
  if (program.findUnit(file) !== undefined) return { refused: `${file} is there already and exports no \`${name}\`` };
  const { ts, js } = helperTexts[name];
  return { file, created: [{ file, text: toModuleText(unit, desk.textOf(unit.facts.file), file, /\.[cm]?ts$/.test(file) ? ts : js) }] };
}

function findFunction(unit: Unit, b: number): number | undefined {
  const { init } = unit.facts.bindings[b]!;
  return init?.k === 'fn' ? init.f : undefined;
}

/** A text written as an ES module, in the module form and style of the file that needs it. */
export function toModuleText(unit: Unit, text: string, file: FilePath, source: string): string {
  const isRequire = isCommonJs(unit) && !/\.[cm]?ts$/.test(file);
  return toStyle(isRequire ? toCommonJs(source) : source, getTextStyle(unit.facts, text));
}

/** `require` and `module.exports`; the templates import and export by name, or one default. */
function toCommonJs(source: string): string {
  const names = [...source.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map(([, name]) => name);
  const body = source.replace(/^import (\{.*\}|\w+) from ('[^']+');$/gm, 'const $1 = require($2);').replace(/^export default /m, 'module.exports = ').replace(/^export /gm, '');
  return names.length > 0 ? `${body}\nmodule.exports = { ${names.join(', ')} };\n` : body;
}

/** Templates have two spaces, single quotes and semicolons. */
function toStyle(body: string, { newline, indent, quote, end }: ReturnType<typeof getTextStyle>): string {
  return body.split('\n').map((line) => {
    const [spaces = ''] = /^ */.exec(line) ?? [];
    // Comments of the form ` * …` keep their one space.
    const depth = Math.floor(spaces.length / 2);
    const rest = line.slice(depth * 2);
    const quoted = quote === '"' ? rest.replace(/'/g, '"') : rest;
    return indent.repeat(depth) + (end === '' && !/^(?:\s*\*|for )/.test(quoted) ? quoted.replace(/;$/, '') : quoted);
  }).join(newline);
}
