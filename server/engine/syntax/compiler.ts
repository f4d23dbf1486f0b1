/**
 * The questions the engine asks a type-aware compiler, and the plain answers it gets.
 * `server/compiler` answers them with TypeScript's native API; tests may answer them with tables.
 * Nothing here knows processes, deadlines or files on disk: an implementation that cannot answer says
 * `undefined`, and the engine then says less, never something else.
 */
import type { SourceFile } from 'typescript/unstable/ast';

/** Absolute path with `/` separators and the spelling the file system gave us (not case-folded). */
export type FilePath = string;

/**
 * A node of one version of one file: `index * 512 + kind`, where `index` is the node's position in the
 * compiler's encoded tree. Stable for one text; meaningless for any other, so it never outlives the facts it is in.
 */
export type NodeId = number;

/** A tree as the compiler hands it over. Broken code still has one. */
export type Tree = SourceFile;

/** What changed since the last update. Paths not listed are as the disk has them. */
export interface SourceChanges {
  /** Unsaved or virtual text that replaces the disk's, by path. */
  readonly texts?: ReadonlyMap<FilePath, string>;
  /** Paths whose replacement text is dropped: the disk counts again. */
  readonly released?: readonly FilePath[];
  /** Files the disk changed, created or deleted. tsconfig, package.json and lock files included. */
  readonly touched?: readonly FilePath[];
  /** The full list of files the user asked about, when it changed. Each gets a default project. */
  readonly files?: readonly FilePath[];
  /**
   * Further files of the user that nothing is asked about, because everything about them is known from elsewhere; counts when `files` is given.
   * Imports lead to them and their declarations are the user's own, but no project is opened for them.
   */
  readonly known?: readonly FilePath[];
}

/** How one update ended. */
export interface UpdateResult {
  /** Grows by one with each update; an answer computed for a smaller one is dropped. */
  readonly snapshot: number;
  /** Paths whose default project, or whose project's options or file set, changed: their type answers are void. */
  readonly retype: readonly FilePath[];
  /** Problems a person should see: broken tsconfig, circular extends, too many projects. */
  readonly problems: readonly CompilerProblem[];
}

export interface CompilerProblem {
  readonly file?: FilePath;
  /** What happened, where, and what to do next. */
  readonly message: string;
}

/** Where a declaration lives, when it is in one of the user's own files. */
export interface DeclarationSite {
  readonly file: FilePath;
  readonly node: NodeId;
}

/** What a name at a place refers to, aliases followed to the end. */
export interface SymbolAnswer {
  /**
   * Canonical name of a library declaration: `module#Path.to.member`, for example `fs#readFileSync`, `pg#Pool.query`,
   * `global#Promise.then`. `@types/x` counts as `x`, ambient modules by their own name without `node:`, and
   * everything declared by the standard libraries or as a global as `global`.
   */
  readonly api?: string;
  /** Declarations in the user's own files. Several for overloads, merged interfaces and union receivers. */
  readonly own: readonly DeclarationSite[];
}

/** The part of an expression's type that the rules reason about. */
export interface TypeAnswer {
  /** `yes`: every union member (null and undefined aside) is thenable; `some`: at least one is; `unknown`: any, unknown or an error type. */
  readonly promise: 'yes' | 'some' | 'no' | 'unknown';
  /** A thenable that may be `null` or `undefined` as well, so that asking whether it is there makes sense. */
  readonly nullable?: true;
  /** One of the thenable members has the built-in `Promise.prototype.then`: it runs by itself, unlike a query that starts when it is awaited. */
  readonly standard?: true;
  /** An array or tuple; `length` is given for tuples without rest elements. `element` says whether the elements are thenable. */
  readonly array?: { readonly length?: number; readonly element: 'yes' | 'some' | 'no' | 'unknown' };
  /** Every member is a literal or enum member: a provably small set. */
  readonly finite?: boolean;
  /** Canonical name of the type's symbol, as in {@link SymbolAnswer.api}, after unwrapping null and undefined. */
  readonly name?: string;
  /** Classes and interfaces of the user's own files that declare the type. */
  readonly own?: readonly DeclarationSite[];
  /** For callable types: what a call gives back. */
  readonly returns?: 'promise' | 'void' | 'other' | 'unknown';
}

/** What the compiler itself complains about: `TS2304: Cannot find name 'x'.`, and where in the file's text. */
export interface CompileError { readonly text: string; readonly start: number; readonly isSyntax: boolean }

/** The compiler as the engine sees it. Every answer is positional: one per node asked, `undefined` where there is none. */
export interface Compiler {
  /** Applies changes. Later questions are answered for the snapshot this returns. */
  update(changes: SourceChanges): Promise<UpdateResult>;
  /** The tree of a file in its default project. `undefined` for files that do not exist or cannot be read as text. */
  tree(file: FilePath): Promise<Tree | undefined>;
  /** Frees the decoded tree; called once facts are collected. */
  releaseTree(file: FilePath): void;
  /** The file each module specifier (a string literal node) resolves to, own or in node_modules, symlinks followed. */
  modules(file: FilePath, specifiers: readonly NodeId[]): Promise<readonly (FilePath | undefined)[]>;
  /** What each identifier or property name refers to. */
  symbols(file: FilePath, nodes: readonly NodeId[]): Promise<readonly (SymbolAnswer | undefined)[]>;
  /** The type of each expression. */
  types(file: FilePath, nodes: readonly NodeId[]): Promise<readonly (TypeAnswer | undefined)[]>;
  /**
   * For each expression: what a function in its place is expected to give back, by the parameter, variable, property or attribute it goes to.
   * For a member of an object literal, a class or an interface: what the member it stands for, or that it overrides, gives back.
   */
  expectedReturns(file: FilePath, nodes: readonly NodeId[]): Promise<readonly ('promise' | 'void' | 'other' | 'unknown' | undefined)[]>;
  /** Errors of syntax and type in a file as its project sees it, in order of place. `undefined` when the compiler did not answer. */
  errors(file: FilePath): Promise<readonly CompileError[] | undefined>;
  /** The effective configuration of a file, for `--print-config`. */
  configurationOf(file: FilePath): Promise<EffectiveConfiguration | undefined>;
  close(): Promise<void>;
}

export interface EffectiveConfiguration {
  /** The user's tsconfig.json or jsconfig.json; absent for a virtual one. */
  readonly configFile?: FilePath;
  /** Every configuration file that was read for it, or looked for. */
  readonly sources: readonly FilePath[];
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** What was changed and why, one sentence each. */
  readonly adjustments: readonly string[];
}
