/**
 * Applies fixes to the project as the session sees it, round by round, until nothing more can be done; the disk is not touched. A fix
 * stays only when the result has no type error and no finding more than before and its own finding is gone; one that does not hold is
 * left with the reason.
 */
import { fitTogether, joinTwo, noFix } from '../../engine/fixes/join.ts';
import { listApplicable, type Finding, type Fix, type MadeFix } from '../../engine/lint/finding.ts';
import type { PackageInfo, Report } from '../../engine/report.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { getTextHash } from '../../engine/syntax/textHash.ts';
import type { Engine } from '../surroundings.ts';
import { findProblems, listFindings, toTexts, type Candidate, type FixProblem } from './problems.ts';
import { TypeErrors, type ErrorsByFile } from '../../engine/fixes/typeErrors.ts';

export interface FixRequest {
  /** Fixes that may change what the code does, too. */
  readonly review: boolean;
  /** Rules to fix; all when empty. */
  readonly ruleIds: readonly string[];
}

export interface AppliedFix { readonly finding: Finding; readonly fix: Fix; readonly files: readonly FilePath[] }
export interface LeftFinding { readonly finding: Finding; readonly fix: Fix; readonly reason: string }

export interface FixResult {
  readonly applied: readonly AppliedFix[];
  /** Findings with a fix that was not applied. */
  readonly left: readonly LeftFinding[];
  /** Findings after the last round for which no fix is known. */
  readonly unfixable: number;
  /** Texts that differ from the disk's, new files too. */
  readonly texts: ReadonlyMap<FilePath, string>;
  /** Hash of each changed file's text as it was first analysed; a new file has none. */
  readonly hashes: ReadonlyMap<FilePath, string>;
}

interface Attempt { readonly after: Report; readonly errors: ErrorsByFile; readonly problems: readonly FixProblem[] }

/** Each round applies at least one fix that keeps the number of findings falling; this only ends what should not happen. */
const maxRounds = 200;

export class FixRounds {
  readonly #engine: Engine;
  readonly #request: FixRequest;
  readonly #readText: (file: FilePath) => Promise<string | undefined>;
  readonly #texts = new Map<FilePath, string>();
  /** Texts of the disk whose hash was found to be that of the analysis: edits are made to these, whatever the disk says later. */
  readonly #originals = new Map<FilePath, string>();
  readonly #hashes = new Map<FilePath, string>();
  readonly #applied: AppliedFix[] = [];
  /** Reasons by finding and title. */
  readonly #refused = new Map<string, string>();
  /** Fixes that were at fault once. */
  readonly #doubted = new Set<string>();
  readonly #errors: TypeErrors;
  #files: readonly FilePath[];
  /** Files an attempt created that the session still has a text for. */
  readonly #tried = new Set<FilePath>();

  /** `readText` gives a file's text on the disk; the project's files are the ones the session analyses. */
  constructor(engine: Engine, { files, packages }: { readonly files: readonly FilePath[]; readonly packages: readonly PackageInfo[] }, request: FixRequest, readText: (file: FilePath) => Promise<string | undefined>) {
    this.#engine = engine;
    this.#files = files;
    this.#request = request;
    this.#readText = readText;
    this.#errors = new TypeErrors(engine.compiler, (file, name) => packages.some(({ folder, dependencies }) => file.startsWith(`${folder}/`) && dependencies[name] !== undefined));
  }

  /** Runs until stable, starting from the session's final report. */
  async run(first: Report): Promise<FixResult> {
    let report = first;
    for (let round = 0; round < maxRounds; round++) {
      const candidates = await this.#collect(report);
      if (candidates.length === 0) break;
      report = await this.#applyRound(report, candidates);
    }
    const left = listFindings(report).flatMap((finding): LeftFinding[] => {
      const [fix] = finding.fixes;
      return fix === undefined || !this.#isAsked(finding) ? [] : [{ finding, ...this.#explain(finding, fix) }];
    });
    const unfixable = listFindings(report).filter((finding) => this.#isAsked(finding) && finding.fixes.length === 0).length;
    return { applied: this.#applied, left, unfixable, texts: this.#texts, hashes: this.#hashes };
  }

  #isAsked({ ruleId }: Finding): boolean { return this.#request.ruleIds.length === 0 || this.#request.ruleIds.includes(ruleId); }

  #listAllowed(finding: Finding): readonly Fix[] {
    return this.#isAsked(finding) ? listApplicable(finding.fixes).filter((fix) => (this.#request.review || fix.safety === 'safe') && !this.#refused.has(toKey(finding, fix))) : [];
  }

  /** Why a finding is still there: what went wrong with its best fix, or what keeps that from being tried. */
  #explain(finding: Finding, first: Fix): { fix: Fix; reason: string } {
    for (const fix of finding.fixes) {
      const reason = this.#refused.get(toKey(finding, fix));
      if (reason !== undefined) return { fix, reason };
    }
    const open = listApplicable(finding.fixes)[0];
    return open === undefined ? { fix: first, reason: first.disabled ?? 'it cannot be done here' } : { fix: open, reason: 'it may change what the code does: look at it with --review' };
  }

  /** The best fix of each finding that fits with those before it; the others wait for the next round. */
  async #collect(report: Report): Promise<readonly Candidate[]> {
    const chosen: Candidate[] = [];
    let joined = noFix;
    for (const finding of listFindings(report)) {
      for (const fix of this.#listAllowed(finding)) {
        const made = await this.#engine.session.makeFix(finding.id, fix.title);
        const reason = 'refused' in made ? made.refused : await this.#findChanged(made);
        if ('refused' in made || reason !== undefined) { this.#refused.set(toKey(finding, fix), reason ?? ''); continue; }
        if (fitTogether(joined, made)) { joined = joinTwo(joined, made); chosen.push({ finding, fix, made }); }
        break;
      }
    }
    return chosen;
  }

  /** Edits count in the text that was analysed; another one on the disk is somebody else's work. */
  async #findChanged({ hashes, created }: MadeFix): Promise<string | undefined> {
    for (const [file, hash] of hashes) {
      const text = this.#texts.get(file) ?? this.#originals.get(file) ?? await this.#readText(file);
      if (text === undefined || getTextHash(text) !== hash) return `${file} has changed since it was analysed`;
      if (!this.#texts.has(file)) this.#originals.set(file, text);
    }
    for (const { file } of created) if (!this.#texts.has(file) && await this.#readText(file) !== undefined) return `${file} is there already`;
    return undefined;
  }

  async #applyRound(before: Report, candidates: readonly Candidate[]): Promise<Report> {
    const touched = [...new Set(candidates.flatMap(({ made }) => [...made.hashes.keys()]))];
    await this.#errors.learn(this.#engine.session.importersOf(touched));
    const base = new Map(touched.map((file): [FilePath, string] => [file, this.#texts.get(file) ?? this.#originals.get(file) ?? '']));
    const good: Candidate[] = [];
    const doubted = new Map<Candidate, string>();
    /** Where the session stands, when that is the state after `good`. */
    let standing: Attempt | undefined;
    const admit = async (list: readonly Candidate[]): Promise<void> => {
      if (list.length === 0) return;
      const attempt = await this.#attempt(before, base, [...good, ...list]);
      const [first] = attempt.problems;
      if (first === undefined) { good.push(...list); standing = attempt; return; }
      standing = undefined;
      const accused = new Map<Candidate, string>();
      const sure = new Map<Candidate, string>();
      for (const { reason, culprits } of attempt.problems) {
        const open = culprits.filter((candidate) => list.includes(candidate));
        for (const candidate of open) accused.set(candidate, accused.get(candidate) ?? reason);
        const [only] = open;
        if (only !== undefined && culprits.length === 1) sure.set(only, sure.get(only) ?? reason);
      }
      const [only] = list;
      if (only !== undefined && list.length === 1) { doubted.set(only, accused.get(only) ?? first.reason); return; }
      for (const [candidate, reason] of sure) doubted.set(candidate, reason);
      const rest = list.filter((candidate) => !accused.has(candidate));
      const unclear = list.filter((candidate) => accused.has(candidate) && !sure.has(candidate));
      // Nobody is cleared: halves tell more than the same again.
      if (sure.size === 0 && (rest.length === 0 || unclear.length === 0)) {
        const half = Math.ceil(list.length / 2);
        await admit(list.slice(0, half));
        await admit(list.slice(half));
        return;
      }
      await admit(rest);
      await admit(unclear);
    };
    await admit(candidates);
    for (const [candidate, reason] of doubted) this.#doubt(candidate, reason, good.length === 0);
    // The session may stand at an attempt that did not hold.
    const final = standing ?? await this.#attempt(before, base, good);
    this.#keep(base, good, final);
    return final.after;
  }

  /** Made for a text that has the others of its round, it may do no harm; twice at fault, or alone, it is refused. */
  #doubt({ finding, fix }: Candidate, reason: string, isAlone: boolean): void {
    const key = toKey(finding, fix);
    if (isAlone || this.#doubted.has(key)) this.#refused.set(key, reason);
    this.#doubted.add(key);
  }

  /** Puts the session into the state after these fixes and says what is wrong with it. */
  async #attempt(before: Report, base: ReadonlyMap<FilePath, string>, fixes: readonly Candidate[]): Promise<Attempt> {
    const { texts, created } = toTexts(base, fixes);
    const files = [...this.#files, ...created.map(({ file }) => file)].sort();
    const released = [...this.#tried].filter((file) => created.every((each) => each.file !== file));
    for (const file of released) this.#tried.delete(file);
    for (const { file } of created) this.#tried.add(file);
    await this.#engine.session.update({ texts: new Map([...texts, ...created.map(({ file, text }): [FilePath, string] => [file, text])]), released, files });
    const after = await this.#engine.session.refine();
    const { all, added } = await this.#errors.check(this.#engine.session.importersOf([...texts.keys(), ...created.map(({ file }) => file)]));
    return { after, errors: all, problems: fixes.length === 0 ? [] : findProblems(before, after, added, base, fixes) };
  }

  #keep(base: ReadonlyMap<FilePath, string>, good: readonly Candidate[], { errors }: Attempt): void {
    const { texts, created } = toTexts(base, good);
    for (const { made } of good) for (const [file, hash] of made.hashes) if (!this.#hashes.has(file) && !this.#texts.has(file)) this.#hashes.set(file, hash);
    for (const [file, text] of texts) if (text !== base.get(file)) this.#texts.set(file, text);
    for (const { file, text } of created) { this.#texts.set(file, text); this.#tried.delete(file); }
    this.#files = [...this.#files, ...created.map(({ file }) => file)];
    this.#errors.accept(errors);
    this.#applied.push(...good.map(({ finding, fix, made }) => ({ finding, fix, files: [...made.hashes.keys(), ...made.created.map(({ file }) => file)] })));
  }
}

function toKey(finding: Finding, fix: Fix): string {
  return `${finding.id}\n${fix.title}`;
}
