/**
 * Rows whose names are patterns, for families of like members (`@aws-sdk/*#*Client.send`). Says which names are patterns and finds the
 * row for a name; it does not know which tables there are, nor that exact names come first.
 */
import type { ApiModel, ModelTable } from './model.ts';

interface Pattern { readonly test: RegExp; readonly length: number; readonly row: ApiModel }

/** `*` is any text without `.` and `#`, `**` any text without `#`. */
export function isPattern(name: string): boolean {
  return name.includes('*');
}

/** A pattern's name as an expression that matches the whole canonical name. */
export function toPatternTest(name: string): RegExp {
  const source = name.split(/(\*\*?)/).map((part) => (part === '**' ? '[^#]*' : part === '*' ? '[^.#]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))).join('');
  return new RegExp(`^${source}$`);
}

/** The patterns of some tables. Those whose last member is spelled out are only tried for names that end in it. */
export class PatternTable {
  readonly #byMember = new Map<string, Pattern[]>();
  readonly #open: Pattern[] = [];

  constructor(tables: readonly ModelTable[]) {
    for (const table of tables) {
      for (const [name, row] of Object.entries(table)) {
        if (!isPattern(name)) continue;
        const member = getMember(name);
        const list = member.includes('*') ? this.#open : this.#byMember.get(member) ?? [];
        list.push({ test: toPatternTest(name), length: name.length, row });
        if (list !== this.#open) this.#byMember.set(member, list);
      }
    }
    for (const list of [this.#open, ...this.#byMember.values()]) list.sort((a, b) => b.length - a.length);
  }

  /** The row of the longest pattern that matches. */
  find(api: string): ApiModel | undefined {
    return this.#byMember.get(getMember(api))?.find((pattern) => pattern.test.test(api))?.row ?? this.#open.find((pattern) => pattern.test.test(api))?.row;
  }

  get isEmpty(): boolean { return this.#open.length === 0 && this.#byMember.size === 0; }
}

/** What stands after the last dot, or after the `#`. */
function getMember(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('#')) + 1);
}
