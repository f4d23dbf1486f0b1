/**
 * Reads the `loopwise.models.json` of an installed package: rows its authors wrote about its own exports. A file that is not valid is a problem that
 * names the file and the field, and is left out as a whole.
 */
import type { Problem } from '../engine/report.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { shippedModelsSchema, type ShippedModels } from './modelSchema.ts';

export const shippedModelsFile = 'loopwise.models.json';
const mostShown = 3;

/** The rows of package `name` from the text of its file, under canonical names, or what is wrong with it. */
export function parseShippedModels(name: string, file: FilePath, text: string): ShippedModels | Problem {
  const prefix = `${shippedModelsFile} of ${name} is not used`;
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return { file, message: `${prefix}: it is not valid JSON (${error.message}). Tell the package's authors.` };
    throw error;
  }
  const parsed = shippedModelsSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.code === 'invalid_key' ? issue.issues[0]?.message ?? issue.message : issue.message}`);
    const more = issues.length > mostShown ? `; and ${issues.length - mostShown} more` : '';
    return { file, message: `${prefix}: ${issues.slice(0, mostShown).join('; ')}${more}. Tell the package's authors.` };
  }
  const rows: Record<string, ShippedModels['rows'][string]> = {};
  for (const [key, row] of Object.entries(parsed.data.apis)) {
    const [path, member] = key.startsWith('./') ? key.slice(2).split('#') as [string, string] : ['', key];
    // A package speaks of itself alone.
    rows[`${path === '' ? name : `${name}/${path}`}#${member}`] = dropUndefined(row) as ShippedModels['rows'][string];
  }
  return { package: name, file, rows };
}

/** Optional fields are absent, not undefined: the engine's rows are written so. */
export function dropUndefined(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}
