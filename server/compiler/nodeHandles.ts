/**
 * The one place that knows how the native compiler writes a node on the wire: `index.kind.path`, where `path` is the file's
 * canonical spelling. Building that string ourselves lets us ask about a node from (file, NodeId) without fetching the tree
 * again; `getNodeId` and `parseNodeHandle` of TypeScript's own client (dist/api/node/node.js, 7.0.2) are the counterpart, and
 * a test compares the two. It checks nothing: a stale handle is refused by the compiler, or names another node.
 */
import type { FilePath, NodeId } from '../engine/syntax/compiler.ts';
import { getNodeIndex, getNodeKind, kindsPerNode } from '../engine/syntax/nodeId.ts';

export interface NodeHandle {
  /** Canonical: lower-cased where the file system ignores case. */
  readonly path: string;
  readonly node: NodeId;
}

/** The compiler's spelling of a file's path. */
export function toCanonicalPath(file: FilePath, isCaseSensitive: boolean): string {
  return isCaseSensitive ? file : file.toLowerCase();
}

export function toHandle(canonicalPath: string, node: NodeId): string {
  return `${getNodeIndex(node)}.${getNodeKind(node)}.${canonicalPath}`;
}

/** Reads a handle the compiler sent. Throws when it has another form, which means another version of the protocol. */
export function parseHandle(handle: string): NodeHandle {
  const first = handle.indexOf('.');
  const second = handle.indexOf('.', first + 1);
  const index = Number(handle.slice(0, first));
  const kind = Number(handle.slice(first + 1, second));
  if (first < 1 || second < 0 || !Number.isInteger(index) || !Number.isInteger(kind)) throw new Error(`The compiler sent a node handle of an unknown form: ${handle}`);
  return { path: handle.slice(second + 1), node: index * kindsPerNode + kind };
}
