/**
 * How often the workload class is what a reader says, over all labelled functions, with types and without. The pages beside this file
 * were labelled before the classifier was written and are tuned on; those in `holdout/` are in the style of other domains and are not. The
 * confusion tables are printed; a share below the committed one fails.
 */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Workload } from '../../server/engine/report.ts';
import { loadFolders } from '../support/check.ts';
import type { LoadedFolder } from '../support/check.ts';
import { findLabelled, readLabelled } from './labelled.ts';
import type { Label, LabelledSection } from './labelled.ts';

const classes: readonly Workload[] = ['cpu', 'io', 'mixed', 'trivial', 'unknown'];
/** Least share of right classes; raise them when the classifier gets better. */
const sets = [
  { name: 'labelled functions', folder: new URL('./', import.meta.url), least: 0.95, count: 450 },
  { name: 'holdout', folder: new URL('./holdout/', import.meta.url), least: 0.9, count: 40 },
] as const;

interface Outcome { readonly label: Label; readonly name: string; readonly actual: Workload | 'missing'; readonly because: string }

const loaded = new Map<LabelledSection, LoadedFolder>();
const sections = new Map(sets.map((set) => [set.name, readdirSync(set.folder).filter((file) => file.endsWith('.md')).sort().flatMap((file) => readLabelled(new URL(file, set.folder)))]));

beforeAll(async () => {
  const all = [...sections.values()].flat();
  const folders = await loadFolders(all.map((section) => section.files));
  all.forEach((section, i) => loaded.set(section, folders[i]!));
});

async function classifyAll(name: (typeof sets)[number]['name'], types: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const section of sections.get(name) ?? []) {
    const { functions, folder } = await loaded.get(section)!.check({ types, rules: [] });
    for (const label of section.labels) {
      const report = findLabelled(label, folder, functions);
      outcomes.push({ label, name: report?.name ?? '', actual: report?.workload ?? 'missing', because: report?.evidence.map((hop) => hop.label).join(', ') ?? '' });
    }
  }
  return outcomes;
}

function printTable(name: string, outcomes: readonly Outcome[]): string {
  const rows = classes.map((expected) => `${expected.padStart(8)} ${classes.map((actual) => String(outcomes.filter((one) => one.label.expected === expected && one.actual === actual).length).padStart(8)).join('')}`);
  const wrong = outcomes.filter((one) => one.actual !== one.label.expected).map((one) => `  ${one.label.section} ${one.name}: ${one.label.expected}, found ${one.actual}${one.because ? ` (${one.because})` : ''}`);
  const right = outcomes.length - wrong.length;
  return `${name}: ${right} of ${outcomes.length} right (${((100 * right) / outcomes.length).toFixed(1)} %)\n${'labelled'.padStart(8)} ${classes.map((actual) => actual.padStart(8)).join('')}\n${rows.join('\n')}${wrong.length > 0 ? `\n${wrong.join('\n')}` : ''}`;
}

describe.each(sets)('$name', ({ name, least, count }) => {
  test.each([true, false])('with types: %s', async (types) => {
    const outcomes = await classifyAll(name, types);
    const table = printTable(`${name}${types ? '' : ' (no types)'}`, outcomes);
    console.info(table);
    expect(outcomes.length).toBeGreaterThanOrEqual(count);
    expect(outcomes.filter((one) => one.actual === 'missing')).toEqual([]);
    expect(outcomes.filter((one) => one.actual === one.label.expected).length / outcomes.length, table).toBeGreaterThanOrEqual(least);
  });
});
