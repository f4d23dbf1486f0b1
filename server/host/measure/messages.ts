/**
 * What the processes and threads of a calibration say to each other: plain types, imported by all and importing nothing that runs.
 */

/** Groups of constants; each is measured in a process of its own, so that the garbage of one does not slow the next. */
export const groups = ['starts', 'messages', 'children', 'turns', 'pool', 'cores'] as const;
export type Group = (typeof groups)[number];

/** Asked of a worker or a child process that only answers. */
export type EchoTask =
  | { readonly kind: 'reply'; readonly payload?: unknown }
  /** Answers with its own resident memory in bytes. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'compute'; readonly rounds: number }
  | { readonly kind: 'scan'; readonly shared: SharedArrayBuffer; readonly rounds: number }
  /** Waits on the first slot and wakes whoever waits on the second, as many times as it is told. */
  | { readonly kind: 'wake'; readonly shared: SharedArrayBuffer; readonly rounds: number };

export type EchoReply = number;

export type CalibrationReply = { readonly samples: Readonly<Record<string, readonly number[]>> } | { readonly failure: string };
