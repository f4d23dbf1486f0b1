/**
 * The compiler's errors by file, as they were before a change and as they are after it. What counts is that none is new: code that
 * did not compile before may be fixed too, and what is not installed is no fault of a fix.
 */
import type { CompileError, Compiler, FilePath } from '../syntax/compiler.ts';

/** Files asked about at once; the compiler answers four questions at a time. */
const inFlight = 4;

/** `undefined` where the compiler did not answer. */
export type ErrorsByFile = ReadonlyMap<FilePath, readonly CompileError[] | undefined>;

/** An error a file has now and had not before. Without one, the compiler did not say. */
export interface NewError { readonly file: FilePath; readonly error: CompileError | undefined }

export class TypeErrors {
  readonly #compiler: Pick<Compiler, 'errors'>;
  readonly #isDependency: (file: FilePath, name: string) => boolean;
  readonly #before = new Map<FilePath, readonly CompileError[]>();

  /** `isDependency`: whether the package a file is part of depends on the package of that name. */
  constructor(compiler: Pick<Compiler, 'errors'>, isDependency: (file: FilePath, name: string) => boolean) {
    this.#compiler = compiler;
    this.#isDependency = isDependency;
  }

  /** Remembers the errors of files that are not known yet, as the compiler sees them now. */
  async learn(files: readonly FilePath[]): Promise<void> {
    this.accept(await this.#ask(files.filter((file) => !this.#before.has(file))));
  }

  /** The errors of the files as they are now, and those of them that are new. */
  async check(files: readonly FilePath[]): Promise<{ readonly all: ErrorsByFile; readonly added: readonly NewError[] }> {
    const all = await this.#ask(files);
    const added = [...all].flatMap(([file, errors]): NewError[] => {
      if (errors === undefined) return [{ file, error: undefined }];
      const left = (this.#before.get(file) ?? []).map(({ text }) => text);
      return errors.filter(({ text }) => {
        const at = left.indexOf(text);
        if (at >= 0) left.splice(at, 1);
        return at < 0 && !this.#isNotInstalled(file, text);
      }).map((error) => ({ file, error }));
    });
    return { all, added };
  }

  /** What the files have now is what counts as before from here on. */
  accept(errors: ErrorsByFile): void {
    for (const [file, list] of errors) if (list !== undefined) this.#before.set(file, list);
  }

  /** A core module without the types of Node, or a package that package.json names and nobody installed. */
  #isNotInstalled(file: FilePath, error: string): boolean {
    if (/^TS(?:2580|2591): /.test(error)) return true;
    const [, name] = /^TS(?:2307|7016): [^']*module '((?:@[^/']+\/)?[^./'][^/']*)/.exec(error) ?? [];
    return name !== undefined && (name.startsWith('node:') || this.#isDependency(file, name));
  }

  async #ask(files: readonly FilePath[]): Promise<ErrorsByFile> {
    const answers = new Map<FilePath, readonly CompileError[] | undefined>();
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < files.length) {
        const file = files[next++];
        if (file !== undefined) answers.set(file, await this.#compiler.errors(file));
      }
    };
    await Promise.all(Array.from({ length: Math.min(inFlight, files.length) }, lane));
    return answers;
  }
}
