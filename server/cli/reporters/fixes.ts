/**
 * What `loopwise fix` did, for a person and as JSON: the fixes that were applied, by file, and the findings that were left with the
 * reason. It prints no source text.
 */
import type { Colors } from 'picocolors/types';
import type { Finding } from '../../engine/lint/finding.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { toRelative } from '../../host/paths.ts';
import type { FixResult } from '../fixing/rounds.ts';
import { toCount, toOneLine, toVisible } from '../result.ts';

export interface FixOutput {
  readonly root: FilePath;
  readonly result: FixResult;
  /** Files that could not be written; nothing was written then. */
  readonly refused: readonly { readonly file: FilePath; readonly reason: string }[];
  readonly isDryRun: boolean;
  readonly ms: number;
}

export function toFixPretty({ result, refused, isDryRun, ms }: FixOutput, colors: Colors, toPath: (file: FilePath) => string): string {
  const place = ({ file, range }: Finding): string => `${toVisible(toPath(file))}:${range.start.line}:${range.start.column}`;
  const lines: string[] = [];
  for (const { finding, fix, files } of result.applied) {
    const others = files.filter((file) => file !== finding.file);
    lines.push(`${colors.green('fixed')}  ${colors.bold(place(finding))}  ${toOneLine(fix.title)}  ${colors.dim(finding.ruleId)}`);
    if (others.length > 0) lines.push(colors.dim(`       also changes ${others.map((file) => toVisible(toPath(file))).join(', ')}`));
  }
  for (const { finding, fix, reason } of result.left) {
    lines.push(`${colors.yellow('left ')}  ${colors.bold(place(finding))}  ${toOneLine(fix.title)}: ${toOneLine(reason)}  ${colors.dim(finding.ruleId)}`);
  }
  for (const { file, reason } of refused) lines.push(`${colors.red('refused')}  ${toVisible(toPath(file))} ${reason}; nothing was written. Run the command again.`);
  if (lines.length > 0) lines.push('');
  const verb = isDryRun ? 'Would change' : 'Changed';
  const head = refused.length > 0 ? 'Changed nothing' : result.texts.size === 0 ? 'Nothing to change' : `${verb} ${toCount(result.texts.size, 'file')} with ${toCount(result.applied.length, 'fix').replace(/fixs$/, 'fixes')}`;
  const parts = [head, ...(result.left.length > 0 ? [`${result.left.length} left`] : []), ...(result.unfixable > 0 ? [`${result.unfixable} without a fix`] : []), ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`];
  return `${[...lines, parts.join(' · ')].join('\n')}\n`;
}

/** Paths are relative to the folder checked. `range` is the finding's before any change. */
export function toFixJson({ root, result, refused, isDryRun }: FixOutput): string {
  const toFinding = ({ id, ruleId, file, range }: Finding): object => ({ id, ruleId, file: toRelative(root, file), range: { start: { line: range.start.line, column: range.start.column }, end: { line: range.end.line, column: range.end.column } } });
  return `${JSON.stringify({
    version: 1, dryRun: isDryRun,
    changed: [...result.texts.keys()].sort().map((file) => ({ file: toRelative(root, file), created: !result.hashes.has(file) })),
    applied: result.applied.map(({ finding, fix, files }) => ({ ...toFinding(finding), title: fix.title, kind: fix.kind, safety: fix.safety, files: files.map((file) => toRelative(root, file)) })),
    left: result.left.map(({ finding, fix, reason }) => ({ ...toFinding(finding), title: fix.title, kind: fix.kind, safety: fix.safety, reason })),
    refused: refused.map(({ file, reason }) => ({ file: toRelative(root, file), reason })),
    withoutFix: result.unfixable,
  }, null, 2)}\n`;
}
