/**
 * The colours of our comments and JSDoc tags, tokenised by VS Code's own engine with the grammars VS Code ships. Colour themes are
 * not part of this: a test names scopes.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const require = createRequire(import.meta.url);
const scopes = { 'source.ts': 'typescript', 'source.tsx': 'tsx', 'source.js': 'javascript', 'source.js.jsx': 'jsx' } as const;
type Scope = keyof typeof scopes;

/** The grammars the manifest injects into those four, by scope name. */
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  contributes: { grammars: readonly { scopeName: string; path: string; injectTo: readonly string[] }[] };
};
const injections: Readonly<Record<string, string>> = Object.fromEntries(manifest.contributes.grammars.map((grammar) => [grammar.scopeName, grammar.path]));

let registry: textmate.Registry;

beforeAll(async () => {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scopeName) => {
      const file = scopeName in injections ? fileURLToPath(new URL(`../../${injections[scopeName]}`, import.meta.url)) : scopeName in scopes ? require.resolve(`tm-grammars/grammars/${scopes[scopeName as Scope]}.json`) : undefined;
      return Promise.resolve(file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file));
    },
    getInjections: (scopeName) => (scopeName in scopes ? Object.keys(injections) : []),
  });
});

/** The tokens our grammars coloured: text and innermost scope. */
async function getColoured(text: string, scope: Scope = 'source.ts'): Promise<readonly string[]> {
  const grammar = await registry.loadGrammar(scope) as IGrammar;
  const coloured: string[] = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const token of result.tokens) {
      const name = token.scopes.at(-1) ?? '';
      if (name.endsWith('.loopwise')) coloured.push(`${line.slice(token.startIndex, token.endIndex)} ${name}`);
    }
  }
  return coloured;
}

const directive = 'keyword.control.directive.loopwise';
const rule = 'entity.name.tag.rule.loopwise';
const dashes = '-- punctuation.definition.reason.loopwise';
const reason = 'string.unquoted.reason.loopwise';

describe('directive comments', () => {
  it.each<[string, readonly string[]]>([
    ['// loopwise-disable-next-line sync-io-on-hot-path -- read once, 2 KB', [`loopwise-disable-next-line ${directive}`, `sync-io-on-hot-path ${rule}`, dashes, `read once, 2 KB ${reason}`]],
    ['f(); // loopwise-disable-line floating-promise -- logged inside', [`loopwise-disable-line ${directive}`, `floating-promise ${rule}`, dashes, `logged inside ${reason}`]],
    ['//loopwise-disable', [`loopwise-disable ${directive}`]],
    ['/* loopwise-enable a-rule, b-rule */', [`loopwise-enable ${directive}`, `a-rule ${rule}`, ', punctuation.separator.loopwise', `b-rule ${rule}`]],
    ['/* loopwise-disable a-rule -- generated */ f();', [`loopwise-disable ${directive}`, `a-rule ${rule}`, dashes, `generated ${reason}`]],
  ])('%s', async (text, expected) => {
    expect(await getColoured(text)).toEqual(expected);
  });

  it.each([
    '// see loopwise-disable-next-line in the manual',
    '// loopwise-disabled',
    '// loopwise-disable-next-lines a-rule',
    'const text = "// loopwise-disable-line a-rule";',
    'const loopwise = disable - line;',
  ])('prose and code stay as they are: %s', async (text) => {
    expect(await getColoured(text)).toEqual([]);
  });
});

describe('JSDoc tags', () => {
  it.each(['@blocking', '@nonBlocking', '@cpuBound', '@ioBound'])('%s', async (tag) => {
    expect(await getColoured(`/** Renders.\n * ${tag} it measures every glyph\n */\nfunction render() {}`)).toContain(`${tag.slice(1)} keyword.other.tag.loopwise`);
    expect(await getColoured(`/** Renders.\n * ${tag}ish\n */`)).toEqual([]);
    expect(await getColoured(`// ${tag}`)).toEqual([]);
  });
});

it('the manifest injects each grammar into all four languages', () => {
  for (const grammar of manifest.contributes.grammars) expect(grammar.injectTo).toEqual(Object.keys(scopes));
});

it.each(Object.keys(scopes) as Scope[])('the four languages: %s', async (scope) => {
  const text = 'function f() {\n  // loopwise-disable-next-line a-rule -- why\n  /** @ioBound */\n}';
  expect(await getColoured(text, scope)).toEqual([
    `loopwise-disable-next-line ${directive}`, `a-rule ${rule}`, dashes, `why ${reason}`, 'ioBound keyword.other.tag.loopwise',
  ]);
});
