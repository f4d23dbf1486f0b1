/**
 * The function a migration is about, as far as it is known, and how code that moves it is written. Without one the code speaks of `task`.
 */

export interface Subject {
  readonly name: string;
  /** Module specifier from a file beside it, `./report.js`. */
  readonly module: string;
  readonly parameters: readonly string[];
  readonly isAsync: boolean;
  readonly isExported: boolean;
  /** Names of outer variables it reads or writes that other calls can change: they do not travel to a worker. */
  readonly captured: readonly string[];
  /** The synchronous call it waits in, and its asynchronous form. */
  readonly blocking?: { readonly api: string; readonly twin?: string };
  /** `<file>:<function>` as the command line takes it. */
  readonly target?: string;
}

export const anySubject: Subject = { name: 'task', module: './task.js', parameters: ['input'], isAsync: false, isExported: true, captured: [] };

/** Arguments as they are handed on; `input` where it takes none, for the queue needs something to count. */
export function getArguments({ parameters }: Subject): string {
  return parameters.join(', ');
}

/** The argument that varies from task to task. */
export function getItem({ parameters }: Subject): string {
  return parameters[0] ?? 'input';
}

/** A call with one message's contents as arguments. */
export function getCallWith(subject: Subject, source: string): string {
  const call = `${subject.name}(${subject.parameters.length === 1 ? source : subject.parameters.length === 0 ? '' : `...${source}`})`;
  return subject.isAsync ? `await ${call}` : call;
}

/** What a caller puts into a message. */
export function getMessageOf(subject: Subject): string {
  return subject.parameters.length === 1 ? getItem(subject) : `[${getArguments(subject)}]`;
}

/** First letter up: `renderPage` becomes part of `runRenderPage`. */
export function toTitle(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
