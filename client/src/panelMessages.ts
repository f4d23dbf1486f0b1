/**
 * What the extension and the advisor panel's page say to each other. Plain data; the page holds no state that is not here, so that it
 * can be made again after a reload.
 */
import type { AdviseParams, AdviseResult, PlainHop, Workloads } from '../../server/protocol.ts';

/** What the page is about, kept by VS Code across reloads. Without a place it is the overview of the workspace. */
export interface PanelMemory {
  readonly place?: AdviseParams['place'];
  readonly input: AdviseParams['input'];
  /** False: the panel follows the cursor. */
  readonly isPinned: boolean;
}

/** One approach of a benchmark that was run. */
export interface BenchRow {
  readonly approach: string;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Over the single-threaded baseline. */
  readonly speedup: number;
  readonly loopDelayP99Ms: number;
  readonly verdict: string;
}

/** From which speed-up on a verdict holds, to where the next one begins. */
export interface BenchBand { readonly from: number; readonly verdict: string }

export interface BenchRun {
  readonly at: string;
  readonly file: string;
  readonly rows: readonly BenchRow[];
  /** From the least speed-up up, as the tool that judged has them. */
  readonly bands: readonly BenchBand[];
}

export type BenchState =
  | { readonly kind: 'none'; /** Why it cannot be run here; absent when it can. */ readonly unavailable?: string }
  | { readonly kind: 'running'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly runs: readonly BenchRun[] };

export type ToPanel =
  | { readonly kind: 'advice'; readonly title: string; readonly result: AdviseResult; readonly memory: PanelMemory; /** Titles of the fixes at the function, best first. */ readonly fixes: readonly string[] }
  | { readonly kind: 'home'; readonly workloads: Workloads; readonly memory: PanelMemory }
  | { readonly kind: 'bench'; readonly state: BenchState }
  | { readonly kind: 'busy'; readonly message: string }
  /** What is shown stays. */
  | { readonly kind: 'idle' }
  /** Nothing can be shown; `action` is what the button does about it. */
  | { readonly kind: 'trouble'; readonly message: string; readonly action?: 'restart' | 'retry' };

export type FromPanel =
  | { readonly kind: 'ready'; readonly memory?: PanelMemory }
  /** An advice is on the screen. */
  | { readonly kind: 'drawn' }
  | { readonly kind: 'input'; readonly input: AdviseParams['input'] }
  | { readonly kind: 'open'; readonly hop: Pick<PlainHop, 'uri' | 'range'> }
  | { readonly kind: 'advise'; readonly place: NonNullable<AdviseParams['place']> }
  | { readonly kind: 'pin'; readonly isPinned: boolean }
  | { readonly kind: 'fixes' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'home' }
  | { readonly kind: 'bench'; readonly action: 'run' | 'cancel' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'retry' };

/** What the page is given when it is made: its words, and numbers in the person's language. */
export interface PageSetup { readonly words: Readonly<Record<string, string>>; readonly language: string }
