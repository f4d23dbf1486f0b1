/**
 * Reads test/example/EXPECTED.md: the findings a careful reviewer expects in the example, the echoes, and what must stay silent.
 * Understands exactly the tables of that page.
 */

export interface ExpectedRow {
  /** The rule expected, or the one that must not speak here. */
  readonly ruleId: string;
  /** Relative to test/example. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** A part of that line. */
  readonly text: string;
  /** Cells after the line text: context, confidence and path of a finding; what is echoed; or why it stays silent. */
  readonly cells: readonly string[];
}

export interface ExpectedFindings {
  readonly findings: readonly ExpectedRow[];
  readonly echoes: readonly ExpectedRow[];
  readonly silent: readonly ExpectedRow[];
}

/** Every row of every table, by section. Throws on a table row it does not understand. */
export function toExpectedFindings(page: string): ExpectedFindings {
  const findings: ExpectedRow[] = [];
  const echoes: ExpectedRow[] = [];
  const silent: ExpectedRow[] = [];
  let ruleId = '';
  let section = findings;
  for (const text of page.split('\n')) {
    const heading = /^### (not )?([a-z-]+)/.exec(text);
    if (heading !== null) {
      ruleId = heading[2] ?? '';
      section = heading[1] !== undefined ? silent : ruleId === 'transitive-blocking-call' ? echoes : findings;
    }
    if (text.startsWith('| `')) section.push(toRow(ruleId, text));
  }
  return { findings, echoes, silent };
}

function toRow(ruleId: string, text: string): ExpectedRow {
  const [place = '', code = '', ...cells] = text.slice(2, -2).split(' | ');
  const at = /^`([^`]+):(\d+)`$/.exec(place);
  const inner = /^(`{1,2})(.+?)\1(?: \(\w+\))?$/.exec(code);
  if (at?.[1] === undefined || inner?.[2] === undefined) throw new Error(`EXPECTED.md has a row that is not understood: ${text}`);
  return { ruleId, file: at[1], line: Number(at[2]), text: inner[2].trim(), cells };
}
