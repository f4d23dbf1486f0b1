/**
 * From the paths a person asked about to everything a session is given: files, refused files, packages, settings. The one door
 * to the disk's view of a project, for the CLI and the language server alike. It starts no compiler and no session.
 */
import path from 'node:path';
import { stat } from 'node:fs/promises';
import type { PackageInfo, Problem, SkippedFile } from '../engine/report.ts';
import type { Settings } from '../engine/settings.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { configurationFileName, ConfigurationError, findConfigurationIn, toConfigurationError, type Configuration } from './configuration.ts';
import { findFiles } from './files.ts';
import { readPackages } from './packages.ts';
import { findCommonFolder, toFilePath } from './paths.ts';
import { findConfiguredBaseline, findNearest, getLast, getSettings, isExcludedBy } from './settings.ts';

export interface ProjectRequest {
  /** Files, folders and globs. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** What finding ids and paths are relative to. Default: the folder, when `paths` is one folder, else `cwd`. */
  readonly root?: string;
  /** Ids of the rules that exist, to find unknown ones in configurations. */
  readonly ruleIds?: readonly string[];
  /** Use defaults where a configuration is broken, and tell it as a problem, instead of throwing {@link ConfigurationError}. */
  readonly isTolerant?: boolean;
  readonly signal?: AbortSignal;
}

export interface Project {
  readonly root: FilePath;
  readonly files: readonly FilePath[];
  readonly skipped: readonly SkippedFile[];
  readonly packages: readonly PackageInfo[];
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  /** The baseline file the configuration names. */
  readonly baseline?: FilePath;
  /** Every configuration file read, extended ones included; a change to one of them calls for another reading. */
  readonly configurationFiles: readonly FilePath[];
}

/** Reads a project. Throws {@link ConfigurationError}, and `PathNotFound` for a path that leads nowhere. */
export async function readProject(request: ProjectRequest): Promise<Project> {
  const root = toFilePath(request.root ?? await getRoot(request.paths, request.cwd), request.cwd);
  const reader = new ConfigurationReader(root, request);
  const { files, skipped } = await findFiles(request.paths, {
    cwd: request.cwd,
    isExcluded: (file, isFolder) => reader.isExcluded(file, isFolder),
    isTop: (folder) => reader.isTop(folder),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  for (const file of files) reader.findGoverning(path.posix.dirname(file));
  const { packages, problems } = await readPackages(files, (folder) => reader.isTop(folder));
  const run = reader.getRunConfiguration(files);
  const baseline = findConfiguredBaseline(run);
  return {
    root, files, skipped, packages,
    settings: getSettings(root, reader.configurations, run),
    problems: [...reader.problems, ...problems],
    ...(baseline === undefined ? {} : { baseline }),
    configurationFiles: [...new Set([...reader.configurations.values()].flatMap((each) => each.layers.map((layer) => layer.file)))].sort(),
  };
}

async function getRoot(paths: readonly string[], cwd: string): Promise<string> {
  const [only, ...others] = paths;
  if (only === undefined || others.length > 0) return cwd;
  const file = path.resolve(cwd, only);
  const found = await stat(file).catch(() => undefined);
  return found?.isDirectory() === true ? file : cwd;
}

/** Reads the configuration of each folder it is asked about, once. */
class ConfigurationReader {
  readonly configurations = new Map<FilePath, Configuration>();
  readonly problems: Problem[] = [];
  readonly #root: FilePath;
  readonly #request: ProjectRequest;
  readonly #governing = new Map<FilePath, Configuration | undefined>();
  readonly #excluders = new Map<Configuration, (file: FilePath, isFolder: boolean) => boolean>();

  constructor(root: FilePath, request: ProjectRequest) {
    this.#root = root;
    this.#request = request;
  }

  /** The nearest configuration at or above a folder. */
  findGoverning(folder: FilePath): Configuration | undefined {
    if (this.#governing.has(folder)) return this.#governing.get(folder);
    const parent = path.posix.dirname(folder);
    const own = this.#findIn(folder);
    if (own !== undefined) this.configurations.set(folder, own);
    const governing = own ?? (parent === folder ? undefined : this.findGoverning(parent));
    this.#governing.set(folder, governing);
    return governing;
  }

  #findIn(folder: FilePath): Configuration | undefined {
    const reading = { base: this.#root, ...(this.#request.ruleIds === undefined ? {} : { ruleIds: this.#request.ruleIds }) };
    try {
      return findConfigurationIn(folder, reading);
    } catch (thrown) {
      const error = toConfigurationError(thrown, path.posix.join(folder, configurationFileName), this.#root);
      if (!(error instanceof ConfigurationError) || this.#request.isTolerant !== true) throw error;
      this.problems.push(...error.problems);
      return undefined;
    }
  }

  isExcluded(file: FilePath, isFolder: boolean): boolean {
    const configuration = this.findGoverning(path.posix.dirname(file));
    if (configuration === undefined) return false;
    const isExcluded = this.#excluders.get(configuration) ?? isExcludedBy(configuration);
    this.#excluders.set(configuration, isExcluded);
    return isExcluded(file, isFolder);
  }

  isTop(folder: FilePath): boolean {
    const configuration = this.findGoverning(folder);
    return configuration?.folder === folder && getLast(configuration, 'root') === true;
  }

  /** One configuration for all files speaks for the run; otherwise the one of the folder they have in common. */
  getRunConfiguration(files: readonly FilePath[]): Configuration | undefined {
    const folders = [...new Set(files.map((file) => path.posix.dirname(file)))];
    const used = new Set(folders.map((folder) => this.#governing.get(folder)));
    if (used.size === 1) return [...used][0];
    const common = findCommonFolder([...folders, ...(folders.length === 0 ? [this.#root] : [])]);
    return common === undefined ? undefined : findNearest(this.configurations, common);
  }
}
