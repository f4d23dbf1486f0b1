/**
 * One snapshot of the native compiler as questions see it: typed requests, and what has already been learnt in it. Ids of
 * symbols, types and signatures mean something only here, so every cache over them lives and dies with the view.
 * It is let go on the compiler's side once it is out of date and nobody is asking any more, else the process grows for ever.
 */
import type { SignatureResponse, SymbolResponse, TypeResponse, UpdateSnapshotResponse } from 'typescript/unstable/proto';
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { Gate } from './gate.ts';
import { toCanonicalPath } from './nodeHandles.ts';
import type { NativeProcess } from './nativeProcess.ts';
import { CompilerGone } from './nativeProcess.ts';

/** A project of one view; ids of types are unique within it. */
export interface ProjectView {
  /** The project's id on the wire. */
  readonly id: string;
  /** Everything learnt about types, by type id: see typeAnswers.ts. */
  readonly memory: Map<string, unknown>;
}

export interface View {
  /** Our number of the snapshot. */
  readonly number: number;
  readonly isCaseSensitive: boolean;
  /** What is learnt about symbols, whose ids all projects of a view share. */
  readonly memory: Map<string, unknown>;
  findProject(configuration: FilePath): ProjectView | undefined;
  /** A request to the checker; at most four run at once. */
  ask(method: string, project: ProjectView, params: object): Promise<unknown>;
  /** A request for a tree, which does not wait for the checker. */
  fetchTree(project: ProjectView, file: FilePath): Promise<Uint8Array | undefined>;
  /** Runs `make` once per key for the life of the memory and shares the answer. */
  remember<T>(memory: Map<string, unknown>, key: string, make: () => Promise<T>): Promise<T>;
  retain(): void;
  release(): void;
  /** No new questions will come. */
  retire(): void;
}

export type { SignatureResponse, SymbolResponse, TypeResponse };

interface ViewParts {
  readonly number: number;
  readonly process: NativeProcess;
  readonly response: UpdateSnapshotResponse;
  readonly isCaseSensitive: boolean;
  readonly deadlineMs: number;
  readonly gate: Gate;
  readonly log: (line: string) => void;
}

export function createView(parts: ViewParts): View {
  const snapshot = parts.response.snapshot;
  const projects = new Map<string, ProjectView>(parts.response.projects.map((project) => [project.id, { id: project.id, memory: new Map() }]));
  let users = 0;
  let isRetired = false;
  let isReleased = false;

  function letGo(): void {
    if (!isRetired || isReleased || users > 0) return;
    isReleased = true;
    parts.process.request('release', { snapshot }, parts.deadlineMs).catch((error: unknown) => {
      // With the process its snapshots are gone too.
      if (!(error instanceof CompilerGone)) parts.log(`A snapshot was not released: ${String(error)}`);
    });
  }

  return {
    number: parts.number,
    isCaseSensitive: parts.isCaseSensitive,
    memory: new Map(),
    findProject: (configuration) => projects.get(toCanonicalPath(configuration, parts.isCaseSensitive)),
    ask: (method, project, params) => parts.gate.run(() => parts.process.request(method, { snapshot, project: project.id, ...params }, parts.deadlineMs)),
    async fetchTree(project, file) {
      const answer = await parts.process.request('getSourceFile', { snapshot, project: project.id, file }, parts.deadlineMs) as { readonly data: string } | null;
      return answer === null ? undefined : Buffer.from(answer.data, 'base64');
    },
    remember(memory, key, make) {
      const known = memory.get(key) as ReturnType<typeof make> | undefined;
      if (known !== undefined) return known;
      const made = make();
      memory.set(key, made);
      return made;
    },
    retain() { users += 1; },
    release() {
      users -= 1;
      letGo();
    },
    retire() {
      isRetired = true;
      letGo();
    },
  };
}
