/** Where a machine's profile is kept and when it is used. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { defaultMachineProfile, type MachineProfile } from '../../server/advisor/machineProfile.ts';
import { findDifference, getCacheFolder, getFingerprint, getProfileFile, readMachineProfile, writeMachineProfile, type CacheSearch } from '../../server/host/measure/profileFile.ts';
import { makeFolder } from './temporaryFolder.ts';

const fingerprint = { cpuModel: 'Example 9000', cores: 8, nodeVersion: '22.1.0', platform: 'linux', arch: 'arm64' };

function makeSearch(): CacheSearch {
  return { env: { XDG_CACHE_HOME: makeFolder({}) }, fingerprint };
}

const measured: MachineProfile = { ...defaultMachineProfile, fingerprint, constants: { ...defaultMachineProfile.constants, workerStartMs: 21 } };

test.each([
  ['XDG_CACHE_HOME', { env: { XDG_CACHE_HOME: '/caches' }, platform: 'linux', home: '/home/ada' }, '/caches/loopwise'],
  ['a relative XDG_CACHE_HOME is ignored', { env: { XDG_CACHE_HOME: 'caches' }, platform: 'linux', home: '/home/ada' }, '/home/ada/.cache/loopwise'],
  ['Linux', { env: {}, platform: 'linux', home: '/home/ada' }, '/home/ada/.cache/loopwise'],
  ['macOS', { env: {}, platform: 'darwin', home: '/Users/ada' }, '/Users/ada/Library/Caches/loopwise'],
  ['Windows', { env: { LOCALAPPDATA: '/local' }, platform: 'win32', home: '/ada' }, '/local/loopwise/Cache'],
] as const)('cache folder: %s', (_, search, folder) => {
  expect(getCacheFolder(search)).toBe(path.normalize(folder));
});

test('what was measured here is used again', async () => {
  const search = makeSearch();
  expect(readMachineProfile(search)).toEqual({ profile: defaultMachineProfile, basis: 'default' });
  const file = await writeMachineProfile(measured, search);
  expect(file).toBe(getProfileFile(search));
  expect(readMachineProfile(search)).toEqual({ profile: measured, basis: 'measured' });
});

test('a profile of another machine or another Node is not', async () => {
  const search = makeSearch();
  const file = await writeMachineProfile(measured, search);
  // Another Node has another file; nothing is wrong then.
  expect(readMachineProfile({ ...search, fingerprint: { ...fingerprint, nodeVersion: '24.0.0' } })).toEqual({ profile: defaultMachineProfile, basis: 'default' });
  writeFileSync(file, readFileSync(file, 'utf8').replace('Example 9000', 'Example 1'));
  const { basis, problem } = readMachineProfile(search);
  expect([basis, problem]).toEqual(['default', `Shipped defaults are used: ${file} was measured elsewhere (processor Example 1, not Example 9000). \`loopwise calibrate\` measures this machine.`]);
});

test.each([
  ['no JSON', '{ "version": 1'],
  ['another version', JSON.stringify({ ...measured, version: 99 })],
  ['a constant that is missing', JSON.stringify({ ...measured, constants: { ...measured.constants, ipcHopMs: undefined } })],
])('a bad file, %s, gives the defaults and one line', async (_, text) => {
  const search = makeSearch();
  writeFileSync(await writeMachineProfile(measured, search), text);
  const { profile, basis, problem } = readMachineProfile(search);
  expect([profile, basis]).toEqual([defaultMachineProfile, 'default']);
  expect(problem).toMatch(/^Shipped defaults are used: .* is no profile of this version of Loopwise\. `loopwise calibrate` measures this machine\.$/);
});

test('machines are the same when everything is', () => {
  expect(findDifference(fingerprint, fingerprint)).toBeUndefined();
  expect(findDifference(fingerprint, { ...fingerprint, cores: 4 })).toBe('number of cores 8, not 4');
  expect(getFingerprint().nodeVersion).toBe(process.versions.node);
});
