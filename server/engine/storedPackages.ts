/**
 * Packages a session knows from their summaries. Stands in front of the compiler: questions about their files are answered from what was
 * stored, and only when the stages ask, so that a run with summaries asks and knows what a run over the sources asks and knows. A question
 * no summary foresaw goes to the compiler, when the sources are there.
 */
import { readCompact } from './compactJson.ts';
import type { FileFacts } from './facts/fileFacts.ts';
import type { Compact, PlacedSummary, SummaryFile } from './packageSummary.ts';
import type { ExpectedReturn, OpenQuestions, QuestionKind } from './program/answers.ts';
import { fromPackagePath, fromPlace } from './relocation.ts';
import type { PackageInfo } from './report.ts';
import { getLineStarts } from './syntax/lineIndex.ts';
import type { Compiler, DeclarationSite, EffectiveConfiguration, FilePath, NodeId, SourceChanges, SymbolAnswer, Tree, TypeAnswer, UpdateResult } from './syntax/compiler.ts';

interface StoredFile {
  readonly placed: PlacedSummary;
  readonly facts: FileFacts;
  readonly text: string;
  readonly modules: ReadonlyMap<NodeId, FilePath | undefined>;
  readonly answers: Readonly<Record<QuestionKind, ReadonlyMap<NodeId, Compact>>>;
}

type Ask<T> = (nodes: readonly NodeId[]) => Promise<readonly (T | undefined)[]>;

export class StoredPackages implements Compiler {
  readonly #port: Compiler;
  readonly #files = new Map<FilePath, StoredFile>();
  #placed: readonly PlacedSummary[] = [];
  #folders: ReadonlyMap<string, FilePath> = new Map();
  #own: readonly FilePath[] = [];
  #known: readonly FilePath[] = [];
  /** Packages whose files the compiler was given after all. */
  readonly #opened = new Set<PlacedSummary>();

  constructor(port: Compiler) { this.#port = port; }

  /** Replaces all summaries. `packages`: those of the sources in the same run. */
  load(placed: readonly PlacedSummary[], packages: readonly PackageInfo[]): void {
    this.#placed = placed;
    this.#opened.clear();
    this.#files.clear();
    this.#folders = new Map([...packages.flatMap(({ name, folder }) => (name === undefined ? [] : [[name, folder] as const])), ...placed.map(({ folder, summary }) => [summary.name, folder] as const)]);
    for (const each of placed) for (const file of each.summary.files) this.#add(each, file);
  }

  /** All files of a run, given those to analyse, in the order every run has them. */
  withStored(files: readonly FilePath[]): readonly FilePath[] {
    return this.#files.size === 0 ? files : [...new Set([...files, ...this.#files.keys()])].sort();
  }

  /** All packages of a run, given those that were read. */
  withStoredPackages(packages: readonly PackageInfo[]): readonly PackageInfo[] {
    const read = new Set(packages.map(({ folder }) => folder));
    return [...packages, ...this.#placed.flatMap(({ folder, summary }) => summary.packages.map((info) => toAbsoluteInfo(folder, info))).filter((info) => !read.has(info.folder))];
  }

  find(file: FilePath): StoredFile | undefined { return this.#files.get(file); }

  /** Where an import of a stored package leads when the compiler has no sources to find it in. */
  findTarget(from: FilePath, specifier: string): FilePath | undefined {
    const absent = this.#placed.filter(({ hasSources }) => !hasSources);
    if (absent.length === 0) return undefined;
    if (/^\.\.?(?:\/|$)/.test(specifier)) return this.#findFile(fromPackagePath(from.slice(0, from.lastIndexOf('/')), specifier));
    for (const { folder, summary } of absent) {
      if (specifier !== summary.name && !specifier.startsWith(`${summary.name}/`)) continue;
      const rest = specifier.slice(summary.name.length);
      const entry = Object.hasOwn(summary.entries, `.${rest}`) ? summary.entries[`.${rest}`] : undefined;
      return entry === undefined ? this.#findFile(`${folder}/src${rest}`) ?? this.#findFile(`${folder}${rest}`) : fromPackagePath(folder, entry);
    }
    return undefined;
  }

  update(changes: SourceChanges): Promise<UpdateResult> {
    if (changes.files === undefined || this.#files.size === 0) return this.#port.update(changes);
    this.#own = changes.files.filter((file) => !this.#files.has(file));
    this.#known = changes.known ?? [];
    return this.#port.update({ ...changes, ...this.#toFileLists() });
  }

  /** Gives the compiler the sources of the packages about which something unforeseen is asked. */
  async prepare(open: readonly OpenQuestions[]): Promise<void> {
    const before = this.#opened.size;
    for (const { kind, file, nodes } of open) {
      const stored = this.#files.get(file);
      if (stored?.placed.hasSources === true && nodes.some((node) => !stored.answers[kind].has(node))) this.#opened.add(stored.placed);
    }
    if (this.#opened.size > before) await this.#port.update(this.#toFileLists());
  }

  tree(file: FilePath): Promise<Tree | undefined> { return this.#files.has(file) ? Promise.resolve(undefined) : this.#port.tree(file); }
  releaseTree(file: FilePath): void { this.#port.releaseTree(file); }

  modules(file: FilePath, specifiers: readonly NodeId[]): Promise<readonly (FilePath | undefined)[]> {
    const stored = this.#files.get(file);
    return stored === undefined ? this.#port.modules(file, specifiers) : Promise.resolve(specifiers.map((node) => stored.modules.get(node)));
  }

  symbols(file: FilePath, nodes: readonly NodeId[]): Promise<readonly (SymbolAnswer | undefined)[]> { return this.#answer<SymbolAnswer>('symbol', file, nodes, (open) => this.#port.symbols(file, open)); }
  types(file: FilePath, nodes: readonly NodeId[]): Promise<readonly (TypeAnswer | undefined)[]> { return this.#answer<TypeAnswer>('type', file, nodes, (open) => this.#port.types(file, open)); }
  expectedReturns(file: FilePath, nodes: readonly NodeId[]): Promise<readonly (ExpectedReturn | undefined)[]> { return this.#answer<ExpectedReturn>('expected', file, nodes, (open) => this.#port.expectedReturns(file, open)); }

  errors(file: FilePath): ReturnType<Compiler['errors']> { return this.#port.errors(file); }
  configurationOf(file: FilePath): Promise<EffectiveConfiguration | undefined> { return this.#port.configurationOf(file); }
  close(): Promise<void> { return this.#port.close(); }

  async #answer<T>(kind: QuestionKind, file: FilePath, nodes: readonly NodeId[], ask: Ask<T>): Promise<readonly (T | undefined)[]> {
    const stored = this.#files.get(file);
    if (stored === undefined) return ask(nodes);
    const known = stored.answers[kind];
    const open = this.#opened.has(stored.placed) ? nodes.filter((node) => !known.has(node)) : [];
    const given = open.length === 0 ? [] : await ask(open);
    const late = new Map(open.map((node, i) => [node, given[i]]));
    return nodes.map((node) => {
      const compact = known.get(node);
      return compact === undefined ? late.get(node) : (this.#placeSites(stored.placed, readCompact(compact, stored.placed.summary.shapes)) as T | null) ?? undefined;
    });
  }

  #toFileLists(): { readonly files: readonly FilePath[]; readonly known: readonly FilePath[] } {
    const isOpened = ([, { placed }]: readonly [FilePath, StoredFile]): boolean => this.#opened.has(placed);
    const stored = [...this.#files];
    return { files: [...this.#own, ...stored.filter(isOpened).map(([file]) => file)].sort(), known: [...this.#known, ...stored.filter((entry) => !isOpened(entry)).map(([file]) => file)] };
  }

  #add(placed: PlacedSummary, { file, text, facts, modules, symbol, type, expected }: SummaryFile): void {
    const path = fromPackagePath(placed.folder, file);
    const read = readCompact(facts, placed.summary.shapes) as Omit<FileFacts, 'file' | 'lines'>;
    const targets = modules.map((place) => (place === null ? undefined : fromPlace(placed.folder, (name) => this.#folders.get(name), place)));
    this.#files.set(path, {
      placed, text, facts: { ...read, file: path, lines: getLineStarts(text) }, modules: new Map(read.imports.map((row, m) => [row.x, targets[m]])),
      answers: { symbol: new Map(symbol), type: new Map(type), expected: new Map(expected) },
    });
  }

  /** Declarations in packages that are not in this run are nobody's own. */
  #placeSites({ folder }: PlacedSummary, answer: unknown): unknown {
    if (typeof answer !== 'object' || answer === null || !('own' in answer)) return answer;
    const own = (answer.own as readonly { readonly file: Parameters<typeof fromPlace>[2]; readonly node: NodeId }[]).flatMap(({ file, node }): DeclarationSite[] => {
      const at = fromPlace(folder, (name) => this.#folders.get(name), file);
      return at === undefined ? [] : [{ file: at, node }];
    });
    return { ...answer, own };
  }

  /** The stored file a path without or with another extension means, as bundlers and `tsc` resolve it. */
  #findFile(path: FilePath): FilePath | undefined {
    const stem = path.replace(/\.([cm]?)jsx?$/, '');
    return [path, ...extensions.map((extension) => stem + extension), ...extensions.map((extension) => path + extension), ...extensions.map((extension) => `${path}/index${extension}`)].find((candidate) => this.#files.has(candidate));
  }
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

function toAbsoluteInfo(folder: FilePath, info: PackageInfo): PackageInfo {
  const absolute = (path: string): FilePath => fromPackagePath(folder, path);
  return { ...info, folder: absolute(info.folder), bin: info.bin.map(absolute), exports: info.exports.map(absolute), ...(info.models ? { models: info.models.map((models) => ({ ...models, file: absolute(models.file) })) } : {}) };
}
