/**
 * Finds, reads and validates configuration files: `loopwise.config.jsonc`, or `loopwise` in package.json. JSON only, so reading
 * an untrusted folder runs nothing. Every error names file, line, column, field, value and what is allowed. Merging levels and
 * globs into per-file settings happens in settings.ts.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import type { Range } from '../engine/lint/finding.ts';
import type { Problem } from '../engine/report.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { findNearMiss } from './nearMiss.ts';
import { toRelative } from './paths.ts';
import { configurationSchema, directiveRuleIds, levels, type WrittenConfiguration } from './schema.ts';
import { toReadFailure } from './text.ts';

export const configurationFileName = 'loopwise.config.jsonc';

/** One file as written, with the place its relative globs and paths start from. */
export interface ConfigurationLayer {
  readonly file: FilePath;
  readonly folder: FilePath;
  readonly written: WrittenConfiguration;
}

/** A configuration file with what it extends. */
export interface Configuration {
  readonly file: FilePath;
  /** Folder whose files it governs. */
  readonly folder: FilePath;
  /** Weakest first; the last one is the file itself. */
  readonly layers: readonly ConfigurationLayer[];
}

/** One mistake in a configuration file. `message` stands alone; `range` is for editors. */
export interface ConfigurationProblem extends Problem {
  readonly file: FilePath;
  readonly range: Range;
}

/** A configuration that cannot be used; the message lists every mistake, one per line, with file:line:column. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[], base: FilePath) {
    super(problems.map((problem) => `${toRelative(base, problem.file)}:${problem.range.start.line}:${problem.range.start.column}: ${problem.message}`).join('\n'));
    this.problems = problems;
  }
}

export interface ConfigurationReading {
  /** Ids of the rules that exist; without them any id passes. */
  readonly ruleIds?: readonly string[];
  /** What printed paths are relative to. */
  readonly base: FilePath;
}

interface Source { readonly file: FilePath; readonly text: string; readonly tree: Node; readonly place: readonly string[] }

/** The configuration in a folder itself: our own file, else the field in package.json, else undefined. Throws {@link ConfigurationError}. */
export function findConfigurationIn(folder: FilePath, reading: ConfigurationReading): Configuration | undefined {
  const own = path.posix.join(folder, configurationFileName);
  const manifest = path.posix.join(folder, 'package.json');
  const source = isFile(own) ? readSource(own, [], reading) : isFile(manifest) ? findManifestSource(manifest) : undefined;
  if (source === undefined) return undefined;
  return { file: source.file, folder, layers: collectLayers(source, reading, []) };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** A broken package.json is reported by whoever needs it as such; for us it then holds no configuration. */
function findManifestSource(file: FilePath): Source | undefined {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('"loopwise"')) return undefined;
  const tree = parseTree(text);
  const value = tree === undefined ? undefined : findNodeAtLocation(tree, ['loopwise']);
  return value === undefined ? undefined : { file, text, tree: value, place: ['loopwise'] };
}

function readSource(file: FilePath, place: readonly string[], reading: ConfigurationReading): Source {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || tree === undefined) {
    // What follows the first one is mostly its echo.
    const problems = errors.slice(0, 1).map((error) => toProblem({ file, text }, error.offset, error.length, `the file is not valid JSON with comments: ${toWords(printParseErrorCode(error.error))}.`));
    throw new ConfigurationError(problems.length > 0 ? problems : [toProblem({ file, text }, 0, 0, 'the file is empty; write at least {}.')], reading.base);
  }
  return { file, text, tree, place };
}

/** `CloseBraceExpected` -> `close brace expected`. */
function toWords(code: string): string {
  return code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

/** The file's layer after those of everything it extends. `chain` holds the files on the way here, to find cycles. */
function collectLayers(source: Source, reading: ConfigurationReading, chain: readonly FilePath[]): ConfigurationLayer[] {
  const written = validate(source, reading);
  const folder = path.posix.dirname(source.file);
  const layers: ConfigurationLayer[] = [];
  const bases = written.extends === undefined ? [] : typeof written.extends === 'string' ? [written.extends] : written.extends;
  for (const [index, base] of bases.entries()) {
    const refuse = (message: string): never => {
      const node = findNodeAtLocation(source.tree, typeof written.extends === 'string' ? ['extends'] : ['extends', index]) ?? source.tree;
      throw new ConfigurationError([toProblem(source, node.offset, node.length, message)], reading.base);
    };
    if (!/^\.\.?\//.test(base)) refuse(`\`extends\` is ${JSON.stringify(base)}; allowed: a relative path that starts with "./" or "../".`);
    const file = path.posix.join(folder, base);
    if (file === source.file || chain.includes(file)) refuse(`\`extends\` leads back to ${toRelative(reading.base, file)}; take one of the two out.`);
    if (!isFile(file)) refuse(`\`extends\` names ${JSON.stringify(base)}, which ${statSync(file, { throwIfNoEntry: false }) === undefined ? 'does not exist' : 'is not a file'}.`);
    layers.push(...collectLayers(readSource(file, [], reading), reading, [...chain, source.file]));
  }
  return [...layers, { file: source.file, folder, written }];
}

function validate(source: Source, reading: ConfigurationReading): WrittenConfiguration {
  const value = toValue(source.tree);
  const result = configurationSchema.safeParse(value);
  const problems = result.success ? [] : result.error.issues.flatMap((issue) => toProblems(source, value, issue));
  problems.push(...findUnknownRules(source, value, reading.ruleIds ?? []));
  if (problems.length > 0 || !result.success) throw new ConfigurationError(problems, reading.base);
  return result.data;
}

/** Built here and not by the parser's own function, because that one reads `__proto__` as a prototype. */
function toValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(toValue);
  if (node.type !== 'object') return node.value as unknown;
  return Object.fromEntries((node.children ?? []).flatMap(({ children: [key, value] = [] }) => (key === undefined || value === undefined ? [] : [[String(key.value), toValue(value)]])));
}

type Issue = z.core.$ZodIssue;

function toProblems(source: Source, value: unknown, issue: Issue): ConfigurationProblem[] {
  const steps = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const node = findKey(source.tree, [...steps, key]) ?? source.tree;
      const fields = getFieldsAt(steps);
      const near = findNearMiss(key, fields);
      return toProblem(source, node.offset, node.length, `there is no field ${toField(source, [...steps, key])}${near === undefined ? '' : `; did you mean \`${near}\`?`}${fields.length > 0 ? ` Allowed: ${fields.join(', ')}.` : ''}`);
    });
  }
  const node = findNodeAtLocation(source.tree, steps) ?? source.tree;
  const written = steps.reduce<unknown>((inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined), value);
  const near = typeof written === 'string' && issue.code === 'invalid_union' ? findNearMiss(written, levels) : undefined;
  const isMissing = written === undefined;
  return [toProblem(source, node.offset, node.length,
    `${toField(source, steps)} ${isMissing ? 'is missing' : `is ${toShort(written)}`}; ${toAllowed(issue)}${near === undefined ? '' : ` (did you mean "${near}"?)`}.`)];
}

function toAllowed(issue: Issue): string {
  if (issue.code === 'invalid_value') return `allowed: ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'invalid_type') return `allowed: ${issue.expected === 'array' ? 'an array of strings' : issue.expected === 'boolean' ? 'true or false' : issue.expected === 'object' || issue.expected === 'record' ? 'an object' : `a ${issue.expected}`}`;
  if (issue.code === 'too_small') return 'allowed: at least one entry';
  return issue.message;
}

function toField(source: Source, steps: readonly (string | number)[]): string {
  const all = [...source.place, ...steps];
  if (all.length === 0) return 'the configuration';
  return `\`${all.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('')}\``;
}

function toShort(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Names of the fields the schema has at a place. */
function getFieldsAt(steps: readonly (string | number)[]): readonly string[] {
  const { shape } = configurationSchema;
  const [first] = steps;
  if (first === undefined) return Object.keys(shape).filter((name) => name !== '$schema');
  if (first === 'entry') return Object.keys(shape.entry.unwrap().shape);
  const override = shape.overrides.unwrap().element.shape;
  if (first === 'overrides' && steps.length === 2) return Object.keys(override);
  return steps.includes('apis') ? Object.keys(override.apis.unwrap().shape) : [];
}

/** Unknown rules are looked for in the value as written, so that they are told together with the schema's complaints. */
function findUnknownRules(source: Source, value: unknown, known: readonly string[]): ConfigurationProblem[] {
  if (known.length === 0) return [];
  const ruleIds = [...known, ...directiveRuleIds];
  const overrides = getProperty(value, 'overrides');
  const places: (string | number)[][] = [['rules'], ...(Array.isArray(overrides) ? overrides.map((_, index) => ['overrides', index, 'rules']) : [])];
  return places.flatMap((place) => {
    const rules = place.reduce<unknown>((inner, step) => getProperty(inner, step), value);
    const ids = typeof rules === 'object' && rules !== null && !Array.isArray(rules) ? Object.keys(rules) : [];
    return ids.filter((id) => !ruleIds.includes(id)).map((id) => {
      const node = findKey(source.tree, [...place, id]) ?? source.tree;
      const near = findNearMiss(id, ruleIds);
      return toProblem(source, node.offset, node.length, `there is no rule \`${id}\`; ${near === undefined ? '`loopwise explain` lists them' : `did you mean \`${near}\``}${near === undefined ? '.' : '?'}`);
    });
  });
}

function getProperty(value: unknown, step: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
}

/** The node of a field's name. */
function findKey(tree: Node, steps: readonly (string | number)[]): Node | undefined {
  return findNodeAtLocation(tree, [...steps])?.parent?.children?.[0];
}

function toProblem(source: { file: FilePath; text: string }, offset: number, length: number, message: string): ConfigurationProblem {
  return { file: source.file, range: { start: toPosition(source.text, offset), end: toPosition(source.text, offset + length) }, message };
}

function toPosition(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Why a configuration file could not even be read, as a configuration problem; other errors pass through. */
export function toConfigurationError(error: unknown, file: FilePath, base: FilePath): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const start = { line: 1, column: 1 };
  return new ConfigurationError([{ file, range: { start, end: start }, message: `the file ${toReadFailure(error)}.` }], base);
}
