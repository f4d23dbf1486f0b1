/**
 * `loopwise calibrate`: measures what concurrency costs on this machine and keeps it for `loopwise advise`. What is measured and how
 * is in server/host/measure.
 */
import pico from 'picocolors';
import type { MachineProfile } from '../../advisor/machineProfile.ts';
import { calibrate, CalibrationError, type Calibration } from '../../host/measure/calibrate.ts';
import { getFingerprint, getProfileFile, readMachineProfile, writeMachineProfile, type CacheSearch } from '../../host/measure/profileFile.ts';
import { hasColors } from '../color.ts';
import { ProgressLine } from '../progress.ts';
import { toProfileReport } from '../reporters/profile.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';

export interface CalibrateVerbOptions {
  readonly format: 'pretty' | 'json';
  /** Measure although there is a profile of this machine. */
  readonly force: boolean;
  readonly color: boolean;
}

/** Resolves with the exit code; a machine that cannot be measured is a failure with a reason, and the old profile stays. */
export async function runCalibrate(options: CalibrateVerbOptions, around: Surroundings): Promise<number> {
  const search: CacheSearch = { env: around.env };
  const known = readMachineProfile(search);
  if (known.basis === 'measured' && !options.force) {
    const note = 'Measured before on this machine with this Node; `--force` measures again.';
    await print(known.profile, getProfileFile(search), [note], options, around);
    return exitCodes.clean;
  }
  const progress = new ProgressLine(around.stderr, around.now);
  let result: Calibration;
  try {
    const { cores } = getFingerprint();
    result = await calibrate({ signal: around.signal, onProgress: (group, done, total) => { progress.show({ stage: `measuring ${group} on ${cores} cores`, done, total }); } });
  } catch (error) {
    if (error instanceof CalibrationError) throw new UsageError(error.message);
    throw error;
  } finally {
    await progress.clear();
  }
  const file = await writeMachineProfile(result.profile, search);
  const notes = [`Measured in ${(result.ms / 1000).toFixed(1)} s.`];
  if (result.restless.length > 0) notes.push(`The machine was busy: ${result.restless.join(', ')} scattered. Run \`loopwise calibrate --force\` when it is calmer for better numbers.`);
  await print(result.profile, file, notes, options, around);
  return exitCodes.clean;
}

async function print(profile: MachineProfile, file: string, notes: readonly string[], options: CalibrateVerbOptions, around: Surroundings): Promise<void> {
  if (options.format === 'json') {
    await around.stderr.write(notes.map((note) => `${note}\n`).join(''));
    await around.stdout.write(`${JSON.stringify({ basis: 'measured', file, ...profile }, null, 2)}\n`);
  } else await around.stdout.write(`${toProfileReport(profile, pico.createColors(hasColors(options, around)))}\n${notes.map((note) => `${note}\n`).join('')}Kept in ${file}\n`);
}
