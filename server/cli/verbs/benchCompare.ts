/**
 * `loopwise bench compare <before> <after>`: shows what changed between two results that `bench run` has kept.
 */
import { readFile } from 'node:fs/promises';
import pico from 'picocolors';
import { benchResultSchema, type BenchResult } from '../../advisor/bench/benchResult.ts';
import { compareResults } from '../../advisor/bench/verdict.ts';
import { toFilePath } from '../../host/paths.ts';
import { toReadFailure } from '../../host/text.ts';
import { hasColors } from '../color.ts';
import { toComparisonReport, type BenchFormat } from '../reporters/bench.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';

export async function runBenchCompare(before: string, after: string, options: { readonly format: BenchFormat; readonly color: boolean }, around: Surroundings): Promise<number> {
  const results = [await readResult(before, around), await readResult(after, around)] as const;
  await around.stdout.write(toComparisonReport(compareResults(...results), results, options.format, pico.createColors(hasColors(options, around))));
  return exitCodes.clean;
}

async function readResult(given: string, around: Surroundings): Promise<BenchResult> {
  let text: string;
  try {
    text = await readFile(toFilePath(given, around.cwd), { encoding: 'utf8', signal: around.signal });
  } catch (error) {
    throw new UsageError(`${given} ${toReadFailure(error)}. Results of \`loopwise bench run\` are in .loopwise/bench/.`);
  }
  const parsed = benchResultSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${given} is no result of \`loopwise bench run\`: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
