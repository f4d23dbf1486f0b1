/**
 * The function a migration is about, as far as it is known, and how code that moves it is written. Without one the code speaks of `task`.
 */

export interface Subject {
  readonly name: string;
  /** What the module calls it, where the code has another use for that name. */
  readonly exportedAs?: string;
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

/** First letter up: `renderPage` becomes part of `runRenderPage`. */
export function toTitle(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
