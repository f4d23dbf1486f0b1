/**
 * What a fix is while it is only offered: a title, how safe it is, and either its edits or the function that makes them when somebody
 * asks. Whoever reports a finding says what could be done; the work of doing it is in server/engine/fixes/.
 */
import type { Span } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Summaries } from '../summaries/solve.ts';
import type { FilePath, Tree } from '../syntax/compiler.ts';
import type { TextEdit } from './finding.ts';

/** A change of one or more files, offsets in the texts the analysis was made from. */
export interface FixChange {
  readonly edits: readonly TextEdit[];
  /** Files that are not there yet. */
  readonly created?: readonly { readonly file: FilePath; readonly text: string }[];
}

/** Why a fix cannot be made after all: a sentence without a full stop, as `it runs inside a getter`. */
export interface FixRefusal { readonly refused: string }

export function isRefusal(made: FixChange | FixRefusal): made is FixRefusal {
  return 'refused' in made;
}

/** What making a fix may look at: the newest analysis, texts and trees. */
export interface FixDesk {
  readonly program: Program;
  readonly summaries: Summaries;
  textOf(file: FilePath): string;
  /** `undefined` for a file whose source is not part of this run. */
  tree(file: FilePath): Promise<Tree | undefined>;
}

export type FixMaker = (desk: FixDesk) => Promise<FixChange | FixRefusal>;

/** A fix as a rule offers it. Exactly one of `edits`, `make` and `disabled` is there. */
export interface RuleFix {
  /** A verb phrase with the concrete value: `Await this promise`. Found again by it, so no two fixes of one report share a title. */
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite' | 'refactor.move';
  readonly safety: 'safe' | 'review';
  /** In the file of the report. */
  readonly edits?: readonly (Span & { readonly newText: string })[];
  /** Computed when the fix is chosen, from trees. */
  readonly make?: FixMaker;
  /** Shown and never applied: why it cannot be done here. */
  readonly disabled?: string;
}
