/**
 * What a person, a file or the code says about a workload, and the check of it: every mistake names the field, the value and what is
 * allowed. A field that is absent or null is not given; what is assumed instead is decided in workload.ts.
 */
import { z } from 'zod';

export const workloads = ['cpu', 'io', 'mixed'] as const;
export const platforms = ['node', 'browser'] as const;

/** The largest numbers that still mean something: above them a unit was mistaken. */
const most = { count: 1e12, ms: 1e10, kb: 1e10, mb: 1e8, rate: 1e9 };

const from = (min: number, max: number): z.ZodOptional<z.ZodNullable<z.ZodNumber>> => z.number().min(min).max(max).nullable().optional();
const whole = (min: number, max: number): z.ZodOptional<z.ZodNullable<z.ZodInt>> => z.int().min(min).max(max).nullable().optional();
const flag = z.boolean().nullable().optional();

export const inputSchema = z.strictObject({
  workload: z.enum(workloads).nullable().optional().describe('What a task mostly does: compute, wait for something outside, or both'),
  tasks: whole(0, most.count).describe('Tasks in one burst'),
  taskMs: from(0, most.ms).describe('Milliseconds of CPU one task takes'),
  waitMs: from(0, most.ms).describe('Milliseconds one task waits for something outside its thread'),
  nativePool: flag.describe("The waiting is for Node's own thread pool: zlib, scrypt, image or hash packages with native code"),
  payloadKb: from(0, most.kb).describe('Kilobytes of input one task needs'),
  resultKb: from(0, most.kb).describe('Kilobytes one task gives back'),
  transferable: flag.describe('The data are buffers that can be moved instead of copied'),
  sharedState: flag.describe('All tasks read or write one large data set'),
  isolation: flag.describe('A crash, or code that cannot be trusted, must not take the service down'),
  ordered: flag.describe('Each task needs the result of the one before'),
  latencyMs: from(0.001, most.ms).describe('Deadline, or the longest the event loop may be held, in milliseconds'),
  memoryMb: from(1, most.mb).describe('Megabytes of memory there are for all of it'),
  cores: whole(1, 4096).describe('Cores it may use'),
  startupMs: from(0, most.ms).describe('Milliseconds of initialisation before the first task (a model, a large table)'),
  ratePerSecond: from(0, most.rate).describe('Tasks that arrive per second, in a service'),
  outgrowsMachine: flag.describe('One machine is not enough'),
  durable: flag.describe('Work that was accepted must survive a restart'),
  platform: z.enum(platforms).nullable().optional().describe('Where it runs'),
});

export type InputField = keyof typeof inputSchema.shape;
export const inputFields = Object.keys(inputSchema.shape) as readonly InputField[];

type Written = z.infer<typeof inputSchema>;
/** An input without nulls. */
export type AdviceInput = { readonly [F in InputField]?: NonNullable<Written[F]> };

export interface InputProblem {
  /** '' for the input as a whole. */
  readonly field: string;
  /** Stands alone: field, value, what is allowed. */
  readonly message: string;
}

export type InputReading = { readonly input: AdviceInput } | { readonly problems: readonly InputProblem[] };

/** What a field takes, in words. */
export function getAllowed(field: InputField): string {
  const { minimum, maximum, type, enum: names } = findJsonSchema(field);
  if (names) return names.map((name) => `"${name}"`).join(', ');
  if (type?.includes('boolean')) return 'true or false';
  return `a ${type === 'integer' ? 'whole ' : ''}number from ${minimum ?? 0} to ${(maximum ?? 0).toLocaleString('en-US')}`;
}

/** What a field means, as a phrase. */
export function getMeaning(field: InputField): string {
  return inputSchema.shape[field].description ?? field;
}

/** The names a field takes; undefined for numbers and flags. */
export function findChoices(field: InputField): readonly string[] | undefined {
  return findJsonSchema(field).enum;
}

export function isFlag(field: InputField): boolean {
  return findJsonSchema(field).type?.includes('boolean') === true;
}

interface FieldSchema { readonly type?: string | readonly string[]; readonly minimum?: number; readonly maximum?: number; readonly enum?: readonly string[] }

function findJsonSchema(field: InputField): FieldSchema {
  const schema = z.toJSONSchema(inputSchema.shape[field]) as FieldSchema & { readonly anyOf?: readonly FieldSchema[] };
  return schema.anyOf?.[0] ?? schema;
}

/** Reads any value as an input. `findNear` gives the name a mistyped one is closest to. */
export function readInput(value: unknown, findNear: (name: string, names: readonly string[]) => string | undefined = () => undefined): InputReading {
  const result = inputSchema.safeParse(value);
  if (result.success) return { input: Object.fromEntries(Object.entries(result.data).filter(([, item]) => item !== null && item !== undefined)) };
  return { problems: result.error.issues.flatMap((issue) => toProblems(issue, value, findNear)) };
}

function toProblems(issue: z.core.$ZodIssue, value: unknown, findNear: (name: string, names: readonly string[]) => string | undefined): readonly InputProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => {
      const near = findNear(field, inputFields);
      return { field, message: `"${field}" (${toText(getMember(value, field))}) is no field of the input.${near === undefined ? ` Allowed: ${inputFields.join(', ')}.` : ` Did you mean "${near}"?`}` };
    });
  }
  const field = String(issue.path[0] ?? '');
  if (!isField(field)) return [{ field: '', message: `The input is ${toText(value)}; allowed is a JSON object such as {"workload":"cpu","tasks":100,"taskMs":20}.` }];
  return [{ field, message: `"${field}" is ${toText(getMember(value, field))}; allowed: ${getAllowed(field)}, or null when it is not known.` }];
}

function isField(name: string): name is InputField {
  return (inputFields as readonly string[]).includes(name);
}

function getMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
