/** Node numbers: that they fit, and that the handles we build are the ones TypeScript's own decoder builds. */
import { SyntaxKind } from 'typescript/unstable/ast';
import { afterAll, expect, test } from 'vitest';
import { createCompiler } from '../../server/compiler/compiler.ts';
import { parseHandle, toHandle } from '../../server/compiler/nodeHandles.ts';
import { findNodeById } from '../../server/compiler/tree.ts';
import { getNodeIdOf, getNodeIndex, getNodeKind, kindsPerNode } from '../../server/engine/syntax/nodeId.ts';
import { listNodes, makeFolder } from './folder.ts';

const folder = makeFolder({ 'a.ts': 'export class A { b = [1, `x${2}`].map((n) => n); }\n' });
const compiler = createCompiler({ cwd: folder.root });
afterAll(() => compiler.close());

test('every kind of node fits below the factor', () => {
  const kinds = Object.values(SyntaxKind).filter((kind) => typeof kind === 'number');
  expect(kinds.length).toBeGreaterThan(300);
  expect(Math.max(...kinds)).toBeLessThan(kindsPerNode);
});

test('handles are those of TypeScript\'s decoder, and lead back to the node', async () => {
  const file = folder.at('a.ts');
  await compiler.update({ files: [file] });
  const tree = await compiler.tree(file);
  const nodes = tree === undefined ? [] : listNodes(tree);
  expect(nodes.length).toBeGreaterThan(15);
  for (const node of nodes) {
    const id = getNodeIdOf(node);
    const theirs = (node as unknown as { readonly id: string }).id;
    expect(toHandle(file, id)).toBe(theirs);
    expect(parseHandle(theirs)).toEqual({ path: file, node: id });
    expect([getNodeKind(id), findNodeById(tree!, id) === node]).toEqual([node.kind, true]);
  }
  expect(getNodeIndex(getNodeIdOf(tree!))).toBe(1);
});

test('a node made in memory has no id, and a handle of another form is refused', () => {
  expect(() => getNodeIdOf({ kind: SyntaxKind.Identifier } as never)).toThrow(/decoded/);
  expect(() => parseHandle('/only/a.path')).toThrow(/unknown form/);
});
