/**
 * An engine for tests of the language server: what it finds is written in the text. It has the timing of the real one (answers
 * at once, more after refining) and no compiler, so that a conversation is decided by the test alone.
 *
 * `BLOCK(name)` a finding known at once · `TYPED(name)` one known after refining · `ECHO(./file.ts)` the echo of that file's first
 * finding · `FAR(./file.ts)` a finding whose fix edits the other file · `TWICE(name)` a finding whose path begins in the line above ·
 * `BOTH(./file.ts)` one whose fix edits this file and the other and creates `made.ts` · `STUCK(why)` one whose fix cannot be done ·
 * `BUSY(path)` refining computes until that path exists or it is cancelled · `DIE(path)` the thread ends, unless that path exists ·
 * `FAIL()` updating throws · `function name` is reported as I/O-bound work.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Echo, Finding, FixOutcome, Range } from '../../../server/engine/lint/finding.ts';
import { getTextHash } from '../../../server/engine/syntax/textHash.ts';
import { Cancelled, type FunctionReport, type Report, type Session, type SessionChanges } from '../../../server/engine/report.ts';

export class FakeSession implements Session {
  #files: readonly string[] = [];
  #skipped: Report['skipped'] = [];
  readonly #texts = new Map<string, string>();
  #isRefined = false;
  #version = 0;
  #root = '/';
  #level: string | undefined;
  readonly #log: (message: string) => void;

  constructor(log: (message: string) => void) { this.#log = log; }

  async update(changes: SessionChanges): Promise<void> {
    this.#version += 1;
    this.#isRefined = false;
    if (changes.files !== undefined) this.#files = changes.files;
    if (changes.skipped !== undefined) this.#skipped = changes.skipped;
    this.#root = changes.settings?.root ?? this.#root;
    if (changes.settings !== undefined) this.#level = changes.settings.forFile(this.#files[0] ?? '').rules.get('sync-io-on-hot-path')?.level;
    for (const file of changes.released ?? []) this.#texts.delete(file);
    for (const [file, text] of changes.texts ?? []) this.#texts.set(file, text);
    this.#log(`update ${this.#version}: ${[...changes.texts?.keys() ?? []].map((file) => path.basename(file)).join(' ')}`);
    for (const file of this.#files) {
      const [, once] = /DIE\(([^)]+)\)/.exec(this.#getText(file)) ?? [];
      if (once !== undefined && !existsSync(once)) { writeFileSync(once, ''); process.exit(3); }
      if (this.#getText(file).includes('FAIL()')) throw new Error(`asked to fail by ${path.basename(file)}`);
    }
  }

  current(): Report {
    const byFile = this.#files.map((file) => {
      const findings = this.#collect(file);
      const echoes = this.#collectEchoes(file);
      return { file, findings, echoes, hash: createHash('sha1').update(JSON.stringify([findings, echoes])).digest('hex') };
    }).filter(({ findings, echoes }) => findings.length + echoes.length > 0);
    return { version: this.#version, files: this.#files.length, byFile, skipped: this.#skipped, problems: [], complete: this.#isRefined, stats: [] };
  }

  refine: Session['refine'] = async ({ cancel, onProgress } = {}) => {
    onProgress?.({ stage: 'types', done: 1, total: 2 });
    for (const file of this.#files) {
      const [, gate] = /BUSY\(([^)]+)\)/.exec(this.#getText(file)) ?? [];
      if (gate !== undefined) this.#log(`busy until ${path.basename(gate)} exists`);
      // Synchronous on purpose: this thread answers nothing meanwhile.
      while (gate !== undefined && !existsSync(gate)) if (cancel?.requested === true) throw new Cancelled();
    }
    await new Promise((resolve) => setImmediate(resolve));
    if (cancel?.requested === true) throw new Cancelled();
    this.#isRefined = true;
    return this.current();
  };

  functions(files: readonly string[] = this.#files): readonly FunctionReport[] {
    return files.flatMap((file) => [...this.#getText(file).matchAll(/function (\w+)/g)].map((match): FunctionReport => {
      const range = this.#toRange(file, match.index, match[0].length);
      return { file, range, name: match[1] ?? '', workload: 'io', confidence: 'certain', evidence: [{ file, range, label: 'awaits' }], cost: { class: 'constant', growth: '1' }, contexts: [{ context: 'request', trace: [] }] };
    }));
  }

  profileAt: Session['profileAt'] = () => undefined;
  explainAt(): undefined { return undefined; }

  importersOf(files: readonly string[]): readonly string[] { return files; }

  async makeFix(findingId: string, title: string): Promise<FixOutcome> {
    const fix = this.#files.flatMap((file) => this.#collect(file)).find((each) => each.id === findingId)?.fixes.find((each) => each.title === title);
    if (fix === undefined) return { refused: 'this finding is gone' };
    const edits = fix.edits ?? [];
    const made = path.posix.join(path.posix.dirname(edits[0]?.file ?? ''), 'made.ts');
    return { edits, created: edits.length > 1 ? [{ file: made, text: 'export {};\n' }] : [], hashes: new Map(edits.map((edit) => [edit.file, getTextHash(this.#getText(edit.file))])) };
  }

  async close(): Promise<void> { this.#log('closed'); }

  #collect(file: string): Finding[] {
    if (this.#level === 'off') return [];
    return [...this.#getText(file).matchAll(/\b(BLOCK|TYPED|FAR|TWICE|BOTH|STUCK|LARGE)\(([^)]+)\)/g)].flatMap((match): Finding[] => {
      const [text, kind, name = ''] = match;
      if (kind === 'TYPED' && !this.#isRefined) return [];
      const range = this.#toRange(file, match.index, text.length);
      const hop = { file, range, label: `${name} blocks` };
      const root = { file, range: { start: { line: range.start.line - 1, column: 1 }, end: { line: range.start.line - 1, column: 2 } }, label: `GET /${name} handler` };
      const far = path.posix.join(path.posix.dirname(file), name);
      const other = { file: far, start: 0, end: 0, newText: '// mended\n' };
      const own = { file, start: match.index, end: match.index + text.length, newText: `done(${name})` };
      return [{
        id: `${path.relative(this.#root, file)}:${kind}:${name}`, ruleId: 'sync-io-on-hot-path', family: 'blocking', severity: 'error', confidence: 'certain', message: `\`${name}\` blocks the event loop`,
        context: 'request', trace: kind === 'TWICE' ? [root, hop] : [hop], functionName: name, file, range, fixes: kind === 'STUCK' ? [{ title: 'Mend it', kind: 'quickfix', safety: 'review', disabled: name }] : [{ title: `Mend ${name}`, kind: kind === 'LARGE' ? 'refactor.move' : 'quickfix', safety: 'safe', edits: kind === 'FAR' ? [other] : kind === 'BOTH' ? [own, other] : [own] }],
      }];
    });
  }

  #collectEchoes(file: string): Echo[] {
    return [...this.#getText(file).matchAll(/ECHO\(([^)]+)\)/g)].flatMap((match): Echo[] => {
      const target = this.#collect(path.posix.join(path.posix.dirname(file), match[1] ?? ''))[0];
      const range = this.#toRange(file, match.index, match[0].length);
      return target === undefined ? [] : [{ findingId: target.id, ruleId: 'transitive-blocking-call', message: `leads to ${target.functionName}`, trace: [{ file, range, label: 'calls' }, ...target.trace], file, range }];
    });
  }

  #getText(file: string): string {
    const unsaved = this.#texts.get(file);
    if (unsaved !== undefined) return unsaved;
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  #toRange(file: string, start: number, length: number): Range {
    const before = this.#getText(file).slice(0, start).split('\n');
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { start: { line, column }, end: { line, column: column + length } };
  }
}
