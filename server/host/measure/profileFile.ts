/**
 * The machine's measured costs on disk: where the file is, whose it is, and what counts when there is none. A profile of another
 * machine or another Node is not used, and a file that cannot be read is a reason for one line, never for a failure.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defaultMachineProfile, machineProfileSchema, type MachineFingerprint, type MachineProfile, type ProfileBasis } from '../../advisor/machineProfile.ts';
import { getErrorCode, toReadFailure, writeAtomically } from '../text.ts';

export interface CacheSearch {
  /** Stands for `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
  readonly fingerprint?: MachineFingerprint;
}

export interface KnownProfile {
  readonly profile: MachineProfile;
  readonly basis: ProfileBasis;
  /** One line for the person: a profile is there and is not used. */
  readonly problem?: string;
}

/** This machine, as far as costs depend on it. */
export function getFingerprint(): MachineFingerprint {
  return { cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown', cores: os.availableParallelism(), nodeVersion: process.versions.node, platform: process.platform, arch: process.arch };
}

/** Our folder for what can be made again: `XDG_CACHE_HOME`, else where the platform keeps such files. */
export function getCacheFolder({ env = process.env, platform = process.platform, home = os.homedir() }: CacheSearch = {}): string {
  // The specification says that a relative path is to be ignored.
  const given = env['XDG_CACHE_HOME'];
  if (given !== undefined && path.isAbsolute(given)) return path.join(given, 'loopwise');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'loopwise');
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'loopwise', 'Cache');
  return path.join(home, '.cache', 'loopwise');
}

/** One file for each Node, so that switching between two does not measure again and again. */
export function getProfileFile(search: CacheSearch = {}): string {
  const { nodeVersion, arch } = search.fingerprint ?? getFingerprint();
  return path.join(getCacheFolder(search), `machine-node-${nodeVersion}-${arch}.json`);
}

/** The first thing that differs, in words; undefined for the same machine. */
export function findDifference(stored: MachineFingerprint, own: MachineFingerprint): string | undefined {
  const names = { cpuModel: 'processor', cores: 'number of cores', nodeVersion: 'Node version', platform: 'platform', arch: 'architecture' } as const;
  for (const [key, name] of Object.entries(names) as [keyof typeof names, string][]) {
    if (stored[key] !== own[key]) return `${name} ${stored[key]}, not ${own[key]}`;
  }
  return undefined;
}

/** What was measured on this machine with this Node, else the defaults. Never throws. */
export function readMachineProfile(search: CacheSearch = {}): KnownProfile {
  const file = getProfileFile(search);
  try {
    return toKnownProfile(file, readFileSync(file, 'utf8'), search);
  } catch (error) {
    return toUnreadProfile(file, error);
  }
}

/** The same without holding the thread, for the language server. */
export async function loadMachineProfile(search: CacheSearch = {}): Promise<KnownProfile> {
  const file = getProfileFile(search);
  try {
    return toKnownProfile(file, await readFile(file, 'utf8'), search);
  } catch (error) {
    return toUnreadProfile(file, error);
  }
}

function toKnownProfile(file: string, text: string, search: CacheSearch): KnownProfile {
  const parsed = machineProfileSchema.safeParse(parseJson(text));
  if (!parsed.success) return toDefaultProfile(file, 'is no profile of this version of Loopwise');
  const difference = findDifference(parsed.data.fingerprint, search.fingerprint ?? getFingerprint());
  return difference === undefined ? { profile: parsed.data, basis: 'measured' } : toDefaultProfile(file, `was measured elsewhere (${difference})`);
}

function toUnreadProfile(file: string, error: unknown): KnownProfile {
  return getErrorCode(error) === 'ENOENT' ? { profile: defaultMachineProfile, basis: 'default' } : toDefaultProfile(file, toReadFailure(error));
}

function toDefaultProfile(file: string, reason: string): KnownProfile {
  return { profile: defaultMachineProfile, basis: 'default', problem: `Shipped defaults are used: ${file} ${reason}. \`loopwise calibrate\` measures this machine.` };
}

/** Resolves with the file written. */
export async function writeMachineProfile(profile: MachineProfile, search: CacheSearch = {}): Promise<string> {
  const file = getProfileFile({ ...search, fingerprint: profile.fingerprint });
  await mkdir(path.dirname(file), { recursive: true });
  await writeAtomically(file, `${JSON.stringify(profile, null, 2)}\n`);
  return file;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
