/**
 * The guard around request handlers: what a handler throws is logged with its name and answered with nothing, so that one bad
 * file does not put an error in front of a person at every key. Errors meant for the client (`ResponseError`) pass.
 */
import { ResponseError, type Connection } from 'vscode-languageserver/node';

/** The handler's answer, or `empty` when it throws. */
export async function answer<Result>(connection: Connection, name: string, empty: Result, handler: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await handler();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    connection.console.error(`${name} failed and is answered with nothing: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    return empty;
  }
}
