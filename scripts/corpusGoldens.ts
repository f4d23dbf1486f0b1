/**
 * The text form of a package's findings, and what differs between two of them. Pure: reading, running and printing are in
 * corpus.ts. No line of a package's source goes into a golden, only the findings about it.
 */

interface Place { readonly file: string; readonly range: { readonly start: { readonly line: number; readonly column: number } } }

/** The part of one finding of `loopwise check --format json` that a golden holds. */
export interface CorpusFinding extends Place {
  readonly id: string;
  readonly ruleId: string;
  readonly severity: string;
  readonly confidence: string;
  readonly context: string;
  readonly message: string;
  readonly trace: readonly (Place & { readonly label: string })[];
}

/** The part of `loopwise check --format json` that a golden holds. */
export interface CorpusReport { readonly files: number; readonly findings: readonly CorpusFinding[] }

export interface GoldenDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The same finding id, told differently. */
  readonly changed: readonly { readonly before: string; readonly after: string }[];
  readonly headerChanged: boolean;
}

/** One heading line, then one block of three lines per finding: id and grades, place and message, the way to it. */
export function toGolden(name: string, report: CorpusReport): string {
  const blocks = report.findings.map((finding) => [
    `${finding.id} ${finding.ruleId} ${finding.severity} ${finding.confidence} ${finding.context}`,
    `  ${finding.file}:${String(finding.range.start.line)}:${String(finding.range.start.column)} ${toOneLine(finding.message)}`,
    `  via ${finding.trace.map((hop) => `${toOneLine(hop.label)} (${hop.file}:${String(hop.range.start.line)})`).join(' > ')}`,
  ].join('\n'));
  return `${[`# ${name}: ${String(report.files)} files, ${String(report.findings.length)} findings`, ...blocks].join('\n\n')}\n`;
}

/** Compares by finding id, so that a moved or reworded finding is a change and not a loss and a gain. */
export function getGoldenDifference(before: string, after: string): GoldenDifference {
  const old = toBlocks(before);
  const now = toBlocks(after);
  return {
    added: [...now.byId].filter(([id]) => !old.byId.has(id)).map(([, block]) => block),
    removed: [...old.byId].filter(([id]) => !now.byId.has(id)).map(([, block]) => block),
    changed: [...now.byId].flatMap(([id, block]) => {
      const previous = old.byId.get(id);
      return previous === undefined || previous === block ? [] : [{ before: previous, after: block }];
    }),
    headerChanged: old.header !== now.header,
  };
}

/** At most `count` findings, spread evenly over rules and the same every time. */
export function getSample(findings: readonly CorpusFinding[], count: number): readonly CorpusFinding[] {
  const byRule = new Map<string, CorpusFinding[]>();
  for (const finding of findings.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    byRule.set(finding.ruleId, [...(byRule.get(finding.ruleId) ?? []), finding]);
  }
  const sample: CorpusFinding[] = [];
  for (let round = 0; sample.length < Math.min(count, findings.length); round += 1) {
    for (const ofRule of byRule.values()) {
      const next = ofRule[round];
      if (next !== undefined && sample.length < count) sample.push(next);
    }
  }
  return sample;
}

function toBlocks(golden: string): { header: string; byId: Map<string, string> } {
  const [header = '', ...blocks] = golden.trimEnd().split('\n\n');
  return { header, byId: new Map(blocks.map((block) => [block.slice(0, block.indexOf(' ')), block])) };
}

/** Messages may have several lines; the golden needs one. */
function toOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' / ');
}
