/**
 * What concurrency costs on one machine, as plain data with the unit in every name, its schema, and the defaults that count until
 * `loopwise calibrate` has run. Nothing is measured here: server/host/measure does that.
 */
import { z } from 'zod';

/** Goes up when a constant is added or changes its meaning; a profile of another version is measured again. */
export const machineProfileVersion = 1;

const ms = z.number().nonnegative().finite();
const rate = z.number().positive().finite();

/** A profile is used only where all of this is the same: another processor or another Node has other costs. */
const fingerprintSchema = z.strictObject({
  cpuModel: z.string(),
  /** What Node may use at once (`os.availableParallelism()`), which a container can set below what is built in. */
  cores: z.number().int().positive(),
  nodeVersion: z.string(),
  platform: z.string(),
  arch: z.string(),
});

const constantsSchema = z.strictObject({
  /** From `new Worker` to its first reply, for a script without imports. */
  workerStartMs: ms,
  /** From `fork` to the first reply, for a script without imports. */
  processStartMs: ms,
  /** From posting a small message to a waiting worker until its reply is handled: both directions. */
  warmHopMs: ms,
  /**
   * Structured clone, one direction. Sending blocks the thread that posts, receiving the thread that reads. Flat means bytes (typed
   * arrays, buffers; kB of bytes), text means long strings, nested means many small objects (kB of the same data as JSON).
   */
  cloneFlatSendMsPerKb: ms, cloneFlatReceiveMsPerKb: ms,
  cloneTextSendMsPerKb: ms, cloneTextReceiveMsPerKb: ms,
  cloneNestedSendMsPerKb: ms, cloneNestedReceiveMsPerKb: ms,
  /** Posting an ArrayBuffer of 16 MiB in the transfer list; the size hardly matters. */
  transferMs: ms,
  /** From sending a small message to a child process until its reply is handled: both directions. */
  ipcHopMs: ms,
  /** One direction over a child's channel in the default JSON serialization, many small objects: both ends and the pipe. */
  ipcMsPerKb: ms,
  /** The part of it that blocks the sender. */
  ipcSendMsPerKb: ms,
  /** From `Atomics.notify` until the thread in `Atomics.wait` runs. */
  atomicsWakeMs: ms,
  /** One `await` of a promise that is settled. */
  promiseTurnMs: ms,
  /** One turn of the loop by `setImmediate`. */
  immediateTurnMs: ms,
  /** Handing the smallest job (a `stat`) to the libuv pool and getting it back. */
  libuvHopMs: ms,
  /** `crypto.scrypt` with default parameters, one after the other, and with four in flight on the libuv pool. */
  scryptPerSecondSerial: rate, scryptPerSecondFourAtOnce: rate,
  /** Throughput of plain computing with one worker per core, over that of one worker: below `cores` where cores share hardware. */
  parallelSpeedup: rate,
  /** The same for threads that go through a large array: shared memory gives out before the cores do. */
  memoryParallelSpeedup: rate,
  /** Resident memory an idle worker adds to its process, and an idle child process has of its own. */
  workerMemoryMb: rate, processMemoryMb: rate,
  /** Per MB of JSON text, many small objects. */
  jsonParseMsPerMb: ms, jsonStringifyMsPerMb: ms,
  /** Speed of one core at integer and floating-point loops; the machine the defaults come from has 1, twice as fast is 2. */
  cpuScore: rate,
});

export const machineProfileSchema = z.strictObject({
  version: z.literal(machineProfileVersion),
  fingerprint: fingerprintSchema,
  constants: constantsSchema,
});

export type MachineFingerprint = z.infer<typeof fingerprintSchema>;
export type MachineConstants = z.infer<typeof constantsSchema>;
export type MachineProfile = z.infer<typeof machineProfileSchema>;

/** Where the numbers come from: this machine, or the one the defaults were measured on. */
export type ProfileBasis = 'measured' | 'default';

/** Measured on a virtual machine with two cores. Right within a small factor on common hardware; `loopwise calibrate` replaces them. */
export const defaultMachineProfile: MachineProfile = {
  version: machineProfileVersion,
  fingerprint: { cpuModel: 'two cores of a server processor, virtual', cores: 2, nodeVersion: '20.20.2', platform: 'linux', arch: 'x64' },
  constants: {
    workerStartMs: 49, processStartMs: 175, warmHopMs: 0.08,
    cloneFlatSendMsPerKb: 0.00012, cloneFlatReceiveMsPerKb: 0.00015,
    cloneTextSendMsPerKb: 0.00012, cloneTextReceiveMsPerKb: 0.004,
    cloneNestedSendMsPerKb: 0.0085, cloneNestedReceiveMsPerKb: 0.012,
    transferMs: 0.03, ipcHopMs: 0.1, ipcMsPerKb: 0.026, ipcSendMsPerKb: 0.0095,
    atomicsWakeMs: 0.02, promiseTurnMs: 0.0005, immediateTurnMs: 0.006, libuvHopMs: 0.045,
    scryptPerSecondSerial: 20.4, scryptPerSecondFourAtOnce: 39,
    parallelSpeedup: 1.95, memoryParallelSpeedup: 1.8,
    workerMemoryMb: 8, processMemoryMb: 42,
    jsonParseMsPerMb: 11, jsonStringifyMsPerMb: 7, cpuScore: 1,
  },
};
