/**
 * `loopwise init`: writes a commented configuration to start from. It changes no file that exists.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { configurationFileName } from '../../host/configuration.ts';
import { writeAtomically } from '../../host/text.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';

const template = `{
  "$schema": "./node_modules/loopwise/dist/schema.json",
  // Nothing above this folder is read.
  "root": true,

  // Patterns as in .gitignore. What .gitignore names, node_modules, build output, minified and generated files are left out anyway.
  "ignore": [],

  // Where code runs, when nothing in the code says so.
  "entry": {
    // "handlers": ["src/routes/**"],
    // "cli": ["bin/**", "scripts/**"],
    // "workers": ["src/workers/**"]
  },

  // "certain", "likely" (the default) or "possible".
  "minConfidence": "likely",

  // "off", "info", "warning", "error", or [level, options]. Without an entry a rule decides by where the code runs.
  "rules": {
    // "request-without-deadline": "error"
  },

  // Functions of yours and of your libraries: "package#export", "./relative/file#export" or "Type.member".
  "apis": {
    // "blocking": ["@acme/native#hashSync"],
    // "nonBlocking": ["./src/legacy#parse"],
    // "limiters": ["./src/pool#run"],
    // "network": ["./src/http#get"],
    // "detachedOk": ["./src/log#info"]
  },

  // Other levels for some files.
  "overrides": [
    // { "files": ["scripts/**"], "rules": { "floating-promise": "off" } }
  ]

  // Findings accepted for now: write them with \`loopwise check --update-baseline\`, then name the file here.
  // , "baseline": ".loopwise-baseline.json"
}
`;

/** Writes the file and resolves with the exit code. Throws {@link UsageError} where one exists. */
export async function runInit(around: Surroundings): Promise<number> {
  const file = path.join(around.cwd, configurationFileName);
  if (existsSync(file)) throw new UsageError(`There is a ${configurationFileName} here already; it is left as it is.`);
  await writeAtomically(file, template);
  await around.stdout.write(`Wrote ${configurationFileName}. Every field is explained in it; \`loopwise check\` uses it from now on.\n`);
  return exitCodes.clean;
}
