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
  const { program } = desk;
  const { parameters } = helperTexts[name];
  const local = unit.facts.functions.find((fact) => fact.n === name && fact.outer === 0 && fact.kind === 'function' && fact.params.length === parameters);
  if (local !== undefined) return { text: name, edits: [], created: [] };
  const owner = program.units.find((other) => {
    const value = other.package === unit.package && other.role !== 'test' ? other.exports.get(name)?.v : undefined;
    const f = value?.k === 'fn' ? value.f : value?.k === 'ref' ? findFunction(other, value.b) : undefined;
    return f !== undefined && other.facts.functions[f]!.params.length === parameters;
  });
  const file = owner?.facts.file ?? placeNewFile(program, unit, name);
  if (owner === undefined && program.findUnit(file) !== undefined) return { refused: `${file} is there already and exports no \`${name}\`` };
  const imported = await importName(desk, unit, { module: { file }, name });
  if ('refused' in imported) return imported;
  const created = owner === undefined ? [{ file, text: toHelperText(unit, desk.textOf(unit.facts.file), file, name) }] : [];
  return { text: imported.text, edits: imported.edits.map((edit) => ({ ...edit, file: unit.facts.file })), created };
}

function findFunction(unit: Unit, b: number): number | undefined {
  const { init } = unit.facts.bindings[b]!;
  return init?.k === 'fn' ? init.f : undefined;
}

/** The helper in the language, module form and style of the file that first needs it. */
function toHelperText(unit: Unit, text: string, file: FilePath, name: HelperName): string {
  const style = getTextStyle(unit.facts, text);
  const isTyped = /\.[cm]?ts$/.test(file);
  const isRequire = isCommonJs(unit);
  const source = isTyped ? helperTexts[name].ts : helperTexts[name].js;
  const body = isRequire && !isTyped ? `${source.replace(/^export /m, '')}\nmodule.exports = { ${name} };\n` : source;
  return toStyle(body, style);
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
