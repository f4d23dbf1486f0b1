/**
 * Reads labelled functions out of Markdown: each section is a folder, each fence a file, and a comment such as `// cpu: sorts an array.`
 * labels the first function that begins behind it. It only reads; running the engine and counting is the business of the tests.
 */
import { readFileSync } from 'node:fs';
import type { FunctionReport, Workload } from '../../server/engine/report.ts';
import { parseSuite } from '../support/fixture.ts';

export interface Label {
  readonly section: string;
  readonly file: string;
  /** 1-based line of the comment. */
  readonly line: number;
  readonly expected: Workload;
  readonly why: string;
}

export interface LabelledSection { readonly name: string; readonly files: ReadonlyMap<string, string>; readonly labels: readonly Label[] }

/** The sections of one page. Throws on a page without labels: a typo must not turn into a test that passes. */
export function readLabelled(url: URL): LabelledSection[] {
  const page = url.pathname.split('/').at(-1) ?? '';
  const sections = parseSuite(page, readFileSync(url, 'utf8')).map((fixture): LabelledSection => ({
    name: `${page} › ${fixture.name}`,
    files: new Map(fixture.files.map((file) => [file.name, file.text])),
    labels: fixture.files.flatMap((file) => readLabels(`${page} › ${fixture.name}`, file.name, file.text)),
  }));
  if (sections.every((section) => section.labels.length === 0)) throw new Error(`${page} labels no function.`);
  return sections;
}

function readLabels(section: string, file: string, text: string): Label[] {
  return text.split('\n').flatMap((line, index): Label[] => {
    const found = /^\s*\/\/ (?<expected>cpu|io|mixed|trivial|unknown): (?<why>.+)$/.exec(line)?.groups;
    return found ? [{ section, file, line: index + 1, expected: found['expected'] as Workload, why: found['why']! }] : [];
  });
}

/** The report of the function a label stands before. */
export function findLabelled(label: Label, folder: string, reports: readonly FunctionReport[]): FunctionReport | undefined {
  return reports.filter((report) => report.file === `${folder}/${label.file}` && report.range.start.line > label.line)
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column)[0];
}
