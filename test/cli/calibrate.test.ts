/** calibrate on a machine that is known already; measuring itself takes seconds and is not repeated here. */
import { expect, test } from 'vitest';
import { defaultMachineProfile, type MachineProfile } from '../../server/advisor/machineProfile.ts';
import { runCalibrate } from '../../server/cli/verbs/calibrate.ts';
import { toMs } from '../../server/cli/reporters/profile.ts';
import { getFingerprint, writeMachineProfile } from '../../server/host/measure/profileFile.ts';
import { makeFolder } from '../host/temporaryFolder.ts';
import { makeSurroundings } from './findings.ts';

test('a machine that is known is shown, not measured again', async () => {
  const env = { XDG_CACHE_HOME: makeFolder({}) };
  const profile: MachineProfile = { ...defaultMachineProfile, fingerprint: getFingerprint() };
  const file = await writeMachineProfile(profile, { env });

  const json = makeSurroundings('/x', {}, { env });
  expect(await runCalibrate({ format: 'json', force: false, color: false }, json.around)).toBe(0);
  expect(JSON.parse(json.seen.stdout)).toEqual({ basis: 'measured', file, ...profile });
  expect(json.seen.stderr).toBe('Measured before on this machine with this Node; `--force` measures again.\n');

  const pretty = makeSurroundings('/x', {}, { env });
  await runCalibrate({ format: 'pretty', force: false, color: false }, pretty.around);
  expect(pretty.seen.stdout).toContain('\nStarting\n  a worker, to its first reply                          49 ms, 8.0 MB\n');
  expect(pretty.seen.stdout.endsWith(`\`--force\` measures again.\nKept in ${file}\n`)).toBe(true);
});

test.each([[0, '0 ms'], [0.00052, '0.52 µs'], [0.0801, '80.1 µs'], [0.1, '0.1 ms'], [48.123, '48.1 ms'], [175.4, '175 ms'], [2345, '2.35 s']])('%d ms reads %s', (ms, text) => {
  expect(toMs(ms)).toBe(text);
});
