/**
 * Reads one tsconfig.json or jsconfig.json with everything it extends, as TypeScript would, into absolute paths. Cycles are
 * found here because they hang the native compiler for ever. It changes no option: that is effectiveOptions.ts.
 */
import { getNodeValue, parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';
import path from 'node:path/posix';
import type { CompilerProblem, FilePath } from '../../engine/syntax/compiler.ts';
import { findExtended } from './extendedConfig.ts';
import { findGeneratedOptions } from './generatedConfigs.ts';
import { isRecord, toStrings } from './json.ts';
import { resolvePath } from './paths.ts';
import type { SourceReader } from './sourceReader.ts';

export interface LoadedConfig {
  readonly file: FilePath;
  /** `compilerOptions` with `extends` flattened; paths are absolute. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Folder that relative targets of `paths` start from. */
  readonly pathsFolder: FilePath;
  /** Absolute; absent when the configuration has none. */
  readonly files?: readonly FilePath[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Configuration files named by `references`. */
  readonly references: readonly FilePath[];
  /** Every file that was read or looked for: a change to one of them makes this stale. */
  readonly sources: readonly FilePath[];
  readonly adjustments: readonly string[];
  readonly problems: readonly CompilerProblem[];
}

interface Layer {
  options: Record<string, unknown>;
  pathsFolder: FilePath;
  files?: readonly FilePath[];
  include?: readonly string[];
  exclude?: readonly string[];
}

/** Options that hold one path or a list of paths, relative to the file they are written in. */
const pathOptions = new Set(['baseUrl', 'rootDir', 'outDir', 'declarationDir', 'outFile', 'tsBuildInfoFile']);
const pathListOptions = new Set(['rootDirs', 'typeRoots']);

/** Reads `file`. A file that is missing or broken gives what could be read, and a problem. */
export function loadConfig(file: FilePath, reader: SourceReader): LoadedConfig {
  const sources: FilePath[] = [];
  const problems: CompilerProblem[] = [];
  const adjustments: string[] = [];
  const leafFolder = path.dirname(file);

  function parse(target: FilePath): Record<string, unknown> {
    sources.push(target);
    const text = reader.readText(target);
    if (text === undefined) {
      problems.push({ file: target, message: `${target} could not be read. Create it, or correct the path that leads to it.` });
      return {};
    }
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
    const first = errors[0];
    if (first !== undefined && text.trim() !== '') {
      const before = text.slice(0, first.offset).split(/\r\n|\r|\n/);
      const place = `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
      problems.push({ file: target, message: `${target}:${place} is not valid JSON (${printParseErrorCode(first.error)}). What could be read is used; correct the file to have all of it.` });
    }
    const value: unknown = root === undefined ? {} : getNodeValue(root);
    return isRecord(value) ? value : {};
  }

  function load(target: FilePath, chain: readonly FilePath[]): Layer {
    const raw = parse(target);
    const folder = path.dirname(target);
    const layer: Layer = { options: {}, pathsFolder: folder };
    for (const name of toStrings(raw['extends'])) {
      const found = findExtended(name, folder, reader);
      sources.push(...found.tried);
      const generated = found.file === undefined ? findGeneratedOptions(resolvePath(folder, name), reader) : undefined;
      if (generated !== undefined) {
        Object.assign(layer.options, generated);
        adjustments.push(`"extends": "${name}" of ${target} is written by the framework and not there yet; its usual aliases are used.`);
        continue;
      }
      if (found.file === undefined) {
        problems.push({ file: target, message: `${target} extends "${name}", which was not found. It is ignored: install the package or correct the path.` });
        adjustments.push(`"extends": "${name}" of ${target} was not found and is ignored.`);
        continue;
      }
      const cycle = [...chain, target].indexOf(found.file);
      if (cycle >= 0) {
        const names = [...[...chain, target].slice(cycle), found.file].join(' -> ');
        problems.push({ file: target, message: `The configurations extend each other in a circle: ${names}. The last step is ignored: remove one "extends".` });
        adjustments.push(`"extends": "${name}" of ${target} closes a circle and is ignored.`);
        continue;
      }
      const base = load(found.file, [...chain, target]);
      Object.assign(layer.options, base.options);
      if ('paths' in base.options) layer.pathsFolder = base.pathsFolder;
      if (base.files !== undefined) layer.files = base.files;
      if (base.include !== undefined) layer.include = base.include;
      if (base.exclude !== undefined) layer.exclude = base.exclude;
    }
    const toAbsolute = (value: string): string => resolvePath(folder, value.replaceAll('${configDir}', leafFolder));
    const own = isRecord(raw['compilerOptions']) ? raw['compilerOptions'] : {};
    for (const [name, value] of Object.entries(own)) {
      if (pathOptions.has(name) && typeof value === 'string') layer.options[name] = toAbsolute(value);
      else if (pathListOptions.has(name) && Array.isArray(value)) layer.options[name] = toStrings(value).map(toAbsolute);
      else if (value === null) Reflect.deleteProperty(layer.options, name);
      else layer.options[name] = value;
    }
    if ('paths' in own) layer.pathsFolder = folder;
    if (Array.isArray(raw['files'])) layer.files = toStrings(raw['files']).map(toAbsolute);
    if (Array.isArray(raw['include'])) layer.include = toStrings(raw['include']).map(toAbsolute);
    if (Array.isArray(raw['exclude'])) layer.exclude = toStrings(raw['exclude']).map(toAbsolute);
    if (chain.length === 0) {
      references = toReferences(raw['references'], folder, reader);
      const generated = references.filter((reference) => !reader.isFile(reference)).map((reference) => findGeneratedOptions(reference, reader)).find((options) => options !== undefined);
      if (generated !== undefined) {
        // A solution of configurations that are not written yet takes the files itself.
        layer.options = { ...generated, ...layer.options };
        if (layer.files?.length === 0) Reflect.deleteProperty(layer, 'files');
        references = references.filter((reference) => reader.isFile(reference));
        adjustments.push(`The "references" of ${target} are written by the framework and not there yet; its usual aliases are used.`);
      }
    }
    return layer;
  }

  let references: readonly FilePath[] = [];
  const layer = load(file, []);
  const paths = layer.options['paths'];
  if (isRecord(paths)) {
    layer.options['paths'] = Object.fromEntries(Object.entries(paths).map(([pattern, targets]) => [pattern, toStrings(targets).map((target) => target.replaceAll('${configDir}', leafFolder))]));
  }
  return {
    file,
    options: layer.options,
    pathsFolder: layer.pathsFolder,
    ...(layer.files === undefined ? {} : { files: layer.files }),
    ...(layer.include === undefined ? {} : { include: layer.include }),
    ...(layer.exclude === undefined ? {} : { exclude: layer.exclude }),
    references,
    sources,
    adjustments,
    problems,
  };
}

/** `references` name a configuration file or a folder with a tsconfig.json. */
function toReferences(value: unknown, folder: FilePath, reader: SourceReader): FilePath[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isRecord(entry) || typeof entry['path'] !== 'string') return [];
    const target = resolvePath(folder, entry['path']);
    return [reader.isFolder(target) || !target.endsWith('.json') ? path.join(target, 'tsconfig.json') : target];
  });
}
