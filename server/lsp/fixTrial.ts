/**
 * Tries a fix out before an editor gets it: does the result parse, and compile as before? In a compiler process of its own, since the
 * other one answers edits and must never see a text that nobody has. It starts with the first question and ends when nobody asks.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { applyEdits } from '../engine/fixes/edits.ts';
import { TypeErrors } from '../engine/fixes/typeErrors.ts';
import type { MadeFix } from '../engine/lint/finding.ts';
import type { Compiler, FilePath } from '../engine/syntax/compiler.ts';
import type { EngineChange } from './engineMessages.ts';

/** `unchecked`: the compiler did not say in time, so a person has to look. */
export type FixVerdict = { readonly is: 'good' } | { readonly is: 'unchecked' } | { readonly is: 'bad'; readonly reason: string };

export interface TrialSurroundings {
  createCompiler(): Compiler & { pids(): number[] };
  /** The disk's text; `undefined` for a file that is not there. */
  readText(file: FilePath): Promise<string | undefined>;
  /** The given files and those whose types can feel a change of them. */
  importersOf(files: readonly FilePath[]): readonly FilePath[];
  isDependency(file: FilePath, name: string): boolean;
}

/** More files than this are not asked about: those that are changed come first, then those beside them. */
const mostFiles = 60;
/** The wait for a verdict, and how long the process lives on without a question, in milliseconds. */
const patience = 8_000;
const idleTime = 60_000;

export class FixTrial {
  readonly #around: TrialSurroundings;
  /** Texts of open documents. */
  readonly #opened = new Map<FilePath, string>();
  #compiler: (Compiler & { pids(): number[] }) | undefined;
  /** Files the compiler has a text of ours for. */
  #given = new Set<FilePath>();
  /** What the disk changed since the compiler was told. */
  readonly #touched = new Set<FilePath>();
  #queue: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(around: TrialSurroundings) { this.#around = around; }

  /** Keeps up with the editor; the compiler hears of it when it is asked something. */
  note({ texts, released, touched }: EngineChange): void {
    for (const [file, text] of texts ?? []) this.#opened.set(file, text);
    for (const file of released ?? []) { this.#opened.delete(file); this.#touched.add(file); }
    for (const file of touched ?? []) this.#touched.add(file);
  }

  /** Never rejects; one after the other. */
  async check(made: MadeFix): Promise<FixVerdict> {
    const verdict = this.#queue.then(() => this.#try(made)).catch((): FixVerdict => ({ is: 'unchecked' }));
    this.#queue = verdict;
    const timer = new AbortController();
    const late = sleep(patience, undefined, { signal: timer.signal, ref: false }).then((): FixVerdict => ({ is: 'unchecked' }), (): FixVerdict => ({ is: 'unchecked' }));
    try {
      return await Promise.race([verdict, late]);
    } finally {
      timer.abort();
    }
  }

  pids(): number[] { return this.#compiler?.pids() ?? []; }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const compiler = this.#compiler;
    this.#compiler = undefined;
    await compiler?.close();
  }

  async #try(made: MadeFix): Promise<FixVerdict> {
    clearTimeout(this.#idle);
    const isNew = this.#compiler === undefined;
    const compiler = this.#compiler ??= this.#around.createCompiler();
    if (isNew) { this.#given = new Set(); this.#touched.clear(); }
    const changed = [...made.hashes.keys()];
    const files = this.#around.importersOf(changed).slice(0, mostFiles);
    const created = made.created.map(({ file }) => file);
    const errors = new TypeErrors(compiler, (file, name) => this.#around.isDependency(file, name));
    await this.#give(compiler, new Map(this.#opened), files);
    await errors.learn(files);
    const texts = new Map(this.#opened);
    for (const file of changed) {
      const text = this.#opened.get(file) ?? await this.#around.readText(file);
      if (text === undefined) return { is: 'bad', reason: `${file} cannot be read` };
      texts.set(file, applyEdits(text, made.edits.filter((edit) => edit.file === file)));
    }
    for (const { file, text } of made.created) texts.set(file, text);
    await this.#give(compiler, texts, [...files, ...created]);
    const { added } = await errors.check([...files, ...created]);
    this.#idle = setTimeout(() => { void this.close(); }, idleTime).unref();
    const [first] = added.filter(({ error }) => error !== undefined).sort((a, b) => Number(b.error?.isSyntax) - Number(a.error?.isSyntax));
    if (first?.error !== undefined) return { is: 'bad', reason: `the result would not ${first.error.isSyntax ? 'parse' : 'compile'}: ${first.error.text}` };
    return { is: added.length > 0 ? 'unchecked' : 'good' };
  }

  async #give(compiler: Compiler, texts: ReadonlyMap<FilePath, string>, files: readonly FilePath[]): Promise<void> {
    const released = [...this.#given].filter((file) => !texts.has(file));
    const touched = [...this.#touched];
    this.#touched.clear();
    this.#given = new Set(texts.keys());
    await compiler.update({ texts, released, touched, files });
  }
}
