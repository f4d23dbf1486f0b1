/**
 * Turns a fixture's settings fence into engine settings without touching the disk. The shape and its validation are the host's;
 * `extends`, `files`, `ignore` and `baseline` mean nothing for files that are not on the disk and are refused.
 */
import path from 'node:path';
import picomatch from 'picomatch';
import { noDeclaredApis, type FileSettings, type Settings } from '../../server/engine/settings.ts';
import { configurationSchema } from '../../server/host/schema.ts';

const fixtureSchema = configurationSchema.pick({ rules: true, overrides: true, apis: true, entry: true, minConfidence: true, requireReason: true });

/** Settings of a virtual folder. Throws when the settings are not valid, so that a typo in a fixture is seen. */
export function toSettings(root: string, config: Readonly<Record<string, unknown>>): Settings {
  const { rules, apis, entry = {}, overrides = [], minConfidence = 'likely', requireReason = true } = fixtureSchema.parse(config);
  return {
    root, minConfidence, requireReason,
    forFile(file): FileSettings {
      const name = path.posix.relative(root, file);
      const matching = [{ rules, apis }, ...overrides.filter((override) => picomatch(override.files)(name))];
      const kind = (['handlers', 'cli', 'workers'] as const).find((each) => entry[each] !== undefined && picomatch(entry[each])(name));
      return {
        rules: new Map(matching.flatMap((each) => Object.entries(each.rules ?? {})).map(([id, value]) => {
          const [level, options] = Array.isArray(value) ? value : [value, {}];
          return [id, { level, options }];
        })),
        apis: matching.reduce((all, each) => ({
          blocking: [...all.blocking, ...(each.apis?.blocking ?? [])],
          nonBlocking: [...all.nonBlocking, ...(each.apis?.nonBlocking ?? [])],
          limiters: [...all.limiters, ...(each.apis?.limiters ?? [])],
          network: [...all.network, ...(each.apis?.network ?? [])],
          detachedOk: [...all.detachedOk, ...(each.apis?.detachedOk ?? [])],
          rows: { ...all.rows, ...(each.apis?.rows as FileSettings['apis']['rows'] | undefined) },
        }), noDeclaredApis),
        ...(kind && { entry: kind }),
      };
    },
    hash: JSON.stringify(config),
  };
}
