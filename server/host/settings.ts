/**
 * Merges the configurations of a project into the engine's {@link Settings}: the nearest configuration governs a file, what it
 * extends is weaker, overrides are stronger. Reads nothing itself; the configurations are given.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import ignore from 'ignore';
import picomatch from 'picomatch';
import { getDefaultSettings, type DeclaredApis, type FileSettings, type RuleSetting, type Settings } from '../engine/settings.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { Configuration, ConfigurationLayer } from './configuration.ts';
import { isInside, toRelative } from './paths.ts';
import { dropUndefined } from './shippedModels.ts';
import type { WrittenConfiguration } from './schema.ts';

type Matcher = (file: FilePath) => boolean;
type WrittenRules = NonNullable<WrittenConfiguration['rules']>;
type WrittenApis = NonNullable<WrittenConfiguration['apis']>;

const entryKinds = ['workers', 'cli', 'handlers'] as const;
const apiKinds = ['blocking', 'nonBlocking', 'limiters', 'network', 'detachedOk'] as const;

/** True when the configuration leaves a file, or a whole folder, out of the check. */
export function isExcludedBy(configuration: Configuration): (file: FilePath, isFolder: boolean) => boolean {
  const ignored = configuration.layers.map((layer) => ({ folder: layer.folder, rules: ignore().add([...(layer.written.ignore ?? [])]) }));
  // Only the strongest `files` counts: a list that is given again replaces the one it extends.
  const files = configuration.layers.findLast((layer) => layer.written.files !== undefined);
  const isWanted = files === undefined ? () => true : toMatcher(files.folder, files.written.files ?? []);
  return (file, isFolder) => ignored.some(({ folder, rules }) => file !== folder && isInside(folder, file) && rules.ignores(toRelative(folder, file) + (isFolder ? '/' : '')))
    || (!isFolder && !isWanted(file));
}

/** Settings from the configurations of a project, by the folder they are in. `run` holds what is one value for a whole run. */
export function getSettings(root: FilePath, configurations: ReadonlyMap<FilePath, Configuration>, run: Configuration | undefined): Settings {
  const defaults = getDefaultSettings(root);
  const resolvers = new Map([...configurations].map(([folder, configuration]) => [folder, toResolver(root, configuration)]));
  const byFile = new Map<FilePath, FileSettings>();
  const minConfidence = getLast(run, 'minConfidence') ?? defaults.minConfidence;
  const requireReason = getLast(run, 'requireReason') ?? defaults.requireReason;
  const written = [...configurations].sort(([left], [right]) => (left < right ? -1 : 1)).map(([folder, { layers }]) => [folder, layers.map((layer) => [layer.folder, layer.written])]);
  return {
    root, minConfidence, requireReason,
    forFile(file) {
      const known = byFile.get(file);
      if (known !== undefined) return known;
      const resolve = findNearest(resolvers, path.posix.dirname(file));
      const settings = resolve?.(file) ?? defaults.forFile(file);
      byFile.set(file, settings);
      return settings;
    },
    hash: createHash('sha256').update(JSON.stringify([root, minConfidence, requireReason, written])).digest('hex').slice(0, 16),
  };
}

/** The strongest value of a field that holds for a whole run. */
export function getLast<Field extends 'minConfidence' | 'requireReason' | 'root'>(configuration: Configuration | undefined, field: Field): WrittenConfiguration[Field] | undefined {
  return configuration?.layers.findLast((layer) => layer.written[field] !== undefined)?.written[field];
}

/** The baseline file a configuration names, absolute. */
export function findConfiguredBaseline(configuration: Configuration | undefined): FilePath | undefined {
  const layer = configuration?.layers.findLast((each) => each.written.baseline !== undefined);
  return layer?.written.baseline === undefined ? undefined : path.posix.resolve(layer.folder, layer.written.baseline);
}

/** What is stored for the nearest folder at or above `folder`. */
export function findNearest<Value>(byFolder: ReadonlyMap<FilePath, Value>, folder: FilePath): Value | undefined {
  for (let current = folder; ; current = path.posix.dirname(current)) {
    const found = byFolder.get(current);
    if (found !== undefined) return found;
    if (path.posix.dirname(current) === current) return undefined;
  }
}

interface Block { readonly matches: Matcher; readonly rules: WrittenRules; readonly apis: DeclaredApis }

/** Gives the same object to files that match the same blocks, as the engine's caches rely on. */
function toResolver(root: FilePath, configuration: Configuration): (file: FilePath) => FileSettings {
  // All base rules come before all overrides: an override of a base configuration still beats a plain rule of the file that extends it.
  const blocks: Block[] = [
    ...configuration.layers.map((layer) => ({ matches: () => true, rules: layer.written.rules ?? {}, apis: toApis(root, layer, layer.written.apis) })),
    ...configuration.layers.flatMap((layer) => (layer.written.overrides ?? []).map((override) => (
      { matches: toMatcher(layer.folder, override.files), rules: override.rules ?? {}, apis: toApis(root, layer, override.apis) }))),
  ];
  const entries = entryKinds.map((kind) => ({ kind, matchers: configuration.layers.map((layer) => toMatcher(layer.folder, layer.written.entry?.[kind] ?? [])) }));
  const merged = new Map<string, FileSettings>();
  return (file) => {
    const matching = blocks.filter((block) => block.matches(file));
    const entry = entries.find(({ matchers }) => matchers.some((matches) => matches(file)))?.kind;
    const key = `${entry ?? ''}:${matching.map((block) => blocks.indexOf(block)).join()}`;
    const settings = merged.get(key) ?? { rules: mergeRules(matching), apis: mergeApis(matching), ...(entry === undefined ? {} : { entry }) };
    merged.set(key, settings);
    return settings;
  };
}

/** A level alone keeps the options of the weaker block. */
function mergeRules(blocks: readonly Block[]): ReadonlyMap<string, RuleSetting> {
  const rules = new Map<string, RuleSetting>();
  for (const block of blocks) {
    for (const [id, written] of Object.entries(block.rules)) {
      const [level, options] = typeof written === 'string' ? [written, undefined] : written;
      rules.set(id, { level, options: options ?? rules.get(id)?.options ?? {} });
    }
  }
  return rules;
}

function mergeApis(blocks: readonly Block[]): DeclaredApis {
  const all = (kind: typeof apiKinds[number]): string[] => [...new Set(blocks.flatMap((block) => block.apis[kind]))];
  return { blocking: all('blocking'), nonBlocking: all('nonBlocking'), limiters: all('limiters'), network: all('network'), detachedOk: all('detachedOk'), rows: Object.assign({}, ...blocks.map((block) => block.apis.rows)) as DeclaredApis['rows'] };
}

/** Relative modules are rewritten to start from the settings' root, the only folder the engine knows. */
function toApis(root: FilePath, layer: ConfigurationLayer, written: WrittenApis = {}): DeclaredApis {
  const toName = (name: string): string => {
    if (!/^\.\.?\//.test(name)) return name;
    const relative = toRelative(root, path.posix.join(layer.folder, name));
    return relative.startsWith('../') ? relative : `./${relative}`;
  };
  const all = (kind: typeof apiKinds[number]): string[] => (written[kind] ?? []).map(toName);
  return { blocking: all('blocking'), nonBlocking: all('nonBlocking'), limiters: all('limiters'), network: all('network'), detachedOk: all('detachedOk'), rows: dropUndefined(written.rows ?? {}) as DeclaredApis['rows'] };
}

function toMatcher(folder: FilePath, globs: readonly string[]): Matcher {
  if (globs.length === 0) return () => false;
  const matches = picomatch(globs.map((glob) => glob.replace(/^\.\//, '')), { dot: true });
  return (file) => isInside(folder, file) && matches(toRelative(folder, file));
}
