/**
 * What the compiler answered so far, as data, and what the stages still want to know. Stages never call the compiler: they look an
 * answer up, and when there is none they note the question. The session asks the open questions and runs the stages again.
 */
import type { DeclarationSite, FilePath, NodeId, SymbolAnswer, TypeAnswer } from '../syntax/compiler.ts';
import type { RegexVerdict } from '../syntax/regexAnalyser.ts';

export type QuestionKind = 'symbol' | 'type' | 'expected';
export type ExpectedReturn = 'promise' | 'void' | 'other' | 'unknown';

export interface FileAnswers {
  readonly symbol: Map<NodeId, SymbolAnswer | null>;
  readonly type: Map<NodeId, TypeAnswer | null>;
  readonly expected: Map<NodeId, ExpectedReturn | null>;
}

export interface OpenQuestions { readonly file: FilePath; readonly kind: QuestionKind; readonly nodes: readonly NodeId[] }

export interface OpenRegex { readonly source: string; readonly flags: string }

/** Answers by file; a file's answers are dropped when its text or its types change. `null`: asked, and nobody knows. */
export class Answers {
  readonly #files = new Map<FilePath, FileAnswers>();
  #open = new Map<string, Set<NodeId>>();
  /** By flags and source: they belong to no file and never change. */
  readonly #regexes = new Map<string, RegexVerdict>();
  #openRegexes = new Map<string, OpenRegex>();

  findSymbol(file: FilePath, node: NodeId): SymbolAnswer | null | undefined { return this.#files.get(file)?.symbol.get(node); }
  findType(file: FilePath, node: NodeId): TypeAnswer | null | undefined { return this.#files.get(file)?.type.get(node); }
  findExpected(file: FilePath, node: NodeId): ExpectedReturn | null | undefined { return this.#files.get(file)?.expected.get(node); }

  /** The answer, or a note that it is wanted. */
  askSymbol(file: FilePath, node: NodeId): SymbolAnswer | null | undefined {
    const answer = this.findSymbol(file, node);
    if (answer === undefined) this.#note('symbol', file, node);
    return answer;
  }
  askType(file: FilePath, node: NodeId): TypeAnswer | null | undefined {
    const answer = this.findType(file, node);
    if (answer === undefined) this.#note('type', file, node);
    return answer;
  }
  askExpected(file: FilePath, node: NodeId): ExpectedReturn | null | undefined {
    const answer = this.findExpected(file, node);
    if (answer === undefined) this.#note('expected', file, node);
    return answer;
  }

  /** How a regular expression's matching grows, or a note that it is wanted. */
  askRegex(source: string, flags: string): RegexVerdict | undefined {
    const key = `${flags}/${source}`;
    const verdict = this.#regexes.get(key);
    if (verdict === undefined) this.#openRegexes.set(key, { source, flags });
    return verdict;
  }

  /** Takes the regular expressions nobody has judged yet. */
  takeOpenRegexes(): readonly OpenRegex[] {
    const taken = [...this.#openRegexes.values()];
    this.#openRegexes = new Map();
    return taken;
  }

  putRegex({ source, flags }: OpenRegex, verdict: RegexVerdict): void { this.#regexes.set(`${flags}/${source}`, verdict); }

  /** Notes a question again although an answer stands: it may be out of date. */
  reopen(kind: QuestionKind, file: FilePath, node: NodeId): void { this.#note(kind, file, node); }

  /** Drops the open questions about a file whose text changed: their nodes are of the old one. */
  forgetOpen(file: FilePath): void { for (const kind of ['symbol', 'type', 'expected'] as const) this.#open.delete(`${kind} ${file}`); }

  /** Takes the open questions; they count as not asked until answered. */
  takeOpen(): readonly OpenQuestions[] {
    const taken = [...this.#open].map(([key, nodes]) => {
      const at = key.indexOf(' ');
      return { kind: key.slice(0, at) as QuestionKind, file: key.slice(at + 1), nodes: [...nodes].sort((a, b) => a - b) };
    });
    this.#open = new Map();
    return taken;
  }

  /** Stores an answer. False when it says nothing that was not known: no analysis turns out differently for it. */
  put(kind: QuestionKind, file: FilePath, node: NodeId, answer: SymbolAnswer | TypeAnswer | ExpectedReturn | undefined): boolean {
    let answers = this.#files.get(file);
    if (!answers) {
      answers = { symbol: new Map(), type: new Map(), expected: new Map() };
      this.#files.set(file, answers);
    }
    const known = answers[kind] as Map<NodeId, unknown>;
    const before = known.get(node) ?? null;
    known.set(node, answer ?? null);
    return before !== (answer ?? null) && JSON.stringify(before) !== JSON.stringify(answer ?? null);
  }

  /** A file's declarations have other nodes now: answers of every file that point there follow; a site without a successor is left out. */
  moveSites(file: FilePath, nodes: ReadonlyMap<NodeId, NodeId>): void {
    const move = <T extends { readonly own?: readonly DeclarationSite[] }>(answers: Map<NodeId, T | null>): void => {
      for (const [node, answer] of answers) {
        if (!answer?.own?.some((site) => site.file === file)) continue;
        const own = answer.own.flatMap((site) => {
          const next = site.file === file ? nodes.get(site.node) : site.node;
          return next === undefined ? [] : [{ file: site.file, node: next }];
        });
        answers.set(node, { ...answer, own });
      }
    };
    for (const { symbol, type } of this.#files.values()) {
      move(symbol);
      move(type);
    }
  }

  /** Everything answered about a file. */
  answersOf(file: FilePath): FileAnswers | undefined { return this.#files.get(file); }
  drop(file: FilePath): void { this.#files.delete(file); }
  /** Replaces a file's answers: those carried over from unchanged functions of its previous text. */
  carry(file: FilePath, answers: FileAnswers): void { this.#files.set(file, answers); }

  #note(kind: QuestionKind, file: FilePath, node: NodeId): void {
    const key = `${kind} ${file}`;
    const nodes = this.#open.get(key);
    if (nodes) nodes.add(node);
    else this.#open.set(key, new Set([node]));
  }
}
