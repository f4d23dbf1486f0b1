/**
 * Code that makes arguments for a function from the types of its parameters, growing with a size. What the types do not say is guessed
 * from names and said to be a guess; what no message can carry (functions, instances of classes) is said too.
 */
import type { TypeRef } from '../../engine/facts/fileFacts.ts';
import { findDeclared, type BenchTarget, type DeclaringFiles, type TargetParameter } from './target.ts';

export interface InputPlan {
  /** One expression for each argument, in `size` and `index`. */
  readonly expressions: readonly string[];
  /** Parameters whose value is a guess. */
  readonly guessed: readonly string[];
  /** Parameters that no message to a worker or process can carry. */
  readonly uncloneable: readonly string[];
  /** Positions of arguments that are typed arrays or buffers: these can live in shared memory. */
  readonly bytes: readonly number[];
  /** Positions of arguments that are `Buffer`: a clone of one arrives as a plain Uint8Array. */
  readonly buffers: readonly number[];
}

interface Made { readonly code: string; readonly scales?: true; readonly guess?: true; readonly uncloneable?: true; readonly bytes?: 'array' | 'buffer' }

const deepest = 6;
/** Elements of a collection inside an element of a collection. */
const innerLength = 3;
const typedArrays = new Set(['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array']);

/** How deep in collections a value stands: `''` is an argument itself, `index` and `i`, `j` count. */
interface Place { readonly file: string; readonly depth: number; readonly counter: string; readonly seen: readonly string[]; readonly types: ReadonlyMap<string, { readonly type: TypeRef; readonly place: Place }> }

export function planInputs(target: BenchTarget, files: DeclaringFiles): InputPlan {
  // Trailing optional parameters keep their defaults.
  const lastNeeded = target.parameters.findLastIndex((parameter) => !parameter.isOptional && !parameter.isRest);
  const last = lastNeeded >= 0 || target.parameters.length === 0 ? lastNeeded : 0;
  const parameters = target.parameters.slice(0, target.parameters[last + 1]?.isRest === true && last + 1 === target.parameters.length - 1 ? last + 2 : last + 1);
  const made = parameters.map((parameter) => makeArgument(parameter, files));
  // With no collection that grows, the first number is what the work depends on.
  if (!made.some((each) => each.scales)) {
    const first = made.findIndex((each) => each.code === smallNumber);
    if (first >= 0) made[first] = { ...made[first] ?? { code: '' }, code: 'size', scales: true };
  }
  const namesOf = (isConcerned: (each: Made) => boolean): string[] => parameters.filter((_, index) => isConcerned(made[index] ?? { code: '' })).map((parameter) => parameter.name);
  const positionsOf = (isConcerned: (each: Made) => boolean): number[] => made.flatMap((each, index) => (isConcerned(each) ? [index] : []));
  return {
    expressions: made.map((each, index) => (parameters[index]?.isRest === true && !each.code.startsWith('...') ? `...${each.code}` : each.code)),
    guessed: namesOf((each) => each.guess === true), uncloneable: namesOf((each) => each.uncloneable === true),
    bytes: positionsOf((each) => each.bytes !== undefined), buffers: positionsOf((each) => each.bytes === 'buffer'),
  };
}

const smallNumber = '10';

function makeArgument(parameter: TargetParameter, files: DeclaringFiles): Made {
  if (parameter.isOptional && parameter.standard !== undefined) return { code: JSON.stringify(parameter.standard) };
  const made = parameter.type === undefined ? undefined : make(parameter.type, files, { file: parameter.file, depth: 0, counter: '', seen: [], types: new Map() });
  return made ?? guess(parameter.name);
}

/** Undefined where the type says nothing. */
function make(type: TypeRef, files: DeclaringFiles, place: Place): Made | undefined {
  if (place.depth > deepest) return undefined;
  const inner: Place = { ...place, depth: place.depth + 1 };
  switch (type.t) {
    case 'keyword': return makeKeyword(type.n, place.counter);
    case 'literal': return { code: typeof type.v === 'string' ? `'${JSON.stringify(type.v).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : JSON.stringify(type.v) };
    case 'array': return makeArray(type.e, files, place);
    case 'tuple': return join(type.e.map((element) => make(element, files, inner) ?? unknownValue), (parts) => `[${parts.join(', ')}]`);
    case 'union': {
      const members = type.e.filter((member) => !(member.t === 'keyword' && ['undefined', 'null', 'void'].includes(member.n)) && !(member.t === 'literal' && member.v === null));
      return members.map((member) => make(member, files, inner)).find((made) => made !== undefined && made.uncloneable !== true) ?? (members[0] ? make(members[0], files, inner) : { code: 'undefined' });
    }
    case 'object': return join(type.p.map((property) => (property.type === undefined ? unknownValue : make(property.type, files, { ...inner, counter: place.counter === '' ? 'index' : place.counter }) ?? unknownValue)),
      (parts) => (parts.length === 0 ? '{}' : `{ ${parts.map((part, index) => `${toKey(type.p[index]?.n ?? '')}: ${part}`).join(', ')} }`));
    case 'function': return { code: noValue, guess: true, uncloneable: true };
    case 'name': return makeNamed(type, files, inner, place.counter);
    default: return undefined;
  }
}

/** Typed as anything, and refused by whatever reads it: the person has to put something here. */
const noValue = 'undefined⟨ as never⟩';
const unknownValue: Made = { code: noValue, guess: true };

function join(parts: readonly Made[], toCode: (codes: readonly string[]) => string): Made {
  return {
    code: toCode(parts.map((part) => part.code)),
    ...(parts.some((part) => part.scales) ? { scales: true } : {}), ...(parts.some((part) => part.guess) ? { guess: true } : {}), ...(parts.some((part) => part.uncloneable) ? { uncloneable: true } : {}),
  };
}

function toKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function makeKeyword(name: string, counter: string): Made | undefined {
  switch (name) {
    case 'number': return { code: counter === '' ? smallNumber : counter };
    case 'string': return counter === '' ? { code: 'text(size)', scales: true } : { code: `\`item \${${counter}}\`` };
    case 'boolean': return { code: counter === '' ? 'true' : `${counter} % 2 === 0` };
    case 'bigint': return { code: counter === '' ? 'BigInt(size)' : `BigInt(${counter})` };
    case 'undefined': case 'void': return { code: 'undefined' };
    case 'null': return { code: 'null' };
    default: return undefined;
  }
}

function makeArray(element: TypeRef, files: DeclaringFiles, place: Place): Made {
  const isOuter = place.counter === '' || place.counter === 'index';
  const counter = isOuter ? 'i' : place.counter === 'i' ? 'j' : 'k';
  // Rows and columns of a matrix: both grow, and together they have about `size` numbers.
  const isMatrix = isOuter && (element.t === 'array' || isNamed(element, 'Array', 'ReadonlyArray'));
  const made = make(element, files, { ...place, depth: place.depth + 1, counter }) ?? unknownValue;
  const side = 'Math.ceil(Math.sqrt(size))';
  const code = isMatrix ? made.code.replace(`length: ${innerLength}`, `length: ${side}`) : made.code;
  const body = code.startsWith('{') ? `(${code})` : code;
  const argument = new RegExp(`\\b${counter}\\b`).test(code) ? `(_, ${counter})` : '()';
  return { ...join([made], () => `Array.from({ length: ${isOuter ? isMatrix ? side : 'size' : innerLength} }, ${argument} => ${body})`), ...(isOuter ? { scales: true } : {}) };
}

function isNamed(type: TypeRef, ...names: readonly string[]): boolean {
  return type.t === 'name' && type.b === undefined && names.includes(type.n[0] ?? '');
}

function makeNamed(type: Extract<TypeRef, { readonly t: 'name' }>, files: DeclaringFiles, place: Place, counter: string): Made | undefined {
  const name = type.n.join('.');
  if (type.b !== undefined) {
    const key = `${place.file} ${type.b}`;
    const declared = place.seen.includes(key) ? undefined : findDeclared(files, place.file, type.b);
    if (declared !== undefined) return make(declared.type, files, { ...place, file: declared.file, seen: [...place.seen, key] });
    const binding = files.facts.get(place.file)?.bindings[type.b];
    if (binding?.kind === 'class') return { code: noValue, guess: true, uncloneable: true };
    return binding?.kind === 'typeParameter' ? makeKeyword('number', counter) : undefined;
  }
  const [first, second] = type.a ?? [];
  const element = (ref: TypeRef | undefined): Made => (ref === undefined ? undefined : make(ref, files, { ...place, counter: 'i' })) ?? unknownValue;
  const length = counter === '' || counter === 'index' ? 'size' : String(innerLength);
  if (typedArrays.has(name)) return { code: `${name}.from({ length: ${length} }, (_, i) => i % 251)`, bytes: 'array', ...(length === 'size' ? { scales: true } : {}) };
  switch (name) {
    case 'Array': case 'ReadonlyArray': case 'Iterable': return first === undefined ? undefined : makeArray(first, files, { ...place, counter });
    case 'Buffer': return { code: `Buffer.alloc(${length}, 'loopwise ')`, bytes: 'buffer', ...(length === 'size' ? { scales: true } : {}) };
    case 'ArrayBuffer': return { code: `new ArrayBuffer(${length})`, ...(length === 'size' ? { scales: true } : {}) };
    case 'Set': case 'ReadonlySet': return { ...join([element(first)], ([value = '']) => `new Set(Array.from({ length: ${length} }, (_, i) => ${toBody(value)}))`), scales: true };
    case 'Map': case 'ReadonlyMap': return { ...join([element(first), element(second)], ([key = '', value = '']) => `new Map(Array.from({ length: ${length} }, (_, i) => [${key}, ${value}]⟨ as const⟩))`), scales: true };
    case 'Record': return { ...join([element(first), element(second)], ([key = '', value = '']) => `Object.fromEntries(Array.from({ length: ${length} }, (_, i) => [${key}, ${value}]))`), scales: true };
    case 'Readonly': case 'Partial': case 'Required': case 'NonNullable': case 'Awaited': return first === undefined ? undefined : make(first, files, { ...place, counter });
    case 'Date': return { code: counter === '' ? 'new Date(1_700_000_000_000)' : `new Date(1_700_000_000_000 + ${counter} * 60_000)` };
    case 'URL': return { code: "new URL('http://127.0.0.1/')", uncloneable: true };
    case 'RegExp': return { code: '/item/' };
    case 'Function': case 'AbortSignal': return { code: noValue, guess: true, uncloneable: true };
    default: return undefined;
  }
}

function toBody(code: string): string {
  return code.startsWith('{') ? `(${code})` : code;
}

/** Names that mean the same in most code. */
const meanings: readonly (readonly [pattern: RegExp, made: Made])[] = [
  [/^(n|num|count|limit|size|length|depth|rounds|iterations|times|max|min|from|to|start|end|width|height|index|id)$|(Count|Limit|Size|Length|Depth|Id)$/i, { code: smallNumber, guess: true }],
  [/(text|string|str|content|html|markdown|body|json|xml|csv|query|word|name|message|input|line|source|password)$/i, { code: 'text(size)', scales: true, guess: true }],
  [/(buffer|bytes|buf|chunk|blob)$/i, { code: "Buffer.alloc(size, 'loopwise ')", scales: true, guess: true, bytes: 'buffer' }],
  [/matrix$/i, { code: 'Array.from({ length: Math.ceil(Math.sqrt(size)) }, () => Array.from({ length: Math.ceil(Math.sqrt(size)) }, (_, i) => i))', scales: true, guess: true }],
  [/^(is|has|should|can)[A-Z]/, { code: 'true', guess: true }],
  [/(callback|cb|fn|handler|listener|next|done)$/i, { code: noValue, guess: true, uncloneable: true }],
  [/(rows|items|records|users|orders|documents|docs|entries|points|nodes)$/i, { code: 'Array.from({ length: size }, (_, i) => ({ id: i, name: `item ${i}`, value: i * 1.5 }))', scales: true, guess: true }],
  [/(list|array|arr|values|numbers|nums|data|xs|samples|prices|vector|a|b)$/i, { code: 'Array.from({ length: size }, (_, i) => (i * 7919) % 1009)', scales: true, guess: true }],
];

function guess(name: string): Made {
  return meanings.find(([pattern]) => pattern.test(name))?.[1] ?? unknownValue;
}
