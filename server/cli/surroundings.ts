/**
 * What a verb needs of the process it runs in: streams, clock, environment, engine. Verbs take these as a value, so that tests run
 * them without a process or a compiler; the real ones are made in main.ts.
 */
import type { SummarizingSession } from '../engine/report.ts';
import type { Compiler, FilePath } from '../engine/syntax/compiler.ts';

export interface Output {
  readonly isTerminal: boolean;
  /** Columns, where the stream is a terminal. */
  readonly columns: number | undefined;
  /** Resolves when the text is handed over; a reader that went away is no error. */
  write(text: string): Promise<void>;
}

export interface Input {
  /** A person types there. */
  readonly isTerminal: boolean;
  /** Everything up to the end. */
  readAll(): Promise<string>;
  /** Shows a question and resolves with the line typed; undefined when there will be none any more. */
  ask(question: string): Promise<string | undefined>;
}

export interface Engine {
  readonly session: SummarizingSession;
  readonly compiler: Compiler;
  /** Version of the native compiler; answers of different ones are not mixed. */
  readonly compilerVersion: string;
  /** Ends the session and the compiler; may be called twice. */
  close(): Promise<void>;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Milliseconds, from any start. */
  now(): number;
  /** Aborted when the person interrupts. */
  readonly signal: AbortSignal;
  /** Ids of every rule there is. */
  readonly ruleIds: readonly string[];
  readonly version: string;
  /** The rule's page in Markdown. */
  findRulePage(ruleId: string): string | undefined;
  /** `root`: the folder that is checked. */
  openEngine(root: FilePath): Promise<Engine>;
}

/** The command line or a setting asks for something that cannot be done; shown without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The person pressed Ctrl+C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export const exitCodes = { clean: 0, findings: 1, failure: 2, interrupted: 130 } as const;

/** The work's result, or {@link Interrupted} as soon as the person asks: the compiler may take seconds to answer. */
export async function orInterrupted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let stop = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => { reject(new Interrupted('The check was interrupted.')); };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, interrupted]);
  } catch (error) {
    throw signal.aborted ? new Interrupted('The check was interrupted.') : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
