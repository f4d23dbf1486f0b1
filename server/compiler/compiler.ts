/**
 * The `Compiler` of the engine, answered by TypeScript's native compiler in a process of its own. This file joins the parts:
 * texts, projects, the process and the answers. It holds no rule about any of them, and whatever goes wrong below it becomes
 * an answer of `undefined`, a problem for the user or a line in the log.
 */
import path from 'node:path/posix';
import type { Compiler, CompilerProblem, FilePath, SourceChanges, Tree, UpdateResult } from '../engine/syntax/compiler.ts';
import { CompilerMissing, getCompilerBinary } from '../host/compilerBinary.ts';
import { toChange } from './changes.ts';
import { answerErrors } from './errorAnswers.ts';
import { answerModules } from './moduleAnswers.ts';
import { toCanonicalPath } from './nodeHandles.ts';
import { createOverlay } from './overlay.ts';
import { isBelow } from './projects/paths.ts';
import type { PlannedProject, ProjectPlan } from './projects/projectMap.ts';
import { planProjects } from './projects/projectMap.ts';
import { createSourceReader } from './projects/sourceReader.ts';
import type { QuestionContext } from './questions.ts';
import type { Session } from './session.ts';
import { createSession } from './session.ts';
import { answerSymbols } from './symbolAnswers.ts';
import { decodeTree } from './tree.ts';
import { answerExpectedReturns, answerTypes } from './typeAnswers.ts';
import type { View } from './view.ts';

export interface CompilerOptions {
  /** Absolute folder; files below it that no configuration covers share one project. */
  readonly cwd: FilePath;
  /** The native compiler; searched for where Loopwise is installed when absent. */
  readonly executable?: string;
  /** Longest wait for one answer before the process counts as hanging. Default 60,000. */
  readonly requestTimeoutMs?: number;
  readonly log?: (line: string) => void;
  /** Projects open at once. Default 32. */
  readonly maxProjects?: number;
}

/** A {@link Compiler} whose processes tests can look at. */
export interface NativeCompiler extends Compiler {
  /** Processes of native compilers alive now; normally one, none before the first update. */
  pids(): number[];
}

/** Declaration files whose trees are kept while library names are read off them. */
const keptLibraryTrees = 12;

/**
 * Makes a compiler; the process starts with the first update. Never throws: without a native compiler every question is
 * answered `undefined` and each update reports the reason.
 *
 * - Updates are applied in order, and those that wait are applied together. Each has its own `snapshot`; only the newest counts.
 * - A question waits for the updates made before it and is answered for the newest snapshot then. One that is running while
 *   a later update arrives still gets its answer, for the older snapshot, or `undefined`.
 * - `UpdateResult.problems` is the full list as of that update, not what is new in it.
 * - `tree(file).text` is the text passed in `texts` (offsets are equal; lone surrogates are U+FFFD and a leading byte order
 *   mark is a blank), or the disk's text without its byte order mark.
 */
export function createCompiler(options: CompilerOptions): NativeCompiler {
  const log = options.log ?? (() => undefined);
  const overlay = createOverlay();
  const reader = createSourceReader(overlay);
  const libraryNames = new Map<string, Promise<string | undefined>>();
  const libraryTrees = new Map<string, Promise<Tree | undefined>>();
  const trees = new Map<FilePath, { readonly view: View; readonly tree: Promise<Tree | undefined> }>();
  const requestTimeoutMs = options.requestTimeoutMs ?? 60_000;
  let missing: CompilerProblem | undefined;
  let session: Session | undefined;
  let standardFolder = '';
  let plan: ProjectPlan = { projects: new Map(), projectOf: new Map(), problems: [], sources: new Set() };
  let canonicalFiles = new Map<string, FilePath>();
  let files: readonly FilePath[] = [];
  let known: readonly FilePath[] = [];
  /** Files that are gone although they are still listed. */
  const absent = new Set<FilePath>();
  let snapshot = 0;
  let asksAboutAllPaths = false;
  let waiting: { readonly changes: SourceChanges; readonly resolve: (result: UpdateResult) => void }[] = [];
  let updates: Promise<void> = Promise.resolve();

  function getSession(): Session | undefined {
    if (session !== undefined || missing !== undefined) return session;
    try {
      const executable = options.executable ?? getCompilerBinary();
      // The compiler looks for its lib.*.d.ts files beside its real path.
      standardFolder = toCanonicalPath(`${path.dirname(reader.toRealPath(executable.replaceAll('\\', '/')))}/`, isCaseSensitive);
      session = createSession({ executable, cwd: options.cwd, requestTimeoutMs, log, getCallbacks: () => {
        asksAboutAllPaths = overlay.hasFilesOfItsOwn();
        return overlay.getCallbacks();
      } });
    } catch (error) {
      if (!(error instanceof CompilerMissing)) throw error;
      missing = { message: error.message };
    }
    return session;
  }

  /** Applies everything that waits as one change. */
  async function applyWaiting(): Promise<void> {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    const first = snapshot + 1;
    snapshot += batch.length;
    let outcome: Pick<UpdateResult, 'retype' | 'problems'>;
    try {
      outcome = await applyChanges(batch.map((entry) => entry.changes));
    } catch (error) {
      // A defect of ours; the editor goes on with the answers it has.
      log(`An update failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      outcome = { retype: [], problems: [{ message: `Loopwise could not take in a change: ${String(error)}. This is a defect of Loopwise; its log has the details.` }] };
    }
    batch.forEach((entry, index) => { entry.resolve({ snapshot: first + index, ...outcome }); });
  }

  async function applyChanges(changes: readonly SourceChanges[]): Promise<Pick<UpdateResult, 'retype' | 'problems'>> {
    const change = toChange(changes, overlay, (file) => canonicalFiles.has(toCanonicalPath(file, isCaseSensitive)) && !absent.has(file));
    for (const file of change.deleted) absent.add(file);
    for (const file of [...change.changed, ...change.created]) absent.delete(file);
    if (change.files !== undefined) ({ files, known = [] } = change);
    const before = plan;
    if (change.mayMoveFiles || change.files !== undefined || change.touchesConfiguration(before.sources)) {
      reader.forget();
      plan = planProjects({ cwd: options.cwd, files, known, maxProjects: options.maxProjects ?? 32, reader, listVirtual: overlay.listBelow });
      overlay.setConfigurations(new Map([...plan.projects].map(([file, project]) => [file, project.text])));
      canonicalFiles = new Map([...known, ...files].map((file) => [toCanonicalPath(file, isCaseSensitive), file]));
    }
    if (change.isEverythingStale) {
      libraryNames.clear();
      libraryTrees.clear();
    }
    trees.clear();
    const changedProjects = [...plan.projects.values()].filter((project) => { const old = before.projects.get(project.virtualPath); return old !== undefined && old.text !== project.text; });
    const target = getSession();
    const isAnswering = target !== undefined && await target.apply({
      number: snapshot,
      projects: [...plan.projects.keys()],
      changed: [...change.changed, ...changedProjects.map((project) => project.virtualPath)],
      created: change.created,
      deleted: change.deleted,
      isEverythingStale: change.isEverythingStale,
      needsNewProcess: overlay.hasFilesOfItsOwn() && !asksAboutAllPaths,
    });
    const retype = files.filter((file) => {
      const now = plan.projectOf.get(file);
      const old = before.projectOf.get(file);
      return change.isEverythingStale || change.packages.some((folder) => isBelow(file, folder)) || now?.virtualPath !== old?.virtualPath || now?.text !== old?.text;
    });
    const problems = [...plan.problems];
    if (missing !== undefined) problems.unshift(missing);
    else if (!isAnswering) problems.unshift({ message: target?.unstartable ?? 'The TypeScript compiler ended twice while it read the project, so nothing is known about types. Loopwise\'s log has its last words; the next change tries again.' });
    return { retype, problems };
  }

  function findProject(file: FilePath): PlannedProject | undefined {
    return plan.projectOf.get(file);
  }

  function toContext(view: View, file: FilePath): QuestionContext | undefined {
    const planned = findProject(file);
    const project = planned === undefined ? undefined : view.findProject(planned.virtualPath);
    if (project === undefined) return undefined;
    return {
      view,
      project,
      path: toCanonicalPath(file, view.isCaseSensitive),
      toFile: (path) => canonicalFiles.get(path) ?? path,
      isOwn: (path) => canonicalFiles.has(path),
      isStandardLibrary: (path) => path.startsWith(standardFolder) && !path.includes('/', standardFolder.length),
      libraryNames,
      getLibraryTree(path) {
        const known = libraryTrees.get(path);
        if (known !== undefined) return known;
        const tree = view.fetchTree(project, path).then((data) => (data === undefined ? undefined : decodeTree(data)));
        libraryTrees.set(path, tree);
        tree.catch(() => { libraryTrees.delete(path); });
        const oldest = libraryTrees.keys().next();
        if (libraryTrees.size > keptLibraryTrees && oldest.done !== true) libraryTrees.delete(oldest.value);
        return tree;
      },
    };
  }

  /** Asks about one file's nodes; a list of `undefined` when there is no answer. */
  async function ask<T>(file: FilePath, count: number, question: (context: QuestionContext) => Promise<readonly (T | undefined)[]>): Promise<readonly (T | undefined)[]> {
    const nothing = new Array<T | undefined>(count).fill(undefined);
    if (count === 0) return nothing;
    await updates;
    const answer = await getSession()?.ask(async (view) => {
      const context = toContext(view, file);
      return context === undefined ? undefined : question(context);
    });
    return answer ?? nothing;
  }

  return {
    update(changes) {
      return new Promise((resolve) => {
        waiting.push({ changes, resolve });
        updates = updates.then(applyWaiting);
      });
    },

    async tree(file) {
      await updates;
      return getSession()?.ask((view) => {
        const known = trees.get(file);
        if (known?.view === view) return known.tree;
        const planned = findProject(file);
        const project = planned === undefined ? undefined : view.findProject(planned.virtualPath);
        if (project === undefined) return Promise.resolve(undefined);
        const tree = view.fetchTree(project, file).then((data) => (data === undefined ? undefined : decodeTree(data)));
        trees.set(file, { view, tree });
        return tree;
      });
    },

    releaseTree(file) { trees.delete(file); },
    modules: (file, nodes) => ask(file, nodes.length, (context) => answerModules(context, nodes)),
    symbols: (file, nodes) => ask(file, nodes.length, (context) => answerSymbols(context, nodes)),
    types: (file, nodes) => ask(file, nodes.length, (context) => answerTypes(context, nodes)),
    expectedReturns: (file, nodes) => ask(file, nodes.length, (context) => answerExpectedReturns(context, nodes)),

    async errors(file) {
      await updates;
      return getSession()?.ask(async (view) => {
        const context = toContext(view, file);
        return context === undefined ? undefined : answerErrors(context, file);
      });
    },

    async configurationOf(file) {
      await updates;
      return findProject(file)?.configuration;
    },

    pids: () => session?.pids() ?? [],

    async close() {
      await session?.close();
    },
  };
}

/** Own files are matched by the spelling the compiler uses for paths; macOS and Windows ignore case by default, as it does. */
const isCaseSensitive = process.platform !== 'darwin' && process.platform !== 'win32';
