/**
 * Temporary folders with source files for the compiler's tests, removed afterwards, and a few ways to point at nodes in them.
 * Installed packages are links into this repository's own node_modules.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from 'typescript/unstable/ast';
import { SyntaxKind } from 'typescript/unstable/ast';
import { afterAll } from 'vitest';
import type { Compiler, FilePath, NodeId, Tree } from '../../server/engine/syntax/compiler.ts';
import { getNodeIdOf } from '../../server/engine/syntax/nodeId.ts';

const repository = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

export interface Folder {
  readonly root: FilePath;
  /** The absolute path of a file in it. */
  at(name: string): FilePath;
  write(name: string, text: string): FilePath;
  /** Links packages of the repository's node_modules below `where`. */
  install(packages: readonly string[], where?: string): void;
}

/** A folder with these files. Objects become JSON. It is removed when the test file is done. */
export function makeFolder(files: Readonly<Record<string, string | object>> = {}): Folder {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwise-compiler-'))).replaceAll('\\', '/');
  afterAll(() => { rmSync(root, { recursive: true, force: true }); });
  const folder: Folder = {
    root,
    at: (name) => `${root}/${name}`,
    write(name, text) {
      const file = `${root}/${name}`;
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    install(packages, where = '') {
      for (const name of packages) {
        const link = path.join(root, where, 'node_modules', name);
        mkdirSync(path.dirname(link), { recursive: true });
        symlinkSync(path.join(repository, 'node_modules', name), link, 'dir');
      }
    },
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

/** The nodes of a tree in source order, without recursion. */
export function listNodes(tree: Tree): Node[] {
  const nodes: Node[] = [];
  const waiting: Node[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    const children: Node[] = [];
    node.forEachChild((child) => { children.push(child); });
    waiting.push(...children.reverse());
  }
  return nodes;
}

/** Ids of the nodes of some kind whose text is `text`, in source order. */
export async function findIds(compiler: Compiler, file: FilePath, text: string, kind?: SyntaxKind): Promise<NodeId[]> {
  const tree = await compiler.tree(file);
  if (tree === undefined) throw new Error(`${file} has no tree`);
  return listNodes(tree).filter((node) => (kind === undefined ? isInnermost(node, text, tree) : node.kind === kind && tree.text.slice(node.pos, node.end).trim() === text)).map(getNodeIdOf);
}

function isInnermost(node: Node, text: string, tree: Tree): boolean {
  return (node.kind === SyntaxKind.Identifier || node.kind === SyntaxKind.StringLiteral) && tree.text.slice(node.pos, node.end).trim().replace(/^['"]|['"]$/g, '') === text;
}

/** What the last name spelled `name` in a file refers to: its library name, or the own declarations as `file:text up to the brace`. */
export async function describeName(compiler: Compiler, file: FilePath, name: string): Promise<string | string[] | undefined> {
  const id = (await findIds(compiler, file, name, SyntaxKind.Identifier)).at(-1);
  if (id === undefined) throw new Error(`${file} has no name ${name}`);
  const answer = (await compiler.symbols(file, [id]))[0];
  if (answer === undefined) return undefined;
  return answer.api ?? answer.own.map((site) => path.posix.basename(site.file));
}
