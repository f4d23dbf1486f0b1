/**
 * The compiler's errors by file, as they were before a change and as they are after it. What counts is that none is new: code that
 * did not compile before may be fixed too.
 */
import type { FilePath } from '../../engine/syntax/compiler.ts';
import type { Engine } from '../surroundings.ts';

/** Files asked about at once; the compiler answers four questions at a time. */
const inFlight = 4;

export class TypeErrors {
  readonly #engine: Engine;
  readonly #before = new Map<FilePath, readonly string[]>();

  constructor(engine: Engine) { this.#engine = engine; }

  /** Remembers the errors of files that are not known yet, as the compiler sees them now. */
  async learn(files: readonly FilePath[]): Promise<void> {
    const errors = await this.#ask(files.filter((file) => !this.#before.has(file)));
    for (const [file, list] of errors) if (list !== undefined) this.#before.set(file, list);
  }

  /** An error the files have now and had not before, as a reason; also when the compiler does not say. */
  async findNew(files: readonly FilePath[]): Promise<string | undefined> {
    for (const [file, errors] of await this.#ask(files)) {
      if (errors === undefined) return 'the compiler did not say whether the result still compiles';
      const left = [...this.#before.get(file) ?? []];
      for (const error of errors) {
        const at = left.indexOf(error);
        if (at < 0) return `the result would not compile: ${error}`;
        left.splice(at, 1);
      }
    }
    return undefined;
  }

  /** What the files have now is what counts as before from here on. */
  async accept(files: readonly FilePath[]): Promise<void> {
    for (const file of files) this.#before.delete(file);
    await this.learn(files);
  }

  async #ask(files: readonly FilePath[]): Promise<(readonly [FilePath, readonly string[] | undefined])[]> {
    const answers: (readonly [FilePath, readonly string[] | undefined])[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < files.length) {
        const file = files[next++];
        if (file !== undefined) answers.push([file, await this.#engine.compiler.errors(file)]);
      }
    };
    await Promise.all(Array.from({ length: Math.min(inFlight, files.length) }, lane));
    return answers;
  }
}
