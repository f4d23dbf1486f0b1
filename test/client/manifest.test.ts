/** The manifest against the code: commands, languages, settings and files it names. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { commandIds } from '../../client/src/commandIds.ts';
import { languages } from '../../client/src/languages.ts';
import { defaultEditorSettings } from '../../server/editorSettings.ts';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown; readonly markdownDescription: string; readonly enum?: readonly unknown[]; readonly enumDescriptions?: readonly string[] }>> };
    readonly grammars: readonly { readonly path: string }[];
    readonly jsonValidation: readonly { readonly url: string }[];
  };
}

const root = new URL('../../', import.meta.url);
const { activationEvents, capabilities, contributes } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;
const read = (file: string): Record<string, string> => JSON.parse(readFileSync(new URL(file, root), 'utf8')) as Record<string, string>;
const texts = read('package.nls.json');
const settings = contributes.configuration.properties;
/** The English words behind `%key%`. */
const toText = (text: string): string => texts[text.replaceAll('%', '')] ?? text;

it('lists the commands the client registers', () => {
  expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commandIds).sort());
});

it('starts for the languages the client selects', () => {
  expect(activationEvents.filter((event) => event.startsWith('onLanguage:')).sort()).toEqual(languages.map((language) => `onLanguage:${language}`).sort());
});

it('has a setting for each field the server reads, with the same default', () => {
  for (const [name, value] of Object.entries(defaultEditorSettings)) expect(settings[`loopwise.${name}`]?.default).toEqual(value);
});

it('describes every setting and every choice', () => {
  for (const setting of Object.values(settings)) {
    expect(toText(setting.markdownDescription)).toMatch(/\.$/);
    expect(setting.enumDescriptions?.length ?? 0).toBe(setting.enumDescriptions === undefined ? 0 : setting.enum?.length);
  }
});

it('restricts only settings that exist', () => {
  expect(capabilities.untrustedWorkspaces.restrictedConfigurations.filter((name) => settings[name] === undefined)).toEqual([]);
});

it('names files of the repository that exist', () => {
  const named = [...contributes.grammars.map(({ path }) => path), ...contributes.jsonValidation.map(({ url }) => url)].filter((file) => !file.startsWith('./dist/'));
  expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});

it('has words for every key, in English and in German, and no others', () => {
  const keys = [...readFileSync(new URL('package.json', root), 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key).sort();
  expect(Object.keys(texts).sort()).toEqual([...new Set(keys)]);
  expect(Object.keys(read('package.nls.de.json')).sort()).toEqual(Object.keys(texts).sort());
});

it('translates every text of the client, with the same arguments', () => {
  const used = new Set(globSync(['client/src/**/*.ts', 'client/webview/**/*.ts'], { cwd: fileURLToPath(root) }).flatMap((file) => [...readFileSync(new URL(file, root), 'utf8').matchAll(/\bt\('((?:[^'\\]|\\.)+)'/g)].map(([, text = '']) => text.replaceAll("\\'", "'"))));
  const german = read('client/l10n/bundle.l10n.de.json');
  expect(Object.keys(german).sort()).toEqual([...used].sort());
  const getArguments = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([argument]) => argument).sort();
  expect(Object.entries(german).filter(([text, translation]) => getArguments(text).join() !== getArguments(translation).join())).toEqual([]);
});
