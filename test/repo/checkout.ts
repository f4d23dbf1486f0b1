/**
 * What the tests about the repository look at: its files as git would commit them (tracked, or new and not ignored), their text
 * and their imports. It judges nothing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** Paths relative to the repository, `/` separators, sorted. Deleted files are left out. */
export const files: readonly string[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  .split('\0').filter((file) => file !== '' && existsSync(path.join(root, file))).sort();

/** Our own source: what the rules about code hold for. The bundled example, the benchmark's peers and the workspace of the summaries are somebody's code. */
export const sources: readonly string[] = files.filter((file) =>
  /\.(ts|tsx|mts|mjs)$/.test(file) && !/^test\/(example|corpus|bench\/peers|summaries\/workspace)\//.test(file));

const texts = new Map<string, string>();

export function getText(file: string): string {
  let text = texts.get(file);
  if (text === undefined) texts.set(file, text = readFileSync(path.join(root, file), 'utf8'));
  return text;
}

/** Every module a file names in an import or re-export, types included; own ones as paths relative to the repository. */
export function listImports(file: string): string[] {
  return findImports(getText(file)).map((specifier) =>
    specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier);
}

/** The specifiers of import and export declarations and of `import('…')`, types included. */
export function findImports(text: string): string[] {
  const declarations = text.matchAll(/^(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?'([^'\n]+)'/gm);
  const expressions = text.matchAll(/\bimport\(\s*'([^'\n]+)'\s*\)/g);
  return [...new Set([...declarations, ...expressions].map((match) => match[1] ?? ''))];
}
