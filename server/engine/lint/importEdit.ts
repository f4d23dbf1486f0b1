/**
 * The edit that makes an export of a module usable in a file by a name: none where it is imported already, else one line after the last
 * import. It knows the file's facts and not its text.
 */
import type { RuleFix } from './fix.ts';
import type { Unit } from './rule.ts';
import { getLineOf } from '../syntax/lineIndex.ts';

export type Edit = NonNullable<RuleFix['edits']>[number];

/** The name to write (`as` where it is imported anew), and what to insert for it; undefined where the file has something else of that name. */
export function findImportEdit(unit: Unit, module: string, name: string, as = name): { readonly name: string; readonly edits: readonly Edit[] } | undefined {
  const { facts } = unit;
  const same = new Set([module, `node:${module}`, module.replace(/^node:/, '')]);
  const rows = new Set(facts.imports.flatMap((row, m) => (same.has(row.specifier) && !row.typeOnly ? [m] : [])));
  const known = facts.bindings.find((binding) => binding.imported && rows.has(binding.imported.m) && binding.imported.n === name && binding.f === 0);
  if (known) return { name: known.n, edits: [] };
  if (facts.bindings.some((binding) => binding.n === as && binding.kind !== 'typeParameter')) return undefined;
  const last = facts.imports.filter((row) => row.f === 0 && (row.kind === 'import' || row.kind === 'require' || row.kind === 'import-equals')).at(-1);
  if (!last && (facts.shebang || facts.prologue.length > 0)) return undefined;
  const at = last ? facts.lines[getLineOf(facts.lines, last.start) + 1] : 0;
  if (at === undefined) return undefined;
  const line = facts.format === 'cjs' ? `const { ${as === name ? name : `${name}: ${as}`} } = require('${module}');\n` : `import { ${as === name ? name : `${name} as ${as}`} } from '${module}';\n`;
  return { name: as, edits: [{ start: at, end: at, newText: last ? line : `${line}\n` }] };
}
