/**
 * The process around the verbs: streams whose reader may go away, and what to say and return when something was thrown.
 */
import { createInterface, type Interface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import type { WriteStream } from 'node:tty';
import { getErrorCode } from '../host/text.ts';
import { exitCodes, Interrupted, type Input, type Output } from './surroundings.ts';

/** A stream as verbs see it. */
export function openOutput(stream: NodeJS.WritableStream & Partial<WriteStream>): Output {
  let isGone = false;
  // `loopwise check | head` closes the pipe; the exit code is still ours to give.
  stream.on('error', (error: unknown) => {
    isGone = true;
    if (getErrorCode(error) !== 'EPIPE') throw error;
  });
  return {
    isTerminal: stream.isTTY === true,
    get columns() { return stream.columns; },
    write: (text) => new Promise((resolve) => {
      if (isGone || text === '') resolve();
      else stream.write(text, () => { resolve(); });
    }),
  };
}

/** stdin as verbs see it. Nothing is read before it is asked for. */
export function openInput(stream: NodeJS.ReadStream, output: NodeJS.WritableStream, signal: AbortSignal): Input {
  let lines: Interface | undefined;
  let isOver = false;
  let end = (): void => undefined;
  // One promise for all questions: a listener for each would pile up.
  const closed = new Promise<undefined>((resolve) => { end = () => { resolve(undefined); }; });
  return {
    isTerminal: stream.isTTY,
    readAll: () => text(stream),
    ask: async (question) => {
      if (isOver) return undefined;
      if (lines === undefined) {
        lines = createInterface({ input: stream, output });
        // Ctrl+D: no answer will come. Between two questions the process may end, so the interface keeps nothing alive.
        lines.once('close', () => { isOver = true; end(); });
        // The interface takes Ctrl+C for itself.
        lines.once('SIGINT', () => { process.kill(process.pid, 'SIGINT'); });
      }
      const current = lines;
      current.resume();
      const answer = await Promise.race([current.question(question, { signal }).catch((error: unknown) => { throw signal.aborted ? new Interrupted() : error; }), closed]);
      current.pause();
      return answer;
    },
  };
}

/** Errors that are about the person's files or arguments; their message says what to do. */
const expectedErrors = new Set(['UsageError', 'ConfigurationError', 'BaselineError', 'PathNotFound', 'CompilerMissing']);

/** What to print and which code to end with. */
export function toExit(error: unknown, env: Readonly<Record<string, string | undefined>>): { readonly message: string; readonly code: number } {
  if (!(error instanceof Error)) return { message: `Loopwise stopped: ${String(error)}\n`, code: exitCodes.failure };
  if (error.name === 'Interrupted' || error.name === 'AbortError') return { message: 'Interrupted; nothing was written.\n', code: exitCodes.interrupted };
  if (expectedErrors.has(error.name)) return { message: `${error.message}\n`, code: exitCodes.failure };
  const details = env.LOOPWISE_DEBUG === undefined ? 'Run it again with LOOPWISE_DEBUG=1 to see where, and please report that output.' : (error.stack ?? '');
  return { message: `Loopwise stopped because of an error of its own, not of your code: ${error.message}\n${details}\n`, code: exitCodes.failure };
}
