/**
 * Runs the real engine over texts that are not on the disk, for fixtures and for any other test. One compiler process
 * serves all test files that a worker runs, one after the other; it ends with the worker. Every check gets a session of its own, so that one fixture never sees another's code.
 * Nothing is compared here.
 */
import path from 'node:path';
import { rules as allRules } from '../../rules/index.ts';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { FixOutcome } from '../../server/engine/lint/finding.ts';
import type { Rule } from '../../server/engine/lint/rule.ts';
import type { FunctionReport, PackageInfo, Report } from '../../server/engine/report.ts';
import { createSession } from '../../server/engine/session.ts';
import type { Compiler, Tree } from '../../server/engine/syntax/compiler.ts';
import type { RegexAnalyser } from '../../server/engine/syntax/regexAnalyser.ts';
import { fixtureOptions, repository } from './project.ts';
import { toSettings } from './settings.ts';

/** Virtual files live below the repository so that imports find its node_modules. Nothing is ever written here. */
const virtualRoot = `${repository}/test/.virtual`;

export interface CheckOptions {
  /** In the shape of loopwise.config.jsonc. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** In the shape of package.json. Versions in `dependencies` count as installed. When absent: a private ES module package. */
  readonly package?: Readonly<Record<string, unknown>>;
  /** False answers as if node_modules and the checker were not there: trees and relative imports only. True when absent. */
  readonly types?: boolean;
  /** Title of a fix to make of the first finding that offers it. */
  readonly fix?: string;
  /** All rules when absent. */
  readonly rules?: readonly Rule[];
}

export interface CheckResult {
  readonly report: Report;
  readonly functions: readonly FunctionReport[];
  /** What came of {@link CheckOptions.fix}; absent when no finding offers it. */
  readonly made?: FixOutcome;
  /** Absolute folder the files were in; reports name files below it. */
  readonly folder: string;
}

/** One group of files that the compiler knows and that can be checked, alone, any number of times. */
export interface LoadedFolder {
  readonly folder: string;
  /** Texts by name relative to the folder. */
  readonly files: ReadonlyMap<string, string>;
  check(options?: CheckOptions): Promise<CheckResult>;
}

/** A machine that stalls for a second must not change an answer. */
const regexTimeoutMs = 20_000;
/** In this thread: most tests ask nothing, so the library is loaded when one does. */
const regexes: RegexAnalyser = { check: async (source, flags) => (await import('../../server/regex/checkRegex.ts')).checkRegex(source, flags, regexTimeoutMs) };

let shared: Compiler | undefined;
let loads = 0;

/**
 * Gives the compiler all groups in one update and returns them in the same order. An earlier load of the same test
 * file becomes invalid: load everything a file needs at once.
 */
export async function loadFolders(groups: readonly ReadonlyMap<string, string>[]): Promise<LoadedFolder[]> {
  const compiler = shared ?? createCompiler({ cwd: virtualRoot });
  shared = compiler;
  const base = `${virtualRoot}/${++loads}`;
  const texts = new Map<string, string>();
  const own: string[][] = [];
  groups.forEach((files, index) => {
    const folder = `${base}/${index}`;
    for (const [name, text] of files) texts.set(`${folder}/${name}`, text);
    const sources = [...files.keys()].filter(isSource).map((name) => `${folder}/${name}`);
    own.push(sources);
    // Ambient declarations would be seen by every other group, so such a group gets a project of its own.
    const isAmbient = [...files].some(([name, text]) => /\.d\.[mc]?ts$/.test(name) || /^\s*declare (global|module)\b/m.test(text));
    if (isAmbient && !files.has('tsconfig.json')) texts.set(`${folder}/tsconfig.json`, writeConfig(sources));
  });
  texts.set(`${base}/tsconfig.json`, writeConfig(own.flat()));
  const { snapshot } = await compiler.update({ texts, files: own.flat() });
  const trees = new Map<string, Promise<Tree | undefined>>();
  return groups.map((files, index) => {
    const folder = `${base}/${index}`;
    const sources = own[index] ?? [];
    return {
      folder, files,
      async check(options = {}) {
        const session = createSession({ compiler: viewOf(compiler, { folder, snapshot, files: sources, trees, hasTypes: options.types ?? true }), rules: options.rules ?? allRules, regexes });
        try {
          await session.update({
            texts: new Map([...files].map(([name, text]) => [`${folder}/${name}`, text])),
            files: sources,
            packages: [toPackageInfo(folder, options.package ?? { type: 'module', private: true })],
            settings: toSettings(folder, options.settings ?? {}),
          });
          const report = await session.refine();
          const offering = report.byFile.flatMap((file) => file.findings).find((finding) => finding.fixes.some((fix) => fix.title === options.fix));
          const made = offering === undefined || options.fix === undefined ? undefined : await session.makeFix(offering.id, options.fix);
          return { report, functions: session.functions(), folder, ...(made && { made }) };
        } finally {
          await session.close();
        }
      },
    };
  });
}

/** Checks some files, by name relative to an empty folder, and gives the final report. */
export async function checkFiles(files: Readonly<Record<string, string>>, options: CheckOptions = {}): Promise<CheckResult> {
  const [loaded] = await loadFolders([new Map(Object.entries(files))]);
  if (loaded === undefined) throw new Error('loadFolders gave nothing back for one group.');
  return loaded.check(options);
}

function isSource(name: string): boolean {
  return /\.[mc]?[jt]sx?$/.test(name);
}

function writeConfig(files: readonly string[]): string {
  return JSON.stringify({ compilerOptions: fixtureOptions, files });
}

interface View {
  readonly folder: string;
  readonly snapshot: number;
  readonly files: readonly string[];
  readonly trees: Map<string, Promise<Tree | undefined>>;
  readonly hasTypes: boolean;
}

/** The shared compiler as one session sees it. The texts are loaded already, so an update changes nothing. */
function viewOf(compiler: Compiler, { folder, snapshot, files, trees, hasTypes }: View): Compiler {
  return {
    update: () => Promise.resolve({ snapshot, retype: files, problems: [] }),
    tree(file) {
      let tree = trees.get(file);
      if (tree === undefined) trees.set(file, tree = compiler.tree(file));
      return tree;
    },
    releaseTree() { /* The same tree serves the run with types, the run without, and every fix. */ },
    async modules(file, specifiers) {
      const found = await compiler.modules(file, specifiers);
      return hasTypes ? found : found.map((target) => target?.startsWith(`${folder}/`) === true ? target : undefined);
    },
    symbols: (file, nodes) => hasTypes ? compiler.symbols(file, nodes) : Promise.resolve(nodes.map(() => undefined)),
    types: (file, nodes) => hasTypes ? compiler.types(file, nodes) : Promise.resolve(nodes.map(() => undefined)),
    expectedReturns: (file, nodes) => hasTypes ? compiler.expectedReturns(file, nodes) : Promise.resolve(nodes.map(() => undefined)),
    errors: (file) => compiler.errors(file),
    configurationOf: (file) => compiler.configurationOf(file),
    close: () => Promise.resolve(),
  };
}

function toPackageInfo(folder: string, manifest: Readonly<Record<string, unknown>>): PackageInfo {
  const { name, type, bin, main, module, exports, scripts } = manifest;
  const absolute = (file: string): string => path.posix.join(folder, file);
  const listPaths = (value: unknown): string[] =>
    typeof value === 'string' ? [absolute(value)] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(listPaths) : [];
  return {
    folder,
    ...(typeof name === 'string' && { name }),
    ...((type === 'module' || type === 'commonjs') && { type }),
    bin: listPaths(bin),
    exports: [main, module, exports].flatMap(listPaths),
    scripts: { ...(scripts as Record<string, string> | undefined) },
    dependencies: { ...(manifest.dependencies as Record<string, string> | undefined), ...(manifest.devDependencies as Record<string, string> | undefined) },
    private: manifest.private === true,
  };
}
