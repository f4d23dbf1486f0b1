/**
 * Imports point one way. Each layer lists what it may import; everything else is an error that names the file. Types count too:
 * a type from above is a dependency on what is above.
 */
import { describe, expect, test } from 'vitest';
import { findImports, listImports, sources } from './checkout.ts';

/** Plain data every layer speaks about: findings, reports, settings, rows about APIs, the compiler port. They import only each other. */
const contracts = ['server/engine/report.ts', 'server/engine/settings.ts', 'server/engine/lint/finding.ts', 'server/engine/syntax/compiler.ts', 'server/engine/packageSummary.ts', 'server/engine/models/model.ts'];

const engine = { syntax: 'server/engine/syntax/', facts: 'server/engine/facts/', models: 'server/engine/models/', program: 'server/engine/program/', summaries: 'server/engine/summaries/', lint: 'server/engine/lint/', fixes: 'server/engine/fixes/' };

/** For files that start with `of`, own modules must start with one of `may`. The first entry that fits a file counts. */
const layers: readonly { readonly of: string; readonly may: readonly string[] }[] = [
  ...contracts.map((of) => ({ of, may: contracts })),
  { of: engine.syntax, may: [engine.syntax] },
  { of: engine.facts, may: [engine.syntax, engine.facts] },
  { of: engine.models, may: [engine.models] },
  { of: engine.program, may: [engine.syntax, engine.facts, engine.models, engine.program] },
  { of: engine.summaries, may: [engine.syntax, engine.facts, engine.models, engine.program, engine.summaries] },
  { of: engine.lint, may: [engine.syntax, engine.facts, engine.program, engine.summaries, engine.lint] },
  // Making a fix reads an analysis; it is the one part of the engine beside facts that walks trees.
  { of: engine.fixes, may: [engine.syntax, engine.facts, engine.models, engine.program, engine.summaries, engine.lint, engine.fixes, 'server/engine/analysis.ts', 'server/engine/relocation.ts'] },
  // What is left of the engine is the session and its stages; one of them hands the tables to program and summaries.
  { of: 'server/engine/', may: ['server/engine/models/lookup.ts', engine.syntax, engine.facts, engine.program, engine.summaries, engine.lint, engine.fixes, ...sources.filter((file) => /^server\/engine\/[^/]+\.ts$/.test(file))] },
  { of: 'rules/index.ts', may: ['rules/', 'server/engine/lint/rule.ts'] },
  { of: 'rules/', may: ['rules/', engine.lint, engine.facts, engine.summaries, engine.program, engine.fixes] },
  { of: 'server/editorSettings.ts', may: [] },
  { of: 'server/protocol.ts', may: ['server/editorSettings.ts', 'server/advisor/advice.ts'] },
  { of: 'server/compiler/', may: ['server/compiler/', engine.syntax, 'server/host/compilerBinary.ts'] },
  // Plain data in, plain data out. The host may name what it measures for the advisor, never the other way round.
  { of: 'server/advisor/bench/', may: ['server/advisor/', 'server/engine/facts/fileFacts.ts'] },
  { of: 'server/advisor/', may: ['server/advisor/'] },
  { of: 'server/host/measure/', may: ['server/host/', 'server/advisor/machineProfile.ts', 'server/advisor/statistics.ts'] },
  { of: 'server/regex/', may: ['server/regex/', engine.syntax] },
  { of: 'server/host/', may: ['server/host/'] },
  { of: 'server/cli/benchTarget.ts', may: ['server/advisor/', engine.facts, engine.syntax] },
  { of: 'server/lsp/', may: ['server/lsp/', 'server/host/', 'server/advisor/', 'server/compiler/', 'server/regex/regexAnalyser.ts', 'server/engine/session.ts', 'server/engine/fixes/join.ts', 'server/engine/fixes/edits.ts', 'server/engine/fixes/typeErrors.ts', engine.syntax, engine.lint, 'server/protocol.ts', 'server/editorSettings.ts', 'rules/index.ts'] },
  { of: 'server/cli/', may: ['server/cli/', 'server/host/', 'server/advisor/', 'server/compiler/', 'server/regex/regexAnalyser.ts', 'server/engine/session.ts', 'server/engine/summaryWriter.ts', 'server/engine/relocation.ts', 'server/engine/fixes/join.ts', 'server/engine/fixes/edits.ts', 'server/engine/fixes/typeErrors.ts', engine.syntax, engine.lint, 'server/lsp/main.ts', 'server/protocol.ts', 'rules/index.ts'] },
  { of: 'client/', may: ['client/', 'server/protocol.ts', 'server/editorSettings.ts', 'server/advisor/advice.ts'] },
];

const product = sources.filter((file) => /^(server|rules|client)\//.test(file));

test('every import goes to a layer the file may know', () => {
  const wrong = product.flatMap((file) => {
    const layer = layers.find(({ of }) => file.startsWith(of));
    if (layer === undefined) return [`${file} belongs to no layer; add it to test/repo/layers.test.ts and ARCHITECTURE.md`];
    const may = file.startsWith('client/') || file === 'server/protocol.ts' ? layer.may : [...layer.may, ...contracts];
    return listImports(file).filter((target) => /^(server|rules|client|scripts|test)\//.test(target) && !may.some((prefix) => target.startsWith(prefix)))
      .map((target) => `${file} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

describe('packages', () => {
  const listWrong = (isConcerned: (file: string) => boolean, isWrong: (target: string) => boolean): string[] =>
    product.filter(isConcerned).flatMap((file) => listImports(file).filter(isWrong).map((target) => `${file} imports ${target}`));

  test('the engine, the rules, the advisor and the protocol know nothing of Node', () => {
    expect(listWrong((file) => /^(server\/(engine|advisor)|rules)\/|^server\/protocol/.test(file), (target) => target.startsWith('node:'))).toEqual([]);
  });

  test('only the compiler port and the engine\'s syntax know TypeScript\'s unstable API', () => {
    expect(listWrong((file) => !/^server\/(compiler|engine\/syntax)\//.test(file), (target) => target.startsWith('typescript'))).toEqual([]);
  });

  test('of that, the engine\'s syntax takes the pure part', () => {
    expect(listWrong((file) => file.startsWith('server/engine/'), (target) => target.startsWith('typescript/') && !target.startsWith('typescript/unstable/ast'))).toEqual([]);
  });

  test('only the client knows vscode, only server/lsp and the client know the protocol library', () => {
    expect(listWrong((file) => !file.startsWith('client/'), (target) => target === 'vscode' || target.startsWith('vscode-languageclient'))).toEqual([]);
    expect(listWrong((file) => !file.startsWith('server/lsp/'), (target) => target.startsWith('vscode-languageserver'))).toEqual([]);
  });

  test('the protocol imports the settings, which import nothing, and the shape of an advice', () => {
    expect(listWrong((file) => file === 'server/protocol.ts', (target) => target !== 'server/editorSettings.ts' && target !== 'server/advisor/advice.ts')).toEqual([]);
    expect(listWrong((file) => file === 'server/editorSettings.ts', () => true)).toEqual([]);
  });
});

test('imports are found in every form', () => {
  const text = [
    "import a from 'a';", "import type { B,", "  C } from './b.ts';", "import 'c';", "export { d } from 'd';", "export * from 'e';", "export const from = 'no';",
    "const f = await import('f');", "type G = import('./g.ts').G;", "// import x from 'no';",
  ].join('\n');
  expect(findImports(text).sort()).toEqual(['./b.ts', './g.ts', 'a', 'c', 'd', 'e', 'f']);
});
