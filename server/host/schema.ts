/**
 * What a configuration may say. This one declaration validates `loopwise.config.jsonc` and becomes the JSON schema editors
 * complete from. Which rules exist is not known here; callers pass their ids.
 */
import { z } from 'zod';
import { row } from './modelSchema.ts';

export const levels = ['off', 'info', 'warning', 'error'] as const;
export const confidences = ['certain', 'likely', 'possible'] as const;

/** Ids of the findings about our own comments. No rule file stands behind them, but they take a level like a rule. */
export const directiveRuleIds = ['unused-suppression', 'suppression-without-reason'] as const;

const globs = z.array(z.string());
const level = z.enum(levels);

const ruleEntry = z.union([level, z.tuple([level, z.record(z.string(), z.unknown())])], {
  error: 'allowed: "off", "info", "warning", "error", or [level, { options }]',
}).describe('How severe the findings of this rule are: "off", "info", "warning" or "error"; or [level, options]. Without an entry the rule decides by where the code runs.');

const rules = z.record(z.string(), ruleEntry).describe('Levels and options by rule id. `loopwise explain` lists the rules.');

const apis = z.strictObject({
  blocking: z.array(z.string()).optional().describe('Functions that block the event loop when called.'),
  nonBlocking: z.array(z.string()).optional().describe('Functions believed not to block, whatever they call.'),
  limiters: z.array(z.string()).optional().describe('Functions that bound how many of the tasks handed to them run at once.'),
  network: z.array(z.string()).optional().describe('Functions that make a network request.'),
  detachedOk: z.array(z.string()).optional().describe('Functions that handle the promise they return themselves, so that not awaiting them is fine.'),
  rows: z.record(z.string().regex(/^(?!\.)[^#]+#.+$/, 'a row is about "package#export.path"'), row).optional().describe('Whole rows about APIs of libraries, by "package#export.path": what they wait on, how they call back, what bounds their wait.'),
}).describe('Functions of yours or of your libraries, written "package#export.path", "./relative/file#export.path" or "Type.member".');

const override = z.strictObject({
  files: globs.min(1).describe('Globs, relative to this file. Later overrides win over earlier ones.'),
  rules: rules.optional(),
  apis: apis.optional(),
}).describe('Other rules and APIs for some files.');

export const configurationSchema = z.strictObject({
  $schema: z.string().optional().describe('Where editors find the schema of this file.'),
  root: z.boolean().optional().describe('Nothing above this folder is read: no .gitignore, no package.json.'),
  extends: z.union([z.string(), z.array(z.string())], { error: 'allowed: a relative path, or an array of them' }).optional()
    .describe('Configuration files this one starts from, as relative paths; later ones win over earlier ones, this file over all.'),
  files: globs.optional().describe('Globs, relative to this file: only these files are checked. Without it, every source file.'),
  ignore: globs.optional().describe('Patterns as in .gitignore, relative to this file: these files are not checked.'),
  entry: z.strictObject({
    handlers: globs.optional().describe('Files whose exports run for requests or messages.'),
    cli: globs.optional().describe('Command-line programs and scripts.'),
    workers: globs.optional().describe('Files that run in worker threads or child processes.'),
  }).optional().describe('Globs, relative to this file, that say where code runs when nothing in the code does.'),
  minConfidence: z.enum(confidences).optional().describe('Findings less sure than this are not shown. Default: "likely".'),
  rules: rules.optional(),
  overrides: z.array(override).optional(),
  apis: apis.optional(),
  requireReason: z.boolean().optional().describe('Report suppression comments without "-- reason". Default: true.'),
  baseline: z.string().optional().describe('File of accepted findings, relative to this file; `loopwise check --update-baseline` writes it.'),
}).describe('Configuration of Loopwise.');

/** A configuration as written. */
export type WrittenConfiguration = z.infer<typeof configurationSchema>;

/** JSON schema (draft 7, which every editor understands) for editors. With `ruleIds`, rule names are completed and unknown ones marked. */
export function getJsonSchema(ruleIds: readonly string[] = []): Record<string, unknown> {
  const schema: Record<string, unknown> = { ...z.toJSONSchema(configurationSchema, { io: 'input', target: 'draft-7' }) };
  if (ruleIds.length > 0) restrictRuleNames(schema, [...ruleIds, ...directiveRuleIds].sort());
  return { ...schema, title: 'Loopwise configuration', allowComments: true, allowTrailingCommas: true };
}

/** Puts the rule ids wherever the schema has a `rules` record. */
function restrictRuleNames(schema: unknown, ruleIds: readonly string[]): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'rules' && typeof value === 'object' && value !== null && 'propertyNames' in value) value.propertyNames = { enum: ruleIds };
    restrictRuleNames(value, ruleIds);
  }
}
