/**
 * Matches paths against `include`, `exclude` and `files` the way TypeScript does: only `*`, `?` and `**` are special, and
 * wildcards leave out hidden folders and installed packages. A general glob library would also expand braces and brackets,
 * which are ordinary characters in these lists (`app/[slug]/page.tsx`).
 */
import path from 'node:path/posix';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import type { LoadedConfig } from './configFile.ts';

const anyFolders = '(?:/(?!node_modules/|bower_components/|jspm_packages/|\\.)[^/]+)*?';

/** Whether the configuration itself takes the file in. Extensions are not looked at: JavaScript is always allowed. */
export function doesInclude(config: LoadedConfig, file: FilePath): boolean {
  if (config.files?.includes(file) === true) return true;
  if (config.files !== undefined && config.include === undefined) return false;
  const patterns = getPatterns(config);
  return patterns.include.some((pattern) => pattern.test(file)) && !patterns.exclude.some((pattern) => pattern.test(file));
}

/** Folders that `include` starts from: the parts before the first wildcard. Empty for a configuration without `include`. */
export function getIncludeFolders(config: LoadedConfig): FilePath[] {
  if (config.files !== undefined && config.include === undefined) return [];
  const folders = getInclude(config).map((pattern) => {
    const parts = pattern.split('/');
    const wild = parts.findIndex((part) => /[*?]/.test(part));
    return wild < 0 ? pattern : parts.slice(0, wild).join('/') || '/';
  });
  return [...new Set(folders)].filter((folder) => !folders.some((other) => other !== folder && folder.startsWith(`${other}/`)));
}

interface Patterns { readonly include: readonly RegExp[]; readonly exclude: readonly RegExp[] }

const compiled = new WeakMap<LoadedConfig, Patterns>();

function getPatterns(config: LoadedConfig): Patterns {
  const known = compiled.get(config);
  if (known !== undefined) return known;
  const outputs = [config.options['outDir'], config.options['declarationDir']].filter((folder): folder is string => typeof folder === 'string' && folder !== path.dirname(config.file));
  const patterns = {
    include: getInclude(config).map((pattern) => toIncludePattern(pattern)),
    exclude: (config.exclude ?? outputs).map((pattern) => new RegExp(`^${toSource(pattern, '(?:/[^/]+)*?')}(?:$|/)`)),
  };
  compiled.set(config, patterns);
  return patterns;
}

function getInclude(config: LoadedConfig): readonly string[] {
  return config.include ?? [`${path.dirname(config.file)}/**/*`];
}

function toIncludePattern(pattern: string): RegExp {
  const last = pattern.split('/').at(-1) ?? '';
  // A name without a wildcard may be a folder, which then means everything below it.
  const below = /[*?]/.test(last) && last !== '**' ? '' : `(?:${last === '**' ? '/(?!\\.)[^/]+' : `${anyFolders}/(?!\\.)[^/]+`})?`;
  return new RegExp(`^${toSource(pattern, anyFolders)}${below}$`);
}

function toSource(pattern: string, folders: string): string {
  const parts = pattern.split('/').filter((part, index) => part !== '' || index === 0);
  return parts.map((part, index) => {
    if (part === '**') return folders;
    const escaped = part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
    return index === 0 ? escaped : `/${/^[*?]/.test(part) ? '(?!\\.)' : ''}${escaped}`;
  }).join('');
}
