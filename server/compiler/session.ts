/**
 * Keeps one native compiler answering: starts it, moves it from snapshot to snapshot, and when it dies or misses a deadline
 * starts another one with the same projects and texts and asks the interrupted question once more. It knows nothing about
 * what is asked, and it gives up after several deaths in a row until the next change, so that one poisonous file cannot
 * keep restarting it for ever.
 */
import type { UpdateSnapshotResponse } from 'typescript/unstable/proto';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { createGate } from './gate.ts';
import type { FileCallbacks, NativeProcess } from './nativeProcess.ts';
import { CompilerGone, CompilerRefused, CompilerUnstartable, startNativeProcess } from './nativeProcess.ts';
import type { View } from './view.ts';
import { createView } from './view.ts';

/** Deaths without a finished update in between after which no new process is started until the next change. */
const patience = 4;

/** Opening projects reads every file of theirs, so it may take this many times as long as any other request. */
const openingFactor = 4;

const interrupted = Symbol('the compiler died during the question');

export interface SessionOptions {
  readonly executable: string;
  readonly cwd: string;
  readonly requestTimeoutMs: number;
  readonly log: (line: string) => void;
  /** What the next process asks us about files; taken anew at each start. */
  getCallbacks(): FileCallbacks;
}

export interface SessionChange {
  /** Our number of the snapshot this change leads to. */
  readonly number: number;
  /** Virtual paths of every configuration that is open after the change. */
  readonly projects: readonly FilePath[];
  readonly changed: readonly FilePath[];
  readonly created: readonly FilePath[];
  readonly deleted: readonly FilePath[];
  /** Installed packages may have changed: everything resolved outside the user's own files is looked up again. */
  readonly isEverythingStale: boolean;
  /** The process at hand asks us about too few paths: start another one. */
  readonly needsNewProcess: boolean;
}

export interface Session {
  /** Moves to the next snapshot. False when no compiler could be kept alive: questions are then answered `undefined`. */
  apply(change: SessionChange): Promise<boolean>;
  /** Why the last try to start a compiler failed: what it is and what to do; undefined when one could be started. */
  readonly unstartable: string | undefined;
  /** Runs a question against the newest snapshot, once more when the compiler dies under it. `undefined` when it cannot be answered. */
  ask<T>(question: (view: View) => Promise<T>): Promise<T | undefined>;
  pids(): number[];
  close(): Promise<void>;
}

interface Running {
  readonly process: NativeProcess;
  readonly isCaseSensitive: boolean;
  /** Projects open in it. */
  opened: ReadonlySet<FilePath>;
  view: View | undefined;
}

export function createSession(options: SessionOptions): Session {
  const { log, requestTimeoutMs } = options;
  const alive = new Set<NativeProcess>();
  let running: Running | undefined;
  let wanted: { readonly number: number; readonly projects: readonly FilePath[] } | undefined;
  let deaths = 0;
  let unstartable: string | undefined;
  let isClosed = false;
  let lock: Promise<unknown> = Promise.resolve();
  const retries = createGate(1);

  function withLock<T>(work: () => Promise<T>): Promise<T> {
    const result = lock.then(work);
    lock = result.catch(() => undefined);
    return result;
  }

  async function start(): Promise<Running> {
    const process = await startNativeProcess({ executable: options.executable, cwd: options.cwd, callbacks: options.getCallbacks(), log });
    alive.add(process);
    void process.ended.then(() => { alive.delete(process); });
    if (isClosed) {
      process.kill('it is no longer needed');
      throw new CompilerGone('The compiler was closed while it started.');
    }
    try {
      const answer = await process.request('initialize', null, requestTimeoutMs) as { readonly useCaseSensitiveFileNames: boolean };
      return { process, isCaseSensitive: answer.useCaseSensitiveFileNames, opened: new Set(), view: undefined };
    } catch (error) {
      process.kill('it did not start');
      throw error;
    }
  }

  /** Sends one updateSnapshot and makes its answer the view that questions see. */
  async function move(target: Running, number: number, params: object, deadlineMs = requestTimeoutMs): Promise<void> {
    const response = await target.process.request('updateSnapshot', params, deadlineMs) as UpdateSnapshotResponse;
    const previous = target.view;
    target.view = createView({ number, process: target.process, response, isCaseSensitive: target.isCaseSensitive, deadlineMs: requestTimeoutMs, gate: gates.get(target.process) ?? newGate(target.process), log });
    previous?.retire();
  }

  const gates = new WeakMap<NativeProcess, ReturnType<typeof createGate>>();
  function newGate(process: NativeProcess): ReturnType<typeof createGate> {
    const gate = createGate(4);
    gates.set(process, gate);
    return gate;
  }

  /** A new process with all wanted projects, under the number questions already know. */
  async function startOver(number: number, projects: readonly FilePath[]): Promise<void> {
    running?.process.kill('it is replaced');
    running = undefined;
    const next = await start();
    try {
      await move(next, number, { openProjects: projects }, requestTimeoutMs * openingFactor);
    } catch (error) {
      next.process.kill('it could not open the projects');
      throw error;
    }
    next.opened = new Set(projects);
    running = next;
  }

  async function applyOnce(change: SessionChange): Promise<void> {
    const current = running;
    if (current === undefined || change.needsNewProcess) {
      await startOver(change.number, change.projects);
      return;
    }
    // Options of a configuration are read again only when it is listed as changed, installed packages only when everything is
    // invalidated, and one request cannot say both.
    if (change.isEverythingStale) await move(current, change.number, { fileChanges: { invalidateAll: true } }, requestTimeoutMs * openingFactor);
    const projects = new Set(change.projects);
    const isOpening = change.isEverythingStale || change.projects.some((project) => !current.opened.has(project));
    await move(current, change.number, {
      openProjects: change.projects.filter((project) => !current.opened.has(project)),
      closeProjects: [...current.opened].filter((project) => !projects.has(project)),
      fileChanges: { changed: change.changed, created: change.created, deleted: change.deleted },
    }, isOpening ? requestTimeoutMs * openingFactor : requestTimeoutMs);
    current.opened = projects;
  }

  /** Forgets a dead process. Anything that is not a death is the caller's error and goes on. */
  function bury(error: unknown): void {
    if (error instanceof CompilerRefused) {
      // A refused update leaves the process in a state we did not ask for.
      log(`The compiler refused an update: ${error.message}`);
      running?.process.kill('it refused an update');
    } else if (!(error instanceof CompilerGone)) throw error;
    running = undefined;
    deaths += 1;
    unstartable = error instanceof CompilerUnstartable ? error.message : undefined;
  }

  /** The newest view; a compiler that died is started again for it. */
  async function getView(): Promise<View | undefined> {
    return running?.view ?? withLock(async () => {
      if (running === undefined && wanted !== undefined && deaths < patience && !isClosed) {
        try {
          await startOver(wanted.number, wanted.projects);
        } catch (error) {
          bury(error);
        }
      }
      return running?.view;
    });
  }

  async function attempt<T>(question: (view: View) => Promise<T>): Promise<T | undefined | typeof interrupted> {
    const view = await getView();
    if (view === undefined) return undefined;
    view.retain();
    try {
      const answer = await question(view);
      deaths = 0;
      return answer;
    } catch (error) {
      if (error instanceof CompilerGone) {
        if (running?.view === view) bury(error);
        // A newer snapshot has other node numbers: the question belongs to texts that are gone.
        return wanted?.number === view.number ? interrupted : undefined;
      }
      log(error instanceof CompilerRefused ? `A question was refused: ${error.message}` : `A question failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      return undefined;
    } finally {
      view.release();
    }
  }

  return {
    apply: (change) => withLock(async () => {
      if (isClosed) return false;
      wanted = { number: change.number, projects: change.projects };
      deaths = 0;
      for (let attempt = 0; attempt < 2; attempt += 1) {
        try {
          await applyOnce(change);
          return true;
        } catch (error) {
          bury(error);
        }
      }
      return false;
    }),

    async ask(question) {
      const first = await attempt(question);
      if (first !== interrupted) return first;
      // Whoever was asking when the compiler died asks again alone, so that one poisonous question does not take the others with it twice.
      const second = await retries.run(() => attempt(question));
      return second === interrupted ? undefined : second;
    },

    get unstartable() { return unstartable; },

    pids: () => [...alive].map((process) => process.pid),

    async close() {
      isClosed = true;
      running = undefined;
      const ended = [...alive].map((process) => {
        process.kill('it is closed');
        return process.ended;
      });
      await Promise.all(ended);
    },
  };
}
