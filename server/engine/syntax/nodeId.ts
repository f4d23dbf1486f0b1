/**
 * Turns a node of a compiler tree into the plain number that facts keep. The number says nothing without the file and the
 * text it was made for, and it deliberately does not hold either.
 */
import type { Node } from 'typescript/unstable/ast';
import type { NodeId } from './compiler.ts';

/** Room for the node kind in a {@link NodeId}; a test holds that every `SyntaxKind` stays below it. */
export const kindsPerNode = 512;

/**
 * The id of a node that came out of `Compiler.tree`. Throws for nodes made any other way: they have no place in the
 * compiler's encoded tree, so no question could be asked about them.
 */
export function getNodeIdOf(node: Node): NodeId {
  const index: unknown = 'index' in node ? node.index : undefined;
  if (typeof index !== 'number') throw new TypeError('getNodeIdOf needs a node of a tree that the compiler decoded; this one was made in memory.');
  return index * kindsPerNode + node.kind;
}

/** The position of the node in the compiler's encoded tree. */
export function getNodeIndex(id: NodeId): number {
  return Math.floor(id / kindsPerNode);
}

/** The `SyntaxKind` of the node. */
export function getNodeKind(id: NodeId): number {
  return id % kindsPerNode;
}
