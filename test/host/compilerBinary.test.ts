/** Where the native compiler is looked for, and what is said when it is nowhere. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { getCompilerBinary } from '../../server/host/compilerBinary.ts';
import { makeFolder } from './temporaryFolder.ts';

const platform = { platform: 'linux', arch: 'x64', env: {} };

test('order: explicit path, variable, packed beside dist, node_modules upward', () => {
  const folder = makeFolder({
    'a/tsc': '', 'b/lib/tsc': '', 'extension/dist/x.js': '', 'extension/native/lib/tsc': '',
    'node_modules/@typescript/typescript-linux-x64/lib/tsc': '', 'node_modules/@typescript/typescript-win32-arm64/lib/tsc.exe': '',
  });
  const from = path.join(folder, 'extension/dist');
  expect(getCompilerBinary({ ...platform, from, explicit: path.join(folder, 'a/tsc'), env: { LOOPWISE_TSC: 'x' } })).toBe(path.join(folder, 'a/tsc'));
  expect(getCompilerBinary({ ...platform, from, env: { LOOPWISE_TSC: path.join(folder, 'b') } })).toBe(path.join(folder, 'b/lib/tsc'));
  expect(getCompilerBinary({ ...platform, from })).toBe(path.join(folder, 'extension/native/lib/tsc'));
  expect(getCompilerBinary({ ...platform, from: folder })).toBe(path.join(folder, 'node_modules/@typescript/typescript-linux-x64/lib/tsc'));
  expect(getCompilerBinary({ platform: 'win32', arch: 'arm64', env: {}, from: folder })).toBe(path.join(folder, 'node_modules/@typescript/typescript-win32-arm64/lib/tsc.exe'));
});

test('what is missing is named', () => {
  const folder = makeFolder({ 'empty/x': '' });
  expect(() => getCompilerBinary({ ...platform, from: folder })).toThrow('the package @typescript/typescript-linux-x64 is not installed');
  const packed = makeFolder({ 'native/lib/tsc': '', 'dist/x': '' });
  expect(() => getCompilerBinary({ platform: 'win32', arch: 'x64', env: {}, from: path.join(packed, 'dist') })).toThrow('Install Loopwise for win32-x64: this one was packed for another platform');
  expect(() => getCompilerBinary({ ...platform, from: folder, env: { LOOPWISE_TSC: '/nowhere/tsc' } })).toThrow('no TypeScript compiler at /nowhere/tsc, which LOOPWISE_TSC names');
  expect(() => getCompilerBinary({ ...platform, from: folder, explicit: path.join(folder, 'empty') })).toThrow('holds no tsc');
});
