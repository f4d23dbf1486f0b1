/**
 * Measures this machine: one child process for each group of constants, one after the other, each with a deadline. A group that comes
 * back with nonsense is measured once more; what is nonsense then is refused, so that no bad profile is ever stored.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { machineProfileSchema, machineProfileVersion, type MachineConstants, type MachineProfile } from '../../advisor/machineProfile.ts';
import { groups, type CalibrationReply, type Group } from './messages.ts';
import { getMedians, listMissing, type MedianResult } from './profileFromSamples.ts';
import { getFingerprint } from './profileFile.ts';

/** A group takes 1 to 4 s; all of them stay below 20 s also where each is slow. */
const groupDeadlineMs = 9000;
const wholeDeadlineMs = 19_000;

/** The machine could not be measured; the message says what was wrong and what to do. */
export class CalibrationError extends Error {
  override readonly name = 'CalibrationError';
}

export interface CalibrateOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (group: Group, done: number, total: number) => void;
}

export interface Calibration {
  readonly profile: MachineProfile;
  /** Constants whose samples scattered: the machine did something else as well. */
  readonly restless: readonly string[];
  readonly ms: number;
}

/** Throws {@link CalibrationError} rather than give numbers no machine has, and the signal's reason when it is aborted. */
export async function calibrate({ signal, onProgress }: CalibrateOptions): Promise<Calibration> {
  const startedAt = performance.now();
  const medians: Partial<Record<keyof MachineConstants, number>> = {};
  const restless: string[] = [];
  for (const [index, group] of groups.entries()) {
    onProgress?.(group, index, groups.length);
    const getRest = (): number => Math.min(groupDeadlineMs, wholeDeadlineMs - (performance.now() - startedAt));
    let result = await measure(group, signal, getRest());
    if (result.nonsense.length > 0) result = await measure(group, signal, getRest());
    if (result.nonsense.length > 0) throw new CalibrationError(`Nothing was stored: this machine gave numbers that no machine has (${result.nonsense.join(', ')}). It may have been suspended or very busy; run \`loopwise calibrate\` again.`);
    Object.assign(medians, result.medians);
    restless.push(...result.restless);
  }
  const missing = listMissing(medians);
  if (missing.length > 0) throw new CalibrationError(`Nothing was stored: ${missing.join(', ')} could not be measured. Run \`loopwise calibrate\` again.`);
  const profile = machineProfileSchema.parse({ version: machineProfileVersion, fingerprint: getFingerprint(), constants: medians });
  return { profile, restless, ms: performance.now() - startedAt };
}

async function measure(group: Group, signal: AbortSignal, deadlineMs: number): Promise<MedianResult> {
  signal.throwIfAborted();
  const reply = await runGroup(group, signal, Math.max(0, deadlineMs));
  if ('failure' in reply) throw new CalibrationError(`Nothing was stored: measuring ${group} failed. ${reply.failure}`);
  return getMedians(reply.samples);
}

function runGroup(group: Group, signal: AbortSignal, deadlineMs: number): Promise<CalibrationReply> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './calibration.ts' : './calibration.js', import.meta.url));
    const child = fork(script, [group], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], signal, killSignal: 'SIGKILL' });
    let stderr = '';
    let reply: CalibrationReply | undefined;
    let isLate = false;
    const deadline = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, deadlineMs);
    child.stderr?.on('data', (part: Buffer) => { stderr = (stderr + part.toString()).slice(-2000); });
    child.on('message', (message) => { reply = message as CalibrationReply; });
    child.on('error', (error) => {
      clearTimeout(deadline);
      reject(signal.aborted ? new DOMException('Calibration was interrupted.', 'AbortError') : error);
    });
    child.on('exit', (code) => {
      clearTimeout(deadline);
      if (isLate) reject(new CalibrationError(`Nothing was stored: measuring ${group} took too long. The machine is very busy; run \`loopwise calibrate\` when it is calmer.`));
      else resolve(reply ?? { failure: `Its process ended with code ${code ?? 'none'}. ${stderr.trim()}` });
    });
  });
}
