/**
 * Decides which project each of the user's files belongs to, and writes the configuration every project is opened with.
 * The nearest tsconfig.json or jsconfig.json counts, then the configurations it references; files without one share a project
 * with default options. It opens nothing and asks the compiler nothing.
 */
import path from 'node:path/posix';
import type { CompilerProblem, EffectiveConfiguration, FilePath } from '../../engine/syntax/compiler.ts';
import { findAmbientFiles } from './ambientFiles.ts';
import type { LoadedConfig } from './configFile.ts';
import { loadConfig } from './configFile.ts';
import { getEffectiveOptions, getVirtualOptions } from './effectiveOptions.ts';
import { doesInclude } from './globs.ts';
import { getFoldersUpward, isBelow } from './paths.ts';
import type { SourceReader } from './sourceReader.ts';
import type { WorkspacePaths } from './workspacePackages.ts';
import { findWorkspaceRoot, getWorkspacePaths } from './workspacePackages.ts';

export interface PlannedProject {
  /** Where the configuration we computed is served; it does not exist on disk. */
  readonly virtualPath: FilePath;
  readonly text: string;
  readonly configuration: EffectiveConfiguration;
  /** The user's files whose default project this is. */
  readonly files: readonly FilePath[];
}

export interface ProjectPlan {
  readonly projects: ReadonlyMap<FilePath, PlannedProject>;
  /** The project of each of the user's files. */
  readonly projectOf: ReadonlyMap<FilePath, PlannedProject>;
  readonly problems: readonly CompilerProblem[];
  /** Every configuration file that was read or looked for. */
  readonly sources: ReadonlySet<FilePath>;
}

export interface PlanInput {
  readonly cwd: FilePath;
  readonly files: readonly FilePath[];
  /** The user's files that get no project; imports lead to them all the same. */
  readonly known?: readonly FilePath[];
  readonly maxProjects: number;
  readonly reader: SourceReader;
  /** Virtual files below a folder. */
  listVirtual(folder: FilePath): readonly FilePath[];
}

/** Plans the projects for a list of files. The same input gives the same plan. */
export function planProjects(input: PlanInput): ProjectPlan {
  const { reader } = input;
  const ownFiles = new Set([...input.files, ...input.known ?? []]);
  const configs = new Map<FilePath, LoadedConfig>();
  const nearest = new Map<FilePath, FilePath | undefined>();
  const groups = new Map<FilePath, { readonly config?: LoadedConfig; readonly root: FilePath; readonly files: FilePath[] }>();
  const problems: CompilerProblem[] = [];

  function getConfig(file: FilePath): LoadedConfig {
    let config = configs.get(file);
    if (config === undefined) {
      config = loadConfig(file, reader);
      configs.set(file, config);
      problems.push(...config.problems);
    }
    return config;
  }

  function findNearest(folder: FilePath): FilePath | undefined {
    if (nearest.has(folder)) return nearest.get(folder);
    const here = [`${folder === '/' ? '' : folder}/tsconfig.json`, `${folder === '/' ? '' : folder}/jsconfig.json`].find((file) => reader.isFile(file));
    const parent = path.dirname(folder);
    const found = here ?? (parent === folder || path.basename(folder) === 'node_modules' ? undefined : findNearest(parent));
    nearest.set(folder, found);
    return found;
  }

  /** The referenced configuration, at any depth, that takes the file in; the first one in the order they are written. */
  function findTaking(config: LoadedConfig, file: FilePath, seen: Set<FilePath>): LoadedConfig | undefined {
    if (seen.has(config.file)) return undefined;
    seen.add(config.file);
    if (doesInclude(config, file)) return config;
    for (const reference of config.references) {
      const taking = findTaking(getConfig(reference), file, seen);
      if (taking !== undefined) return taking;
    }
    return undefined;
  }

  /** A package below the configuration's folder that the configuration does not mention keeps to itself. */
  function hasPackageBetween(file: FilePath, config: LoadedConfig): boolean {
    const top = path.dirname(config.file);
    return getFoldersUpward(path.dirname(file)).some((folder) => folder !== top && isBelow(folder, top) && reader.isFile(`${folder}/package.json`));
  }

  for (const file of input.files) {
    const nearestFile = findNearest(path.dirname(file));
    const start = nearestFile === undefined ? undefined : getConfig(nearestFile);
    const taking = start === undefined ? undefined : findTaking(start, file, new Set()) ?? (hasPackageBetween(file, start) ? undefined : start);
    const root = taking === undefined ? getVirtualRoot(file, input) : path.dirname(taking.file);
    const key = taking === undefined ? `${root === '/' ? '' : root}/tsconfig.virtual.loopwise.json` : taking.file.replace(/\.json$/, '.loopwise.json');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...(taking === undefined ? {} : { config: taking }), root, files: [file] });
    else group.files.push(file);
  }

  const kept = limitProjects(groups, input, problems);
  const workspaces = new Map<FilePath, WorkspacePaths>();
  const projects = new Map<FilePath, PlannedProject>();
  const projectOf = new Map<FilePath, PlannedProject>();
  for (const [virtualPath, group] of kept) {
    const root = findWorkspaceRoot(group.root, reader);
    const paths = root === undefined ? undefined : workspaces.get(root) ?? getWorkspacePaths(root, ownFiles, input.listVirtual, reader);
    if (root !== undefined && paths !== undefined) workspaces.set(root, paths);
    const project = toProject(virtualPath, group, paths ?? new Map(), (folder) => findNearest(folder), input);
    projects.set(virtualPath, project);
    for (const file of group.files) projectOf.set(file, project);
  }
  return { projects, projectOf, problems, sources: new Set([...configs.values()].flatMap((config) => config.sources)) };
}

interface Group { readonly config?: LoadedConfig; readonly root: FilePath; readonly files: FilePath[] }

function toProject(virtualPath: FilePath, group: Group, workspacePaths: WorkspacePaths, findNearest: (folder: FilePath) => FilePath | undefined, input: PlanInput): PlannedProject {
  const { config } = group;
  const virtual = getVirtualOptions();
  const effective = config === undefined
    ? { options: workspacePaths.size === 0 ? virtual.options : { ...virtual.options, paths: Object.fromEntries(workspacePaths) }, adjustments: virtual.adjustments }
    : getEffectiveOptions(config, workspacePaths);
  const ambient = config === undefined ? [] : findAmbientFiles(config, (file) => findNearest(path.dirname(file)) === config.file, input);
  const own = new Set(group.files);
  const files = [...own, ...ambient.filter((file) => !own.has(file))].sort();
  return {
    virtualPath,
    text: JSON.stringify({ compilerOptions: effective.options, files }),
    configuration: { ...(config === undefined ? {} : { configFile: config.file }), sources: config?.sources ?? [], compilerOptions: effective.options, adjustments: effective.adjustments },
    files: group.files,
  };
}

/** One root for everything the user asked about without a configuration; outside of it, the file's package. */
function getVirtualRoot(file: FilePath, input: PlanInput): FilePath {
  if (isBelow(file, input.cwd)) return input.cwd;
  const folder = path.dirname(file);
  return getFoldersUpward(folder).find((above) => input.reader.isFile(`${above}/package.json`)) ?? folder;
}

/** Past the limit files share one project with default options: their trees stay exact, their types get vaguer. */
function limitProjects(groups: ReadonlyMap<FilePath, Group>, input: PlanInput, problems: CompilerProblem[]): ReadonlyMap<FilePath, Group> {
  if (groups.size <= input.maxProjects) return groups;
  const bySize = [...groups].sort((one, other) => other[1].files.length - one[1].files.length);
  const kept = new Map(bySize.slice(0, Math.max(0, input.maxProjects - 1)));
  const rest = bySize.slice(kept.size);
  kept.set(`${input.cwd === '/' ? '' : input.cwd}/tsconfig.overflow.loopwise.json`, { root: input.cwd, files: rest.flatMap(([, group]) => group.files) });
  problems.push({ message: `There are ${groups.size} projects, more than the ${input.maxProjects} that are opened at once. The ${rest.length} smallest share one project with default options, so their types are less exact: check fewer folders at a time.` });
  return kept;
}
