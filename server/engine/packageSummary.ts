/**
 * What a package summary is: everything a check needs of a package it does not analyse, as plain data that holds on any machine and in any
 * folder. Made by {@link Session.summarize}, taken by {@link SessionChanges.summaries}. Findings are not in it: where code runs is known
 * only to the run that has the roots, so that run makes them. Only types here; nothing is read or written.
 */
import type { PackageInfo } from './report.ts';
import type { FilePath, NodeId } from './syntax/compiler.ts';

/** Bump when the form of {@link PackageSummary} changes: summaries of another format are refused. */
export const summaryFormat = 1;

/** A path relative to the package's folder, `/` separators. `../` only where a file outside of every package is meant. */
export type PackagePath = string;

/** A file of the package, or of another package of the workspace: its name and the path in it. */
export type Place = PackagePath | readonly [packageName: string, path: PackagePath];

/** JSON with every object written as the number of its list of keys and its values; see compactJson.ts. */
export type Compact = string | number | boolean | null | readonly Compact[];

export interface PackageSummary {
  readonly format: number;
  /** Versions of what made it: facts, model tables, compiler. */
  readonly collector: number;
  readonly models: number;
  readonly compiler: string;
  readonly name: string;
  /** Hash of everything below. */
  readonly digest: string;
  /** Hash of each source file's text without a byte order mark, also of files that could not be analysed. */
  readonly sources: Readonly<Record<PackagePath, string>>;
  /** Hash of each configuration file the answers rest on; `null` for one that was looked for and is not there. */
  readonly configuration: Readonly<Record<PackagePath, string | null>>;
  /** Packages of the workspace it depends on, however far: the hash of their `sources`. Their types are in the answers. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** The package.json files in the folder; paths in them relative to it. */
  readonly packages: readonly PackageInfo[];
  /** The file that an import of the package leads to, by subpath: `.`, `./parse`. */
  readonly entries: Readonly<Record<string, PackagePath>>;
  /** Lists of keys that {@link Compact} refers to. */
  readonly shapes: readonly (readonly string[])[];
  readonly files: readonly SummaryFile[];
}

export interface SummaryFile {
  readonly file: PackagePath;
  /** Hash of this file's part of the summary. */
  readonly digest: string;
  /** The text the facts were collected from: findings name code by it, fixes change it. */
  readonly text: string;
  /** FileFacts without `file`, and without `lines`, which the text tells. */
  readonly facts: Compact;
  /** Where the import rows lead; `null` for installed packages and what leads nowhere. */
  readonly modules: readonly (Place | null)[];
  /** The compiler's answers by node; `null` where it has none. More than any one run asks for: callers decide what is asked. */
  readonly symbol: readonly (readonly [NodeId, Compact])[];
  readonly type: readonly (readonly [NodeId, Compact])[];
  readonly expected: readonly (readonly [NodeId, Compact])[];
}

/** What a session cannot know by itself about the package it is to summarize. */
export interface SummaryRequest extends Pick<PackageSummary, 'name' | 'compiler' | 'sources' | 'configuration' | 'dependencies' | 'entries'> {
  readonly folder: FilePath;
  /** The other packages of the workspace. */
  readonly others: readonly { readonly name: string; readonly folder: FilePath }[];
  /** The package.json files in the folder, paths absolute. */
  readonly packages: readonly PackageInfo[];
}

/** A summary and the place its package has in this run. */
export interface PlacedSummary {
  readonly folder: FilePath;
  readonly summary: PackageSummary;
  /** The sources are there, with the text they were summarized from. */
  readonly hasSources: boolean;
}
