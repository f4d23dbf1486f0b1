/**
 * The engine thread's scheduler: takes changes, updates the session, sends what is known at once, then refines, then the next
 * change. It knows neither threads nor the disk: results leave through a callback and files come from a {@link ProjectSource}.
 * Limit: an update is never cut short, because its changes would be lost; only refining is.
 */
import type { FilePath } from '../engine/syntax/compiler.ts';
import { Cancelled, type CancelFlag, type FunctionReport, type Problem, type Progress, type Report, type Session, type SessionChanges } from '../engine/report.ts';
import type { EngineChange, FromEngine, PlacedProblem } from './engineMessages.ts';
import type { EngineInformation } from '../protocol.ts';

/** How long work may take before its progress is worth a message, and the time between two of those, in milliseconds. */
const quietTime = 250;
const progressPause = 100;

/** Turns editor events into what a session needs: file lists, packages, settings. The disk is behind it. */
export interface ProjectSource {
  /** The changes to apply now. `isPartial`: files were left out for {@link rest}, so that open documents are answered first. */
  take(change: EngineChange): Promise<{ readonly changes: SessionChanges; readonly isPartial: boolean; readonly problems: readonly Problem[] }>;
  /** What `take` left out. */
  rest(): Promise<SessionChanges>;
  /** Open documents, for function reports. */
  readonly opened: readonly FilePath[];
}

/** What the loop needs of its surroundings. */
export interface LoopSurroundings {
  readonly session: Session;
  readonly projects: ProjectSource;
  send(message: FromEngine): void;
  /** True when a run that includes this generation is out of date or was cancelled. Read while computing. */
  isOutdated(generation: number): boolean;
  /** True when a newer change exists, whether it has arrived here or not. */
  isSuperseded(generation: number): boolean;
  /** Milliseconds on a steady clock. */
  now(): number;
  /** Resolves after a pause in which further edits may arrive; the types of a text that changes at once are not worth asking. */
  pause(): Promise<void>;
}

interface Waiting { readonly generation: number; readonly change: EngineChange }

function isPlaced(problem: Problem): problem is PlacedProblem { return problem.file !== undefined && problem.range !== undefined; }

/** The loop. `add` wakes it; `stop` lets it end after the step under way. */
export class AnalysisLoop {
  readonly #around: LoopSurroundings;
  #waiting: Waiting[] = [];
  #wake: (() => void) | undefined;
  #isStopped = false;
  #generation = 0;
  #startedAt = 0;
  #isRefineWanted = false;
  #isRestWanted = false;
  #projectProblems: readonly Problem[] = [];
  #lastReport: Report | undefined;
  #lastProgressAt = -Infinity;
  readonly #sentHashes = new Map<FilePath, string>();
  readonly #sentFunctions = new Map<FilePath, string>();

  constructor(around: LoopSurroundings) { this.#around = around; }

  add(generation: number, change: EngineChange): void {
    this.#waiting.push({ generation, change });
    this.#wake?.();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
  }

  /** Figures of the last run, for bug reports. */
  getInformation(): Omit<EngineInformation, 'processes'> {
    const report = this.#lastReport;
    return {
      files: report?.files ?? 0, skipped: report?.skipped ?? [], stats: report?.stats ?? [],
      problems: this.#getProblems().map(({ file, range, message }) => (file === undefined || message.includes(file) ? message : `${file}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`}: ${message}`)),
    };
  }

  #getProblems(): readonly Problem[] { return [...this.#projectProblems, ...(this.#lastReport?.problems ?? [])]; }

  /** Runs until {@link stop}. A failing step is told and the loop goes on with the next change. */
  async run(): Promise<void> {
    while (!this.#isStopped) {
      const step = this.#getStep();
      if (step === undefined) { await this.#waitForChange(); continue; }
      try {
        await step();
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #fail(error: unknown): void {
    this.#around.send({ kind: 'failed', generation: this.#generation, message: error instanceof Error ? error.stack ?? error.message : String(error) });
  }

  /** Resolves with nothing when a change arrives, or the loop is told to stop. */
  #waitForChange(): Promise<undefined> {
    return new Promise((resolve) => { this.#wake = () => resolve(undefined); });
  }

  /** Edits first, then the answers for what is open, then the rest of the workspace. */
  #getStep(): (() => Promise<void>) | undefined {
    if (this.#waiting.length > 0) return () => this.#update();
    if (this.#isRefineWanted) return () => this.#refine();
    if (this.#isRestWanted) return () => this.#addRest();
    return undefined;
  }

  async #update(): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#generation = next.generation;
    this.#startedAt = this.#around.now();
    this.#isRefineWanted = false;
    try {
      const { changes, isPartial, problems } = await this.#around.projects.take(next.change);
      this.#projectProblems = problems;
      this.#isRestWanted ||= isPartial;
      await this.#around.session.update(changes, { onProgress: this.#onProgress });
    } finally {
      this.#around.send({ kind: 'taken', generation: next.generation });
    }
    this.#afterUpdate();
  }

  async #addRest(): Promise<void> {
    this.#isRestWanted = false;
    await this.#around.session.update(await this.#around.projects.rest(), { onProgress: this.#onProgress });
    this.#afterUpdate();
  }

  #afterUpdate(): void {
    const report = this.#around.session.current();
    this.#isRefineWanted = !report.complete;
    this.#send(report);
  }

  async #refine(): Promise<void> {
    const generation = this.#generation;
    await Promise.race([this.#around.pause(), this.#waitForChange()]);
    if (this.#waiting.length > 0) return;
    this.#isRefineWanted = false;
    const isOutdated = (): boolean => this.#waiting.length > 0 || this.#around.isOutdated(generation);
    const cancel: CancelFlag = { get requested() { return isOutdated(); } };
    const refining = this.#around.session.refine({ cancel, onProgress: this.#onProgress });
    try {
      // Questions under way take as long as they take; an edit does not wait for answers that it makes worthless.
      const report = await Promise.race([refining, this.#waitForChange()]);
      if (report !== undefined) this.#send(report);
      else refining.catch((error: unknown) => { if (!(error instanceof Cancelled)) this.#fail(error); });
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      // A newer change answers for itself. Cancelled by a person, what is known is what stays.
      if (!this.#around.isSuperseded(generation)) this.#send(this.#around.session.current());
    }
  }

  readonly #onProgress = (progress: Progress): void => {
    const now = this.#around.now();
    // An edit is done before anybody could read about its stages.
    if (now - this.#startedAt < quietTime || now - this.#lastProgressAt < progressPause) return;
    this.#lastProgressAt = now;
    this.#around.send({ kind: 'progress', progress });
  };

  #send(report: Report): void {
    this.#lastReport = report;
    const changed = report.byFile.filter((file) => this.#sentHashes.get(file.file) !== file.hash);
    const present = new Set(report.byFile.map((file) => file.file));
    const removed = [...this.#sentHashes.keys()].filter((file) => !present.has(file));
    for (const file of removed) this.#sentHashes.delete(file);
    for (const file of changed) this.#sentHashes.set(file.file, file.hash);
    this.#around.send({
      kind: 'report', generation: this.#generation, isFinal: !this.#isRefineWanted && !this.#isRestWanted, changed, removed,
      files: report.files, skipped: report.skipped, problems: this.getInformation().problems, placed: this.#getProblems().filter(isPlaced), ms: this.#around.now() - this.#startedAt,
    });
    // While somebody types, the time is better spent on the next edit; hovers show the functions of the last rest.
    if (!this.#isRefineWanted) this.#sendFunctions();
  }

  /** Hover answers come from the protocol thread's copy, so that they do not wait for the engine. */
  #sendFunctions(): void {
    const opened = this.#around.projects.opened;
    const byFile = new Map<FilePath, FunctionReport[]>(opened.map((file) => [file, []]));
    if (opened.length > 0) for (const report of this.#around.session.functions(opened)) byFile.get(report.file)?.push(report);
    const files: [FilePath, readonly FunctionReport[]][] = [];
    for (const [file, functions] of byFile) {
      const text = JSON.stringify(functions);
      if (this.#sentFunctions.get(file) === text) continue;
      this.#sentFunctions.set(file, text);
      files.push([file, functions]);
    }
    for (const file of [...this.#sentFunctions.keys()]) if (!byFile.has(file)) { this.#sentFunctions.delete(file); files.push([file, []]); }
    if (files.length > 0) this.#around.send({ kind: 'functions', files });
  }
}
