/** For which platform an executable was made, by the first bytes of its file. */

const elfMachines: Readonly<Record<number, string>> = { 0x3e: 'linux-x64', 0xb7: 'linux-arm64' };
const machMachines: Readonly<Record<number, string>> = { 0x0100_0007: 'darwin-x64', 0x0100_000c: 'darwin-arm64' };
const peMachines: Readonly<Record<number, string>> = { 0x8664: 'win32-x64', 0xaa64: 'win32-arm64' };

/** `linux-x64`, `darwin-arm64` …; `unknown` for anything else. */
export function getPlatformOf(file: Buffer): string {
  if (file.length < 64) return 'unknown';
  if (file.readUInt32BE(0) === 0x7f45_4c46) return elfMachines[file.readUInt16LE(18)] ?? 'unknown';
  if (file.readUInt32LE(0) === 0xfeed_facf) return machMachines[file.readUInt32LE(4)] ?? 'unknown';
  if (file.toString('latin1', 0, 2) !== 'MZ') return 'unknown';
  const header = file.readUInt32LE(0x3c);
  return header + 6 <= file.length && file.toString('latin1', header, header + 4) === 'PE\0\0' ? peMachines[file.readUInt16LE(header + 4)] ?? 'unknown' : 'unknown';
}
