/**
 * The rule pages (`<family>/<rule-id>.md`) as the server needs them: as text, as an address to link to, as the part that fits a
 * hover. Pages are listed once at start and read when asked for. Which rules exist is not known here, only which pages.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { getRulePagesFolder } from '../host/ownFiles.ts';
import { toUri } from './paths.ts';

export class RulePages {
  readonly #files: ReadonlyMap<string, string>;
  readonly #texts = new Map<string, Promise<string>>();

  private constructor(files: ReadonlyMap<string, string>) { this.#files = files; }

  /** Lists the pages. A folder that cannot be read counts as one without pages: findings matter more than their explanation. */
  static async open(folder: string = getRulePagesFolder()): Promise<RulePages> {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    const pages = names.filter((name) => name.endsWith('.md')).map((name) => [path.basename(name, '.md'), path.join(folder, name)] as const);
    return new RulePages(new Map(pages));
  }

  /** Where a rule's page can be opened. The pages are shipped with us, so the link also works without a network. */
  findUri(ruleId: string): string | undefined {
    const file = this.#files.get(ruleId);
    return file === undefined ? undefined : toUri(file);
  }

  /** The whole page as Markdown. */
  async findText(ruleId: string): Promise<string | undefined> {
    const file = this.#files.get(ruleId);
    if (file === undefined) return undefined;
    const known = this.#texts.get(ruleId) ?? readFile(file, 'utf8');
    this.#texts.set(ruleId, known);
    return known.catch(() => undefined);
  }

  /** What a hover has room for: the text between the title and the first heading below it. */
  async findSummary(ruleId: string): Promise<string | undefined> {
    const text = (await this.findText(ruleId))?.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
    const body = text?.split(/^#{2,} /m, 1)[0]?.replace(/^# .*$/m, '').trim();
    return body === '' ? undefined : body;
  }
}
