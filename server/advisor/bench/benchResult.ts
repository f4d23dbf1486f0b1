/**
 * What a benchmark run leaves behind, as data with its schema: every sample of every cell, so that two runs can be compared later. What
 * the numbers mean is said in verdict.ts.
 */
import { z } from 'zod';

const count = z.number().int().positive();
const amount = z.number().nonnegative().finite();

export const cellSchema = z.strictObject({
  approach: z.string().min(1),
  /** What was varied: `main` is the point that is judged. */
  sweep: z.enum(['main', 'tasks', 'size', 'workers']),
  tasks: count, size: z.number().positive().finite(), workers: count,
  /** One burst each, in milliseconds. */
  samplesMs: z.array(amount).min(1),
  /** Processor time of one burst, all threads and processes. */
  cpuMs: amount,
  peakMemoryMb: amount,
  /** In the thread that hands out the work. */
  loopDelayP99Ms: amount,
});

/** What a benchmark file prints, one JSON object a line. */
export const eventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('plan'), function: z.string(), file: z.string(), approaches: z.array(z.string()), cells: z.number(), sampler: z.string(), inFlight: z.number(), batch: z.number() }),
  z.object({ event: z.literal('cell'), cell: cellSchema }),
  z.object({ event: z.literal('failure'), approach: z.string(), message: z.string() }),
  z.object({ event: z.literal('end'), isWhole: z.boolean() }),
]);

export const benchResultSchema = z.strictObject({
  version: z.literal(1),
  function: z.string(),
  file: z.string(),
  /** ISO 8601. */
  measuredAt: z.string(),
  machine: z.strictObject({ cpuModel: z.string(), cores: count, nodeVersion: z.string(), platform: z.string(), arch: z.string() }),
  sampler: z.string(),
  cells: z.array(cellSchema),
  failures: z.array(z.strictObject({ approach: z.string(), message: z.string() })),
  /** False when the deadline or the person ended it. */
  isWhole: z.boolean(),
});

export type BenchCell = z.infer<typeof cellSchema>;
export type BenchEvent = z.infer<typeof eventSchema>;
export type BenchResult = z.infer<typeof benchResultSchema>;

export const baseline = 'sequential';
