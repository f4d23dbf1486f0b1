/**
 * The only door to the engine. Keeps texts, facts, module targets and answers between updates, runs the synchronous stages, and asks
 * the compiler what they left open. It touches no disk, no clock of its own and no process: the compiler is handed in.
 */
import { analyse } from './analysis.ts';
import type { Analysis } from './analysis.ts';
import { carryAnswers } from './carryAnswers.ts';
import { explainLine } from './explain.ts';
import { collectFacts, isTooManyNodes } from './facts/collect.ts';
import type { FileFacts } from './facts/fileFacts.ts';
import { makeFix } from './fixes/make.ts';
import { profileFunctionAt } from './functionProfile.ts';
import { collectFunctionReports } from './functionReports.ts';
import { listIgnoredModels } from './ignoredModels.ts';
import type { FixOutcome } from './lint/finding.ts';
import type { Rule } from './lint/rule.ts';
import { Answers } from './program/answers.ts';
import { getList } from './program/unit.ts';
import type { OpenQuestions, OpenRegex } from './program/answers.ts';
import { Cancelled } from './report.ts';
import { findRequiredFile } from './requires.ts';
import type { CancelFlag, PackageInfo, Problem, Progress, Report, SessionChanges, SkippedFile, StageStat, SummarizingSession } from './report.ts';
import { getDefaultSettings } from './settings.ts';
import type { PackageSummary, SummaryRequest } from './packageSummary.ts';
import type { Settings } from './settings.ts';
import { StoredPackages } from './storedPackages.ts';
import { toPackageSummary } from './summaryWriter.ts';
import type { Compiler, CompilerProblem, FilePath } from './syntax/compiler.ts';
import { getLanguage } from './syntax/language.ts';
import type { RegexAnalyser } from './syntax/regexAnalyser.ts';
import { getTextHash } from './syntax/textHash.ts';

/** Questions in flight; more gains nothing on the native side. */
const inFlight = 4;
/** Rounds of asking: answers can open further calls, a few times over. */
const maxRounds = 4;

export interface SessionOptions {
  readonly compiler: Compiler;
  /** Without one nothing is known about regular expressions. The caller's to close. */
  readonly regexes?: RegexAnalyser;
  readonly rules: readonly Rule[];
  /** Milliseconds from any start, for the stage times. */
  readonly now?: () => number;
}

interface RunOptions { readonly cancel?: CancelFlag; readonly onProgress?: (progress: Progress) => void }

/** Makes a session over a compiler. The compiler stays the caller's to close. */
export function createSession(options: SessionOptions): SummarizingSession {
  return new EngineSession(options);
}

class EngineSession implements SummarizingSession {
  readonly #compiler: StoredPackages;
  readonly #regexes: RegexAnalyser | undefined;
  readonly #rules: readonly Rule[];
  readonly #now: () => number;
  readonly #facts = new Map<FilePath, FileFacts>();
  readonly #texts = new Map<FilePath, string>();
  readonly #modules = new Map<FilePath, readonly (FilePath | undefined)[]>();
  readonly #answers = new Answers();
  readonly #tooBig = new Map<FilePath, string>();
  /** Files whose answers were given for an older text or older types. */
  readonly #stale = new Set<FilePath>();
  #files: readonly FilePath[] = [];
  #skipped: readonly SkippedFile[] = [];
  #packages: readonly PackageInfo[] = [];
  #settings: Settings = getDefaultSettings('/');
  #compilerProblems: readonly CompilerProblem[] = [];
  #stats: StageStat[] = [];
  #version = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #analysis: Analysis | undefined;
  /** The newest analysis of an older state: where the answer to an edit starts from. */
  #earlier: Analysis | undefined;
  /** Files whose text changed since types were last asked about. */
  readonly #edited = new Set<FilePath>();
  #complete = false;
  /** A whole report was given before: from now on people wait for answers to edits. */
  #hasAnswered = false;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#compiler = new StoredPackages(options.compiler);
    this.#regexes = options.regexes;
    this.#rules = [...options.rules].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#now = options.now ?? (() => performance.now());
  }

  update(changes: SessionChanges, options: RunOptions = {}): Promise<void> {
    const run = this.#queue.then(() => this.#update(changes, options));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  current(): Report {
    return this.#toReport(this.#getAnalysis());
  }

  async refine(options: RunOptions = {}): Promise<Report> {
    await this.#queue;
    const version = this.#version;
    const start = this.#now();
    let asked = 0;
    const stale = this.#noteStale();
    for (let round = 0; round < maxRounds; round++) {
      this.#throwIfOutdated(options.cancel, version);
      this.#analyseWhole(options.cancel);
      const open = this.#answers.takeOpen();
      const regexes = this.#answers.takeOpenRegexes();
      if (open.length === 0 && (regexes.length === 0 || !this.#regexes)) break;
      const [{ total, hasNews }, hasVerdicts] = await Promise.all([this.#ask(open, options, version), this.#askRegexes(regexes, options)]);
      asked += total;
      // After most edits the types are what they were.
      if (!hasNews && !hasVerdicts) break;
      this.#setAside();
    }
    this.#throwIfOutdated(options.cancel, version);
    const analysis = this.#analyseWhole(options.cancel);
    this.#answers.takeOpen();
    for (const file of stale) this.#stale.delete(file);
    // What comes next starts from here.
    this.#earlier = undefined;
    this.#stats = [...this.#stats.filter((stat) => stat.stage !== 'types'), { stage: 'types', ms: this.#now() - start, counts: { questions: asked } }];
    this.#complete = true;
    this.#hasAnswered = true;
    return this.#toReport(analysis);
  }

  functions(files?: readonly FilePath[]): ReturnType<SummarizingSession['functions']> {
    const analysis = this.#getAnalysis();
    return collectFunctionReports(analysis.program, analysis.summaries, files && new Set(files));
  }

  profileAt(file: FilePath, line: number, column?: number): ReturnType<SummarizingSession['profileAt']> {
    return profileFunctionAt(this.#getAnalysis(), file, line, column);
  }

  explainAt(file: FilePath, line: number): ReturnType<SummarizingSession['explainAt']> {
    return explainLine(this.#getAnalysis(), file, line);
  }

  async makeFix(findingId: string, title: string): Promise<FixOutcome> {
    await this.#queue;
    const version = this.#version;
    const outcome = await makeFix(this.#getAnalysis(), findingId, title, { textOf: (file) => this.#texts.get(file) ?? '', tree: (file) => this.#compiler.tree(file), hasSource: (file) => this.#facts.has(file) && !this.#compiler.find(file) });
    return version === this.#version ? outcome : { refused: 'the code changed meanwhile' };
  }

  async summarize(request: SummaryRequest): Promise<PackageSummary> {
    const collected = this.#files.flatMap((file) => {
      const facts = this.#compiler.find(file) ? undefined : this.#facts.get(file);
      return facts ? [{ facts, text: this.#texts.get(file) ?? '', modules: this.#modules.get(file) ?? [], answers: this.#answers.answersOf(file) }] : [];
    });
    return toPackageSummary(request, collected, this.#compiler);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
  }

  async #update(changes: SessionChanges, { cancel, onProgress }: RunOptions): Promise<void> {
    if (this.#closed) return;
    this.#version++;
    this.#complete = false;
    this.#setAside();
    const start = this.#now();
    const before = new Set(this.#files);
    if (changes.packages) this.#packages = changes.packages;
    if (changes.settings) this.#settings = changes.settings;
    if (changes.skipped) this.#skipped = changes.skipped;
    if (changes.summaries) this.#compiler.load(changes.summaries, this.#packages);
    if (changes.summaries || changes.packages) this.#packages = this.#compiler.withStoredPackages(this.#packages);
    if (changes.files) this.#files = this.#compiler.withStored(changes.files);
    onProgress?.({ stage: 'projects', done: 0, total: 1 });
    const result = await this.#compiler.update({
      ...(changes.texts ? { texts: changes.texts } : {}), ...(changes.released ? { released: changes.released } : {}),
      ...(changes.touched ? { touched: changes.touched } : {}), ...(changes.files ? { files: changes.files } : {}),
      ...(changes.known ? { known: changes.known } : {}),
    });
    this.#compilerProblems = result.problems;
    const opened = this.#now();
    const own = new Set(this.#files);
    for (const file of [...this.#facts.keys()]) if (!own.has(file)) this.#forget(file);
    const hasNewFiles = this.#files.some((file) => !before.has(file)) || before.size !== own.size;
    const changed = new Set([...changes.texts?.keys() ?? [], ...changes.released ?? [], ...changes.touched ?? []].filter((file) => own.has(file)));
    for (const file of this.#files) if (!this.#facts.has(file) && !this.#tooBig.has(file)) changed.add(file);
    for (const file of result.retype) if (own.has(file)) this.#stale.add(file);
    // Where an import leads changes with the files there are, not with what is typed elsewhere in its file.
    const mayMove = hasNewFiles || result.retype.length > 0;
    let done = 0;
    await inPool([...changed], async (file) => {
      if (cancel?.requested) return;
      await this.#collect(file);
      // The compiler looks imports up while we collect the next file.
      if (mayMove || !this.#modules.has(file)) await this.#resolveModules(file, own);
      onProgress?.({ stage: 'facts', done: ++done, total: changed.size });
    });
    if (mayMove) await inPool(this.#files.filter((file) => !changed.has(file)), (file) => this.#resolveModules(file, own));
    for (const file of changed) this.#edited.add(file);
    this.#stats = [
      { stage: 'projects', ms: opened - start, counts: { files: this.#files.length } },
      { stage: 'facts', ms: this.#now() - opened, counts: { files: changed.size, nodes: [...changed].reduce((sum, file) => sum + (this.#facts.get(file)?.nodes ?? 0), 0) } },
    ];
  }

  async #collect(file: FilePath): Promise<void> {
    const stored = this.#compiler.find(file);
    if (stored) {
      this.#facts.set(file, stored.facts);
      this.#texts.set(file, stored.text);
      return;
    }
    const tree = await this.#compiler.tree(file);
    if (!tree) {
      this.#forget(file);
      return;
    }
    const { text } = tree;
    const hash = getTextHash(text);
    const known = this.#facts.get(file);
    if (known?.hash === hash) {
      this.#compiler.releaseTree(file);
      return;
    }
    const result = collectFacts({ file, text, hash, tree, language: getLanguage(file) });
    this.#compiler.releaseTree(file);
    if (isTooManyNodes(result)) {
      this.#forget(file);
      this.#tooBig.set(file, `more than 200,000 syntax nodes (${result.entries.toLocaleString('en-US')})`);
      return;
    }
    this.#tooBig.delete(file);
    this.#answers.forgetOpen(file);
    if (known) carryAnswers(this.#answers, known, result, this.#texts.get(file) ?? '', text);
    this.#stale.add(file);
    this.#facts.set(file, result);
    this.#texts.set(file, text);
    if (!known || !hasSameImports(known, result)) this.#modules.delete(file);
  }

  async #resolveModules(file: FilePath, own: ReadonlySet<FilePath>): Promise<void> {
    const facts = this.#facts.get(file);
    if (!facts) return;
    const known = this.#modules.get(file);
    if (facts.imports.length === 0) {
      if (known?.length !== 0) this.#modules.set(file, []);
      return;
    }
    const targets = await this.#compiler.modules(file, facts.imports.map((row) => row.x));
    const found = facts.imports.map((row, m) => this.#compiler.findTarget(file, row.specifier) ?? targets[m] ?? (row.kind === 'require' ? findRequiredFile(file, row.specifier, (path) => own.has(path)) : undefined));
    if (known?.length !== found.length || found.some((target, m) => target !== known[m])) this.#modules.set(file, found);
  }

  /** Types of a file depend on what it imports, however far away. */
  #markImportersStale(): void {
    const changed = [...this.#edited];
    this.#edited.clear();
    if (changed.length === this.#files.length) return;
    for (const file of this.importersOf(changed)) this.#stale.add(file);
  }

  importersOf(files: readonly FilePath[]): readonly FilePath[] {
    const importers = new Map<FilePath, FilePath[]>();
    for (const [file, targets] of this.#modules) for (const target of targets) if (target !== undefined) getList(importers, target).push(file);
    const reached = new Set(files);
    for (const file of reached) for (const importer of importers.get(file) ?? []) reached.add(importer);
    return [...reached];
  }

  /** Answers of stale files are asked for again; until the new ones come the old ones stand. Files stay stale until a whole round of asking is done. */
  #noteStale(): readonly FilePath[] {
    this.#markImportersStale();
    const stale = [...this.#stale];
    for (const file of stale) {
      const known = this.#answers.answersOf(file);
      if (!known) continue;
      for (const kind of ['symbol', 'type', 'expected'] as const) for (const node of known[kind].keys()) this.#answers.reopen(kind, file, node);
    }
    return stale;
  }

  async #ask(open: readonly OpenQuestions[], { cancel, onProgress }: RunOptions, version: number): Promise<{ readonly total: number; readonly hasNews: boolean }> {
    const total = open.reduce((sum, questions) => sum + questions.nodes.length, 0);
    let done = 0;
    let hasNews = false;
    await this.#compiler.prepare(open);
    await inPool(open, async ({ kind, file, nodes }) => {
      if (cancel?.requested || version !== this.#version) return;
      const answers = kind === 'symbol' ? await this.#compiler.symbols(file, nodes) : kind === 'type' ? await this.#compiler.types(file, nodes) : await this.#compiler.expectedReturns(file, nodes);
      // The facts may be those of a newer text by now: an answer for an older snapshot is dropped.
      if (version !== this.#version) return;
      nodes.forEach((node, i) => { if (this.#answers.put(kind, file, node, answers[i])) hasNews = true; });
      done += nodes.length;
      onProgress?.({ stage: 'types', done, total });
    });
    return { total, hasNews };
  }

  /** True when a verdict came that may make a finding. One at a time: the analyser has one thread. */
  async #askRegexes(open: readonly OpenRegex[], { cancel }: RunOptions): Promise<boolean> {
    let hasNews = false;
    for (const regex of open) {
      if (!this.#regexes || cancel?.requested) break;
      const verdict = await this.#regexes.check(regex.source, regex.flags);
      this.#answers.putRegex(regex, verdict);
      if (verdict.is === 'exponential' || verdict.is === 'polynomial') hasNews = true;
    }
    return hasNews;
  }

  /** The analysis at hand, else one made at once: from the last one where an edit is all that happened since. */
  #getAnalysis(): Analysis {
    this.#analysis ??= this.#analyse(undefined, this.#earlier);
    return this.#analysis;
  }

  /** An analysis in which everything was looked at; only such a one is final. */
  #analyseWhole(cancel: CancelFlag | undefined): Analysis {
    if (!this.#analysis || this.#analysis.isPatched) this.#analysis = this.#analyse(cancel, undefined);
    return this.#analysis;
  }

  /** Something changed: the analysis at hand is now an earlier one. */
  #setAside(): void {
    // While the project is first read there is nobody to answer at once, and two analyses take twice the memory.
    if (this.#analysis) this.#earlier = this.#hasAnswered ? this.#analysis : undefined;
    this.#analysis = undefined;
  }

  #analyse(cancel: CancelFlag | undefined, previous: Analysis | undefined): Analysis {
    const facts = this.#files.map((file) => this.#facts.get(file)).filter((item) => item !== undefined);
    return analyse({ facts, modules: this.#modules, packages: this.#packages, settings: this.#settings, answers: this.#answers, rules: this.#rules, textOf: (file) => this.#texts.get(file) ?? '', now: this.#now, cancel, previous });
  }

  #toReport(analysis: Analysis): Report {
    const problems: Problem[] = [...this.#compilerProblems.map((problem): Problem => ({ message: problem.message, ...(problem.file ? { file: problem.file } : {}) })), ...listIgnoredModels(this.#packages), ...analysis.problems];
    const skipped = [...this.#skipped, ...[...this.#tooBig].map(([file, reason]) => ({ file, reason }))];
    return {
      version: this.#version, files: this.#facts.size, byFile: analysis.byFile, skipped, problems, complete: this.#complete,
      stats: [...this.#stats.filter((stat) => stat.stage !== 'types'), ...analysis.stats, ...this.#stats.filter((stat) => stat.stage === 'types')],
    };
  }

  #forget(file: FilePath): void {
    this.#facts.delete(file);
    this.#texts.delete(file);
    this.#modules.delete(file);
    this.#answers.drop(file);
    this.#stale.delete(file);
    this.#tooBig.delete(file);
  }

  #throwIfOutdated(cancel: CancelFlag | undefined, version: number): void {
    if (cancel?.requested || version !== this.#version) throw new Cancelled();
  }
}

/** Runs `work` over items, a few at a time, and waits for all. */
async function inPool<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, items.length) }, lane));
}

/** The same modules, named in the same order and in the same way. */
function hasSameImports(a: FileFacts, b: FileFacts): boolean {
  return a.imports.length === b.imports.length && a.imports.every((row, m) => row.specifier === b.imports[m]!.specifier && row.kind === b.imports[m]!.kind);
}
