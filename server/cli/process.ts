/**
 * The process around the verbs: streams whose reader may go away, and what to say and return when something was thrown.
 */
import type { WriteStream } from 'node:tty';
import { getErrorCode } from '../host/text.ts';
import { exitCodes, type Output } from './surroundings.ts';

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
