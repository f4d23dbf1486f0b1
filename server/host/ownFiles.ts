/**
 * Where Loopwise's own files are: the package it runs from (a checkout, an installed package or an unpacked .vsix), its rule
 * pages, its version. Bundled code sits in dist/ and source in server/host/, so everything is searched for upward from here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** This file's folder and every folder above it, nearest first. */
export function getFoldersAbove(start: string = here): string[] {
  const folders = [start];
  for (let folder = start; path.dirname(folder) !== folder; folder = path.dirname(folder)) folders.push(path.dirname(folder));
  return folders;
}

/** The folder of our package.json. Throws when the installation is torn apart. */
export function getOwnRoot(): string {
  const root = getFoldersAbove().find((folder) => existsSync(path.join(folder, 'package.json')));
  if (root === undefined) throw new Error(`Loopwise's package.json was not found above ${here}. The installation is incomplete: install Loopwise again.`);
  return root;
}

/** Our version, as package.json says. */
export function getOwnVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(getOwnRoot(), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string' ? manifest.version : '0.0.0';
}

/** The folder of the rule pages, `<family>/<rule-id>.md`: the built copy where there is one, else the source. */
export function getRulePagesFolder(): string {
  const root = getOwnRoot();
  const built = path.join(root, 'dist', 'rules');
  return here.startsWith(path.join(root, 'dist')) && existsSync(built) ? built : path.join(root, 'rules');
}

/** The page of each rule, by rule id. */
export function listRulePages(): ReadonlyMap<string, string> {
  const folder = getRulePagesFolder();
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return new Map(pages.map((name) => [path.basename(name, '.md'), path.join(folder, name)]));
}
