/** The pure parts of the language server, as tables: URIs, ranges, comments, and the scheduler of the engine thread. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createCompiler, type NativeCompiler } from '../../server/compiler/compiler.ts';
import type { Finding } from '../../server/engine/lint/finding.ts';
import { Cancelled, type Report, type Session } from '../../server/engine/report.ts';
import { getCommentPlace } from '../../server/engine/syntax/commentPlace.ts';
import { AnalysisLoop } from '../../server/lsp/analysisLoop.ts';
import { getDisableInsertion, guessCommentPlace, toInsertedText } from '../../server/lsp/disableComment.ts';
import type { FromEngine } from '../../server/lsp/engineMessages.ts';
import { findPath, toUri } from '../../server/lsp/paths.ts';
import { isAt, toDiagnostics, type Rendering } from '../../server/lsp/toProtocol.ts';
import { createFolder } from './support/client.ts';

test.each([
  ['file:///a/b.ts', '/a/b.ts'], ['file:///a%20b/%C3%A9.ts', '/a b/é.ts'], ['file:///a/', '/a'], ['file:///', '/'],
  ['untitled:Untitled-1', undefined], ['file:///a%2Fb.ts', undefined], ['file:///%ZZ', undefined], ['file://host/share/a.ts', undefined],
])('the path of %s is %s', (uri, path) => { expect(findPath(uri)).toBe(path); });

test('a path and its URI come back as each other', () => {
  for (const path of ['/a/b.ts', '/a b/é#?.ts', '/%41/[id].tsx']) expect(findPath(toUri(path))).toBe(path);
});

const finding: Finding = {
  id: 'f', ruleId: 'unused-directive', family: 'directive', severity: 'warning', confidence: 'certain', message: 'm', context: 'unknown', functionName: '', fixes: [],
  file: '/a.ts', range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } }, trace: [{ file: '/a.ts', range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } }, label: 'here' }],
};

test('a diagnostic holds only what the client understands', () => {
  const rendering: Rendering = { getUri: toUri, findPageUri: (id) => `file:///rules/${id}.md`, hasRelatedInformation: true, hasTags: true, hasCodeDescription: true };
  const file = { file: '/a.ts', findings: [finding], echoes: [], hash: 'h' };
  const plain = { range: { start: { line: 2, character: 4 }, end: { line: 2, character: 8 } }, severity: 2, code: 'unused-directive', source: 'loopwise', message: 'm', data: { findingId: 'f' } };
  expect(toDiagnostics(file, { ...rendering, hasRelatedInformation: false, hasTags: false, hasCodeDescription: false })).toEqual([plain]);
  expect(toDiagnostics(file, rendering)).toEqual([{ ...plain, tags: [1], codeDescription: { href: 'file:///rules/unused-directive.md' } }]);
});

test.each([[2, 3, false], [2, 4, true], [2, 8, true], [2, 9, false], [1, 5, false], [3, 5, false]])('line %i, character %i is at the range: %s', (line, character, expected) => {
  expect(isAt(finding.range, { line, character })).toBe(expected);
});

test.each([
  { what: 'joins the comment above', text: '// loopwise-disable-next-line a-b -- why\nx();', expected: '// loopwise-disable-next-line a-b, rule -- why\nx();' },
  { what: 'joins a list', text: '// loopwise-disable-next-line a, b\nx();', expected: '// loopwise-disable-next-line a, b, rule\nx();' },
  { what: 'joins inside JSX', text: '{/* loopwise-disable-next-line a -- why */}\nx();', expected: '{/* loopwise-disable-next-line a, rule -- why */}\nx();' },
  { what: 'does not join a comment for every rule', text: '// loopwise-disable-next-line -- why\nx();', expected: '// loopwise-disable-next-line -- why\n// loopwise-disable-next-line rule -- reason\nx();' },
])('Disable $what', ({ text, expected }) => {
  const document = TextDocument.create('file:///a.ts', 'typescript', 1, text);
  const insertion = getDisableInsertion(document, { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } }, 'rule', 'code');
  expect(TextDocument.applyEdits(document, [{ range: insertion.range, newText: toInsertedText(insertion, false) }])).toBe(expected);
});

test('Disable inside a template literal stays inside the expression', () => {
  const document = TextDocument.create('file:///a.ts', 'typescript', 1, '`\n${x()}`');
  const insertion = getDisableInsertion(document, { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } }, 'rule', 'template');
  expect(TextDocument.applyEdits(document, [{ range: insertion.range, newText: toInsertedText(insertion, false) }])).toBe('`\n${/* loopwise-disable-line rule -- reason */ x()}`');
  expect(toInsertedText({ ...insertion, before: '${a}\\', placeholder: 'r}', after: '' }, true)).toBe('\\${a\\}\\\\${1:r\\}}');
});

describe('where a comment would stand', () => {
  const text = 'const t = `\n${x}\n`;\nexport const a = () => (\n  <p\n    title="t">\n    text\n    {t}\n    {() => {\n      t;\n    }}\n  </p>\n);\n';
  const expected = ['code', 'template', 'template', 'code', 'code', 'code', 'jsx', 'jsx', 'jsx', 'code', 'code', 'jsx', 'code'];
  let compiler: NativeCompiler;
  let project: Awaited<ReturnType<typeof createFolder>>;
  beforeAll(async () => {
    project = await createFolder({ 'a.tsx': text });
    compiler = createCompiler({ cwd: project.path });
    await compiler.update({ files: [`${project.path}/a.tsx`] });
  });
  afterAll(async () => { await compiler.close(); await project.dispose(); });

  test('is read off the tree for every line', async () => {
    const tree = await compiler.tree(`${project.path}/a.tsx`);
    if (tree === undefined) throw new Error('The compiler gave no tree.');
    const document = TextDocument.create('file:///a.tsx', 'typescriptreact', 1, text);
    expect(expected.map((_, line) => getCommentPlace(tree, document.offsetAt({ line, character: 0 })))).toEqual(expected);
  });

  test('is guessed from the neighbouring lines without a tree', () => {
    const document = TextDocument.create('file:///a.tsx', 'typescriptreact', 1, 'const a = () => {\n  if (b) {\n    c();\n  }\n  d();\n  return (\n    <p>\n      {c()}\n    </p>\n  );\n};\n');
    expect([2, 4, 7].map((line) => guessCommentPlace(document, line))).toEqual(['code', 'code', 'jsx']);
  });
});

describe('the analysis loop', () => {
  const empty: Report = { version: 1, files: 0, byFile: [], skipped: [], problems: [], complete: false, stats: [] };

  /** Runs the loop over the changes and returns what happened, in order. */
  async function run(options: { readonly isPartial?: boolean; readonly refine?: Session['refine']; readonly isSuperseded?: boolean }): Promise<string[]> {
    const events: string[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => { end = resolve; });
    const session: Session = {
      async update(changes) { events.push(`update ${changes.files?.join() ?? ''}`); },
      current: () => empty,
      refine: options.refine ?? (async () => { events.push('refine'); return { ...empty, complete: true }; }),
      functions: () => [],
      profileAt: () => undefined,
      explainAt: () => undefined,
      importersOf: (files) => files,
      makeFix: async () => ({ refused: 'no fixes here' }),
      async close() { events.push('close'); },
    };
    let isFirst = true;
    const loop = new AnalysisLoop({
      session, now: () => 0, pause: async () => undefined, isOutdated: () => false, isSuperseded: () => options.isSuperseded ?? false,
      projects: {
        opened: [],
        async take() { const isPartial = isFirst && options.isPartial === true; isFirst = false; return { changes: { files: ['a'] }, isPartial, problems: [] }; },
        async rest() { return { files: ['a', 'b'] }; },
      },
      send(message: FromEngine) {
        if (message.kind === 'taken') return;
        events.push(message.kind === 'report' ? `report${message.isFinal ? ' final' : ''}` : message.kind);
        if (message.kind === 'report' && message.isFinal) end();
        if (options.isSuperseded === true) setImmediate(end);
      },
    });
    loop.add(1, {});
    const running = loop.run();
    await ended;
    loop.stop();
    await running;
    return events;
  }

  test('answers at once, then refines', async () => {
    expect(await run({})).toEqual(['update a', 'report', 'refine', 'report final']);
  });

  test('answers and refines what is open before it takes in the rest', async () => {
    expect(await run({ isPartial: true })).toEqual(['update a', 'report', 'refine', 'report', 'update a,b', 'report', 'refine', 'report final']);
  });

  test('takes what is known for final when a person cancels', async () => {
    expect(await run({ refine: async () => { throw new Cancelled(); } })).toEqual(['update a', 'report', 'report final']);
  });

  test('names a step that fails', async () => {
    const events = await run({ isSuperseded: true, refine: async () => { throw new Error('no'); } });
    expect(events).toEqual(['update a', 'report', 'failed']);
  });
});
