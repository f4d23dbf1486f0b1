/**
 * `loopwise init`: writes a commented configuration to start from. It changes no file that exists.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { configurationFileName } from '../../host/configuration.ts';
import { newConfiguration } from '../../host/newConfiguration.ts';
import { writeAtomically } from '../../host/text.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';

/** Writes the file and resolves with the exit code. Throws {@link UsageError} where one exists. */
export async function runInit(around: Surroundings): Promise<number> {
  const file = path.join(around.cwd, configurationFileName);
  if (existsSync(file)) throw new UsageError(`There is a ${configurationFileName} here already; it is left as it is.`);
  await writeAtomically(file, newConfiguration);
  await around.stdout.write(`Wrote ${configurationFileName}. Every field is explained in it; \`loopwise check\` uses it from now on.\n`);
  return exitCodes.clean;
}
