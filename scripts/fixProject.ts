/**
 * `npm run fix:project -- <folder> [paths…] [--types <command>] [--test <command>] [--keep <folder>]`: applies all safe fixes to a copy
 * of a real project, then all others, and says after each whether it still parses, compiles and passes its tests.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fixProject } from './corpusFixes.ts';
import { buildIfStale } from './start.ts';

try {
  const { values, positionals: [folder, ...paths] } = parseArgs({ allowPositionals: true, options: { types: { type: 'string' }, test: { type: 'string' }, keep: { type: 'string' } } });
  if (folder === undefined) throw new Error('Which folder? npm run fix:project -- <folder> --types "npx tsc --noEmit" --test "npm test"');
  await buildIfStale();
  const { safe, review, left, problems, seconds } = await fixProject(path.resolve(folder), paths, values, values.keep && path.resolve(values.keep));
  const lines = [
    `${path.basename(folder)}: ${String(safe)} safe fixes (${seconds.safe.toFixed(1)} s), then ${String(review)} others (${seconds.review.toFixed(1)} s)`,
    ...[...left].map(([reason, count]) => `  left ${String(count)}: ${reason}`), ...problems.map((problem) => `  PROBLEM ${problem}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (problems.length > 0) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
