/** What changes in editors and on disk do to answers, and texts that would hurt the compiler if they reached it as they are. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { SyntaxKind } from 'typescript/unstable/ast';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCompiler } from '../../server/compiler/compiler.ts';
import { describeName, findIds, listNodes, makeFolder } from './folder.ts';

const folder = makeFolder({
  'app/tsconfig.json': { compilerOptions: { target: 'es2022', module: 'esnext' } },
  'app/package.json': { name: 'app' },
  'app/main.ts': 'import { late } from "./late"; import { installed } from "some-package"; import { mapped } from "#lib/x"; late(); installed(); mapped(); fromGlobals();',
  'app/lib/x.ts': 'export function mapped() {}',
  'other/main.ts': 'export const x = 1;',
  'texts/bom.ts': '\uFEFFexport const marked = 1;\n',
  'texts/x.ts/inside.ts': 'export {};',
});
const main = folder.at('app/main.ts');
const files = [main, folder.at('app/lib/x.ts'), folder.at('other/main.ts')];
const compiler = createCompiler({ cwd: folder.root });
beforeAll(async () => { await compiler.update({ files }); });
afterAll(() => compiler.close());

describe('the disk', () => {
  test('a created file is found by imports that failed, a deleted one is lost again', async () => {
    expect(await describeName(compiler, main, 'late')).toBeUndefined();
    const late = folder.write('app/late.ts', 'export function late() {}');
    const result = await compiler.update({ files: [...files, late], touched: [late] });
    expect([...result.retype].sort()).toEqual([late, main, folder.at('app/lib/x.ts')].sort());
    expect(await describeName(compiler, main, 'late')).toEqual(['late.ts']);
    rmSync(late);
    await compiler.update({ files, touched: [late] });
    expect(await describeName(compiler, main, 'late')).toBeUndefined();
  });

  test('a changed tsconfig.json is read again, and only its files are typed again', async () => {
    expect(await describeName(compiler, main, 'mapped')).toBeUndefined();
    folder.write('app/tsconfig.json', JSON.stringify({ compilerOptions: { target: 'es2022', module: 'esnext', paths: { '#lib/*': ['./lib/*'] } } }));
    const { retype } = await compiler.update({ touched: [folder.at('app/tsconfig.json')] });
    expect([...retype].sort()).toEqual([main, folder.at('app/lib/x.ts')].sort());
    expect(await describeName(compiler, main, 'mapped')).toEqual(['x.ts']);
  });

  test('unsaved text of a configuration counts too', async () => {
    await compiler.update({ texts: new Map([[folder.at('app/tsconfig.json'), '{ "compilerOptions": {']]) });
    expect(await describeName(compiler, main, 'mapped')).toBeUndefined();
    const { problems } = await compiler.update({ released: [folder.at('app/tsconfig.json')] });
    expect(problems).toEqual([]);
    expect(await describeName(compiler, main, 'mapped')).toEqual(['x.ts']);
  });

  test('a changed package.json voids the answers of the files below it', async () => {
    folder.write('app/package.json', JSON.stringify({ name: 'app', imports: { '#other/*': './lib/*' } }));
    const { retype } = await compiler.update({ touched: [folder.at('app/package.json')] });
    expect([...retype].sort()).toEqual([main, folder.at('app/lib/x.ts')].sort());
  });

  test('a new configuration takes its files over', async () => {
    folder.write('other/tsconfig.json', '{}');
    const { retype } = await compiler.update({ touched: [folder.at('other/tsconfig.json')] });
    expect(retype).toEqual([folder.at('other/main.ts')]);
    expect((await compiler.configurationOf(folder.at('other/main.ts')))?.configFile).toBe(folder.at('other/tsconfig.json'));
  });

  test('a new global declaration file is seen', async () => {
    expect(await describeName(compiler, main, 'fromGlobals')).toBeUndefined();
    const globals = folder.write('app/globals.d.ts', 'declare function fromGlobals(): void;');
    await compiler.update({ touched: [globals] });
    expect(await describeName(compiler, main, 'fromGlobals')).toEqual([]);
  });

  test('a changed lock file means that packages have come', async () => {
    expect(await describeName(compiler, main, 'installed')).toBeUndefined();
    folder.write('app/node_modules/some-package/package.json', JSON.stringify({ name: 'some-package', types: 'i.d.ts' }));
    folder.write('app/node_modules/some-package/i.d.ts', 'export declare function installed(): void;');
    const { retype } = await compiler.update({ touched: [folder.write('app/package-lock.json', '{}')] });
    expect(retype).toHaveLength(3);
    expect(await describeName(compiler, main, 'installed')).toBe('some-package#installed');
  });
});

describe('texts', () => {
  const virtual = folder.at('nowhere/deep/unsaved.ts');
  async function open(text: string, file = virtual): Promise<string> {
    await compiler.update({ files: [...files, file], texts: new Map([[file, text]]) });
    return (await compiler.tree(file))?.text ?? 'no tree';
  }

  test('of files that are not on disk are files like others', async () => {
    await open('export function unsaved() {} unsaved();');
    expect(await describeName(compiler, virtual, 'unsaved')).toEqual(['unsaved.ts']);
    const user = folder.at('nowhere/user.ts');
    await compiler.update({ files: [...files, virtual, user], texts: new Map([[user, 'import { unsaved } from "./deep/unsaved"; unsaved();']]) });
    expect(await describeName(compiler, user, 'unsaved')).toEqual(['unsaved.ts']);
  });

  test('with lone surrogates keep their columns', async () => {
    const text = 'const broken = "\uD800"; const also = "\uDC00\uD83D\uDE00"; const after = broken; after;';
    expect(await open(text)).toBe(text.toWellFormed());
    const ids = await findIds(compiler, virtual, 'after', SyntaxKind.Identifier);
    expect(ids).toHaveLength(2);
    expect((await compiler.symbols(virtual, [ids[1]!]))[0]?.own).toHaveLength(1);
  });

  test('with a byte order mark, CRLF and emoji keep their columns', async () => {
    const text = '\uFEFFconst first = "👩‍🚀";\r\nconst second = first;\r\n';
    const seen = await open(text);
    expect(seen).toBe(` ${text.slice(1)}`);
    const tree = (await compiler.tree(virtual))!;
    const second = listNodes(tree).find((node) => node.kind === SyntaxKind.Identifier && tree.text.slice(node.pos, node.end).trim() === 'second');
    expect(second?.end).toBe(text.indexOf('second') + 'second'.length);
  });

  test('on disk lose their byte order mark, as they do in editors', async () => {
    const file = folder.at('texts/bom.ts');
    await compiler.update({ files: [...files, file] });
    const tree = (await compiler.tree(file))!;
    expect(tree.text).toBe('export const marked = 1;\n');
    expect(listNodes(tree).filter((node) => tree.text.slice(node.pos, node.end).trim() === 'marked' && node.kind === SyntaxKind.Identifier)).toHaveLength(1);
  });

  test('with 20,000 nested parentheses have a tree', async () => {
    const text = `const deep = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`;
    expect((await open(text)).length).toBe(text.length);
    expect(listNodes((await compiler.tree(virtual))!).length).toBeGreaterThan(20_000);
  });

  test('in the middle of typing have a tree and answers', async () => {
    await open('async function wait() {}\nwait();\nconst x = {{{ ;\nif (');
    const calls = await findIds(compiler, virtual, 'wait()', SyntaxKind.CallExpression);
    expect((await compiler.types(virtual, calls))[0]?.promise).toBe('yes');
  });

  test('that are folders, or gone, have none', async () => {
    const gone = folder.write('texts/gone.ts', 'export {};');
    const unreal = folder.at('texts/x.ts');
    await compiler.update({ files: [...files, gone, unreal] });
    expect(await compiler.tree(unreal)).toBeUndefined();
    rmSync(gone);
    await compiler.update({ touched: [gone] });
    expect(await compiler.tree(gone)).toBeUndefined();
    mkdirSync(gone);
    await compiler.update({ touched: [gone] });
    expect(await compiler.tree(gone)).toBeUndefined();
    expect(await describeName(compiler, main, 'mapped')).toEqual(['x.ts']);
  });
});

test('one process has served all of this but the step to files that are not on disk', () => {
  writeFileSync(folder.at('app/late.ts'), '');
  expect(compiler.pids()).toHaveLength(1);
});
