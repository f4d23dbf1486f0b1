/**
 * The tables of one file while they are being filled: the shapes of `fileFacts.ts` without `readonly`, and nothing else. They
 * become the facts as they are, so nothing that is only needed while collecting may be put in a row.
 */
import type {
  AssignFact, AwaitFact, BindingFact, BranchFact, CallFact, CallIndex, ClassFact, DiscardFact, ExportFact, Expr, FunctionFact, ImportFact, LoopFact, PromisedFact, TestedFact, TryFact, TypeRef,
} from './fileFacts.ts';

export type Row<T> = { -readonly [K in keyof T]: T[K] };

/** A binding starts with room for what most bindings get later; adding a property to a finished object costs as much as three more. */
export type BindingRow = Omit<Row<BindingFact>, 'init' | 'type'> & { init: Expr | undefined; type: TypeRef | undefined };

export interface Rows {
  readonly imports: Row<ImportFact>[];
  readonly exports: ExportFact[];
  readonly bindings: BindingRow[];
  readonly functions: Row<FunctionFact>[];
  readonly classes: Row<ClassFact>[];
  readonly calls: Row<CallFact>[];
  readonly discards: DiscardFact[];
  readonly awaits: AwaitFact[];
  readonly loops: Row<LoopFact>[];
  readonly tries: Row<TryFact>[];
  readonly branches: Row<BranchFact>[];
  readonly assigns: AssignFact[];
  readonly tested: TestedFact[];
  readonly promised: PromisedFact[];
  /** Row of `imports` that a call of `require` made; not part of the facts. */
  readonly requires: Map<CallIndex, number>;
}

export function makeRows(): Rows {
  return {
    imports: [], exports: [], bindings: [], functions: [], classes: [], calls: [], discards: [], awaits: [], loops: [], tries: [], branches: [],
    assigns: [], tested: [], promised: [], requires: new Map(),
  };
}

/** The one empty array of all rows that have nothing to list. */
export const none: readonly never[] = Object.freeze([]);

/**
 * The list in exactly the memory it needs. An array that grew by `push` keeps room for 17 or more elements, which is most of the size of
 * facts whose lists mostly have one.
 */
export function toPacked<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}
