/**
 * Decodes the compiler's binary tree. The decoder is TypeScript's own; it is reached through the exported `Program` class with
 * stand-ins for its client and its cache, because that cache would keep every tree of every snapshot (269 MB after 2,171 files).
 */
import { Program } from 'typescript/unstable/async';
import type { Node } from 'typescript/unstable/ast';
import type { NodeId, Tree } from '../engine/syntax/compiler.ts';
import { getNodeIndex, getNodeKind } from '../engine/syntax/nodeId.ts';

/** The tree in `data`, as `getSourceFile` sent it. Nodes are made as they are visited. */
export async function decodeTree(data: Uint8Array): Promise<Tree | undefined> {
  const client = { apiRequestBinary: () => Promise.resolve(data), getTimingCollector: () => undefined };
  const cache = { getRetained: () => undefined, set: (_path: string, tree: Tree) => tree };
  type Parts = ConstructorParameters<typeof Program>;
  const program = new Program(0, { id: '' } as unknown as Parts[1], client as unknown as Parts[2], cache as unknown as Parts[3], ((file: string) => file) as unknown as Parts[4]);
  return program.getSourceFile('decoded');
}

/** The node of a tree by its id; `undefined` when the tree is of another text than the id. */
export function findNodeById(tree: Tree, id: NodeId): Node | undefined {
  const index = getNodeIndex(id);
  // The decoder's own way from a position in the encoded tree to a node, with the real parents; see node.js of TypeScript 7.0.2.
  const source = tree as unknown as { readonly nodes: readonly unknown[]; getOrCreateNodeAtIndex(index: number): Node };
  if (index < 1 || index >= source.nodes.length) return undefined;
  const node = source.getOrCreateNodeAtIndex(index);
  return node.kind === getNodeKind(id) ? node : undefined;
}
