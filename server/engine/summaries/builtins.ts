/**
 * What operations of the language's own library cost, by member name: the name tells even where the receiver's type is not known.
 * Weights are in the units that work.ts explains; models of other APIs are in server/engine/models.
 */

/** A call that looks at or copies its whole receiver (`on: 'receiver'`) or argument. */
export interface LinearBuiltin { readonly weight: number; readonly on: 'receiver' | 'argument'; /** What a reader calls it. */ readonly does: string }

const receiver = (weight: number, does: string): LinearBuiltin => ({ weight, on: 'receiver', does });

/** Members whose cost grows with the receiver, called without a callback. */
export const linearMembers: ReadonlyMap<string, LinearBuiltin> = new Map([
  ['join', receiver(0.4, 'joins')], ['includes', receiver(0.3, 'searches')], ['indexOf', receiver(0.3, 'searches')], ['lastIndexOf', receiver(0.3, 'searches')],
  ['slice', receiver(0.25, 'copies')], ['concat', receiver(0.3, 'copies')], ['flat', receiver(0.4, 'flattens')], ['reverse', receiver(0.3, 'reverses')], ['toReversed', receiver(0.3, 'reverses')],
  ['fill', receiver(0.2, 'fills')], ['splice', receiver(0.3, 'moves')], ['shift', receiver(0.2, 'moves')], ['unshift', receiver(0.3, 'moves')], ['copyWithin', receiver(0.3, 'copies')],
  ['split', receiver(0.6, 'splits')], ['replaceAll', receiver(0.3, 'rewrites')], ['replace', receiver(0.35, 'rewrites')], ['match', receiver(0.5, 'matches')], ['matchAll', receiver(0.5, 'matches')],
  ['sort', receiver(2, 'sorts')], ['toSorted', receiver(2, 'sorts')], ['localeCompare', receiver(0.3, 'compares')], ['normalize', receiver(0.4, 'rewrites')],
]);

/** Functions of global objects whose cost grows with argument 0. */
export const linearFunctions: ReadonlyMap<string, { readonly weight: number; readonly does: string }> = new Map([
  ['Object.keys', { weight: 0.2, does: 'lists' }], ['Object.values', { weight: 0.2, does: 'lists' }], ['Object.entries', { weight: 0.2, does: 'lists' }], ['Object.fromEntries', { weight: 0.4, does: 'builds' }],
  ['Array.from', { weight: 0.3, does: 'copies' }], ['Buffer.concat', { weight: 0.4, does: 'copies' }], ['Buffer.from', { weight: 0.4, does: 'copies' }],
]);

/** Constructors that walk what they are given. */
export const linearConstructors = new Set(['Set', 'Map']);

/** Functions of collection libraries (lodash and its like) that walk argument 0, when no row says so. */
export const collectionFunctions: ReadonlyMap<string, number> = new Map([
  ['groupBy', 2], ['countBy', 2], ['keyBy', 1.2], ['sortBy', 2.2], ['orderBy', 2.2], ['uniq', 0.8], ['uniqBy', 0.8], ['uniqWith', 4], ['sum', 1.8], ['sumBy', 1.8], ['mean', 1.8], ['meanBy', 1.8], ['max', 0.6], ['min', 0.6], ['maxBy', 0.8], ['minBy', 0.8],
  ['partition', 0.6], ['flatten', 0.4], ['flattenDeep', 1], ['difference', 1], ['differenceBy', 1], ['intersection', 1], ['intersectionBy', 1], ['union', 1], ['unionBy', 1], ['zip', 0.5], ['cloneDeep', 2.2], ['isEqual', 2], ['merge', 1.2], ['defaultsDeep', 1.2], ['shuffle', 0.6],
]);
export const collectionLibraries = /^(?:lodash|underscore|ramda|rambda|remeda|radash)(?:\/[\w-]+)?#/;

/** Methods that call back per element and may stop early. */
export const earlyExits = new Set(['find', 'findIndex', 'findLast', 'findLastIndex', 'some', 'every']);
/** Per-element methods on receivers nobody knows. */
export const perElementNames = new Set(['forEach', 'each', 'map', 'flatMap', 'filter', 'reduce', 'reduceRight', 'sort', 'toSorted', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'replace', 'replaceAll', 'groupBy', 'keyBy', 'sortBy', 'orderBy', 'sumBy', 'countBy', 'mapValues', 'eachSeries', 'times', 'partition', 'minBy', 'maxBy', 'uniqBy', 'from']);

/** Look-ups and changes of one entry: next to nothing once, the substance of grouping and counting when repeated. */
export const entryMembers = new Set(['get', 'set', 'has', 'add', 'delete', 'push', 'pop', 'append', 'write']);

/** Conversions of one value that a reader would not call work, but that count when repeated. */
export const conversions = /^(?:test|exec|toFixed|toISOString|toLocaleString|toLocaleDateString|toLocaleTimeString|getTime|parse|format|parseInt|parseFloat|padStart|padEnd|repeat|charCodeAt|codePointAt|toString|encodeURIComponent|decodeURIComponent|toPrecision)$/;
export const convertingGlobals = new Set(['Number', 'String', 'Date', 'RegExp', 'URL', 'BigInt', 'parseInt', 'parseFloat', 'encodeURIComponent', 'decodeURIComponent', 'Intl']);

/** Every member name the language, the DOM and Node's value types bring: a call of one on an unknown receiver is no riddle. */
export const everydayMembers = new Set([
  ...linearMembers.keys(), ...perElementNames, ...entryMembers,
  'trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'startsWith', 'endsWith', 'charAt', 'charCodeAt', 'codePointAt', 'at', 'substring', 'substr', 'padStart', 'padEnd', 'repeat', 'search',
  'toString', 'toLocaleString', 'valueOf', 'toFixed', 'toPrecision', 'toISOString', 'toJSON', 'toUTCString', 'toLocaleDateString', 'toLocaleTimeString', 'toDateString', 'getTime', 'getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes', 'getSeconds',
  'getMilliseconds', 'getUTCFullYear', 'getUTCMonth', 'getUTCDate', 'getUTCDay', 'getUTCHours', 'getUTCMinutes', 'getUTCSeconds', 'getTimezoneOffset', 'setFullYear', 'setMonth', 'setDate', 'setHours', 'setMinutes', 'setSeconds', 'setMilliseconds', 'setUTCHours', 'setUTCDate',
  'shift', 'unshift', 'splice', 'keys', 'values', 'entries', 'clear', 'next', 'return', 'throw', 'bind', 'call', 'apply', 'hasOwnProperty', 'isPrototypeOf', 'test', 'exec', 'compile', 'deref', 'unref', 'ref', 'subarray',
  'abort', 'throwIfAborted', 'preventDefault', 'stopPropagation', 'addEventListener', 'removeEventListener', 'dispatchEvent', 'appendChild', 'removeChild', 'insertBefore', 'setAttribute', 'getAttribute', 'removeAttribute', 'querySelector', 'querySelectorAll', 'closest', 'contains', 'toggle', 'focus', 'blur', 'getBoundingClientRect',
  'on', 'once', 'off', 'emit', 'addListener', 'removeListener', 'removeAllListeners', 'setMaxListeners', 'listenerCount', 'resolve', 'reject', 'log', 'info', 'warn', 'error', 'debug', 'trace', 'fatal', 'verbose',
  'status', 'json', 'send', 'sendStatus', 'header', 'headers', 'setHeader', 'getHeader', 'removeHeader', 'type', 'redirect', 'cookie', 'clearCookie', 'end', 'code', 'use', 'register', 'route', 'post', 'put', 'patch', 'all', 'param', 'destroy', 'dispatch', 'setState', 'subscribe', 'unsubscribe',
  'readUInt8', 'readUInt16BE', 'readUInt16LE', 'readUInt32BE', 'readUInt32LE', 'readInt8', 'readInt16BE', 'readInt16LE', 'readInt32BE', 'readInt32LE', 'readDoubleBE', 'readDoubleLE', 'readFloatBE', 'readFloatLE', 'readBigUInt64BE', 'readBigUInt64LE', 'writeUInt8', 'writeUInt16BE', 'writeUInt16LE', 'writeUInt32BE', 'writeUInt32LE', 'writeInt32BE', 'writeInt32LE', 'equals', 'compare',
  'getUint8', 'getUint16', 'getUint32', 'getInt8', 'getInt16', 'getInt32', 'getFloat32', 'getFloat64', 'setUint8', 'setUint16', 'setUint32', 'setInt8', 'setInt16', 'setInt32', 'setFloat32', 'setFloat64', 'fillRect', 'clearRect', 'beginPath', 'moveTo', 'lineTo', 'stroke', 'fillText', 'arc', 'postMessage', 'terminate', 'observe', 'disconnect', 'unobserve', 'close', 'format', 'digest', 'hex',
  'replaceState', 'pushState', 'pipe', 'union', 'intersection', 'difference', 'isSubsetOf', 'increment', 'inc', 'dec', 'decrement', 'gauge', 'setValueAtTime', 'linearRampToValueAtTime', 'exponentialRampToValueAtTime', 'start', 'stop', 'play', 'pause', 'enqueue', 'controller',
]);

/** Functions of packages nobody has a row for that, by what they are called, go through all of what they are given. */
export const heavyVerbs = /^(?:parse|render|compile|transpile|minify|transform|compress|decompress|encode|decode|encrypt|decrypt|resize|convert|tokenize|highlight|sanitize|optimize|bundle|deflate|inflate|gzip|gunzip|brotli\w*|hash|pbkdf2|scrypt|derive\w*|generateKeyPair|diff|load|read|stringify|dump|serialize|deserialize|unzip|zip)(?:Sync|String|Buffer|ToString|All)*$/;
/** Turn one message into text, or into a signed token, or back: beside sending or storing it, that is nothing. */
export const shortMessages = /^global#JSON\.|^(?:jsonwebtoken|jose)#/;
/** Packages whose values are short: addresses, dates, versions, arguments. */
export const shortValuePackages = /^(?:qs|query-?string|cookie|semver|date-fns|dayjs|moment|luxon|ms|bytes|url|uri|mime|content-|path|uuid|nanoid|color|chalk|accept|forwarded|range|etag|yargs|minimist|args|commander|dotenv|env|validator|zod|joi|yup|valibot|ajv|iso|phone|libphonenumber|type-is|vary)/;
