/**
 * What a row about a known API says. Rows are data: program reads what an API returns and how it calls back, summaries read
 * what it costs and waits on, rules read deadlines and twins. No row looks at code.
 */
import type { Context } from '../lint/finding.ts';

/** What an asynchronous operation waits on. `timer` is waiting without work; `pool` is libuv's thread pool, `child` a child process or a worker thread. */
export type WaitKind = 'net' | 'disk' | 'db' | 'timer' | 'child' | 'pool' | 'queue' | 'user';

/**
 * Functions inside an object argument (or inside the objects of an array argument). A path has one name per level; `*` stands for every
 * entry. A function on the way stands for the object it returns: `resolvers: () => ({ Query: { … } })`.
 */
export interface OptionPlace { readonly arg: number; readonly option: string | readonly string[] }

export interface CallbackModel {
  /** Which arguments are called back: an index (negative from the end), every function from an index on, or an option of an object argument. */
  readonly at: number | { readonly from: number } | OptionPlace;
  /**
   * `now`: before the call returns. `later`: on this thread, in another turn. `elsewhere`: on another thread or process.
   * `once`: now, but only the first time; counts as start-up.
   */
  readonly runs: 'now' | 'later' | 'elsewhere' | 'once';
  /** Where the callback runs when that differs from the caller: it is then a root. */
  readonly context?: Context;
  /** How a person names the root: `{0}` is the text of argument 0, `{name}` the member called in upper case, `{key}` the option path found. */
  readonly label?: string;
  /**
   * What becomes of a promise the callback returns. `dropped`: nobody awaits it, a rejection is unhandled. `handled`: the API
   * awaits it or handles its rejection. `returned`: it becomes part of the call's own result.
   */
  readonly promise: 'dropped' | 'handled' | 'returned';
  /** Types of the callback's parameters, as in {@link ApiModel.returns}. */
  readonly params?: readonly (string | undefined)[];
  /** What it returns is called later too, in the same place: a clean-up. */
  readonly cleansUp?: true;
  /** Called once per element of the receiver (or of argument 0): a loop in disguise. */
  readonly perElement?: true;
}

export interface DeadlineModel {
  /** Index of the options argument; several when the API has overloads that place it differently. */
  readonly options: readonly number[];
  /** Options that bound the wait; one is enough. */
  readonly names: readonly string[];
  /** Options of the client's constructor that bound the wait of its calls, beside `names`. */
  readonly clientNames?: readonly string[];
  /** A call of this API anywhere in the program, with an object made with one of these options, bounds every call. */
  readonly setBy?: { readonly api: string; readonly names: readonly string[] };
  /** Index of an argument that is itself a signal. */
  readonly signalArg?: number;
  /** Methods called on the result that set the bound: `.timeout(5000)`, `.setTimeout(…)`. */
  readonly methods?: readonly string[];
  /** Option or argument that takes an AbortSignal, for forwarding. Absent: the API takes none. */
  readonly signal?: string;
  /** What a caller waits for without one, for the message: `5 minutes`. */
  readonly without?: string;
  /** Index of an argument that is itself the time limit, in milliseconds. */
  readonly limitArg?: number;
  /** Milliseconds after which the API gives up by itself; `never`: it waits for ever. Absent: not known. */
  readonly defaultMs?: number | 'never';
}

/** What keeps a database's client from waiting for ever, by the options that make it. Bounds the driver sets by itself are left out. */
export interface ClientModel {
  /** Places of the options among the arguments; an address may stand there too. */
  readonly options: readonly number[];
  /** Options that hold further options of the driver: `dialectOptions`, `socket`. */
  readonly inside?: readonly string[];
  readonly bounds: readonly {
    readonly on: 'connecting' | 'a query' | 'a command';
    /** One is enough; none: the client has no such option, the call may have. */
    readonly names: readonly string[];
    /** What a fix writes. */
    readonly write?: string;
  }[];
  /** Options that show somebody thought about time, though they bound something else. */
  readonly related?: readonly string[];
  /** An option whose value says that there is no server: `client: 'sqlite3'`; or that the driver has limits of its own. */
  readonly kind?: { readonly option: string; readonly bounded: RegExp };
  /** Queries in SQL can set a limit themselves. */
  readonly sql?: true;
}

/** Something that stays taken until it is given back. */
export interface AcquireModel {
  readonly what: 'connection' | 'transaction' | 'lock' | 'file' | 'timer' | 'listener' | 'process' | 'thread' | 'pool' | 'subscription' | 'session' | 'watcher';
  /** Methods of the result (of what its promise gives) that give it back; one is enough. A name with `#` is a function that takes the result. */
  readonly release: readonly string[];
  /** The methods are the receiver's: `connection.beginTransaction()`, `connection.commit()`. */
  readonly onReceiver?: true;
}

export interface ApiModel {
  /** Blocks the calling thread while it does this. */
  readonly blocks?: { readonly on: 'disk' | 'child process' | 'network' | 'database' | 'user' | 'lock' | /** What a browser keeps for a page: written at once, mostly from memory. */ 'storage'; /** The asynchronous API to use instead. */ readonly twin?: string };
  /** Burns CPU on the calling thread: per byte or item of its input, or a fixed amount that is felt (a password hash, a key pair). */
  readonly cpu?: 'per-byte' | 'per-item' | 'fixed';
  /** The API that does the same without holding the thread, where `blocks` does not say: a worker's or the thread pool's. */
  readonly twin?: string;
  /** With such an argument the call is over at once although it is `cpu`: a cheap kind of key, few rounds of a hash. */
  readonly light?: { readonly arg: number; readonly option?: string; readonly below?: number; readonly values?: readonly string[] };
  /** Starts a process or a thread of its own: tens of milliseconds and megabytes each. */
  readonly starts?: 'process' | 'thread';
  /** Takes one of the few threads of libuv's pool while it lasts; file access, name look-ups and hashing share them. */
  readonly usesPool?: true;
  /** What the returned promise or the callback waits on. */
  readonly waits?: WaitKind;
  /**
   * What a call gives: `promise`, `promise<T>`, `T`, `T[]`, `this` (the receiver), `arg0` (argument 0), `void`, `value` (nothing to follow).
   * `T` is `module#Type`. Absent: unknown.
   */
  readonly returns?: string;
  readonly callbacks?: readonly CallbackModel[];
  /** With a function as its last argument it calls that back instead and gives no promise. */
  readonly orCallback?: true;
  /**
   * What it gives is thenable and does its work only when awaited or given a `then`: left alone it does nothing at all. Calls that change
   * a query under construction (`query.where(…)`) have no mark.
   */
  readonly lazy?: true;
  readonly acquires?: AcquireModel;
  /** What the call makes is a client of a database. */
  readonly client?: ClientModel;
  readonly deadline?: DeadlineModel;
  /** Function argument(s) run with bounded concurrency: `new` makes a limiter object, `call` is one. */
  readonly limits?: 'call' | 'new';
  /**
   * How many tasks run at once in the limiter this makes, or is: the number in an argument, or an `option` of it; `without`: when it is not
   * given (`Infinity`: all of them). Without `arg` it is always `without`.
   */
  readonly slots?: { readonly arg?: number; readonly option?: string; readonly without?: number };
  /**
   * Reads one thing by its key, where `by` reads many in one go. The key is in the text of a query (`sql`), an argument (its index), or an
   * object: argument 0 itself (`filter`), or a member of one of the arguments (`where`, `Key`).
   */
  readonly lookup?: { readonly by: string; readonly key: number | 'sql' | 'filter' | 'where' | 'Key' };
  /** Not awaiting the promise it returns is documented as safe. */
  readonly detachedOk?: true;
  /** Promise combinator over argument 0. */
  readonly combinator?: 'all' | 'allSettled' | 'race' | 'any';
  /** The number of elements it gives never exceeds the named numeric argument (`slice(0, n)`) or is what the receiver had (`map`, `filter`). */
  readonly size?: 'argument' | 'receiver';
}

/** Decorators that make the decorated method or class member a root. */
export interface DecoratorModel { readonly context: Context; readonly label: string; readonly promise: 'handled' | 'dropped' }

/**
 * Methods a framework calls on an object of the user's because its class implements an interface, or extends a class, of a library:
 * `class AuthGuard implements CanActivate`. By method name.
 */
export type ContractModel = Readonly<Record<string, DecoratorModel>>;

/** Exports a framework calls because of where the file stands. */
export interface ConventionModel {
  /** Any of these packages makes the convention hold in the package that depends on it. None: it holds everywhere. */
  readonly packages: readonly string[];
  /** Of the path below the package's folder; group 1, if any, is `{1}` in the label. */
  readonly path: RegExp;
  /** Exported names; `*` is every one. `x.*` stands for the functions in the exported object `x`. */
  readonly exports: readonly string[];
  readonly context: Context;
  /** `{name}`: the export. */
  readonly label: string;
  /** Types of the parameters, as in {@link ApiModel.returns}. */
  readonly params?: readonly string[];
  /** The convention holds only for functions whose parameters are called so, from the first: for exports of any name. What it finds is inferred. */
  readonly parameters?: readonly RegExp[];
  /** A directive at the top of the file that makes the convention not hold: `use client`. */
  readonly unless?: string;
}

/**
 * One table: API name to row. Names are canonical (`module#Path.member`, see `normalizeApi`). A name with `*` is a pattern for families of
 * like members: `*` stands for any text without `.` or `#`, `**` for any text; exact names win, then the longest pattern.
 */
export type ModelTable = Readonly<Record<string, ApiModel>>;

/** A package whose behaviour depends on its version: the rows count where the installed major is below `below` and none of `unless`, packages that patch it, is there. */
export interface VersionedRows { readonly package: string; readonly below: number; readonly unless?: readonly string[]; readonly rows: ModelTable }
